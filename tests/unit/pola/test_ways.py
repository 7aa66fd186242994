from datetime import timedelta
from itertools import combinations, product

import pytest

from app.core import clock
from app.pola.rules.hitches import Hitch
from app.pola.rules.routes import Approver
from app.pola.rules.states import NEXT, OPEN, SIGNED, State, Step, next_state
from app.pola.rules.ways import (
    TAKERS,
    Party,
    Stand,
    Way,
    approval_step,
    approver_now,
    hitch,
    may_undo,
    parties,
    turn,
)

ROUTES = [
    (Approver.MANAGER,),
    (Approver.MANAGER, Approver.DIRECTOR),
    (Approver.MANAGER, Approver.DIRECTOR, Approver.HR),
]
DECIDERS = {Party.MANAGER, Party.DIRECTOR, Party.HR}
EITHER_SIDE = {Party.EMPLOYEE, Party.MANAGER, Party.HR}
# Who may do what, written by hand and state by state; on a way of manager, director, HR.
ALLOWED = {
    (State.DRAFT, Step.SUBMIT): {Party.EMPLOYEE},
    (State.DRAFT, Step.ABANDON): {Party.EMPLOYEE, Party.SYSTEM},
    (State.SUBMITTED, Step.UNDO_APPROVAL): DECIDERS,
    (State.SUBMITTED, Step.ABANDON): {Party.EMPLOYEE, Party.SYSTEM},
    (State.CHANGES_ASKED, Step.SUBMIT): {Party.EMPLOYEE},
    (State.CHANGES_ASKED, Step.ABANDON): {Party.EMPLOYEE, Party.SYSTEM},
    (State.TO_SIGN_EMPLOYEE, Step.UNDO_APPROVAL): DECIDERS,
    (State.TO_SIGN_EMPLOYEE, Step.SIGN_EMPLOYEE): {Party.EMPLOYEE},
    (State.TO_SIGN_EMPLOYEE, Step.ABANDON): {Party.EMPLOYEE, Party.SYSTEM},
    (State.TO_SIGN_MANAGER, Step.SIGN_MANAGER): {Party.MANAGER},
    (State.TO_SIGN_MANAGER, Step.REFUSE): {Party.MANAGER},
    (State.TO_SIGN_MANAGER, Step.ABANDON): {Party.EMPLOYEE, Party.SYSTEM},
    (State.ACTIVE, Step.GIVE_NOTICE): EITHER_SIDE,
    (State.ACTIVE, Step.WITHDRAW_AT_ONCE): EITHER_SIDE,
    (State.ACTIVE, Step.EXPIRE): {Party.SYSTEM},
    (State.ACTIVE, Step.REVISE): {Party.MANAGER},
    (State.ACTIVE, Step.TRANSFER): {Party.SYSTEM},
    (State.WITHDRAWAL_NOTICE, Step.TAKE_NOTICE_BACK): EITHER_SIDE,
    (State.WITHDRAWAL_NOTICE, Step.WITHDRAW_AT_ONCE): EITHER_SIDE,
    (State.WITHDRAWAL_NOTICE, Step.END_NOTICE): {Party.SYSTEM},
    (State.WITHDRAWAL_NOTICE, Step.EXPIRE): {Party.SYSTEM},
    (State.WITHDRAWAL_NOTICE, Step.TRANSFER): {Party.SYSTEM},
}
IN_TURN = [Party.MANAGER, Party.DIRECTOR, Party.HR]


def expected(state, step, party, given):
    """Say by hand whether a party may take a step."""
    if state is State.SUBMITTED and step in {Step.ASK_CHANGES, Step.REFUSE}:
        return party is IN_TURN[given]
    if state is State.SUBMITTED and step is Step.APPROVE:
        return given < 2 and party is IN_TURN[given]
    if state is State.SUBMITTED and step is Step.APPROVE_LAST:
        return given == 2 and party is IN_TURN[given]
    return party in ALLOWED.get((state, step), set())


@pytest.mark.parametrize("given", [0, 1, 2])
@pytest.mark.parametrize("party", Party)
@pytest.mark.parametrize("state", State)
def test_every_state_step_and_role(state, party, given):
    way = Way(state, ROUTES[2], given)
    for step in Step:
        may = hitch(way, step, frozenset({party})) is None
        assert may == expected(state, step, party, given), step


def test_what_is_not_in_the_table_cannot_happen_whoever_wants_it():
    everybody = frozenset(Party)
    for state, step, route in product(State, Step, ROUTES):
        if next_state(state, step) is None:
            assert hitch(Way(state, route, 0), step, everybody) is Hitch.NOT_NOW


def test_nobody_at_all_may_do_nothing_at_all():
    for state, step, route in product(State, Step, ROUTES):
        assert hitch(Way(state, route, 0), step, frozenset()) is not None


def test_several_qualities_add_up_and_never_take_away():
    for state, step, pair in product(State, Step, combinations(Party, 2)):
        way = Way(state, ROUTES[2], 1)
        alone = any(hitch(way, step, frozenset({one})) is None for one in pair)
        assert (hitch(way, step, frozenset(pair)) is None) == alone


def test_the_table_is_whole():
    assert set(TAKERS) == set(Step)
    assert {step for _state, step in NEXT} == set(Step)
    assert {state for state, _step in NEXT} | set(NEXT.values()) == set(State)
    # Whatever is open can be given up; whatever is over stays over.
    assert all((state, Step.ABANDON) in NEXT for state in OPEN)
    final = set(State) - {state for state, _step in NEXT}
    assert final == (SIGNED | {State.ABANDONED, State.REFUSED}) - {
        State.ACTIVE,
        State.WITHDRAWAL_NOTICE,
    }


@pytest.mark.parametrize("route", ROUTES)
def test_a_request_goes_through_every_hand_in_order(route):
    for given, approver in enumerate(route):
        way = Way(State.SUBMITTED, route, given)
        assert approver_now(way) is approver
        assert turn(way) == Party(approver.value)
        is_last = given == len(route) - 1
        assert approval_step(way) is (Step.APPROVE_LAST if is_last else Step.APPROVE)


def test_where_nobody_is_above_human_resources_decide():
    way = Way(State.SUBMITTED, ROUTES[1], 1, frozenset({Party.DIRECTOR}))
    assert turn(way) is Party.HR
    assert hitch(way, Step.APPROVE_LAST, frozenset({Party.HR})) is None


@pytest.mark.parametrize(
    ("state", "whose"),
    [
        (State.DRAFT, Party.EMPLOYEE),
        (State.CHANGES_ASKED, Party.EMPLOYEE),
        (State.TO_SIGN_EMPLOYEE, Party.EMPLOYEE),
        (State.TO_SIGN_MANAGER, Party.MANAGER),
        (State.ACTIVE, None),
        (State.EXPIRED, None),
    ],
)
def test_whose_turn_it_is(state, whose):
    assert turn(Way(state, ROUTES[0], 0)) is whose


@pytest.mark.parametrize(
    ("stand", "held"),
    [
        (Stand(1, is_hr=False), {Party.EMPLOYEE}),
        # Nobody decides about themselves, whatever else they are.
        (Stand(1, is_hr=True), {Party.EMPLOYEE}),
        (Stand(2, is_hr=False), {Party.MANAGER}),
        (Stand(3, is_hr=True), {Party.DIRECTOR, Party.HR}),
        (Stand(4, is_hr=True), {Party.HR}),
        (Stand(4, is_hr=False), set()),
        (Stand(None, is_hr=True), {Party.SYSTEM, Party.HR}),
        (Stand(None, is_hr=False), set()),
    ],
)
def test_in_which_qualities_somebody_stands_before_an_agreement(stand, held):
    # A list that names the employee as manager changes nothing.
    assert parties(stand, 1, frozenset({1, 2}), frozenset({1, 3})) == held


def test_an_approval_can_be_taken_back_for_fifteen_seconds():
    now = clock.now()
    assert may_undo(now - timedelta(seconds=15), now)
    assert not may_undo(now - timedelta(seconds=15, microseconds=1), now)
