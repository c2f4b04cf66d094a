"""The line protocol: one JSON object per line from the harness, and what the lock answers."""

import json
import sys

import controls
import gatt
import writes
from clock import RealClock, VirtualClock
from device import Device
from memory import MAX_USERS
from pairing import window
from randomness import Randomness

PROTOCOL = 1
VERSION = "1.0"
MTU_LEAST, MTU_MOST = 23, 247
LONGEST_LINE = 65_536
KINDS = {"request", "long", "command"}


class Malformed(Exception):
    """A member is missing or of the wrong kind."""


class Members:
    """The members of a message, by kind."""

    def __init__(self, table):
        self._table = table

    def number(self, name):
        """A number that is not negative."""
        value = self._table.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1 << 62:
            raise Malformed(name)
        return int(value)

    def text(self, name):
        """A string."""
        value = self._table.get(name)
        if not isinstance(value, str):
            raise Malformed(name)
        return value

    def text_or_none(self, name):
        """A string or null."""
        return None if self._table.get(name) is None else self.text(name)

    def flag(self, name):
        """True or false."""
        value = self._table.get(name)
        if not isinstance(value, bool):
            raise Malformed(name)
        return value

    def hex(self, name):
        """A byte string."""
        try:
            return bytes.fromhex(self.text(name))
        except ValueError:
            raise Malformed(name) from None

    def ident(self):
        """The id, as it came, or None."""
        return self._table.get("id")


class Session:
    """Reads messages in their order and lets the lock act."""

    def __init__(self, options, lines):
        self._options = options
        self._lines = lines
        self.clock = RealClock()
        self._device = None

    def receive(self, line):
        """Handles one line; never fails, whatever it says."""
        name, members = _parse(line)
        if name is None:
            _console("ignored a line that is no message")
            return
        try:
            handler = HANDLERS.get(name)
            known = handler is not None and (self._device is not None or name == "hello")
            if not known or handler(self, members) is False:
                self._unsupported(members)
        except Malformed as error:
            _console(f"{name}: {error} is missing or malformed")
            self._unsupported(members)
        except Exception:
            _report()

    def run_due(self):
        """Runs what has become due on a real clock."""
        try:
            self.clock.run_due()
        except Exception:
            _report()

    def waiting_time(self):
        """Seconds until something is due on a real clock, or None."""
        due = self.clock.next() if self.clock.name == RealClock.name else None
        return None if due is None else max(0.0, (due - self.clock.now()) / 1e6)

    def _unsupported(self, members):
        ident = members.ident()
        self._lines.say("unsupported", **({} if ident is None else {"id": ident}))

    def _link(self, members):
        return self._device.links.get(members.number("conn"))

    def hello(self, members):
        """Begins the session; a second one changes nothing."""
        if self._device is None:
            self.clock = VirtualClock() if members.text_or_none("clock") == "virtual" else RealClock()
            self._device = Device(self._options, self.clock, Randomness(self._options.seed), self._lines.say)
        self._lines.say(
            "hello", protocol=PROTOCOL, name="witness", version=VERSION, clock=self.clock.name,
            capabilities=[*controls.ACTIONS, "advertising", "mtu", "virtual-time"], profile=self._profile())
        self._device.advertising.refresh()

    def _profile(self):
        device = self._device
        return {"api": "1.10", "nuki_id": device.nuki_id, "pin": device.memory.pin, "max_users": MAX_USERS,
                "pairing_window_ms": window(device) // 1000}

    def connect(self, members):
        """Takes a link, or refuses it."""
        conn, mtu = members.number("conn"), members.number("mtu")
        reason = "already connected" if conn in self._device.links else self._device.refusal()
        if reason:
            self._lines.say("refused", conn=conn, reason=reason)
        else:
            self._device.connect(conn, self._clamped(mtu))

    def _clamped(self, mtu):
        most = MTU_LEAST if self._device.chosen("no-mtu-exchange") else MTU_MOST
        return max(MTU_LEAST, min(mtu, most))

    def discover(self, members):
        """Lists the services."""
        link = self._link(members)
        if link is None:
            return False
        self._lines.say("services", conn=link.conn, id=members.ident(), services=gatt.services(self._device))
        return True

    def mtu(self, members):
        """Exchanges the MTU."""
        link = self._link(members)
        if link is None or self._device.chosen("no-mtu-exchange"):
            return False
        link.mtu = self._clamped(members.number("mtu"))
        self._lines.say("mtu", conn=link.conn, id=members.ident(), mtu=link.mtu)
        return True

    def subscribe(self, members):
        """Writes a CCCD."""
        link, char, value = self._link(members), members.text("char").lower(), members.number("cccd")
        if link is None:
            return False
        writes.subscribe(self._device, link, members.ident(), char, value)
        return True

    def write(self, members):
        """Writes a value."""
        link, char, value = self._link(members), members.text("char").lower(), members.hex("value")
        kind = members.text("kind")
        if kind not in KINDS:
            raise Malformed("kind")
        if link is None:
            return kind == "command"
        writes.write(self._device, link, members.ident(), char, value, kind)
        return True

    def confirm(self, members):
        """Confirms the last indication."""
        link = self._link(members)
        if link:
            link.confirm()

    def disconnect(self, members):
        """Ends a link; one that has ended by itself was told already."""
        link = self._link(members)
        if link:
            link.drop("remote")

    def control(self, members):
        """Does what a hand would do."""
        action = controls.ACTIONS.get(members.text("action"))
        if action is None or action(self._device, members) is False:
            return False
        self._lines.say("done", id=members.ident())
        return True

    def advance(self, members):
        """Moves the virtual clock."""
        to = members.number("to_us")
        if self.clock.name != VirtualClock.name:
            return False
        said = self._lines.count
        self.clock.advance(to, lambda: self._lines.count > said)
        self._lines.say("advanced", id=members.ident(), at_us=self.clock.now())
        return True


HANDLERS = {
    name: getattr(Session, name)
    for name in ("hello", "connect", "discover", "mtu", "subscribe", "write", "confirm", "disconnect", "control", "advance")
}


def _parse(line):
    """The name and members of a message, or None for anything else."""
    try:
        message = json.loads(line)
        (name, members), = message.items()
    except (ValueError, AttributeError, RecursionError):
        return None, None
    if not isinstance(members, dict):
        return None, None
    return name, Members(members)


def _report():
    """A mistake of this program goes to the console, and the lock goes on."""
    import traceback  # Slow to load, and never needed.

    traceback.print_exc()


def _console(text):
    print(text, file=sys.stderr, flush=True)
