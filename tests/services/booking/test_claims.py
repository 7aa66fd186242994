from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.booking.models import Desk, Workplace
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.queries.places import places
from app.booking.rules.refusals import Refusal
from app.booking.services import bookings, claims, limits
from app.booking.services.bookings import book_desk, cancel_booking
from app.core.db import db, raise_revision, transaction
from app.core.errors import Refused
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.traces import refusal

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def larga(app) -> Workplace:
    return make_workplace(desks=10)


def test_a_limit_that_was_taken_back_is_not_remembered(larga):
    def fail_after_closing():
        with transaction():
            limits.close_workplace(larga, TUESDAY, TUESDAY, "Works", by=SYSTEM)
            raise RuntimeError("the power failed")

    make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    with pytest.raises(RuntimeError):
        fail_after_closing()
    # Somebody else's change now gets the number that the closure would have had.
    with transaction():
        raise_revision()
    assert places().by_id[larga.id].closures == ()
    make_booking(make_user(), desks_of(larga)[1], TUESDAY)


def test_who_read_the_limits_before_they_changed_is_told_the_new_ones(larga, monkeypatch):
    desk, user = desks_of(larga)[0], make_user()
    old = places()
    limits.put_out_of_order(desk, TUESDAY, None, "A broken lamp", by=SYSTEM)
    # A window: this process looked just before, and asks for the number under the lock.
    monkeypatch.setattr(
        "app.booking.services.claims.places",
        lambda revision=None: old if revision is None else places(revision),
    )
    with pytest.raises(Refused) as refused:
        book_desk(desk.id, TUESDAY, Part.DAY, by=actor(user))
    assert refused.value.codes == [Refusal.DESK_OUT_OF_ORDER]


def test_a_desk_that_moved_house_meanwhile_is_gone(larga, monkeypatch):
    desk, user = desks_of(larga)[0], make_user()
    sile = make_workplace("SILE")
    old = places()
    with transaction():
        moved = db.session.get_one(Desk, desk.id)
        moved.workplace_id, moved.room_id = sile.id, desks_of(sile)[0].room_id
        raise_revision()
    monkeypatch.setattr(
        "app.booking.services.claims.places",
        lambda revision=None: old if revision is None else places(revision),
    )
    with pytest.raises(Refused) as refused:
        book_desk(desk.id, TUESDAY, Part.DAY, by=actor(user))
    assert refused.value.codes == [Refusal.DESK_GONE]
    assert problems() == []


@pytest.mark.parametrize(
    ("same_person", "code"), [(False, Refusal.DESK_TAKEN), (True, Refusal.ALREADY_BOOKED)]
)
def test_the_keys_refuse_what_no_rule_saw(desk, sofia, anna, monkeypatch, same_person, code):
    other = desks_of(make_workplace("SILE"))[0]
    book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    # A window that the locks keep shut: the facts are read as if nobody had booked.
    seen = claims._read_facts
    monkeypatch.setattr(
        claims, "_read_facts", lambda *asked: claims._Read(revision=seen(*asked).revision)
    )
    goal = (other.id if same_person else desk.id, TUESDAY, Part.DAY)
    assert refusal(book_desk, *goal, by=sofia if same_person else anna) == [code]


def test_the_counter_refuses_what_no_rule_saw(desk, sofia, anna, monkeypatch):
    workplace = db.session.get_one(Workplace, desk.workplace_id)
    limits.set_cap(workplace, from_day=MONDAY, number=1, by=SYSTEM)
    book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    other = desks_of(workplace)[1]
    # The rules are told that nothing is taken; the counter knows better.
    seen = claims.take
    monkeypatch.setattr(claims, "take", lambda *asked: (seen(*asked)[0], {}))
    codes = refusal(book_desk, other.id, TUESDAY, Part.DAY, by=anna)
    assert codes == [Refusal.WORKPLACE_FULL]


def test_who_cancels_what_somebody_else_just_cancelled_is_told_so(desk, sofia, monkeypatch):
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    seen = find_booking(booking)
    cancel_booking(booking, by=sofia)
    # A window: the second click read the booking before the first one had ended.
    monkeypatch.setattr(bookings, "find_booking", lambda _id: seen)
    assert refusal(cancel_booking, booking, by=sofia) == [Refusal.ALREADY_CANCELLED]
