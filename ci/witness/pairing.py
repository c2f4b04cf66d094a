"""Pairing on a92ee101: what a client must say, step by step, to become a user (Authorize app)."""

import struct

import challenges
import crypto
import frames
import gatt
from clock import SECOND
from enrolment import enrol

NOT_PAIRING, BAD_AUTHENTICATOR, BAD_PARAMETER = 0x10, 0x11, 0x12
BAD_CRC, BAD_LENGTH, UNKNOWN = 0xFD, 0xFE, 0xFF
LENGTHS = {0x0001: 2, 0x0003: 32, 0x0005: 32, 0x0006: 101, 0x001E: 36}
IDLE, KEYED, CHALLENGED, PROVEN, STORED = range(5)
WINDOW = 120 * SECOND


class PairingMode:
    """The time after the button during which public keys are given out."""

    def __init__(self, device):
        self._device = device
        self._timer = None

    def open(self):
        """The button was held for 5 s."""
        self.close()
        if self._device.memory.config.pairing or self._device.broken("pairing-flag-ignored"):
            self._timer = self._device.clock.after(window(self._device), self._run_out)
        self._device.advertising.refresh()

    def close(self):
        """Ends pairing mode."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._device.advertising.refresh()

    def active(self):
        """Whether a public key may be asked for."""
        return self.shown() or self._by_itself() or self._device.broken("pairing-open-without-button")

    def shown(self):
        """Whether the lock shows pairing mode."""
        return self._timer is not None and not self._device.broken("pairing-mode-not-shown")

    def succeeded(self):
        """A client has paired."""
        if not self._device.chosen("pairing-stays"):
            self.close()

    def _by_itself(self):
        if self._timer is not None:
            return True
        return self._device.chosen("initialized-by-set-config") and not self._device.memory.initialized

    def _run_out(self):
        if self._device.broken("pairing-mode-never-ends"):
            return
        self._timer = None
        for link in self._device.links.values():
            link.pairing.reset()
        self._device.advertising.refresh()


def window(device):
    """How long pairing mode lasts (A-12)."""
    return 40 * SECOND if device.chosen("pairing-window-40s") else WINDOW


class PairingSession:
    """One client's way through pairing; it ends with the link."""

    def __init__(self, device, link):
        self._device = device
        self._link = link
        self.user = None
        self.failed = False
        self.reset()

    def reset(self):
        """Back before the first step."""
        self.step = IDLE
        self.private = self.public = self.peer = self.secret = self.raw_key = None
        self.first = self.second = self.third = None

    def receive(self, value):
        """Handles one write to a92ee101."""
        if len(value) < 4:
            self._too_short(value)
            return
        command, = struct.unpack_from("<H", value)
        if not frames.plain_crc_holds(self._device, value):
            self._bad_crc(command)
            return
        length = LENGTHS.get(command)
        if length is None:
            self.fail(UNKNOWN, command)
            return
        payload = self._fitted(command, value[2:-2], length)
        if payload is None:
            self.fail(BAD_LENGTH, command)
        else:
            self._step(command, payload)

    def answer(self, command, payload):
        """Sends a plain message."""
        self._link.send(gatt.PAIRING, frames.plain(self._device, command, payload))

    def fail(self, code, command):
        """Sends an Error Report."""
        self._device.reports.plain(self._link, gatt.PAIRING, code, command)

    def refuse(self, code, command):
        """Ends this try with an Error Report."""
        if not (self._device.chosen("retry-after-11") and code == BAD_AUTHENTICATOR):
            self.failed = True
            self.reset()
        self.fail(code, command)

    def _too_short(self, value):
        if self._device.broken("crash-on-tiny-plain-write"):
            self._device.crash()
        if not self._device.chosen("silent-on-incomplete"):
            self.fail(BAD_LENGTH, 0)

    def _bad_crc(self, command):
        if self._device.broken("deaf-after-bad-crc"):
            self._device.deaf.add(self._link.conn)
        if self._device.chosen("silent-on-garbage"):
            return
        self.fail(BAD_CRC, 0 if self._device.chosen("bad-crc-command-zero") else command)

    def _fitted(self, command, payload, length):
        if len(payload) == length:
            return payload
        if command == 0x0001 and len(payload) > 2 and self._device.chosen("additional-data-ignored"):
            return payload[:2]
        if self._device.broken("pairing-length-unchecked"):
            return payload[:length].ljust(length, b"\0")
        return None

    def _step(self, command, payload):
        handler = {
            0x0001: self._request_data, 0x0003: self._public_key, 0x0005: self._prove,
            0x0006: self._enrol, 0x001E: self._confirm,
        }[command]
        handler(payload)

    def _expects(self, step, command):
        if self.step == step:
            return True
        if self._device.broken("enrolment-without-proof") and (self.step, step) == (CHALLENGED, PROVEN):
            self.second = self.first
            return True
        if not self._device.chosen("retry-after-11"):
            self.reset()
        self.fail(UNKNOWN, command)
        return False

    def _request_data(self, payload):
        if struct.unpack("<H", payload)[0] != 0x0003:
            self.fail(UNKNOWN, 0x0001)
        elif not self._device.pairing_mode.active():
            self._not_pairing()
        elif self._device.chosen("pairing-restarts-on-new-link") and (self.failed or self.step != IDLE):
            self.fail(UNKNOWN, 0x0001)
        elif self._device.broken("cut-pairing-blocks-next") and self._device.pairing_conn not in (None, self._link.conn):
            self.fail(UNKNOWN, 0x0001)
        else:
            self._give_key()

    def _not_pairing(self):
        if self._device.chosen("drops-link-when-not-pairing"):
            self._link.drop()
        elif self._device.broken("not-pairing-gives-unknown"):
            self.fail(UNKNOWN, 0x0001)
        else:
            self.fail(NOT_PAIRING, 0x0001)

    def _give_key(self):
        self.reset()
        self._device.pairing_conn = self._link.conn
        self.private, self.public = crypto.key_pair(self._device.random)
        self.step = KEYED
        self.answer(0x0003, self.public)

    def _public_key(self, peer):
        if not self._expects(KEYED, 0x0003):
            return
        self.peer, self.raw_key = peer, crypto.agree(self.private, peer)
        self.secret = crypto.shared_secret(self.private, peer)
        if self.secret is None and not self._low_order():
            return
        if self._device.broken("key-without-kdf1"):
            self.secret = self.raw_key
        self.first = challenges.fresh(self._device)
        self.step = CHALLENGED
        self.answer(0x0004, self.first)

    def _low_order(self):
        """A low-order key must never lead to a user (A-16)."""
        if self._device.broken("low-order-keys-accepted"):
            self.secret = self.raw_key = crypto.SECRET_OF_ZERO
            return True
        if self._device.chosen("low-order-fails-later"):
            self.secret = self._device.random.bytes(32)
            return True
        if self._device.chosen("low-order-silent"):
            self.reset()
        else:
            self.refuse(UNKNOWN if self._device.chosen("low-order-ff") else BAD_PARAMETER, 0x0003)
        return False

    def _prove(self, given):
        if not self._expects(CHALLENGED, 0x0005):
            return
        right = [(self.peer, self.public, self.first)]
        if self._device.broken("authenticator-in-wrong-key-order-accepted"):
            right.append((self.public, self.peer, self.first))
        if not self.verified(given, right, "first-authenticator-unchecked"):
            self._wrong_authenticator(0x0005)
            return
        self.second = self.first if self._device.broken("second-challenge-equals-first") else challenges.fresh(self._device)
        self._device.pairing_challenges.add(self.second)
        self.step = PROVEN
        self.answer(0x0004, self.second)

    def _wrong_authenticator(self, command):
        code = UNKNOWN if self._device.broken("bad-authenticator-gives-unknown") else BAD_AUTHENTICATOR
        self.refuse(code, command)

    def verified(self, given, choices, unchecked):
        """Whether `given` is h1 of one of the choices; `unchecked` names the fault that does not look."""
        if self._device.broken(unchecked):
            return True
        size = 4 if self._device.broken("authenticator-compared-in-4-bytes") else 32
        return any(crypto.same(given[:size], crypto.authenticator(self.secret, *parts)[:size]) for parts in choices)

    def stored(self, user):
        """The user is in the table; only the confirmation is missing."""
        self.user = user
        self.third = challenges.fresh(self._device)
        self.step = STORED

    def _enrol(self, payload):
        if self._expects(PROVEN, 0x0006):
            enrol(self._device, self, payload)

    def _confirm(self, payload):
        if not self._expects(STORED, 0x001E):
            return
        given, auth_id = payload[:32], payload[32:]
        right = [(self.user.auth_id.to_bytes(4, "little"), self.third)]
        same_user = auth_id == right[0][0] or self._device.broken("confirmation-unchecked")
        if not (same_user and self.verified(given, right, "confirmation-unchecked")):
            self._wrong_authenticator(0x001E)
            return
        self._succeed()

    def _succeed(self):
        self.user.confirmed = True
        self.user = None
        self.reset()
        self._device.pairing_conn = None
        if not self._device.broken("pairing-complete-missing"):
            self.answer(0x000E, b"\1" if self._device.broken("pairing-ends-with-accepted") else b"\0")
        if not self._device.chosen("initialized-by-set-config"):
            self._device.memory.initialized = True
        self._device.pairing_mode.succeeded()
