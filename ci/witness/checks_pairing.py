"""Checks of pairing: every step, what may go wrong in it, and who is stored."""

import os
import struct

import oracle
from checks import COMPLETE, check, commands, error
from client import SECOND, User, h1, sealed
from pairer import Pairer, pair, paired

LOW_ORDER = [
    bytes(32), b"\1" + bytes(31), ((1 << 255) - 20).to_bytes(32, "little"),
    ((1 << 255) - 19).to_bytes(32, "little"), ((1 << 255) - 18).to_bytes(32, "little"),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    bytes(31) + b"\x80", b"\1" + bytes(30) + b"\x80",
]


def started(bench, **choices):
    """A pairing with both keys exchanged."""
    bench.press()
    one = Pairer(bench.link(), **choices)
    assert commands(one.ask_key() + one.send_key()) == [3, 4]
    return one


def proven(bench, **choices):
    """A pairing with the second challenge out."""
    one = started(bench, **choices)
    assert commands(one.prove()) == [4]
    return one


def count(bench, link, user):
    """How many users the lock lists."""
    return struct.unpack("<H", link.do(user, 0x0009, struct.pack("<HH", 0, 0), 0)[0][1])[0]


@check("PAIR-01")
def nobody_pairs_without_the_button(bench):
    assert bench.link().plain(0x0001, b"\x03\0") == error(0x10, 1)


@check("TIME-01")
def five_seconds_open_pairing_and_one_does_not(bench):
    link = bench.link()
    bench.press(1 * SECOND)
    bench.run(3 * SECOND)
    assert link.plain(0x0001, b"\x03\0") == error(0x10, 1)
    bench.press(5 * SECOND)
    assert commands(link.plain(0x0001, b"\x03\0")) == [3]


@check("TIME-02")
def pairing_mode_ends_by_itself(bench):
    link = bench.link()
    bench.press()
    bench.run(600 * SECOND)
    assert link.plain(0x0001, b"\x03\0") == error(0x10, 1)


@check("PAIR-02 PAIR-03 PAIR-04 PAIR-07 PAIR-10 PAIR-12 PAIR-15")
def pairing_works(bench):
    one = proven(bench)
    assert one.first != one.second
    one.enrol()
    assert one.confirm() == COMPLETE
    link = bench.link(247)
    link.states(one.user())
    bench.control("power-cycle")
    assert len(bench.link(247).states(one.user())) == 18


@check("PAIR-05 PAIR-06")
def a_bad_first_authenticator_is_refused(bench):
    one = started(bench)
    assert one.prove(bytes(32)) == error(0x11, 5)
    one = started(bench)
    right = h1(one.key, one.public, one.lock_key, one.first)
    assert one.prove(right[:31] + bytes([right[31] ^ 1])) == error(0x11, 5)
    one = started(bench)
    assert one.prove(h1(one.key, one.lock_key, one.public, one.first)) == error(0x11, 5)


@check("PAIR-08 PAIR-09")
def a_bad_second_authenticator_is_refused(bench):
    link, user = paired(bench)
    for at in (0, 1, 5, 20, 60):
        one = proven(bench, app_id=at + 1)
        data = bytearray(one.data())
        right = h1(one.key, bytes(data), one.second)
        data[at] ^= 1
        assert one.enrol(right, bytes(data)) == error(0x11, 6), at
        one.link.drop()
    one = proven(bench)
    right = h1(one.key, one.data(), one.second)
    assert one.enrol(right[:4] + bytes(28)) == error(0x11, 6)
    one = proven(bench)
    assert one.enrol(h1(one.key, one.data(), one.first)) == error(0x11, 6)
    assert count(bench, link, user) == 1


@check("PAIR-11")
def a_bad_confirmation_is_refused(bench):
    for wrong in (bytes(32), None):
        one = proven(bench)
        one.enrol()
        right = h1(one.key, struct.pack("<I", one.auth_id), one.third)
        assert one.confirm(wrong or right[:4] + bytes(28)) == error(0x11, 0x1E)


@check("PAIR-13")
def a_cut_pairing_does_not_block_the_next(bench):
    bench.press()
    for steps in range(1, 4):
        one = Pairer(bench.link())
        for step in (one.ask_key, one.send_key, one.prove)[:steps]:
            step()
        one.link.drop()
    assert pair(bench, press=False).auth_id


@check("PAIR-14")
def steps_cannot_be_left_out(bench):
    one = started(bench)
    one.second = one.first
    assert commands(one.enrol()) == [0x0012]
    one = Pairer(bench.link())
    one.ask_key()
    one.first = one.second = bytes(32)
    assert commands(one.prove()) == [0x0012] and commands(one.enrol()) == [0x0012]


@check("PAIR-16 PAIR-17 PAIR-21")
def ids_are_unique_and_the_uuid_stays(bench):
    link, one = paired(bench)
    two = pair(bench, link, app_id=2)
    link.do(one, 0x0008, struct.pack("<I", two.auth_id), 0)
    three = pair(bench, link, app_id=3)
    assert len({one.auth_id, two.auth_id, three.auth_id}) == 3
    assert one.uuid == two.uuid == three.uuid
    assert count(bench, link, one) == 2
    four = pair(bench, link, app_id=3)
    assert count(bench, link, one) == 2 and four.auth_id != three.auth_id


@check("PAIR-18")
def unknown_id_types_are_refused(bench):
    for id_type in (3, 0xFF):
        assert proven(bench, id_type=id_type).enrol() == error(0x12, 6)


@check("PAIR-19")
def a_full_table_takes_nobody(bench):
    paired(bench)
    bench.control("limit-users", max=1)
    assert proven(bench, app_id=7).enrol() == error(0x13, 6)


@check("PAIR-20")
def low_order_keys_never_pair(bench):
    for public in LOW_ORDER:
        bench.press()
        one = Pairer(bench.link())
        one.ask_key()
        answers = one.send_key(public)
        one.public, one.key = public, oracle.hsalsa20(bytes(32), bytes(16))
        if commands(answers) == [4]:
            assert commands(one.prove()) != [4], public.hex()
        one.link.drop()


@check("PAIR-22")
def the_pairing_flag_disables_the_button(bench):
    link, user = paired(bench)
    config = bytearray(link.do(user, 0x0014)[0][1])
    fields = config[4:44] + bytes([0, 0, 1, 1, 3]) + config[56:59] + config[60:63]
    assert link.do(user, 0x0013, bytes(fields), 0) == COMPLETE
    bench.press()
    assert link.plain(0x0001, b"\x03\0") == error(0x10, 1)


@check("PAIR-23")
def wrong_lengths_are_told(bench):
    bench.press()
    assert bench.link().plain(0x0001, b"\x03\0\0") == error(0xFE, 1)
    one = Pairer(bench.link())
    one.ask_key()
    assert one.send_key(one.public[:31]) == error(0xFE, 3)


@check("AUTH-11 PAIR-07")
def names_come_back_as_they_went(bench):
    link = bench.link(247)
    for app_id, name in enumerate((b"x" * 32, "Tür \N{KEY}\N{OLD KEY}".encode(), b"ab\0cd"), 1):
        user = pair(bench, link, app_id=app_id, name=name)
        entry = link.do(user, 0x0009, struct.pack("<HH", 0, 1), 0)[1][1]
        assert entry[5:37] == name.ljust(32, b"\0"), entry[5:37]


@check("PAIR-12 CMD-23")
def a_reboot_keeps_users_and_settings(bench):
    link, user = paired(bench)
    config = bytearray(link.do(user, 0x0014)[0][1])
    fields = config[4:44] + bytes([0, 1, 1, 1, 5]) + config[56:59] + config[60:63]
    link.do(user, 0x0013, bytes(fields), 0)
    link.do(user, 0x001D, b"", 0)
    bench.run(60 * SECOND)
    assert link.ended == "local"
    link = bench.link(247)
    assert not link.refused and link.do(user, 0x0014)[0][1][48] == 5


@check("AUTH-10")
def an_invited_user_is_served(bench):
    link, user = paired(bench)
    key = os.urandom(32)
    for id_type in (0, 2):
        fields = b"Guest".ljust(32, b"\0") + bytes([id_type]) + key + b"\1\0" + bytes(19)
        (command, payload), = link.do(user, 0x000B, fields, 0)
        assert command == 0x001F and len(payload) == 11
        guest = User(struct.unpack_from("<I", payload)[0], key)
        assert len(link.answers(guest, link.write("a92ee202", sealed(guest, 0x0001, b"\x0c\0")))[0][1]) == 18
        entry = link.do(guest, 0x0009, struct.pack("<HH", 0, 1), 0)[1][1]
        assert entry[4] == id_type
