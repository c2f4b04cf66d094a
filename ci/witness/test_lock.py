"""Tests of the lock: the document's vectors, the line protocol, every fault and every variant.

`python -m unittest test_lock` in this folder; `WITNESS_FAST=1` leaves out the sweep over all faults.
"""

import json
import os
import struct
import subprocess
import sys
import time
import unittest

import checks_actions
import checks_boxes
import checks_link
import checks_pairing
import checks_settings
import checks_users
import defects
import oracle
import table
import variants
from checks import CHECKS
from client import LOCK, SECOND, Bench
from pairer import pair, paired

MODULES = (checks_actions, checks_boxes, checks_link, checks_pairing, checks_settings, checks_users)
DOCUMENT_SECRET = bytes.fromhex("217FCB0F18CAF284E9BDEA0B94B83B8D10867ED706BFDEDBD2381F4CB3B8F730")


def failure(function, *arguments):
    """How a check fails against a lock with these arguments, or None."""
    bench = Bench(*arguments)
    try:
        function(bench)
    except (AssertionError, KeyError, IndexError, ValueError, TypeError, struct.error) as error:
        return f"{function.__name__}: {type(error).__name__} {error}"
    finally:
        bench.close()
    return None


class TheTestsOwnCryptography(unittest.TestCase):
    """Against the worked examples of the document."""

    def test_key_agreement(self):
        private = bytes.fromhex("8CAA54672307BFFDF5EA183FC607158D2011D008ECA6A1088614FF0853A5AA07")
        peer = bytes.fromhex("2FE57DA347CD62431528DAAC5FBB290730FFF684AFC4CFC2ED90995F58CB3B74")
        self.assertEqual(oracle.hsalsa20(oracle.x25519(private, peer), bytes(16)), DOCUMENT_SECRET)

    def test_box(self):
        message = bytes.fromhex(
            "90B0757CFED0243017EAF5E089F8583B9839D61B050924D2020000002700B13938B67121B6D528E7"
            "DE206B0D7C5A94587A471B33EBFB012CED8F1261135566ED756E3910B5")
        pdata = oracle.open_box(DOCUMENT_SECRET, message[:24], message[30:])
        self.assertEqual(pdata[6:-2].hex(), "020100e0070307080f1e3c0000200a")
        self.assertEqual(pdata[-2:], oracle.crc(pdata[:-2]))
        self.assertEqual(oracle.seal(DOCUMENT_SECRET, message[:24], pdata), message[30:])

    def test_crc(self):
        self.assertEqual(oracle.crc(b"123456789").hex(), "b129")


class TheLineProtocol(unittest.TestCase):
    """What the page of the attached lock says."""

    def setUp(self):
        self.bench = Bench()
        self.addCleanup(self.bench.close)

    def test_hello(self):
        self.assertEqual(self.bench.hello["clock"], "virtual")
        self.assertIn("virtual-time", self.bench.hello["capabilities"])
        self.assertEqual(self.bench.hello["profile"]["pin"], 0)

    def test_unknown_messages_are_unsupported(self):
        self.assertEqual(self.bench.ask("nonsense")[""], "unsupported")
        self.assertEqual(self.bench.ask("control", action="nonsense")[""], "unsupported")
        self.assertEqual(self.bench.ask("write", conn=77, char="a92ee101", value="", kind="request")[""], "unsupported")
        self.assertEqual(self.bench.ask("connect", mtu="x")[""], "unsupported")

    def test_garbage_is_ignored(self):
        for line in (b"\xff\xfe", b"", b"[]", b"7", b"{}", b'{"a":1,"b":2}', b'{"write":7}', b"x" * 100_000, b"[" * 50_000):
            self.bench.process.stdin.write(line + b"\n")
        self.assertEqual(self.bench.ask("control", action="turn-key", to="locked")[""], "done")

    def test_advance_stops_at_the_first_thing_to_send(self):
        link, user = paired(self.bench)
        link.do(user, 0x000D, bytes([1, 0, 0, 0, 0, 0]))
        start = self.bench.now
        self.assertEqual(self.bench.ask("advance", to_us=start + 30 * SECOND)["at_us"], start + 2_500_000)
        self.bench.now = start + 2_500_000
        self.bench.settle()
        self.assertEqual(self.bench.ask("advance", to_us=start)["at_us"], start + 2_500_000)

    def test_att_errors(self):
        link = self.bench.link()
        for value, char, kind, code in (
            ("00" * 21, "a92ee101", "request", 0x0D),
            ("00" * 513, "a92ee101", "long", 0x0D),
            ("00", "a92ee1ff", "request", 0x01),
        ):
            answer = self.bench.ask("write", conn=link.conn, char=char, value=value, kind=kind)
            self.assertEqual((answer[""], answer["code"]), ("att_error", code))

    def test_a_write_command_is_not_answered(self):
        link = self.bench.link()
        self.bench.say("write", conn=link.conn, id=999, char="a92ee101", value="0100030027a7", kind="command")
        self.bench.settle()
        self.assertEqual(link.taken(), [])

    def test_power_and_reset_end_every_link(self):
        first, second = self.bench.link(), self.bench.link()
        self.bench.control("power-cycle")
        self.assertEqual((first.ended, second.ended), ("power", "power"))
        link, user = paired(self.bench)
        self.bench.control("factory-reset")
        self.assertEqual(link.ended, "local")
        link = self.bench.link(247)
        self.assertNotEqual(pair(self.bench, link).uuid, user.uuid)

    def test_slots(self):
        self.assertEqual([self.bench.link().refused for _ in range(5)], [False] * 4 + [True])
        self.assertEqual(self.bench.advertised[-1]["data"], "")

    def test_a_defect_goes_in_and_out(self):
        link = self.bench.link()
        self.bench.control("defect", name="not-pairing-gives-unknown")
        self.assertEqual(link.plain(0x0001, b"\3\0")[0][1][0], 0xFF)
        self.bench.control("defect", name=None)
        self.assertEqual(link.plain(0x0001, b"\3\0")[0][1][0], 0x10)
        self.assertEqual(self.bench.ask("control", action="defect", name="nonsense")[""], "unsupported")

    def test_runs_repeat(self):
        keys = []
        for _ in range(2):
            with Bench("--seed", "7") as bench:
                link = bench.link()
                bench.press()
                keys.append(link.plain(0x0001, b"\3\0"))
        self.assertEqual(*keys)


class TheRealClock(unittest.TestCase):
    """The same lock in real time."""

    def test_it_keeps_the_time(self):
        start = time.monotonic()
        command = [sys.executable, LOCK, "--defect", "pairing-after-1-s"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for line in ('{"hello":{"protocol":1,"clock":"real"}}', '{"connect":{"conn":1,"mtu":23}}',
                     '{"subscribe":{"conn":1,"id":1,"char":"a92ee101","cccd":2}}',
                     '{"control":{"id":2,"action":"button","press_ms":1000}}', '{"advance":{"id":3,"to_us":5}}'):
            process.stdin.write(line.encode() + b"\n")
        process.stdin.flush()
        names = [next(iter(json.loads(process.stdout.readline()))) for _ in range(6)]
        self.assertEqual(names, ["hello", "advertising", "connected", "written", "done", "unsupported"])
        self.assertIn(b"advertising", process.stdout.readline())
        self.assertGreater(time.monotonic() - start, 1.0)
        process.communicate()
        self.assertEqual(process.returncode, 0)


class Tables(unittest.TestCase):
    """The two tables and the code name the same things."""

    def test_names(self):
        folder = os.path.dirname(LOCK)
        code = ""
        for name in os.listdir(folder):
            if name.endswith(".py") and not name.startswith(("defects", "variants", "test", "check")):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    code += file.read()
        for name in defects.NAMES | variants.NAMES:
            built = name.startswith(("pin-unchecked-in-", "states-")) and name != "states-of-17-bytes"
            self.assertTrue(built or f'"{name}"' in code, name)
        self.assertEqual(len(defects.NAMES), len(defects.DEFECTS))
        self.assertFalse(defects.NAMES & variants.NAMES)

    def test_the_page_has_the_same_tables(self):
        with open(table.README, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(table.written(text), text, "run table.py")

    def test_list(self):
        tables = json.loads(subprocess.check_output([sys.executable, LOCK, "--list"]))
        self.assertEqual({row["name"] for row in tables["defects"]}, defects.NAMES)

    def test_unknown_names_are_refused(self):
        done = subprocess.run([sys.executable, LOCK, "--defect", "nonsense"], capture_output=True)
        self.assertEqual((done.returncode, done.stdout), (2, b""))


class TheLockItself(unittest.TestCase):
    """Passes every check."""


class EveryVariant(unittest.TestCase):
    """Pairs, opens, and never stumbles."""

    def test_variants(self):
        for name in sorted(variants.NAMES | variants.PRESETS.keys()):
            with self.subTest(name), Bench("--variant", name) as bench:
                bench.patience = 3 * SECOND if name == "slow-answers" else 0
                link, user = paired(bench)
                link.do(user, 0x000D, b"\1" + user.app_id.to_bytes(4, "little") + b"\0")
                bench.run(30 * SECOND)
                link.taken()
                self.assertEqual(link.ended, "local" if name == "idle-disconnect-20s" else None)


@unittest.skipIf(os.environ.get("WITNESS_FAST"), "only the fast tests are wanted")
class EveryFault(unittest.TestCase):
    """Is noticed by a check of a requirement that its row names."""

    def test_faults(self):
        for name, breaks, _ in defects.DEFECTS:
            with self.subTest(name):
                matching = [function for ids, function in CHECKS if ids & set(breaks.split())]
                self.assertTrue(matching, "no check looks at it")
                self.assertTrue(any(failure(one, "--defect", name) for one in matching), "no check noticed it")


def _method(function):
    return lambda self: self.assertIsNone(failure(function))


for _, _function in CHECKS:
    setattr(TheLockItself, f"test_{_function.__name__}", _method(_function))

if __name__ == "__main__":
    unittest.main()
