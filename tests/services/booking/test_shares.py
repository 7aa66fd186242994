from datetime import date, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM, Actor, Grant
from app.auth.models import Role
from app.booking.models import OfficeShare
from app.booking.queries.checks import problems
from app.booking.queries.home import home_facts
from app.booking.queries.places import places
from app.booking.queries.proposal import Wanted
from app.booking.rules.caps import CapRefusal
from app.booking.rules.dated import ShareFacts
from app.booking.rules.refusals import Refusal
from app.booking.services import bookings, caps, limits
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, Refused
from app.core.half import Part
from tests.support.counting import counted
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)
from tests.support.traces import audit_actions, rows

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def larga(app):
    return make_workplace(desks=6)


@pytest.fixture
def staff(app):
    return make_office("RU")


@pytest.fixture
def works(app):
    return make_office("LL")


def give(place, office, guaranteed=0, maximum=None, first=MONDAY, last=None, by=SYSTEM):
    share = ShareFacts(office.id, frozenset({office.id}), guaranteed, maximum, first, last)
    return caps.set_share(place.id, share, by=by)


def person(office=None):
    return make_user(office_id=office.id if office else None)


def refused(place, n, office=None, day=TUESDAY, part=Part.DAY):
    """The codes of the reasons for which a colleague of an office gets no desk."""
    with pytest.raises(Refused) as caught:
        make_booking(person(office), desks_of(place)[n], day, part)
    return caught.value.codes


def test_an_office_takes_no_more_than_its_maximum(larga, staff, works):
    give(larga, staff, maximum=2)
    first = person(staff)
    held = make_booking(first, desks_of(larga)[0], TUESDAY)
    make_booking(person(staff), desks_of(larga)[1], TUESDAY, Part.AM)
    assert refused(larga, 2, staff) == [Refusal.OFFICE_FULL]
    # The afternoon has room for one more, the morning once a desk was given back.
    make_booking(person(staff), desks_of(larga)[1], TUESDAY, Part.PM)
    make_booking(person(works), desks_of(larga)[2], TUESDAY)
    make_booking(person(), desks_of(larga)[3], TUESDAY)
    bookings.cancel_booking(held, by=actor(first))
    make_booking(person(staff), desks_of(larga)[0], TUESDAY)
    assert problems() == []


def test_what_an_office_is_sure_of_waits_for_it_until_the_evening_before(larga, staff, works):
    give(larga, staff, guaranteed=2)
    for n in range(4):
        make_booking(person(works), desks_of(larga)[n], WEDNESDAY)
    assert refused(larga, 4, works, WEDNESDAY) == [Refusal.KEPT_FOR_OFFICES]
    assert refused(larga, 4, None, WEDNESDAY) == [Refusal.KEPT_FOR_OFFICES]
    make_booking(person(staff), desks_of(larga)[4], WEDNESDAY)
    assert refused(larga, 5, works, WEDNESDAY) == [Refusal.KEPT_FOR_OFFICES]
    with clock.frozen(clock.at(TUESDAY, time(18))):
        make_booking(person(works), desks_of(larga)[5], WEDNESDAY)
    assert problems() == []


def test_the_office_above_counts_for_those_below_without_a_share(larga, staff):
    below = make_office("RU1", parent_id=staff.id)
    give(larga, staff, maximum=1)
    make_booking(person(below), desks_of(larga)[0], TUESDAY)
    assert refused(larga, 1, staff) == [Refusal.OFFICE_FULL]
    give(larga, below, guaranteed=1, maximum=2)
    # From now on those below count for themselves.
    make_booking(person(staff), desks_of(larga)[1], TUESDAY)
    make_booking(person(below), desks_of(larga)[2], TUESDAY)
    assert refused(larga, 3, below) == [Refusal.OFFICE_FULL]


def test_who_moves_within_the_day_leaves_their_place_first(larga, staff):
    give(larga, staff, maximum=1)
    user = person(staff)
    held = make_booking(user, desks_of(larga)[0], TUESDAY)
    bookings.change_booking(held, desks_of(larga)[1].id, TUESDAY, Part.AM, by=actor(user))
    assert problems() == []


def test_a_place_without_shares_that_day_pays_no_query_for_them(larga, staff):
    user = actor(make_user())

    def queries(day, n):
        make_booking(make_user(), desks_of(larga)[5], day)
        with counted() as statements:
            bookings.book_desk(desks_of(larga)[n].id, day, Part.DAY, by=user)
        return len([one for one in statements if "FROM desks" not in one])

    places()
    without = queries(TUESDAY, 0)
    give(larga, staff, guaranteed=1, first=WEDNESDAY, last=WEDNESDAY)
    places()
    assert queries(date(2026, 3, 5), 1) == without
    assert queries(WEDNESDAY, 2) == without + 1


def test_all_guarantees_together_fit_under_the_cap(larga, staff, works):
    limits.set_cap(larga, from_day=MONDAY, number=5, by=SYSTEM)
    give(larga, staff, guaranteed=3)
    before = rows()
    with pytest.raises(Refused) as caught:
        give(larga, works, guaranteed=3)
    assert caught.value.codes == [CapRefusal.GUARANTEES]
    assert dict(caught.value.reasons[0].facts) == {
        "day": MONDAY, "cap": 5, "others": 3, "left": 2,
    }  # fmt: skip
    assert rows() == before
    give(larga, works, guaranteed=2)
    # An office's new share replaces its old one.
    give(larga, staff, guaranteed=1)
    give(larga, works, guaranteed=4)


def test_a_share_that_cannot_be_is_refused_and_changes_nothing(larga, staff):
    before = rows()
    for wrong in ({"maximum": -1}, {"guaranteed": 2, "maximum": 1}, {"first": date(2026, 3, 1)}):
        with pytest.raises(Refused):
            give(larga, staff, **wrong)
    nobody = ShareFacts(999, frozenset(), 1, None, MONDAY, None)
    with pytest.raises(Refused) as caught:
        caps.set_share(larga.id, nobody, by=SYSTEM)
    assert caught.value.codes == [CapRefusal.NO_OFFICE]
    assert rows() == before


def test_a_share_ends_today_and_its_past_stays_on_record(larga, staff, works):
    give(larga, staff, maximum=0)
    give(larga, works, maximum=1)
    give(larga, staff, maximum=1, first=WEDNESDAY)
    with clock.frozen(clock.at(TUESDAY, time(9))):
        caps.end_share(larga.id, staff.id, by=SYSTEM)
        left = db.session.scalars(sa.select(OfficeShare).order_by(OfficeShare.id)).all()
        assert [(one.office_id, one.to_day) for one in left] == [
            (staff.id, MONDAY), (works.id, None),
        ]  # fmt: skip
        make_booking(person(staff), desks_of(larga)[0], TUESDAY)
        caps.end_share(larga.id, staff.id, by=SYSTEM)
    assert [action for action, _ in audit_actions("workplace", larga.id)] == [
        "set_share", "set_share", "set_share", "end_share", "end_share",
    ]  # fmt: skip


def test_only_a_workplaces_own_managers_share_it_out(larga, staff):
    sile = make_workplace("SILE")
    grant = Grant(Role.FACILITY_MANAGER, workplace_id=larga.id)
    manager = Actor(id=make_user().id, full_name="Paola", grants=frozenset({grant}))
    give(larga, staff, maximum=3, by=manager)
    with pytest.raises(Forbidden):
        give(sile, staff, maximum=3, by=manager)
    with pytest.raises(Forbidden):
        caps.end_share(sile.id, staff.id, by=manager)
    with pytest.raises(Forbidden):
        caps.end_share(999, staff.id, by=SYSTEM)


def test_no_workplace_is_proposed_where_the_office_gets_nothing(larga, staff):
    sile = make_workplace("SILE", desks=1)
    give(larga, staff, maximum=0)
    mine, other = person(staff), person()
    proposed = {}
    for user in (mine, other):
        by = Actor(id=user.id, full_name="Sofia", office_id=user.office_id)
        facts = home_facts(by, places(), Wanted(day=TUESDAY, workplace="LARGA"))
        proposed[user.id] = facts.proposal.workplace.id
    assert proposed == {mine.id: sile.id, other.id: larga.id}


def test_another_workplace_is_proposed_while_this_ones_desks_are_kept(larga, staff):
    sile = make_workplace("SILE", desks=1)
    give(larga, staff, guaranteed=6)

    def proposed(office):
        by = Actor(id=person(office).id, full_name="Sofia", office_id=office and office.id)
        return home_facts(by, places(), Wanted(day=WEDNESDAY, workplace="LARGA")).proposal

    assert proposed(None).workplace.id == sile.id
    assert proposed(staff).workplace.id == larga.id
    with clock.frozen(clock.at(TUESDAY, time(18))):
        assert proposed(None).workplace.id == larga.id
