"""Who met whom, who exchanged desks and who booked for whom is forgotten with the bookings."""

from datetime import UTC, date, datetime

from app.auth.actors import SYSTEM
from app.booking.models import Delegation, Exchange, Group, Invite
from app.booking.rules.exchanges import ExchangeState
from app.booking.rules.groups import InviteState
from app.booking.services.retention import delete_past, forget_people
from app.core.db import db, transaction
from app.core.half import Part
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.past import count

LONG_AGO, LATELY = date(2026, 1, 20), date(2026, 2, 20)
COMING = date(2026, 3, 3)
NOW = datetime(2026, 1, 10, 9, tzinfo=UTC)


def meet(day):
    """Write down a group with one invitation, as of that day."""
    anna, bruno = make_user(), make_user()
    place = make_workplace(f"P{day:%m%d}")
    with transaction():
        group = Group(
            organizer_id=anna.id, workplace_id=place.id, day=day, part=Part.DAY, created_at=NOW
        )
        db.session.add(group)
        db.session.flush()
        db.session.add(Invite(group_id=group.id, user_id=bruno.id, state=InviteState.ACCEPTED))


def exchange(day):
    """Write down an exchange of two desks held on that day."""
    anna, bruno = make_user(), make_user()
    one, other = desks_of(make_workplace(f"E{day:%m%d}"))[:2]
    mine, theirs = make_booking(anna, one, COMING), make_booking(bruno, other, COMING)
    with transaction():
        for number in (mine, theirs):
            db.session.execute(db.text(f"UPDATE bookings SET day = '{day}' WHERE id = {number}"))
        db.session.add(
            Exchange(
                asker_id=anna.id, asked_id=bruno.id, booking_id=mine, sequence=0,
                other_booking_id=theirs, other_sequence=0, state=ExchangeState.ACCEPTED,
                created_at=NOW,
            )
        )  # fmt: skip


def test_groups_and_exchanges_are_forgotten_thirty_days_after_their_day(app):
    for day in (LONG_AGO, LATELY):
        meet(day)
        exchange(day)
    forget_people(by=SYSTEM)
    assert (count(Group), count(Invite), count(Exchange)) == (1, 1, 1)
    assert count(Group, Group.day == LATELY) == 1


def test_delegations_are_deleted_ninety_days_after_they_ended(app):
    anna, bruno = make_user(), make_user()
    common = {"user_id": anna.id, "delegate_id": bruno.id, "given_by_id": anna.id}
    ends = [
        {"to_day": date(2025, 11, 1)},
        {"to_day": None, "revoked_at": datetime(2025, 11, 1, 9, tzinfo=UTC)},
        {"to_day": date(2026, 2, 1)},
        {"to_day": None},
    ]
    with transaction():
        for end in ends:
            given = {"from_day": date(2025, 10, 1), "created_at": NOW} | common | end
            db.session.add(Delegation(**given))
    delete_past(by=SYSTEM)
    assert count(Delegation) == 2
