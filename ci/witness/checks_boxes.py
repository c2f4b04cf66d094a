"""Checks of encryption, errors and robustness on a92ee202."""

import os
import struct

import oracle
from checks import check, error
from client import GDIO, PAIRING, SECOND, USDIO, User, plain, plain_answers, sealed
from pairer import Pairer, pair, paired

NOT_AUTHORIZED = bytes.fromhex("120020000013d7")


def refused(link, value):
    """Whether a write gets nothing but plain 0x20."""
    return link.write(USDIO, value) == [(GDIO, NOT_AUTHORIZED)]


@check("ENC-03 ENC-04")
def box_nonces_are_never_used_twice(bench):
    link, user = paired(bench)
    seen = set()
    for round_ in range(60):
        if round_ == 30:
            bench.control("power-cycle")
            link = bench.link(247)
        message = sealed(user, 0x0001, b"\x0c\0")
        seen.add(message[:24])
        seen.update(data[:24] for _, data in link.write(USDIO, message))
    assert len(seen) == 120


@check("ENC-07 ENC-02 ERR-03 ENC-05 ERR-06")
def a_flipped_bit_is_refused(bench):
    link, user = paired(bench)
    for at in (30, 38, 45, 46, 55):
        message = bytearray(sealed(user, 0x0001, b"\x0c\0"))
        message[at] ^= 1
        assert refused(link, bytes(message)), at
    message = sealed(user, 0x0001, b"\x0c\0")
    assert refused(link, message[:30] + message[46:] + message[30:46])


@check("ENC-08 ERR-04 ROBUST-02")
def an_unknown_user_is_refused_like_a_bad_box(bench):
    link, user = paired(bench)
    assert refused(link, sealed(user, 0x0001, b"\x0c\0", outer=0x7FFFFFFE, inner=0x7FFFFFFE))
    assert refused(link, sealed(user, 0x0001, b"\x0c\0", outer=0x7FFFFFFE, inner=1))
    assert refused(link, sealed(user, 0x0001, b"\x0c\0", key=os.urandom(32)))


@check("ENC-09 ENC-10")
def two_users_cannot_be_mixed(bench):
    link, one = paired(bench)
    two = pair(bench, link, app_id=9)
    assert refused(link, sealed(one, 0x0001, b"\x0c\0", key=two.key))
    assert refused(link, sealed(one, 0x0001, b"\x0c\0", inner=two.auth_id))
    assert refused(link, sealed(one, 0x0001, b"\x0c\0", inner=77))


@check("ENC-11")
def a_plain_command_is_refused_on_usdio(bench):
    link, _ = paired(bench)
    assert refused(link, plain(0x0001, b"\x0c\0"))


@check("ENC-12")
def an_encrypted_command_is_refused_on_pairing(bench):
    link, user = paired(bench)
    answers = link.write(PAIRING, sealed(user, 0x0001, b"\x0c\0"))
    assert len(answers) == 1 and answers[0][0] == PAIRING


@check("ENC-13")
def a_wrong_length_field_is_refused(bench):
    link, user = paired(bench)
    for length in (24, 28, 0x1A00):
        message = sealed(user, 0x0001, b"\x0c\0")
        assert refused(link, message[:28] + struct.pack("<H", length) + message[30:])


@check("ENC-14 ENC-01")
def the_key_of_dh1_is_refused(bench):
    link, user = paired(bench)
    assert refused(link, sealed(user, 0x0001, b"\x0c\0", key=user.raw_key))
    assert len(link.states(user)) == 18


@check("ERR-01 ERR-02 ERR-06 CRC-04")
def errors_after_a_good_box_are_encrypted(bench):
    link, user = paired(bench)
    assert link.ask(user, 0x000D, bytes(38)) == error(0x22, 0x000D)
    assert link.do(user, 0x000D, bytes(6)) == error(0x23, 0x000D)
    assert link.ask(user, 0x000D, bytes(37)) == error(0xFE, 0x000D)


@check("ERR-05")
def a_link_serves_on_after_an_error(bench):
    link, user = paired(bench)
    assert link.ask(user, 0x7777) == error(0xFF, 0x7777)
    assert len(link.states(user)) == 18
    body = struct.pack("<IH", user.auth_id, 1) + b"\x0c\0"
    link.write(USDIO, sealed(user, 0x0001, b"\x0c\0", crc=oracle.crc(body)[::-1]))
    assert len(link.states(user)) == 18


@check("CMD-25 ROBUST-03")
def unknown_commands_are_told(bench):
    link, user = paired(bench)
    for command in (0x0000, 0x0002, 0x0012, 0x000E, 0x0100, 0x7777, 0xFFFF):
        assert link.ask(user, command) == error(0xFF, command)


@check("CMD-26 ROBUST-03")
def data_that_is_none_is_told(bench):
    link, user = paired(bench)
    for target in (0x000D, 0x0012, 0x7777, 0x0003):
        assert link.ask(user, 0x0001, struct.pack("<H", target)) == error(0xFF, 1)


@check("ROBUST-01")
def plain_garbage_does_no_harm(bench):
    link = bench.link(247)
    for size in range(0, 244, 2):
        link.write(PAIRING, os.urandom(size))
        link.write(GDIO, os.urandom(size))
    link.write(PAIRING, b"\x01")
    assert link.plain(0x0001, b"\x03\0") == error(0x10, 1)


@check("ROBUST-02")
def garbage_on_usdio_does_no_harm(bench):
    link, user = paired(bench)
    for size in range(120):
        link.write(USDIO, os.urandom(size))
    head = struct.pack("<24sIH", os.urandom(24), user.auth_id, 40)
    assert refused(link, head + os.urandom(40))
    assert len(link.states(user)) == 18


@check("ROBUST-03")
def every_payload_length_is_survived(bench):
    link, user = paired(bench)
    for length in (0, 1, 5, 37, 39, 120, 151, 200):
        for command in (0x0001, 0x0008, 0x000B, 0x0013, 0x0025, 0x0031, 0x0039):
            answers = link.ask(user, command, bytes(length))
            assert answers in (error(0xFE, command), error(0x22, command)), answers
    assert len(link.states(user)) == 18


@check("NONCE-01")
def a_nonce_that_was_never_issued_is_refused(bench):
    link, user = paired(bench)
    for command, fields in ((0x000D, bytes([1, 0, 0, 0, 0, 0])), (0x0014, b"")):
        assert link.ask(user, command, fields + bytes(32)) == error(0x22, command)
        right = link.challenge(user)
        assert link.ask(user, command, fields + right[:31] + bytes([right[31] ^ 1])) == error(0x22, command)
        bench.run(10 * SECOND)
        assert link.states(user)[1] == 1


@check("NONCE-02 NONCE-05 ROBUST-06")
def a_recorded_action_is_refused(bench):
    link, user = paired(bench)
    message = sealed(user, 0x000D, bytes([1, 0, 0, 0, 0, 0]) + link.challenge(user))
    link.write(USDIO, message)
    bench.run(10 * SECOND)
    bench.control("turn-key", to="locked")
    link.taken()
    assert link.answers(user, link.write(USDIO, message)) == error(0x22, 0x000D)
    link.drop()
    link = bench.link(247)
    assert link.answers(user, link.write(USDIO, message)) == error(0x22, 0x000D)
    bench.run(10 * SECOND)
    assert link.states(user)[1] == 1


@check("NONCE-03")
def only_the_newest_challenge_counts(bench):
    link, user = paired(bench)
    first, second = link.challenge(user), link.challenge(user)
    assert first != second
    assert link.ask(user, 0x0014, first) == error(0x22, 0x0014)
    assert link.ask(user, 0x0014, second)[0][0] == 0x0015


@check("NONCE-04")
def a_challenge_is_for_one_user(bench):
    link, one = paired(bench)
    two = pair(bench, link, app_id=9)
    assert link.ask(two, 0x0014, link.challenge(one)) == error(0x22, 0x0014)


@check("NONCE-06")
def a_challenge_does_not_survive_a_reboot(bench):
    link, user = paired(bench)
    nonce = link.challenge(user)
    bench.control("power-cycle")
    assert bench.link(247).ask(user, 0x0014, nonce) == error(0x22, 0x0014)


@check("NONCE-09")
def a_pairing_challenge_is_no_nonce(bench):
    link, user = paired(bench)
    assert link.ask(user, 0x0014, user.second) == error(0x22, 0x0014)


@check("PAIR-15")
def challenges_are_random(bench):
    link, user = paired(bench)
    seen = [link.challenge(user) for _ in range(40)]
    assert len(set(seen)) == 40
    bits = sum(byte.bit_count() for nonce in seen for byte in nonce)
    assert 4700 < bits < 5540, bits
    assert all(len(set(nonce)) > 16 for nonce in seen)
    bench.press()
    one = Pairer(link)
    one.until_enrolled()
    assert one.first != one.second


@check("AUTH-05")
def a_removed_user_is_refused(bench):
    link, one = paired(bench)
    two = pair(bench, link, app_id=9)
    assert link.do(one, 0x0008, struct.pack("<I", two.auth_id), 0) == [(0x000E, b"\0")]
    assert refused(link, sealed(two, 0x0001, b"\x0c\0"))
    assert refused(link, sealed(User(99, one.key), 0x0001, b"\x0c\0"))
    assert plain_answers(link.write(GDIO, plain(0x0001, b"\x03\0")), GDIO) == error(0xFF, 1)
