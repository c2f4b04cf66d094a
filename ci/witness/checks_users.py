"""Checks of the user list, of time limits, and of the PIN."""

import struct

from checks import COMPLETE, check, commands, error
from client import SECOND
from pairer import pair, paired

LIST = 0x0009


def stamp(text):
    """A date-time of 7 bytes from 'YYYY-MM-DD hh:mm:ss'."""
    date, time = text.split()
    return struct.pack("<HBBBBB", *map(int, date.split("-")), *map(int, time.split(":")))


def limits(start="2000-01-01 00:00:00", end="2100-12-31 23:59:59", days=0, hours=(0, 0, 0, 0)):
    """The limit fields."""
    return stamp(start) + stamp(end) + bytes([days, *hours])


def update(link, admin, user, fields=None, enabled=1, name=b"Guest"):
    """Update Authorization Entry."""
    body = struct.pack("<I32sBBB", user.auth_id, name, enabled, 1, fields is not None)
    return link.do(admin, 0x0025, body + (fields or bytes(19)), 0)


def two_users(bench):
    """A link, its administrator and another user."""
    link, admin = paired(bench)
    return link, admin, pair(bench, link, app_id=9, name=b"Guest")


def served(link, user):
    """Whether the user may read; the only other answer allowed is 27."""
    answers = link.ask(user, 0x0001, b"\x0c\0")
    assert commands(answers) == [0x000C] or answers == error(0x27, 1), answers
    return commands(answers) == [0x000C]


def listed(link, user, offset, count):
    """The listed ids, and the count before them."""
    answers = link.do(user, LIST, struct.pack("<HH", offset, count), 0)
    assert answers[0][0] == 0x0027 and answers[-1:] == COMPLETE
    assert set(commands(answers[1:-1])) <= {0x000A}
    return [struct.unpack_from("<I", payload)[0] for _, payload in answers[1:-1]], int.from_bytes(answers[0][1], "little")


@check("AUTH-01 AUTH-02 AUTH-03")
def the_list_keeps_to_offset_and_count(bench):
    link, one, two = two_users(bench)
    three = pair(bench, link, app_id=3)
    for own in (one, two, three):
        everyone, total = listed(link, own, 0, 10)
        assert total == 3 and everyone[0] == own.auth_id and len(set(everyone)) == 3
        for offset in range(4):
            for count in range(4):
                assert listed(link, own, offset, count)[0] == everyone[offset:offset + count]


@check("AUTH-04")
def limit_fields_follow_the_flag(bench):
    link, admin, guest = two_users(bench)
    for fields, size in ((None, 56), (limits(), 75), (None, 56)):
        assert update(link, admin, guest, fields) == COMPLETE
        entry = link.do(admin, LIST, struct.pack("<HH", 1, 1), 0)[1][1]
        assert len(entry) == size and entry[56:] == (fields or b"")


@check("AUTH-06")
def an_unknown_user_cannot_be_removed(bench):
    link, admin = paired(bench)
    assert link.do(admin, 0x0008, struct.pack("<I", 0x7FFFFFFE), 0) == error(0x24, 8)


@check("AUTH-07")
def a_disabled_user_is_refused(bench):
    link, admin, guest = two_users(bench)
    update(link, admin, guest, enabled=0)
    assert link.ask(guest, 0x0001, b"\x0c\0") == error(0x25, 1)
    update(link, admin, guest)
    assert served(link, guest)


@check("AUTH-08 AUTH-09")
def a_user_is_served_in_his_time_only(bench):
    link, admin, guest = two_users(bench)
    bench.control("set-clock", time="2020-06-10T12:00:00")
    cases = (
        (limits(), True), (limits(end="2020-06-10 11:59:59"), False), (limits(start="2020-06-10 12:30:00"), False),
        (limits(hours=(11, 0, 13, 0)), True), (limits(hours=(12, 30, 13, 0)), False),
        (limits(hours=(8, 0, 11, 59)), False), (limits(hours=(22, 0, 6, 0)), False),
    )
    for fields, allowed in cases:
        update(link, admin, guest, fields)
        assert served(link, guest) == allowed, fields.hex()


@check("AUTH-09")
def bit_6_is_monday(bench):
    link, admin, guest = two_users(bench)
    for weekday in range(7):
        bench.control("set-clock", time=f"2020-06-{8 + weekday:02}T12:00:00")
        for mask in (0, 0x7F, *(1 << bit for bit in range(7))):
            update(link, admin, guest, limits(days=mask))
            assert served(link, guest) == (mask in (0, 0x7F, 0x40 >> weekday)), (weekday, mask)


CONFIG = b"Door".ljust(32, b"\0") + struct.pack("<ff", 1, 2) + bytes([0, 1, 1, 1, 2, 60, 0, 1, 0, 0, 0])
PIN_COMMANDS = {
    0x0008: struct.pack("<I", 2), LIST: bytes(4), 0x000B: bytes(86),
    0x0025: struct.pack("<I32s", 1, b"Mallory") + b"\1\1\0" + bytes(19),
    0x0013: CONFIG, 0x0019: b"\x63\0", 0x001A: b"", 0x001D: b"", 0x0020: b"",
    0x0021: bytes.fromhex("e40701010000 00".replace(" ", "")), 0x0031: bytes(8), 0x0034: b"\0",
    0x0035: bytes.fromhex("0a000a000a000a00") + bytes([20, 2, 2, 0, 0, 0, 5]), 0x0039: bytes([0, 1, 1, 1]),
    0x003B: b"\1", 0x003C: b"", 0x003F: bytes([1, 1, 0, 1, 1, 1]),
}


def picture(link, user):
    """What PIN commands could change, as far as it can be read."""
    return [
        link.do(user, 0x0014)[0][1][:49], link.do(user, 0x0036), listed(link, user, 0, 9), link.do(user, 0x003C, b"", 0),
        link.states(user)[3:5], link.do(user, LIST, struct.pack("<HH", 0, 1), 0)[1][1][:37],
        link.do(user, 0x0031, struct.pack("<IHBB", 0, 0, 0, 1), 0),
    ]


@check("PIN-02")
def a_wrong_pin_has_no_effect(bench):
    link, user, _ = two_users(bench)
    link.do(user, 0x0039, bytes([0, 7, 30, 1]), 0)
    before = picture(link, user)
    for command, fields in PIN_COMMANDS.items():
        for wrong in (1, 0x0100):
            assert link.do(user, command, fields, wrong) == error(0x21, command), hex(command)
            bench.run(2 * SECOND)
            assert link.ended is None and link.taken() == []
            assert link.do(user, 0x0020, b"", 0) == COMPLETE
    assert picture(link, user) == before


@check("PIN-01 PIN-06")
def a_new_pin_replaces_the_old(bench):
    link, user = paired(bench)
    assert link.do(user, 0x0020, b"", 0) == COMPLETE
    assert link.do(user, 0x0019, struct.pack("<H", 0x1234), 0) == COMPLETE
    assert link.do(user, 0x0020, b"", 0x1234) == COMPLETE
    assert link.do(user, 0x0020, b"", 0) == error(0x21, 0x20)
    link.do(user, 0x0013, CONFIG, 0x1235)
    assert link.do(user, 0x0020, b"", 0x1234) == COMPLETE
    assert link.do(user, 0x0019, struct.pack("<H", 0x4321), 0x1234) == COMPLETE
    assert link.do(user, 0x0020, b"", 0x1234) == error(0x21, 0x20)


@check("PIN-03 PIN-04 PIN-05")
def too_many_wrong_pins_close_the_lock_for_a_while(bench):
    link, user = paired(bench)
    for attempt in range(101):
        answers = link.do(user, 0x0020, b"", 1)
        if answers == error(0x28, 0x20):
            break
        assert answers == error(0x21, 0x20)
    assert 0 < attempt <= 100 and answers == error(0x28, 0x20)
    assert link.do(user, 0x0020, b"", 0) == error(0x28, 0x20)
    link.drop()
    link = bench.link(247)
    assert link.do(user, 0x0020, b"", 0) == error(0x28, 0x20)
    bench.run(600 * SECOND)
    assert link.do(user, 0x0020, b"", 0) == COMPLETE


@check("PIN-07")
def an_action_and_both_configs_need_no_pin(bench):
    link, user = paired(bench)
    assert [link.do(user, command)[0][0] for command in (0x0014, 0x0036)] == [0x0015, 0x0037]
    assert link.action(user)[-1:] == COMPLETE
