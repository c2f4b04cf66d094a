"""Checks of configuration, clock, time control and log."""

import struct

from checks import COMPLETE, check, commands, error
from client import SECOND
from pairer import paired

NAME = "Tür 7".encode().ljust(32, b"\0")


def config(timezone=60, brightness=3, dst=1, fob=(1, 2, 4), button=0):
    """The fields of Set Config."""
    return (NAME + struct.pack("<ff", 47.25, -122.5) + bytes([1, 1, button, 0, brightness])
            + struct.pack("<hB", timezone, dst) + bytes(fob))


def advanced(offsets=(-10, 20, -180, 45), buttons=(2, 3), battery=1, unlatch=7):
    """The fields of Set Advanced Config."""
    return struct.pack("<4h7B", *offsets, 30, *buttons, 1, battery, 0, unlatch)


@check("CMD-12 FRAME-06")
def config_comes_back(bench):
    link, user = paired(bench)
    for choice in ({}, {"timezone": -300}, {"timezone": 765, "fob": (4, 3, 2), "brightness": 0}, {"brightness": 5}):
        fields = config(**choice)
        assert link.do(user, 0x0013, fields, 0) == COMPLETE
        (command, payload), = link.do(user, 0x0014)
        assert command == 0x0015 and len(payload) == 63
        assert payload[:4] == struct.pack("<I", bench.hello["profile"]["nuki_id"])
        assert payload[4:49] == fields[:45] and payload[56:59] == fields[45:48] and payload[60:] == fields[48:]


@check("CMD-13")
def config_is_checked(bench):
    link, user = paired(bench)
    for choice in ({"brightness": 6}, {"dst": 2}, {"fob": (5, 0, 0)}, {"fob": (0, 5, 0)}, {"fob": (0, 0, 5)}):
        assert link.do(user, 0x0013, config(**choice), 0) == error(0x23, 0x0013), choice
    for choice in ({"buttons": (7, 0)}, {"buttons": (0, 7)}, {"battery": 3}):
        assert link.do(user, 0x0035, advanced(**choice), 0) == error(0x23, 0x0035), choice


@check("CMD-14")
def advanced_config_comes_back(bench):
    link, user = paired(bench)
    assert link.do(user, 0x0035, advanced(), 0) == COMPLETE
    (command, payload), = link.do(user, 0x0036)
    assert command == 0x0037 and payload[2:] == advanced()


@check("CMD-15 TIME-07")
def the_clock_is_put_and_goes_on(bench):
    link, user = paired(bench)
    for moment, later in (("e4070c1f173b38", "e5070101000006"), ("e407021d0a0000", "e407021d0a000a")):
        assert link.do(user, 0x0021, bytes.fromhex(moment), 0) == COMPLETE
        bench.run(10 * SECOND)
        assert link.states(user)[3:10].hex() == later
    bench.run(600 * SECOND)
    assert link.states(user)[7:10] == bytes([10, 10, 10])


@check("CMD-16")
def dates_that_do_not_exist_are_refused(bench):
    link, user = paired(bench)
    for moment in ("e4070d010a0000", "e407021e0a0000", "e4070101180000", "e307021d0a0000", "e40701010a3c00", "e4070001000000"):
        assert link.do(user, 0x0021, bytes.fromhex(moment), 0) == error(0x23, 0x0021), moment


@check("CMD-17")
def time_control_entries_live_and_die(bench):
    link, user = paired(bench)

    def listed():
        answers = link.do(user, 0x003C, b"", 0)
        assert answers[-1:] == COMPLETE and answers[0] == (0x003D, bytes([len(answers) - 2]))
        return [payload for _, payload in answers[1:-1]]

    ids = []
    for hour in (7, 8):
        (command, payload), = link.do(user, 0x0039, bytes([0x7C, hour, 30, 2]), 0)
        assert command == 0x003A
        ids.append(payload[0])
    assert len(set(ids)) == 2
    assert listed() == [bytes([ids[0], 1, 0x7C, 7, 30, 2]), bytes([ids[1], 1, 0x7C, 8, 30, 2])]
    assert link.do(user, 0x003F, bytes([ids[0], 0, 3, 9, 45, 1]), 0) == COMPLETE
    assert link.do(user, 0x003B, bytes([ids[1]]), 0) == COMPLETE
    assert listed() == [bytes([ids[0], 0, 3, 9, 45, 1])]
    assert link.do(user, 0x003B, b"\x7f", 0) == error(0x23, 0x003B)
    assert link.do(user, 0x0039, bytes([0, 24, 0, 1]), 0) == error(0x23, 0x0039)


@check("CMD-17")
def time_control_moves_the_bolt(bench):
    link, user = paired(bench)
    bench.control("set-clock", time="2020-06-08T07:29:00")
    link.do(user, 0x0039, bytes([0x40, 7, 30, 1]), 0)
    bench.run(57 * SECOND)
    assert link.states(user)[1] == 1
    bench.run(10 * SECOND)
    assert link.states(user)[1] == 3


def read_log(link, user, start=0, count=100, order=0, total=0):
    """The entries, and the count before them when it came."""
    answers = link.do(user, 0x0031, struct.pack("<IHBB", start, count, order, total), 0)
    assert answers[-1:] == COMPLETE
    counts = [payload for command, payload in answers[:1] if command == 0x0033]
    entries = answers[len(counts):-1]
    assert set(commands(entries)) <= {0x0032}
    return [payload for _, payload in entries], counts


@check("CMD-18 CMD-19")
def the_log_is_read_both_ways(bench):
    link, user = paired(bench)
    for action in (1, 2, 1, 2, 3):
        link.action(user, action)
    entries, counts = read_log(link, user, total=1)
    assert counts == [struct.pack("<BH", 1, 5)] and [one[48] for one in entries] == [1, 2, 1, 2, 3]
    assert all(len(one) == 52 and one[47] == 2 and one[49:] == bytes(3) for one in entries)
    assert all(one[11:15] == struct.pack("<I", user.auth_id) and one[15:19] == b"Test" for one in entries)
    indices = [struct.unpack_from("<I", one)[0] for one in entries]
    assert indices == sorted(set(indices))
    assert read_log(link, user, order=1) == (entries[::-1], [])
    assert read_log(link, user, count=2, total=1) == (entries[:2], [struct.pack("<BH", 1, 5)])
    assert read_log(link, user, count=2, order=1)[0] == entries[:2:-1]
    assert read_log(link, user, start=indices[3])[0] == entries[3:]
    assert link.do(user, 0x0031, struct.pack("<IHBB", 0, 1, 2, 0), 0) == error(0x23, 0x0031)


@check("CMD-20")
def switching_the_log_is_logged(bench):
    link, user = paired(bench)
    link.action(user, 1)
    assert link.do(user, 0x0034, b"\0", 0) == COMPLETE
    link.action(user, 2)
    assert link.do(user, 0x0034, b"\1", 0) == COMPLETE
    entries, _ = read_log(link, user)
    assert [tuple(one[47:49]) for one in entries] == [(2, 1), (1, 0), (1, 1)]
