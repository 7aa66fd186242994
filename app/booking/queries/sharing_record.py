"""What is stored of a person's habits, and of what they do with colleagues."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models import Office, User
from app.booking.models import (
    Booking,
    Delegation,
    Desk,
    Exchange,
    Favourite,
    Group,
    HouseNoteRead,
    Invite,
    UsualDay,
    Workplace,
)
from app.core.db import connection

_me: sa.BindParameter[int] = sa.bindparam("me")
_delegate, _giver = aliased(User), aliased(User)
_favourites = (
    sa.select(Desk.code.label("desk"), Favourite.created_at)
    .join(Desk, Desk.id == Favourite.desk_id)
    .where(Favourite.user_id == _me)
    .order_by(Favourite.created_at)
)
_usual_days = (
    sa.select(UsualDay.weekday, UsualDay.part)
    .where(UsualDay.user_id == _me)
    .order_by(UsualDay.weekday)
)
_house_notes = (
    sa.select(Workplace.name.label("workplace"), HouseNoteRead.read_at)
    .join(Workplace, Workplace.id == HouseNoteRead.workplace_id)
    .where(HouseNoteRead.user_id == _me)
    .order_by(HouseNoteRead.read_at)
)
_delegations = (
    sa.select(
        (_delegate.given_name + " " + _delegate.surname).label("delegate"),
        (_giver.given_name + " " + _giver.surname).label("given_by"),
        Office.name.label("office"),
        Delegation.from_day,
        Delegation.to_day,
        Delegation.created_at,
        Delegation.revoked_at,
    )
    .join(_delegate, _delegate.id == Delegation.delegate_id)
    .join(_giver, _giver.id == Delegation.given_by_id)
    .outerjoin(Office, Office.id == Delegation.office_id)
    .where(
        sa.or_(
            Delegation.user_id == _me,
            Delegation.delegate_id == _me,
            Delegation.given_by_id == _me,
            Delegation.office_id
            == sa.select(User.office_id).where(User.id == _me).scalar_subquery(),
        )
    )
    .order_by(Delegation.id)
)
_groups = (
    sa.select(
        Group.title,
        Group.day,
        Group.part,
        Workplace.name.label("workplace"),
        Group.created_at,
        Group.cancelled_at,
    )
    .join(Workplace, Workplace.id == Group.workplace_id)
    .where(Group.organizer_id == _me)
    .order_by(Group.id)
)
_invites = (
    sa.select(
        Group.title,
        Group.day,
        Group.part,
        Workplace.name.label("workplace"),
        Invite.state,
        Invite.answered_at,
    )
    .join(Group, Group.id == Invite.group_id)
    .join(Workplace, Workplace.id == Group.workplace_id)
    .where(Invite.user_id == _me)
    .order_by(Invite.id)
)
# Who the other one was is theirs to tell.
_exchanges = (
    sa.select(
        Booking.day,
        Booking.part,
        (Exchange.asker_id == _me).label("asked_by_you"),
        Exchange.state,
        Exchange.created_at,
        Exchange.answered_at,
    )
    .join(Booking, Booking.id == Exchange.booking_id)
    .where(sa.or_(Exchange.asker_id == _me, Exchange.asked_id == _me))
    .order_by(Exchange.id)
)
_booked_for_others = (
    sa.select(sa.func.count()).select_from(Booking).where(Booking.booked_by_id == _me)
)


def habits_record(user_id: int) -> dict[str, Any]:
    """Return the desks and weekdays that a person likes, and the house notes they were shown."""
    return {
        "favourite_desks": _rows(_favourites, user_id),
        "usual_week": _rows(_usual_days, user_id),
        "house_notes_read": _rows(_house_notes, user_id),
    }


def sharing_record(user_id: int) -> dict[str, Any]:
    """Return delegations, groups, invitations and exchanges that a person takes part in."""
    return {
        "delegations": _rows(_delegations, user_id),
        "groups": _rows(_groups, user_id),
        "invitations": _rows(_invites, user_id),
        "exchanges": _rows(_exchanges, user_id),
        "booked_for_others": int(
            connection().execute(_booked_for_others, {"me": user_id}).scalar_one()
        ),
    }


def _rows(select: Any, user_id: int) -> list[dict[str, Any]]:
    rows = connection().execute(select, {"me": user_id}).mappings()
    return [dict(row) for row in rows]
