"""Checks of GATT, advertising, framing and the link's life."""

import os

import oracle
from checks import check, error
from client import GDIO, PAIRING, SECOND, USDIO, plain, plain_answers, sealed
from pairer import Pairer, pair, paired

SERVICES = {"a92ee000": [], "a92ee100": [PAIRING], "a92ee200": [GDIO, USDIO]}


@check("GATT-01 GATT-02 GATT-03 GATT-14")
def services_are_as_printed(bench):
    link = bench.link()
    services = bench.ask("discover", conn=link.conn)["services"]
    found = {one["uuid"][:8]: [c["uuid"][:8] for c in one["characteristics"]] for one in services}
    assert found == SERVICES, found
    assert all({"write", "indicate"} <= set(c["properties"]) for one in services for c in one["characteristics"])


@check("GATT-04")
def every_cccd_can_be_written(bench):
    link = bench.link(subscribe=False)
    assert all(link.subscribe(char)[""] == "written" for char in (PAIRING, GDIO, USDIO))


@check("GATT-05 GATT-08 GATT-13 FRAME-01 FRAME-02 FRAME-03 FRAME-04 CRC-01 CRC-02 ENC-01 ENC-02 FRAME-06 FRAME-09")
def states_are_read_at_mtu_23(bench):
    link, user = paired(bench, mtu=23)
    states = link.states(user)
    assert len(states) == 18 and states[3:5] == (2017).to_bytes(2, "little"), states.hex()


@check("GATT-07")
def subscriptions_end_with_the_link(bench):
    bench.link().drop()
    link = bench.link(subscribe=False)
    assert link.plain(0x0001, b"\x03\0") == []


@check("GATT-15")
def subscriptions_are_independent(bench):
    link = bench.link(subscribe=False)
    link.subscribe(USDIO)
    assert link.plain(0x0001, b"\x03\0") == []


@check("GATT-09 GATT-10")
def long_writes_and_whole_requests_are_taken(bench):
    bench.press()
    for mtu, kind in ((23, "long"), (247, "long"), (247, "request")):
        link = bench.link(mtu)
        one = Pairer(link)
        one.until_enrolled()
        answers = plain_answers(link.write(PAIRING, plain(0x0001, b"\x03\0"), kind), PAIRING)
        assert answers[0][0] == 0x0003


@check("GATT-12")
def the_next_value_waits_for_the_confirmation(bench):
    link = bench.link()
    link.confirms = False
    bench.press()
    bench.ask("write", conn=link.conn, char=PAIRING, value=plain(0x0001, b"\x03\0").hex(), kind="request")
    bench.run(SECOND)
    assert len(link.values) == 1
    link.confirm()
    bench.settle()
    assert len(link.values) == 2


@check("ROBUST-04")
def a_lost_confirmation_ends_the_link(bench):
    link = bench.link()
    link.confirms = False
    bench.ask("write", conn=link.conn, char=PAIRING, value="01", kind="request")
    bench.run(35 * SECOND)
    assert link.ended == "local"
    assert bench.link().plain(0x0001, b"\x03\0") == error(0x10, 1)


@check("ROBUST-04 ROBUST-07")
def an_unconfirmed_value_does_no_harm_to_the_next_link(bench):
    link = bench.link()
    link.confirms = False
    bench.ask("write", conn=link.conn, char=PAIRING, value="01", kind="request")
    link.drop()
    other = bench.link()
    bench.run(60 * SECOND)
    assert other.ended is None


@check("ROBUST-07")
def fifty_links_in_a_row_work(bench):
    for _ in range(50):
        link = bench.link()
        assert link.plain(0x0001, b"\x03\0") == error(0x10, 1)
        link.drop()


@check("ROBUST-08 FRAME-05")
def two_links_get_their_own_replies(bench):
    first, one = paired(bench)
    second, two = paired(bench, app_id=9)
    assert len(first.states(one)) == 18 and second.taken() == []
    assert len(second.states(two)) == 18 and first.taken() == []


@check("ROBUST-09")
def an_mtu_exchange_does_not_spoil_a_message(bench):
    link, user = paired(bench, mtu=23)
    link.confirms = False
    message = sealed(user, 0x0001, b"\x0c\0")
    bench.ask("write", conn=link.conn, char=USDIO, value=message.hex(), kind="long")
    assert bench.ask("mtu", conn=link.conn, mtu=50)["mtu"] == 50
    link.mtu, link.confirms = 50, True
    link.confirm()
    bench.settle()
    assert len(link.answers(user)[0][1]) == 18


@check("TIME-06")
def an_idle_link_stays(bench):
    link = bench.link()
    bench.run(10 * SECOND)
    assert link.ended is None


@check("TIME-03")
def answers_come_within_3_s(bench):
    link = bench.link()
    bench.ask("write", conn=link.conn, char=PAIRING, value=plain(0x0001, b"\x03\0").hex(), kind="request")
    bench.run(3 * SECOND)
    assert len(link.taken()) == 1


@check("ADV-01 ADV-03 ADV-04 ADV-02 CMD-02")
def it_advertises_what_it_is(bench):
    ident = bench.hello["profile"]["nuki_id"]
    service = "0201061521669a0c2000086c91e411015500{}2ea9" + f"{ident:08x}"
    assert bench.advertised[-1]["data"] == service.format("e0")
    assert bytes.fromhex(bench.advertised[-1]["scan_response"])[2:] == f"Nuki_{ident:08X}".encode()
    bench.press()
    assert bench.advertised[-1]["data"] == service.format("e1")
    link, user = paired(bench)
    beacon = bench.advertised[-1]["data"]
    assert beacon[:18] == "0201061aff4c000215" and beacon[18:50] == "a92ee200550111e4916c0800200c9a66", beacon
    assert beacon[50:58] == f"{ident:08x}"
    bench.press()
    assert link.states(user)[0] == 1


@check("ADV-05")
def the_beacon_shows_a_change_until_a_bridge_reads_it(bench):
    link, user = paired(bench)
    bridge = pair(bench, link, id_type=1, app_id=5)
    link.states(bridge)
    assert int(bench.advertised[-1]["data"][-2:], 16) & 1 == 0
    link.action(user)
    link.states(user)
    assert int(bench.advertised[-1]["data"][-2:], 16) & 1 == 1
    link.states(bridge)
    assert int(bench.advertised[-1]["data"][-2:], 16) & 1 == 0


@check("FRAME-07 FRAME-08")
def full_values_end_a_message(bench):
    link, user = paired(bench, mtu=23)
    link.do(user, 0x0039, bytes([0, 7, 30, 1]), 0)
    answers = link.do(user, 0x003C, b"", 0)
    assert answers == [(0x003D, b"\1"), (0x003E, bytes([1, 1, 0, 7, 30, 1])), (0x000E, b"\0")]
    assert bench.link().plain(0x0001, b"\x03\0") == error(0x10, 1)


@check("FRAME-10")
def an_incomplete_write_is_forgotten(bench):
    link, user = paired(bench)
    link.write(USDIO, sealed(user, 0x0001, b"\x0c\0")[:40])
    link.drop()
    assert len(bench.link(247).states(user)) == 18


@check("FRAME-11")
def bytes_behind_a_message_do_nothing(bench):
    link, user = paired(bench)
    answers = link.write(USDIO, sealed(user, 0x0001, b"\x0c\0") + os.urandom(4))
    assert len(answers) == 1
    assert len(link.states(user)) == 18


@check("CRC-03 CRC-04 CRC-05 ERR-05")
def a_wrong_plain_crc_is_told(bench):
    bench.press()
    for wrong in ("01000300a727", "010003000000", "0100030027a6"):
        link = bench.link()
        assert plain_answers(link.write(PAIRING, bytes.fromhex(wrong)), PAIRING) == error(0xFD, 1)
        assert link.plain(0x0001, b"\x03\0")[0][0] == 0x0003


@check("CRC-06 CRC-07 ERR-05")
def a_wrong_crc_in_a_box_is_told(bench):
    link, user = paired(bench)
    body = b"\x01\0\0\0\x0d\0\x01" + bytes(5) + link.challenge(user)
    for crc in (b"\0\0", oracle.crc(body[4:])):
        answers = link.answers(user, link.write(USDIO, sealed(user, 0x000D, body[6:], crc=crc)))
        bench.run(20 * SECOND)
        assert answers == error(0xFD, 0x000D), answers
        assert link.states(user)[1] == 1
