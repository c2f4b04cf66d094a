"""Checks of lock actions, calibration and reboot."""

import struct

from checks import ACCEPTED, COMPLETE, check, commands, error
from client import SECOND
from pairer import pair, paired

STATES = 0x000C


def shown(answers):
    """The lock states that the answers show."""
    return [payload[1] for command, payload in answers if command == STATES]


@check("CMD-01 CMD-03 CMD-04 TIME-04 TIME-05 CMD-09")
def unlock_and_lock_take_their_steps(bench):
    link, user = paired(bench)
    for action, states in ((1, [2, 3]), (2, [4, 1])):
        answers = link.do(user, 0x000D, struct.pack("<BIB", action, 0, 0))
        bench.run(1 * SECOND)
        assert answers[0] == ACCEPTED
        bench.run(29 * SECOND)
        answers += link.answers(user)
        assert commands(answers) == [0x000E, STATES, STATES, 0x000E] and answers[-1:] == COMPLETE, answers
        assert shown(answers) == states
        now = link.states(user)
        assert now[1] == states[-1] and tuple(now[15:18]) == (action, 0, 0)


@check("CMD-05 CMD-10")
def the_other_actions_show_their_states(bench):
    link, user = paired(bench)
    assert shown(link.action(user, 3)) == [7, 5, 3]
    answers = link.action(user, 4)
    assert shown(answers) == [6, 4, 1] and answers[-1:] == COMPLETE
    assert [payload[14] > 0 for command, payload in answers if command == STATES] == [True, False, False]
    answers = link.action(user, 5)
    assert shown(answers) == [7, 5, 6, 4, 1]
    assert link.states(user)[14] == 0


@check("CMD-06")
def undefined_actions_move_nothing(bench):
    link, user = paired(bench)
    for action in (0, 6, 7, 0x7F, 0x80, 0x84, 0xFF):
        assert link.action(user, action, wait=3) == error(0x23, 0x000D), action
        assert link.states(user)[1] == 1


@check("CMD-07 ERR-05")
def one_action_at_a_time(bench):
    link, user = paired(bench)
    other, second = bench.link(247), pair(bench, link, app_id=9)
    link.do(user, 0x000D, bytes([1, 0, 0, 0, 0, 0]))
    for where, who in ((link, user), (other, second)):
        assert where.do(who, 0x000D, bytes([2, 0, 0, 0, 0, 0])) == error(0x45, 0x000D)
    bench.run(10 * SECOND)
    link.taken()
    assert link.states(user)[1] == 3
    assert link.action(user, 2)[-1:] == COMPLETE


@check("CMD-08")
def auto_unlock_waits(bench):
    link, user = paired(bench)
    assert link.action(user, 1, flags=1, wait=5)[-1:] == COMPLETE
    assert link.action(user, 1, flags=1, wait=5) == error(0x40, 0x000D)
    bench.run(300 * SECOND)
    assert link.action(user, 1, flags=1, wait=5)[-1:] == COMPLETE


@check("CMD-09 TIME-05 ERR-05")
def a_blocked_motor_is_told(bench):
    link, user = paired(bench)
    bench.control("jam", on=True)
    answers = link.action(user, 1)
    assert shown(answers) == [2, 0xFE] and answers[-1:] == error(0x42, 0x000D), answers
    assert tuple(link.states(user)[15:18]) == (1, 0, 1)
    bench.control("jam", on=False)
    assert link.action(user, 1)[-1:] == COMPLETE


@check("CMD-09")
def a_turned_key_is_noticed(bench):
    link, user = paired(bench)
    bench.control("turn-key", to="unlocked")
    now = link.states(user)
    assert now[1:3] == b"\3\1" and tuple(now[15:18]) == (1, 1, 0)


@check("ROBUST-05")
def a_link_loss_does_not_stop_an_action(bench):
    link, user = paired(bench)
    link.do(user, 0x000D, bytes([1, 0, 0, 0, 0, 0]))
    link.drop()
    bench.run(30 * SECOND)
    assert bench.link(247).states(user)[1] == 3


@check("CMD-22")
def calibration_ends(bench):
    link, user = paired(bench)
    answers = link.do(user, 0x001A, b"", 0)
    assert answers[0] == ACCEPTED
    bench.run(120 * SECOND)
    assert link.answers(user)[-1:] == COMPLETE and link.states(user)[1] == 1


@check("CMD-11 CMD-21")
def the_update_count_and_the_battery_are_told(bench):
    link, user = paired(bench)
    before = link.states(user)[13]
    fields = b"Door".ljust(32, b"\0") + struct.pack("<ff", 1, 2) + bytes([0, 1, 1, 1, 2, 60, 0, 1, 0, 0, 0])
    assert link.do(user, 0x0013, fields, 0) == COMPLETE
    assert link.states(user)[13] != before
    (command, payload), = link.ask(user, 0x0001, b"\x11\0")
    drain, voltage, critical = struct.unpack("<HHB", payload)
    assert command == 0x0011 and drain < 5000 and 3000 < voltage < 9000 and critical <= 1
