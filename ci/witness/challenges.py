"""Challenge nonces: one slot per authorization, the newest counts, each is good once (6.3)."""

import crypto
from clock import SECOND

LIFE = 60 * SECOND


class Challenge:
    """A nonce that was handed out."""

    __slots__ = ("conn", "issued", "nonce")

    def __init__(self, nonce, conn, issued):
        self.nonce = nonce
        self.conn = conn
        self.issued = issued


class Challenges:
    """The open challenges of all authorizations."""

    def __init__(self, device):
        self._device = device
        self._open = {}
        self._older = {}
        self._used = {}

    def issue(self, user, link):
        """Makes a new challenge for the user; the one before is void."""
        device = self._device
        previous = self._open.get(user.auth_id)
        if previous and device.broken("open-challenge-repeated"):
            return previous.nonce
        if previous:
            self._older.setdefault(user.auth_id, []).append(previous.nonce)
        nonce = fresh(device)
        self._open[user.auth_id] = Challenge(nonce, link.conn, device.clock.now())
        return nonce

    def is_open(self, auth_id):
        """Whether the user has a challenge that was not used yet."""
        return self._living(auth_id) is not None

    def any_open(self):
        """Whether any user has one."""
        return any(self.is_open(auth_id) for auth_id in self._open)

    def accept(self, user, nonce):
        """Whether the nonce is the open challenge of this user."""
        return self._matches(self._living(user.auth_id), nonce) or self._wrongly_accepted(user, nonce)

    def spend(self, user):
        """Makes the open challenge of the user void."""
        spent = self._open.pop(user.auth_id, None)
        if spent:
            self._used.setdefault(user.auth_id, []).append(spent.nonce)

    def forget_user(self, auth_id):
        """A user has gone."""
        self._open.pop(auth_id, None)

    def link_ended(self, link):
        """A link has gone; in some locks its challenges go with it (A-06)."""
        if self._device.chosen("challenge-ends-with-link") or self._device.chosen("challenge-blocks-others"):
            self._open = {user: one for user, one in self._open.items() if one.conn != link.conn}

    def power_lost(self):
        """Nothing of this survives a loss of power."""
        if not self._device.broken("challenges-survive-reboot"):
            self._open.clear()

    def _living(self, auth_id):
        challenge = self._open.get(auth_id)
        if challenge and self._device.chosen("challenge-expires-60s"):
            if self._device.clock.now() - challenge.issued > LIFE:
                del self._open[auth_id]
                return None
        return challenge

    def _matches(self, challenge, nonce):
        if challenge is None:
            return False
        if self._device.broken("nonce-compared-in-4-bytes"):
            return challenge.nonce[:4] == nonce[:4]
        return crypto.same(challenge.nonce, nonce)

    def _wrongly_accepted(self, user, nonce):
        device, mine = self._device, user.auth_id
        return (
            device.broken("any-nonce-accepted")
            or (device.broken("zero-nonce-accepted") and nonce == bytes(32))
            or (device.broken("challenge-accepted-twice") and nonce in self._used.get(mine, ()))
            or (device.broken("older-challenge-accepted") and nonce in self._older.get(mine, ()))
            or (device.broken("challenge-of-other-user-accepted") and self._is_of_another(mine, nonce))
            or (device.broken("pairing-challenge-accepted") and nonce in device.pairing_challenges)
        )

    def _is_of_another(self, mine, nonce):
        return any(one.nonce == nonce for auth_id, one in self._open.items() if auth_id != mine)


def fresh(device):
    """A new nonce: unpredictable, never repeated."""
    if device.broken("challenges-constant"):
        return bytes(range(32))
    if device.broken("challenges-count-up"):
        device.counter += 1
        return device.counter.to_bytes(32, "little")
    if device.broken("challenges-of-4-random-bytes"):
        return device.random.bytes(4) * 8
    return device.random.bytes(32)
