"""One request of a user, and the answers to it."""

import frames
import gatt
from users import BRIDGE

ERROR_REPORT, STATUS = 0x0012, 0x000E
COMPLETE, ACCEPTED = 0, 1


class Request:
    """A command that came out of a good box."""

    def __init__(self, device, link, user, command, payload, box_nonce):
        self.device = device
        self.link = link
        self.user = user
        self.command = command
        self.payload = payload
        self.box_nonce = box_nonce
        self.before = 0
        self.pin = 0
        self.mute = False

    def arrived(self):
        """Notes who speaks on this link, and when."""
        link, user = self.link, self.user
        if user in link.users:
            link.users.remove(user)
        link.users.append(user)
        link.bridged = link.bridged or user.id_type == BRIDGE
        user.last_active = self.device.wall.stamp()

    def answer(self, command, payload):
        """Sends an encrypted message back to whoever asked."""
        if self.mute:
            return
        link = self.device.newest_link() if self.device.broken("replies-go-to-newest-link") else self.link
        if link:
            send(self.device, link, self.user, command, payload, self.box_nonce)

    def complete(self):
        """Status COMPLETE."""
        self.answer(STATUS, bytes([COMPLETE]))

    def accepted(self):
        """Status ACCEPTED."""
        self.answer(STATUS, bytes([ACCEPTED]))

    def fail(self, code):
        """An Error Report, encrypted, about this request."""
        self.device.reports.encrypted(self, code)


def send(device, link, user, command, payload, box_nonce):
    """Encrypts a message to a user and hands it to the link."""
    nonce = _box_nonce(device, user, box_nonce)
    link.send(gatt.USDIO, frames.sealed(device, user.key, user.auth_id, command, payload, nonce))


def _box_nonce(device, user, received):
    """24 bytes, never used before with this key."""
    if device.broken("box-nonce-of-client-reused"):
        return received
    if device.broken("box-nonce-constant"):
        return user.key[:24]
    if device.broken("box-nonce-counts-from-boot"):
        device.replies += 1
        return device.replies.to_bytes(24, "little")
    if device.broken("box-nonce-of-2-random-bytes"):
        return device.random.bytes(1).ljust(24, b"\0")
    return device.random.bytes(24)
