"""What every request must pass before its command runs (5.7, checks 5 to 9), in this order.

Known command, payload length, permission of the user, nonce, PIN. Parameters are the commands' own business.
"""

import commands
import users

BAD_LENGTH, UNKNOWN = 0xFE, 0xFF
BAD_PIN, BAD_NONCE, REMOTE_NOT_ALLOWED, TOO_MANY_PINS = 0x21, 0x22, 0x26, 0x28
REQUEST_DATA, LOCK_ACTION = 0x0001, 0x000D


def execute(device, request):
    """Runs the request, or answers why not."""
    if len(request.payload) > 150:
        device.crash_if("crash-on-long-payload")
    request.arrived()
    row = commands.ROWS.get(request.command)
    if row is None:
        _unknown(device, request)
        return
    code = _length_error(device, request, row) or _permission_error(device, request, row)
    if code:
        request.fail(code)
        return
    fields, nonce, pin = row.split(request.payload)
    request.pin = pin
    code = _nonce_error(device, request, row, nonce) or _pin_error(device, request, row, pin)
    _spend(device, request, row, code)
    if code:
        _refuse(device, request, row, fields, code)
        return
    request.before, device.most_recent = device.most_recent, request.command
    row.run(device, request, fields)


def _unknown(device, request):
    if device.broken("unknown-command-silent"):
        return
    device.crash_if("crash-on-unknown-command")
    right = commands.LOCK_ONLY.get(request.command, len(request.payload))
    wrong_length = device.chosen("length-before-command") and right != len(request.payload)
    request.fail(BAD_LENGTH if wrong_length else UNKNOWN)


def _length_error(device, request, row):
    return None if row.fits(device, len(request.payload)) else BAD_LENGTH


def _permission_error(device, request, row):
    if request.command == REQUEST_DATA and device.chosen("limits-only-for-commands"):
        return None
    code = users.refusal(device, request.user)
    if code:
        return code
    if device.chosen("remote-known-by-bridge-link") and request.link.bridged and not request.user.remote:
        return REMOTE_NOT_ALLOWED
    blocked = device.chosen("challenge-blocks-others") and not row.nonce and device.challenges.any_open()
    return UNKNOWN if blocked else None


def _nonce_error(device, request, row, nonce):
    if not row.nonce or _nonce_ignored(device, request):
        return None
    if device.challenges.accept(request.user, nonce):
        return None
    closed = not device.challenges.is_open(request.user.auth_id)
    return UNKNOWN if closed and device.chosen("no-challenge-gives-ff") else BAD_NONCE


def _nonce_ignored(device, request):
    if request.command == LOCK_ACTION:
        return device.broken("lock-action-replayed")
    return device.broken("nonce-checked-for-lock-action-only")


def _pin_error(device, request, row, pin):
    if not row.pin or device.broken("pin-unchecked-in-" + row.slug):
        return None
    if row.slug == "set-config" and device.broken("set-config-changes-pin"):
        return None
    return device.pins.check(request, pin)


def _spend(device, request, row, code):
    """The nonce is used up once it was right, whatever comes after (A-07)."""
    if row.nonce:
        kept = code in (BAD_NONCE, UNKNOWN) and not device.chosen("nonce-spent-on-bad-nonce")
        kept = kept or (code in (BAD_PIN, TOO_MANY_PINS) and device.chosen("nonce-kept-on-bad-pin"))
    else:
        kept = not device.chosen("other-commands-drop-challenge")
    if not kept:
        device.challenges.spend(request.user)


def _refuse(device, request, row, fields, code):
    late = "bad-nonce-executed-and-reported" if code == BAD_NONCE else "bad-pin-executed-and-reported"
    if device.broken(late):
        request.mute = True
        row.run(device, request, fields)
        request.mute = False
    request.fail(code)
