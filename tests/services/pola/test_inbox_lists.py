from datetime import date, datetime, timedelta

import pytest

from app.auth.models import Role
from app.core import clock
from app.core.half import Half
from app.pola.queries.inbox.lists import counts, page
from app.pola.rules.differences import Part
from app.pola.rules.faults import Fault
from app.pola.rules.filings import FilingState
from app.pola.rules.inbox import Box, Trouble
from app.pola.rules.notices import Notice
from app.pola.rules.routes import Side
from app.pola.rules.states import State
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf
from tests.support.agreements import (
    a_manager_of,
    acknowledge_notices,
    make_agreement,
)
from tests.support.counting import counted
from tests.support.factories import make_user
from tests.support.inbox import (
    TODAY,
    as_hr,
    as_manager,
    counted_for,
    held_by,
    lists_of,
    make_filing,
    note_priority,
)

pytestmark = pytest.mark.usefixtures("app")
FOUR_DAYS_A_WEEK = RemotePattern(
    Rhythm.WEEKDAYS, tuple(WeekHalf(day, half) for day in range(4) for half in Half)
)


@pytest.fixture
def sofia():
    return make_user()


@pytest.fixture
def hr():
    return as_hr(make_user(None, Role.HR))


def test_what_begins_first_stands_first(hr):
    later = make_agreement(make_user(), State.SUBMITTED, starts_on=date(2026, 5, 1))
    sooner = make_agreement(make_user(), State.SUBMITTED, starts_on=date(2026, 4, 1))
    assert held_by(hr, Box.APPROVE) == [sooner.id, later.id]


def test_a_page_goes_on_where_the_last_one_ended(hr):
    found = [
        make_agreement(make_user(), State.SUBMITTED, starts_on=date(2026, 4, n)).id
        for n in range(1, 6)
    ]
    held = lists_of(hr)
    first, second = (page(held, Box.APPROVE, 3, offset) for offset in (0, 3))
    assert [row.agreement_id for row in [*first, *second]] == found
    assert counted_for(hr, Box.APPROVE) == 5


def test_a_row_says_what_differs_from_the_agreement_before(sofia, hr):
    old = make_agreement(sofia, State.REVISED)
    make_agreement(sofia, State.SUBMITTED, pattern=FOUR_DAYS_A_WEEK, notice_days=45)
    [row] = page(lists_of(hr), Box.APPROVE, 10)
    assert [one.part for one in row.changes] == [Part.PATTERN, Part.NOTICE_DAYS]
    assert row.changes[1].before == 30
    assert row.agreement_id != old.id


def test_a_row_names_every_rule_that_is_broken(sofia, hr):
    make_agreement(sofia, State.SUBMITTED, pattern=FOUR_DAYS_A_WEEK)
    [row] = page(lists_of(hr), Box.APPROVE, 10)
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
    [row] = page(lists_of(hr), Box.APPROVE, 10)
    assert row.is_clean


def test_a_priority_is_told_as_yes_or_no(sofia, hr):
    make_agreement(sofia, State.SUBMITTED)
    [row] = page(lists_of(hr), Box.APPROVE, 10)
    assert not row.has_priority
    note_priority(sofia, date(2026, 3, 2))
    [row] = page(lists_of(hr), Box.APPROVE, 10)
    assert row.has_priority


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
    assert counted_for(hr, Box.EXPIRING) == is_told


def test_an_agreement_that_is_followed_by_a_signed_one_does_not_expire(sofia, hr):
    make_agreement(sofia, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    assert counted_for(hr, Box.EXPIRING) == 1
    make_agreement(sofia, starts_on=date(2026, 4, 1))
    assert counted_for(hr, Box.EXPIRING) == 0


def test_a_renewal_that_was_begun_is_told(sofia, hr):
    make_agreement(sofia, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    make_agreement(sofia, State.DRAFT, starts_on=date(2026, 4, 1))
    [row] = page(lists_of(hr), Box.EXPIRING, 10)
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
    assert counted_for(hr, Box.SAFETY) == is_told


def test_who_never_read_the_safety_note_comes_first(hr):
    reader, other = make_user(), make_user()
    for user in (reader, other):
        make_agreement(user)
    acknowledge_notices(reader, at=datetime(2025, 1, 1, tzinfo=clock.ROME))
    assert [row.user_id for row in page(lists_of(hr), Box.SAFETY, 10)] == [other.id, reader.id]


def test_without_an_agreement_in_force_no_safety_note_is_asked_for(sofia, hr):
    make_agreement(sofia, State.EXPIRED)
    assert counted_for(hr, Box.SAFETY) == 0


def test_what_the_ministry_must_be_told_stands_by_its_last_day(hr):
    first, second, third = (make_agreement(make_user()) for _ in range(3))
    make_filing(first, FilingState.WAITING)
    make_filing(second, FilingState.IN_DOUBT, event=date(2026, 2, 2))
    make_filing(third, FilingState.ACCEPTED)
    assert held_by(hr, Box.FILE) == [second.id, first.id]
    assert counts(lists_of(hr), [Box.FILE])[Box.FILE].first == date(2026, 3, 20)


def test_problems_are_told_by_their_kind(hr):
    led = make_user()
    a_manager_of(led)
    over = make_user()
    a_manager_of(over)
    make_filing(make_agreement(led), FilingState.REFUSED, message="E037")
    alone = make_agreement(make_user())
    noticed = make_user()
    a_manager_of(noticed)
    ended = {"notice_ends_on": date(2026, 4, 1), "ended_by": Side.EMPLOYEE}
    notice = make_agreement(noticed, State.WITHDRAWAL_NOTICE, **ended)
    gone = make_agreement(
        over, State.SUBMITTED, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1)
    )
    found = {row.trouble: row.agreement_id for row in page(lists_of(hr), Box.TROUBLE, 10)}
    assert found[Trouble.NO_MANAGER] == alone.id
    assert found[Trouble.NOTICE_RUNNING] == notice.id
    assert found[Trouble.RULE_BROKEN] == gone.id
    assert len(found) == counted_for(hr, Box.TROUBLE) == 4


def test_a_request_is_a_problem_once_its_priority_has_run_out(sofia, hr):
    a_manager_of(sofia)
    pattern = RemotePattern(Rhythm.PER_MONTH, count=21)
    make_agreement(sofia, State.SUBMITTED, pattern=pattern)
    note_priority(sofia, TODAY)
    assert counted_for(hr, Box.TROUBLE) == 0
    with clock.frozen(clock.now() + timedelta(days=1)):
        [row] = page(lists_of(hr), Box.TROUBLE, 10)
        assert [fault.code for fault in row.faults] == [Fault.TOO_MANY_A_MONTH]


def test_a_manager_sees_the_problems_of_the_team_and_no_filings(sofia):
    manager = as_manager(a_manager_of(sofia))
    make_filing(make_agreement(sofia), FilingState.REFUSED)
    make_agreement(make_user(), State.WITHDRAWAL_NOTICE, notice_ends_on=TODAY)
    assert counted_for(manager, Box.TROUBLE) == 0


def test_the_number_of_questions_does_not_grow_with_the_requests(hr):
    def asked():
        with counted() as statements:
            held = lists_of(hr)
            counts(held, list(Box))
            page(held, Box.APPROVE, 25)
        return len(statements)

    make_agreement(make_user(), State.SUBMITTED)
    before = asked()
    for _ in range(5):
        make_agreement(make_user(), State.SUBMITTED)
    assert asked() == before == 6
