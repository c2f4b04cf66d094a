"""The lock: its parts, its links, and what loss of power and reset do to them."""

import sys

from advertising import Advertising
from button import Button
from challenges import Challenges
from clock import SECOND
from dates import WallClock
from journal import Log
from link import Link
from memory import Memory
from motor import Motor
from pairing import PairingMode, PairingSession
from pins import PinGate
from reports import Reports
from schedule import Schedule

SLOTS = 4
BOOT = 2 * SECOND
CRASHED = 70


class Device:
    """Holds everything together; `say` sends a line to the harness."""

    def __init__(self, options, clock, random, say):
        self.options, self.clock, self.random, self.say = options, clock, random, say
        self.nuki_id = options.nuki_id
        self.defects = set(options.defects)
        self.links = {}
        self.memory = Memory(options, random)
        self.wall = WallClock(self)
        self.challenges = Challenges(self)
        self.pins = PinGate(self)
        self.motor = Motor(self)
        self.log = Log(self)
        self.schedule = Schedule(self)
        self.reports = Reports(self)
        self.button = Button(self)
        self.pairing_mode = PairingMode(self)
        self.advertising = Advertising(self)
        self.changed = 0
        self.most_recent = 0
        self.recent_action = None
        self.since_boot = [0, 0]
        self._booting_until = 0
        self._drop_next = False
        self._prepare_faults()

    def _prepare_faults(self):
        """What only faults remember."""
        self.kept_cccd, self.deaf, self.removed = {}, set(), {}
        self.pairing_conn, self.pairing_challenges = None, set()
        self.partial, self.counter, self.replies = b"", 0, 0
        self.writes, self.connects, self.reboots = 0, 0, 0

    def chosen(self, variant):
        """Whether the lock behaves like this legal variant."""
        return variant in self.options.variants

    def broken(self, defect):
        """Whether the lock has this fault."""
        return defect in self.defects

    def set_defect(self, name):
        """Builds one fault in, or takes it out."""
        self.defects = {name} if name else set()
        self.advertising.refresh()

    def crash(self):
        """A fault ends the process."""
        sys.exit(CRASHED)

    def crash_if(self, defect):
        """Ends the process of a lock with that fault."""
        if self.broken(defect):
            self.crash()

    def free_slots(self):
        """How many more links it takes."""
        return (1 if self.chosen("one-connection") else SLOTS) - len(self.links)

    def refusal(self):
        """Why it does not take another link now, or None."""
        if self.free_slots() <= 0:
            return "no free slot"
        if self.clock.now() < self._booting_until:
            return "booting"
        if self.broken("no-link-after-20") and self.connects >= 20:
            return "out of memory"
        if self.broken("unreachable-after-reboot") and self.reboots:
            return "not running"
        return None

    def connect(self, conn, mtu):
        """Takes a link."""
        self.connects += 1
        link = self.links[conn] = Link(self, conn, mtu)
        link.pairing = PairingSession(self, link)
        self.say("connected", conn=conn, mtu=link.mtu)
        self.advertising.refresh()
        if self._drop_next:
            self._drop_next = False
            link.drop()

    def end_link(self, link, reason):
        """Ends a link, for whatever reason."""
        if not link.alive:
            return
        self._drop_next = self.chosen("drops-next-link-after-unconfirmed") and link.unconfirmed()
        link.end()
        del self.links[link.conn]
        self.say("disconnected", conn=link.conn, reason=reason)
        for part in (self.challenges, self.motor):
            part.link_ended(link)
        self.pins.link_ended()
        self._forget_unconfirmed(link)
        self.advertising.refresh()

    def _forget_unconfirmed(self, link):
        user = link.pairing.user
        if user and not user.confirmed:
            self.remove_user(user)

    def newest_link(self):
        """The link that was made last."""
        return self.links[max(self.links)] if self.links else None

    def remove_user(self, user):
        """Takes a user out, with everything that belongs to him."""
        self.memory.users.remove(user.auth_id)
        self.challenges.forget_user(user.auth_id)
        self.removed[user.auth_id] = user
        for link in self.links.values():
            link.users = [one for one in link.users if one is not user]

    def note_change(self):
        """State or log have changed: the beacon shows it."""
        self.changed = 1
        self.advertising.refresh()

    def record(self, action, trigger, completion, user=None, auto=0):
        """Keeps what was done last, here and in the log."""
        shown = 1 - trigger if self.broken("last-action-trigger-wrong") and trigger < 2 else trigger
        self.memory.last_action = (action, shown, completion)
        self.log.add_action(user, action, trigger, auto, completion)

    def count_motion(self, opens, closes):
        """Counts openings and closings."""
        self.memory.openings = (self.memory.openings + opens) & 0xFFFF
        self.memory.closings = (self.memory.closings + closes) & 0xFFFF
        self.since_boot[0] += opens
        self.since_boot[1] += closes

    def configured(self):
        """Somebody has set the configuration."""
        self.memory.updates += 1
        if self.chosen("initialized-by-set-config"):
            self.memory.initialized = True
        if self.chosen("config-opens-pairing"):
            if self.memory.config.pairing:
                self.pairing_mode.open()
            else:
                self.pairing_mode.close()
        self.advertising.refresh()

    def reboot(self):
        """Starts anew by itself."""
        self.reboots += 1
        self._stop("local")

    def power_cycle(self):
        """Power goes and comes back."""
        self._stop("power")

    def factory_reset(self):
        """Forgets everything but the time."""
        self._stop("local")
        uuid = self.memory.uuid
        self.memory = Memory(self.options, self.random)
        if self.chosen("uuid-survives-reset"):
            self.memory.uuid = uuid
        self.log, self.schedule = Log(self), self._empty_schedule()
        self.pins.forget()
        self.motor.state, self.motor.trigger = 1, 0
        self.changed = 0
        self.advertising.refresh()

    def _empty_schedule(self):
        self.schedule.entries.clear()
        self.schedule.arm()
        return self.schedule

    def _stop(self, reason):
        for link in list(self.links.values()):
            self.end_link(link, reason)
        self._drop_next = False
        self.pairing_mode.close()
        self.pairing_conn = None
        self.button.release()
        self.motor.power_lost()
        self.challenges.power_lost()
        self.pins.power_lost()
        self.since_boot = [0, 0]
        self.most_recent, self.recent_action = 0, None
        self.replies = 0
        if self.broken("users-lost-on-reboot"):
            self.memory.users = type(self.memory.users)(self.memory.users.room)
        if self.broken("config-lost-on-reboot"):
            self.memory.config = Memory(self.options, self.random).config
        if self.chosen("boot-takes-2s"):
            self._booting_until = self.clock.now() + BOOT
