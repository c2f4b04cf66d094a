"""Listing, inviting, changing and removing users (0x0008, 0x0009, 0x000B, 0x0025)."""

import struct

from users import APP, FOB, Limits, User, stored_name

BAD_PARAMETER, INVALID_AUTH_ID, MAX_USER, UNKNOWN = 0x23, 0x24, 0x13, 0xFF
ENTRY, INVITED, COUNT = 0x000A, 0x001F, 0x0027


def remove(device, request, fields):
    """Removes a user, perhaps the one who asks."""
    auth_id, = struct.unpack("<I", fields)
    user = device.memory.users.find(auth_id)
    if user is None and not device.broken("remove-unknown-user-completes"):
        request.fail(BAD_PARAMETER if device.broken("remove-unknown-user-gives-bad-parameter") else INVALID_AUTH_ID)
        return
    if user is not None and not device.broken("remove-user-only-reported"):
        device.remove_user(user)
    request.complete()


def listed(device, request, fields):
    """Sends the count, the entries from the offset on, and Status COMPLETE."""
    offset, count = struct.unpack("<HH", fields)
    users = device.memory.users.own_first(device, request.user.auth_id)
    if offset >= len(users) and offset and device.chosen("list-past-end-gives-23"):
        request.fail(BAD_PARAMETER)
        return
    if offset == 0 or not device.chosen("user-count-at-offset-0-only"):
        request.answer(COUNT, struct.pack("<H", len(users) - device.broken("user-count-without-own")))
    for user in _chosen(device, users, offset, count):
        request.answer(ENTRY, user.entry(device))
    end_list(device, request)


def _chosen(device, users, offset, count):
    if device.broken("list-offset-ignored"):
        offset = 0
    if device.broken("list-offset-counts-from-1") and offset:
        offset -= 1
    if device.broken("list-sends-one-too-many"):
        count += 1
    if device.broken("list-count-ignored") or (count == 0 and device.chosen("count-zero-means-all")):
        count = len(users)
    chosen = users[offset:offset + count]
    return chosen[:-1] if device.broken("list-loses-last-entry") else chosen


def end_list(device, request):
    """Status COMPLETE after a list (A-33)."""
    if not device.chosen("lists-end-silently"):
        request.complete()


def invite(device, request, fields):
    """Stores a user whose key the asking client has made."""
    name, id_type, key, remote, limited = struct.unpack_from("<32sB32sBB", fields)
    limits = Limits(fields[67:86])
    users = device.memory.users
    if id_type > FOB or not flags_valid(device, remote, limited) or not _limits_valid(limited, limits):
        request.fail(BAD_PARAMETER)
    elif len(users) >= users.room and not device.broken("max-users-ignored"):
        request.fail(UNKNOWN if device.chosen("full-invite-gives-ff") else MAX_USER)
    else:
        user = _invited(device, name, id_type, key)
        _restrict(device, user, remote, limited, limits)
        users.store(user)
        created = device.wall.stamp()
        request.answer(INVITED, struct.pack("<I7s", user.auth_id, created))


def _invited(device, name, id_type, key):
    if device.broken("invited-key-not-stored"):
        key = device.random.bytes(32)
    id_type = APP if device.broken("id-type-not-stored") else id_type
    return User(device.memory.users.next_id(device), key, id_type, 0, stored_name(device, name), device.wall.stamp())


def update(device, request, fields):
    """Changes name, flags and time limits of a user."""
    auth_id, name, enabled, remote, limited = struct.unpack_from("<I32sBBB", fields)
    limits = Limits(fields[39:58])
    user = device.memory.users.find(auth_id)
    if user is None:
        request.fail(BAD_PARAMETER if device.chosen("update-unknown-user-gives-23") else INVALID_AUTH_ID)
    elif not flags_valid(device, enabled, remote, limited) or not _limits_valid(limited, limits):
        request.fail(BAD_PARAMETER)
    else:
        if not device.broken("update-user-only-reported"):
            user.name = stored_name(device, name)
            user.enabled = enabled
            _restrict(device, user, remote, limited, limits)
        request.complete()


def _restrict(device, user, remote, limited, limits):
    user.remote = remote
    user.limited = 0 if device.broken("time-limits-not-stored") else limited
    user.limits = limits


def _limits_valid(limited, limits):
    return not limited or limits.valid()


def flags_valid(device, *flags):
    """Whether all are 0 or 1; some locks take any value but 0 for 1."""
    return device.chosen("flags-any-nonzero") or all(flag <= 1 for flag in flags)
