from datetime import date, datetime, timedelta

import pytest

from app.auth.actors import Actor, Grant
from app.auth.models import Role, RoleGrant
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half
from app.pola.models import Filing, PriorityNote
from app.pola.queries.agreements import find_agreement
from app.pola.queries.inbox.lines import Lines
from app.pola.queries.inbox.lists import counts, find_request, names_of, page, requests
from app.pola.queries.inbox.reach import reach_of
from app.pola.queries.programme import parameter_rows
from app.pola.queries.turns import parties_of, way_of
from app.pola.rules.differences import Part
from app.pola.rules.faults import Fault
from app.pola.rules.filings import Act, FilingState, due_on
from app.pola.rules.inbox import Box, Trouble
from app.pola.rules.notices import Notice
from app.pola.rules.parameters import ParameterName
from app.pola.rules.priorities import Priority
from app.pola.rules.routes import Side
from app.pola.rules.states import State
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf
from app.pola.rules.ways import Party, turn
from tests.support.agreements import (
    a_manager_of,
    acknowledge_notices,
    make_agreement,
    make_deputy,
    set_parameter,
)
from tests.support.counting import counted
from tests.support.factories import make_office, make_user

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 3, 2)
FOUR_DAYS_A_WEEK = RemotePattern(
    Rhythm.WEEKDAYS, tuple(WeekHalf(day, half) for day in range(4) for half in Half)
)


def as_hr(user):
    return Actor(id=user.id, full_name=user.full_name, grants=frozenset({Grant(Role.HR)}))


def as_manager(user):
    return Actor(id=user.id, full_name=user.full_name, leads=True)


def lines(actor, office_id=None):
    return Lines(reach_of(actor), parameter_rows(), clock.today(), office_id)


def ids(actor, box, **more):
    return [row.agreement_id for row in page(lines(actor, **more), box, 50)]


def count(actor, box):
    return counts(lines(actor), list(Box))[box].number


@pytest.fixture
def sofia():
    return make_user()


@pytest.fixture
def hr():
    return as_hr(make_user(None, Role.HR))


def test_a_request_waits_for_the_manager_and_for_nobody_else(sofia, hr):
    manager = as_manager(a_manager_of(sofia))
    request = make_agreement(sofia, State.SUBMITTED)
    assert ids(manager, Box.APPROVE) == [request.id]
    assert ids(as_manager(make_user()), Box.APPROVE) == []
    assert ids(hr, Box.APPROVE) == []
    assert ids(hr, Box.WAITING) == [request.id]


def test_where_nobody_is_above_human_resources_decide(sofia, hr):
    request = make_agreement(sofia, State.SUBMITTED)
    assert ids(hr, Box.APPROVE) == [request.id]
    assert ids(hr, Box.WAITING) == []


def test_nobody_of_human_resources_decides_about_their_own_request():
    person = make_user(None, Role.HR)
    make_agreement(person, State.SUBMITTED)
    assert ids(as_hr(person), Box.APPROVE) == []


def test_a_deputy_has_the_managers_inbox_while_the_manager_is_away(sofia):
    manager, deputy = a_manager_of(sofia), make_user()
    request = make_agreement(sofia, State.SUBMITTED)
    make_deputy(manager, deputy, TODAY, TODAY)
    assert ids(as_manager(deputy), Box.APPROVE) == [request.id]
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert ids(as_manager(deputy), Box.APPROVE) == []


def test_who_was_given_an_office_has_the_requests_of_all_below_it():
    above = make_office("DIR")
    below = make_office("UNI", parent_id=above.id)
    chief, sofia = make_user(), make_user(office_id=below.id)
    with transaction():
        db.session.add(RoleGrant(user_id=chief.id, role=Role.MANAGER, office_id=above.id))
    request = make_agreement(sofia, State.SUBMITTED)
    assert ids(as_manager(chief), Box.APPROVE) == [request.id]


def test_the_way_of_a_request_is_the_one_of_its_own_day(sofia, hr):
    manager = a_manager_of(sofia)
    director = as_manager(a_manager_of(manager))
    set_parameter(ParameterName.APPROVAL_ROUTE, "manager+director+hr")
    set_parameter(ParameterName.APPROVAL_ROUTE, "hr", date(2026, 3, 1))
    request = make_agreement(sofia, State.SUBMITTED, rules_of=date(2026, 2, 20), approvals_given=1)
    assert ids(director, Box.APPROVE) == [request.id]
    assert ids(as_manager(manager), Box.APPROVE) == ids(hr, Box.APPROVE) == []


ROUTES = ["manager", "hr", "manager+director", "manager+hr", "manager+director+hr"]


@pytest.mark.parametrize("route", ROUTES)
def test_the_inbox_and_the_rules_agree_on_whose_turn_it_is(route, hr):
    set_parameter(ParameterName.APPROVAL_ROUTE, route)
    people = [make_user() for _ in range(5)]
    manager = a_manager_of(*people[:3])
    director = a_manager_of(manager)
    office = make_office()
    with transaction():
        chief = make_user(office_id=office.id)
        db.session.add(RoleGrant(user_id=chief.id, role=Role.MANAGER, office_id=office.id))
    people += [chief, make_user(office_id=office.id)]
    for n, one in enumerate(people):
        make_agreement(one, State.SUBMITTED, approvals_given=n % 3)
    everybody = [hr, *map(as_manager, (manager, director, chief))]
    for actor in everybody:
        held = set(ids(actor, Box.APPROVE))
        for row in page(lines(hr), Box.WAITING, 50) + page(lines(hr), Box.APPROVE, 50):
            agreement = find_agreement(row.agreement_id)
            whose = turn(way_of(agreement))
            assert row.waits_for is whose
            assert (row.agreement_id in held) == (whose in parties_of(agreement, actor))


def test_only_the_manager_has_agreements_to_sign(sofia, hr):
    manager = as_manager(a_manager_of(sofia))
    request = make_agreement(sofia, State.TO_SIGN_MANAGER)
    assert ids(manager, Box.SIGN) == [request.id]
    assert ids(hr, Box.WAITING) == [request.id]


def test_what_begins_first_stands_first(hr):
    later = make_agreement(make_user(), State.SUBMITTED, starts_on=date(2026, 5, 1))
    sooner = make_agreement(make_user(), State.SUBMITTED, starts_on=date(2026, 4, 1))
    assert ids(hr, Box.APPROVE) == [sooner.id, later.id]


def test_a_page_goes_on_where_the_last_one_ended(hr):
    found = [
        make_agreement(make_user(), State.SUBMITTED, starts_on=date(2026, 4, n)).id
        for n in range(1, 6)
    ]
    held = lines(hr)
    first, second = (page(held, Box.APPROVE, 3, offset) for offset in (0, 3))
    assert [row.agreement_id for row in [*first, *second]] == found
    assert count(hr, Box.APPROVE) == 5


def test_a_row_says_what_differs_from_the_agreement_before(sofia, hr):
    old = make_agreement(sofia, State.REVISED)
    make_agreement(sofia, State.SUBMITTED, pattern=FOUR_DAYS_A_WEEK, notice_days=45)
    [row] = page(lines(hr), Box.APPROVE, 10)
    assert [one.part for one in row.changes] == [Part.PATTERN, Part.NOTICE_DAYS]
    assert row.changes[1].before == 30
    assert row.agreement_id != old.id


def test_a_row_names_every_rule_that_is_broken(sofia, hr):
    make_agreement(sofia, State.SUBMITTED, pattern=FOUR_DAYS_A_WEEK)
    [row] = page(lines(hr), Box.APPROVE, 10)
    assert not row.is_clean
    assert [fault.code for fault in row.faults] == [
        Fault.TOO_MANY_A_WEEK,
        Fault.TOO_MANY_A_MONTH,
        Fault.PRESENCE_MUST_PREVAIL,
    ]


def test_a_request_that_had_to_wait_past_its_start_is_still_clean(sofia, hr):
    make_agreement(
        sofia,
        State.SUBMITTED,
        starts_on=date(2026, 2, 20),
        submitted_at=datetime(2026, 2, 10, 9, tzinfo=clock.ROME),
    )
    [row] = page(lines(hr), Box.APPROVE, 10)
    assert row.is_clean


def test_a_priority_is_told_as_yes_or_no(sofia, hr):
    make_agreement(sofia, State.SUBMITTED)
    [row] = page(lines(hr), Box.APPROVE, 10)
    assert not row.has_priority
    note(sofia, date(2026, 3, 2))
    [row] = page(lines(hr), Box.APPROVE, 10)
    assert row.has_priority


def note(user, review_on):
    with transaction():
        db.session.add(
            PriorityNote(
                user_id=user.id,
                category=Priority.CAREGIVER,
                review_on=review_on,
                created_at=clock.now(),
            )
        )


@pytest.mark.parametrize(
    ("last", "is_told"),
    [
        (date(2026, 3, 1), False),
        (date(2026, 3, 2), True),
        (date(2026, 5, 1), True),
        (date(2026, 5, 2), False),
        (None, False),
    ],
)
def test_an_agreement_expires_within_sixty_days(sofia, hr, last, is_told):
    more = {"in_force_from": date(2026, 1, 1), "in_force_until": last}
    make_agreement(sofia, starts_on=date(2026, 1, 1), **more)
    assert count(hr, Box.EXPIRING) == is_told


def test_an_agreement_that_is_followed_by_a_signed_one_does_not_expire(sofia, hr):
    make_agreement(sofia, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    assert count(hr, Box.EXPIRING) == 1
    make_agreement(sofia, starts_on=date(2026, 4, 1))
    assert count(hr, Box.EXPIRING) == 0


def test_a_renewal_that_was_begun_is_told(sofia, hr):
    make_agreement(sofia, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    make_agreement(sofia, State.DRAFT, starts_on=date(2026, 4, 1))
    [row] = page(lines(hr), Box.EXPIRING, 10)
    assert row.renewal is State.DRAFT


@pytest.mark.parametrize(
    ("read_on", "is_told"),
    [(date(2025, 4, 1), True), (date(2025, 4, 2), True), (date(2025, 4, 3), False)],
)
def test_a_safety_note_is_old_after_eleven_months(sofia, hr, read_on, is_told):
    make_agreement(sofia)
    acknowledge_notices(sofia, at=datetime(2025, 4, 1, 12, tzinfo=clock.ROME) - timedelta(days=400))
    acknowledge_notices(
        sofia, [Notice.SAFETY], at=datetime.combine(read_on, datetime.min.time(), clock.ROME)
    )
    assert count(hr, Box.SAFETY) == is_told


def test_who_never_read_the_safety_note_comes_first(hr):
    reader, other = make_user(), make_user()
    for user in (reader, other):
        make_agreement(user)
    acknowledge_notices(reader, at=datetime(2025, 1, 1, tzinfo=clock.ROME))
    assert [row.user_id for row in page(lines(hr), Box.SAFETY, 10)] == [other.id, reader.id]


def test_without_an_agreement_in_force_no_safety_note_is_asked_for(sofia, hr):
    make_agreement(sofia, State.EXPIRED)
    assert count(hr, Box.SAFETY) == 0


def file(agreement, state, event=TODAY, message=""):
    with transaction():
        db.session.add(
            Filing(
                agreement_id=agreement.id,
                user_id=agreement.user_id,
                act=Act.START,
                event_on=event,
                due_on=due_on(event),
                state=state,
                facts="{}",
                message=message,
                created_at=clock.now(),
            )
        )


def test_what_the_ministry_must_be_told_stands_by_its_last_day(hr):
    first, second, third = (make_agreement(make_user()) for _ in range(3))
    file(first, FilingState.WAITING)
    file(second, FilingState.IN_DOUBT, event=date(2026, 2, 2))
    file(third, FilingState.ACCEPTED)
    assert ids(hr, Box.FILE) == [second.id, first.id]
    assert counts(lines(hr), [Box.FILE])[Box.FILE].first == date(2026, 3, 20)


def test_problems_are_told_by_their_kind(hr):
    led = make_user()
    a_manager_of(led)
    over = make_user()
    a_manager_of(over)
    file(make_agreement(led), FilingState.REFUSED, message="E037")
    alone = make_agreement(make_user())
    noticed = make_user()
    a_manager_of(noticed)
    ended = {"notice_ends_on": date(2026, 4, 1), "ended_by": Side.EMPLOYEE}
    notice = make_agreement(noticed, State.WITHDRAWAL_NOTICE, **ended)
    gone = make_agreement(
        over, State.SUBMITTED, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1)
    )
    found = {row.trouble: row.agreement_id for row in page(lines(hr), Box.TROUBLE, 10)}
    assert found[Trouble.NO_MANAGER] == alone.id
    assert found[Trouble.NOTICE_RUNNING] == notice.id
    assert found[Trouble.RULE_BROKEN] == gone.id
    assert len(found) == count(hr, Box.TROUBLE) == 4


def test_a_request_is_a_problem_once_its_priority_has_run_out(sofia, hr):
    a_manager_of(sofia)
    pattern = RemotePattern(Rhythm.PER_MONTH, count=21)
    make_agreement(sofia, State.SUBMITTED, pattern=pattern)
    note(sofia, TODAY)
    assert count(hr, Box.TROUBLE) == 0
    with clock.frozen(clock.now() + timedelta(days=1)):
        [row] = page(lines(hr), Box.TROUBLE, 10)
        assert [fault.code for fault in row.faults] == [Fault.TOO_MANY_A_MONTH]


def test_a_manager_sees_the_problems_of_the_team_and_no_filings(sofia):
    manager = as_manager(a_manager_of(sofia))
    file(make_agreement(sofia), FilingState.REFUSED)
    make_agreement(make_user(), State.WITHDRAWAL_NOTICE, notice_ends_on=TODAY)
    assert count(manager, Box.TROUBLE) == 0


def test_a_list_can_be_of_one_office_with_all_below_it(hr):
    above = make_office("DIR")
    below = make_office("UNI", parent_id=above.id)
    inside = make_agreement(make_user(office_id=below.id), State.SUBMITTED)
    outside = make_agreement(make_user(), State.SUBMITTED)
    assert ids(hr, Box.APPROVE, office_id=above.id) == [inside.id]
    assert ids(hr, Box.APPROVE, office_id=below.id) == [inside.id]
    assert set(ids(hr, Box.APPROVE, office_id=0)) == {inside.id, outside.id}


def test_only_requests_on_which_it_is_ones_turn_can_be_picked(sofia, hr):
    a_manager_of(sofia)
    others = make_agreement(sofia, State.SUBMITTED)
    own = make_agreement(make_user(), State.SUBMITTED)
    assert [row.agreement_id for row in requests(lines(hr), [own.id, others.id])] == [own.id]


def test_names_are_told_only_to_those_who_may_see_them(sofia, hr):
    request = make_agreement(sofia)
    assert names_of(lines(hr), [request.id]) == {request.id: sofia.full_name}
    assert names_of(lines(as_manager(make_user())), [request.id]) == {}


def test_one_request_is_found_whatever_its_state(sofia, hr):
    request = make_agreement(sofia, State.CHANGES_ASKED)
    row = find_request(lines(hr), request.id)
    assert row.waits_for is Party.EMPLOYEE
    assert find_request(lines(hr), request.id + 1) is None


def test_the_number_of_questions_does_not_grow_with_the_requests(hr):
    def asked():
        with counted() as statements:
            held = lines(hr)
            counts(held, list(Box))
            page(held, Box.APPROVE, 25)
        return len(statements)

    make_agreement(make_user(), State.SUBMITTED)
    before = asked()
    for _ in range(5):
        make_agreement(make_user(), State.SUBMITTED)
    assert asked() == before == 6
