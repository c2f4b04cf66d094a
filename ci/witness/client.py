"""A client for the tests: drives lock.py over its pipes on the virtual clock, with cryptography of its own."""

import hashlib
import hmac
import itertools
import json
import os
import struct
import subprocess
import sys
import tempfile

import oracle

PAIRING, GDIO, USDIO = "a92ee101", "a92ee201", "a92ee202"
SECOND = 1_000_000
PLAIN_SIZES = {0x0003: 36, 0x0004: 36, 0x0007: 88, 0x000E: 5, 0x0012: 7}
LOCK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lock.py")


def plain(command, payload=b""):
    """A plain message."""
    body = struct.pack("<H", command) + payload
    return body + oracle.crc(body)


def sealed(user, command, payload=b"", *, key=None, outer=None, inner=None, crc=None, nonce=None):
    """An encrypted message; the keywords spoil one part each."""
    nonce = nonce or os.urandom(24)
    body = struct.pack("<IH", user.auth_id if inner is None else inner, command) + payload
    box = oracle.seal(key or user.key, nonce, body + (oracle.crc(body) if crc is None else crc))
    return nonce + struct.pack("<IH", user.auth_id if outer is None else outer, len(box)) + box


def opened(user, message):
    """Command and payload of an encrypted message; fails unless every part of it is right."""
    nonce, auth_id, length = struct.unpack_from("<24sIH", message)
    assert (auth_id, length) == (user.auth_id, len(message) - 30), "head of a reply"
    pdata = oracle.open_box(user.key, nonce, message[30:])
    assert pdata is not None, "a reply does not open"
    assert pdata[-2:] == oracle.crc(pdata[:-2]), "CRC in a box"
    inner, command = struct.unpack_from("<IH", pdata)
    assert inner == user.auth_id, "authorization id in a box"
    return command, pdata[6:-2]


class User:
    """What a client keeps after pairing."""

    def __init__(self, auth_id, key, app_id=0, uuid=b"", raw_key=None, second=None):
        self.auth_id, self.key, self.app_id = auth_id, key, app_id
        self.uuid, self.raw_key, self.second = uuid, raw_key, second


class Bench:
    """The process and its virtual time."""

    def __init__(self, *arguments):
        command = [sys.executable, LOCK, "--seed", "bench", *arguments]
        self._console = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._console)
        self.now = 0
        self.links = {}
        self.advertised = []
        self.patience = 0
        self._said = 0
        self._ids = itertools.count(1)
        self._conns = itertools.count(1)
        self.hello = self.ask("hello", protocol=1, clock="virtual")
        self.settle()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the lock; a traceback on its console fails the test."""
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        self._console.seek(0)
        console = self._console.read().decode()
        self._console.close()
        assert "Traceback" not in console, console

    def say(self, message, /, **members):
        """Sends one message."""
        try:
            self.process.stdin.write(json.dumps({message: members}).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise AssertionError("the lock has ended") from None

    def read(self):
        """Reads one message."""
        line = self.process.stdout.readline()
        assert line, "the lock has ended"
        (name, members), = json.loads(line).items()
        return name, members

    def ask(self, message, /, **members):
        """Sends a message and returns its answer; what comes between is taken in."""
        ident = next(self._ids)
        self.say(message, id=ident, **members)
        wanted = {"connect": ("connected", "refused"), "hello": ("hello",), "disconnect": ("disconnected",)}.get(message)
        while True:
            name, answer = self.read()
            self.take(name, answer)
            ended = name == "disconnected" and message == "write" and answer["conn"] == members["conn"]
            if answer.get("id") == ident or (wanted and name in wanted) or ended:
                return {**answer, "": name}

    def take(self, name, members):
        """Takes in what the lock says by itself."""
        if name in ("indicate", "notify"):
            self._said += 1
            assert name == "indicate", "a notification"
            self.links[members["conn"]].value(members["char"], bytes.fromhex(members["value"]))
        elif name == "disconnected":
            self.links[members["conn"]].ended = members["reason"]
        elif name == "advertising":
            self.advertised.append(members)

    def settle(self):
        """Lets the lock say all it has to say now; confirmations may make it say more."""
        before = None
        while before != self._said:
            before = self._said
            self.now = self.ask("advance", to_us=self.now)["at_us"]

    def run(self, duration):
        """Lets time pass."""
        end = self.now + int(duration)
        self.settle()
        while self.now < end:
            self.now = self.ask("advance", to_us=end)["at_us"]
            self.settle()

    def control(self, action, **members):
        """Does what a hand would do."""
        assert self.ask("control", action=action, **members)[""] == "done", action
        self.settle()

    def link(self, mtu=23, subscribe=True):
        """A new connection, subscribed to everything."""
        link = Link(self, next(self._conns), mtu)
        if subscribe and not link.refused:
            for char in (PAIRING, GDIO, USDIO):
                link.subscribe(char)
        return link

    def press(self, duration=5 * SECOND):
        """Presses the button and waits for the end of the press."""
        self.control("button", press_ms=duration // 1000)
        self.run(duration)


class Link:
    """One connection: writes values, confirms indications, puts messages together."""

    def __init__(self, bench, conn, mtu):
        self.bench, self.conn = bench, conn
        self.values, self.messages, self.ended = [], [], None
        self.confirms = True
        self._buffers = {}
        bench.links[conn] = self
        answer = bench.ask("connect", conn=conn, mtu=mtu)
        self.refused = answer[""] == "refused"
        self.mtu = answer.get("mtu", 0)

    def subscribe(self, char, value=2):
        """Writes a CCCD."""
        return self.bench.ask("subscribe", conn=self.conn, char=char, cccd=value)

    def drop(self):
        """Ends the link, unless the lock did."""
        if not self.ended:
            self.bench.ask("disconnect", conn=self.conn)

    def confirm(self):
        """Confirms the last indication."""
        self.bench.say("confirm", conn=self.conn)

    def value(self, char, value):
        """Takes in one indication."""
        assert len(value) <= self.mtu - 3, "a value longer than the MTU allows"
        self.values.append((char, value))
        assert value, "an empty value"
        self._collect(char, self._buffers.pop(char, b"") + value)
        if self.confirms:
            self.confirm()

    def _collect(self, char, data):
        if len(data) < (30 if char == USDIO else 2):
            self._buffers[char] = data
            return
        whole = 30 + struct.unpack_from("<H", data, 28)[0] if char == USDIO else PLAIN_SIZES[struct.unpack_from("<H", data)[0]]
        assert len(data) <= whole, "more bytes than the message has"
        if len(data) == whole:
            self.messages.append((char, data))
        else:
            self._buffers[char] = data

    def write(self, char, value, kind=None):
        """Writes a value, and lets the lock answer at once; returns the messages that came."""
        kind = kind or ("request" if len(value) <= self.mtu - 3 else "long")
        answer = self.bench.ask("write", conn=self.conn, char=char, value=value.hex(), kind=kind)
        assert answer[""] == "written", answer
        self.bench.run(self.bench.patience)
        return self.taken()

    def taken(self):
        """The messages that came since the last time."""
        messages, self.messages = self.messages, []
        assert self.ended or not self._buffers, "a message that does not end"
        return messages

    def plain(self, command, payload=b"", char=PAIRING):
        """Writes a plain message; returns plain answers as (command, payload)."""
        return plain_answers(self.write(char, plain(command, payload)), char)

    def ask(self, user, command, payload=b""):
        """Writes an encrypted message; returns encrypted answers as (command, payload)."""
        return self.answers(user, self.write(USDIO, sealed(user, command, payload)))

    def answers(self, user, messages=None):
        """Opens what came on a92ee202."""
        messages = self.taken() if messages is None else messages
        assert all(char == USDIO for char, _ in messages), f"a plain answer {messages[0][1].hex()}"
        return [opened(user, data) for _, data in messages]

    def challenge(self, user):
        """Fetches a challenge nonce."""
        (command, nonce), = self.ask(user, 0x0001, b"\x04\0")
        assert command == 0x0004 and len(nonce) == 32
        return nonce

    def do(self, user, command, fields=b"", pin=None):
        """Fetches a challenge and sends a command with it."""
        tail = b"" if pin is None else struct.pack("<H", pin)
        return self.ask(user, command, fields + self.challenge(user) + tail)

    def states(self, user):
        """Reads the Nuki States."""
        (command, payload), = self.ask(user, 0x0001, b"\x0c\0")
        assert command == 0x000C, f"{command:04x}"
        return payload

    def action(self, user, action=1, flags=0, wait=30):
        """Sends a Lock Action and waits; returns all answers."""
        answers = self.do(user, 0x000D, struct.pack("<BIB", action, user.app_id, flags))
        self.bench.run(wait * SECOND)
        return answers + self.answers(user)


def plain_answers(messages, char):
    """Checks and opens plain answers."""
    answers = []
    for where, data in messages:
        assert where == char, "an answer on another characteristic"
        assert data[-2:] == oracle.crc(data[:-2]), "CRC of a plain message"
        answers.append((struct.unpack_from("<H", data)[0], data[2:-2]))
    return answers


def h1(key, *parts):
    """HMAC-SHA256."""
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()
