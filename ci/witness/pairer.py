"""The client's side of pairing, for the tests: each step by itself, so that any of them can go wrong."""

import os
import struct

import oracle
from client import SECOND, User, h1


class Pairer:
    """Pairs over one link; every step returns the lock's answers."""

    def __init__(self, link, app_id=0x11223344, name=b"Test", id_type=0):
        self.link, self.app_id, self.id_type = link, app_id, id_type
        self.name = name.ljust(32, b"\0")
        self.private = os.urandom(32)
        self.public = oracle.public_key(self.private)
        self.nonce = os.urandom(32)
        self.lock_key = self.first = self.second = self.third = self.key = None

    def ask_key(self):
        """Request Data(Public Key)."""
        answers = self.link.plain(0x0001, b"\x03\0")
        if answers and answers[0][0] == 0x0003:
            self.lock_key = answers[0][1]
            self.raw_key = oracle.x25519(self.private, self.lock_key)
            self.key = oracle.hsalsa20(self.raw_key, bytes(16))
        return answers

    def send_key(self, public=None):
        """Public Key."""
        answers = self.link.plain(0x0003, public or self.public)
        if answers and answers[0][0] == 0x0004:
            self.first = answers[0][1]
        return answers

    def prove(self, authenticator=None):
        """Authorization Authenticator."""
        right = h1(self.key, self.public, self.lock_key, self.first)
        answers = self.link.plain(0x0005, authenticator or right)
        if answers and answers[0][0] == 0x0004:
            self.second = answers[0][1]
        return answers

    def data(self):
        """The fields of Authorization Data after its authenticator."""
        return struct.pack("<BI", self.id_type, self.app_id) + self.name + self.nonce

    def enrol(self, authenticator=None, data=None):
        """Authorization Data."""
        data = data or self.data()
        answers = self.link.plain(0x0006, (authenticator or h1(self.key, data, self.second)) + data)
        if answers and answers[0][0] == 0x0007:
            self._check(answers[0][1])
        return answers

    def _check(self, payload):
        given, body = payload[:32], payload[32:]
        assert given == h1(self.key, body, self.nonce), "authenticator of the Authorization-ID"
        self.auth_id, self.uuid, self.third = struct.unpack("<I16s32s", body)

    def confirm(self, authenticator=None):
        """Authorization-ID Confirmation."""
        auth_id = struct.pack("<I", self.auth_id)
        return self.link.plain(0x001E, (authenticator or h1(self.key, auth_id, self.third)) + auth_id)

    def until_enrolled(self):
        """All steps before the confirmation."""
        for step, wanted in ((self.ask_key, 3), (self.send_key, 4), (self.prove, 4), (self.enrol, 7)):
            answers = step()
            assert [command for command, _ in answers] == [wanted], f"{step.__name__}: {answers}"

    def user(self):
        """What the client keeps."""
        return User(self.auth_id, self.key, self.app_id, self.uuid, self.raw_key, self.second)


def pair(bench, link=None, press=True, **choices):
    """Presses the button and pairs; returns the user."""
    link = link or bench.link()
    if press:
        bench.press(5 * SECOND)
    one = Pairer(link, **choices)
    one.until_enrolled()
    answers = one.confirm()
    assert answers == [(0x000E, b"\0")], answers
    return one.user()


def paired(bench, mtu=247, **choices):
    """A link and a user who has just paired over it."""
    link = bench.link(mtu)
    return link, pair(bench, link, **choices)
