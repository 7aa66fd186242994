"""Groups and their invitations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.actors import Actor
from app.auth.models import User
from app.booking.models import Booking, BookingState, Group, Invite
from app.booking.queries.colleagues import Named
from app.booking.rules.groups import InviteState
from app.core import clock
from app.core.db import connection
from app.core.half import Part
from app.core.lookups import look_up
from app.core.numbers import LARGEST_ID

SHOWN_DAYS = 7
# Colleagues of one's own office that are listed to be ticked.
MOST_LISTED = 50
_organizer = aliased(User)


@dataclass(frozen=True)
class GroupFacts:
    """A group as it was called together; `user_id` is its organizer."""

    id: int
    user_id: int
    organizer: str
    workplace_id: int
    day: date
    part: Part
    title: str
    is_cancelled: bool


@dataclass(frozen=True)
class InviteFacts:
    """An invitation; `user_id` is whose answer it waits for."""

    id: int
    group_id: int
    user_id: int
    name: str
    state: InviteState
    booking_id: int | None
    held_until: datetime | None
    # The desk is theirs still: whoever cancels it has answered, too.
    is_booked: bool
    # So has whoever changed it, took it back or said that they come.
    is_taken_up: bool

    @property
    def is_open(self) -> bool:
        """Return True while its person can still answer."""
        is_in_time = self.held_until is not None and self.held_until > clock.now()
        return self.comes_to is InviteState.HELD and is_in_time

    @property
    def comes_to(self) -> InviteState:
        """Return what is told of it: what they did with the desk is an answer, too."""
        has_desk = self.state in {InviteState.HELD, InviteState.ACCEPTED}
        if has_desk and not self.is_booked:
            return InviteState.DECLINED
        return InviteState.ACCEPTED if has_desk and self.is_taken_up else self.state


# What its person did with the desk has answered it; a move by the house is no answer.
_TAKEN_UP = Invite.answered_at.is_not(None)
_group = sa.select(
    Group.id,
    Group.organizer_id,
    _organizer.given_name + " " + _organizer.surname,
    Group.workplace_id,
    Group.day,
    Group.part,
    Group.title,
    Group.cancelled_at.is_not(None),
).join(_organizer, _organizer.id == Group.organizer_id)
_invite = sa.select(
    Invite.id,
    Invite.group_id,
    Invite.user_id,
    User.given_name + " " + User.surname,
    Invite.state,
    Invite.booking_id,
    Invite.held_until,
    sa.func.coalesce(Booking.state == BookingState.ACTIVE, sa.false()),
    _TAKEN_UP,
)
_invite = _invite.join(User, User.id == Invite.user_id).outerjoin(
    Booking, Booking.id == Invite.booking_id
)


def find_group(group_id: int) -> GroupFacts | None:
    """Return one group, or None."""
    if group_id > LARGEST_ID:
        return None
    return look_up(groups_by_id, group_id)


def groups_by_id(group_ids: Collection[int]) -> dict[int, GroupFacts]:
    """Return these groups, by id."""
    rows = connection().execute(_group.where(Group.id.in_(group_ids)))
    return {row.id: GroupFacts(*row) for row in rows}


def find_invite(invite_id: int) -> InviteFacts | None:
    """Return one invitation, or None."""
    if invite_id > LARGEST_ID:
        return None
    return look_up(invites_by_id, invite_id)


def invites_by_id(invite_ids: Collection[int]) -> dict[int, InviteFacts]:
    """Return these invitations, by id."""
    rows = connection().execute(_invite.where(Invite.id.in_(invite_ids)))
    return {row.id: InviteFacts(*row) for row in rows}


def held_by(booking_ids: Collection[int]) -> dict[int, InviteFacts]:
    """Return the invitations that wait for an answer about these bookings, by booking."""
    if not booking_ids:
        return {}
    rows = connection().execute(
        _invite.where(Invite.booking_id.in_(booking_ids), Invite.state == InviteState.HELD)
    )
    invites = (InviteFacts(*row) for row in rows)
    return {one.booking_id: one for one in invites if one.is_open and one.booking_id}


def held_for(user_id: int) -> int:
    """Return how many desks are held for a person who has not answered."""
    is_theirs = Invite.user_id == user_id, Invite.state == InviteState.HELD
    select = sa.select(sa.func.count()).select_from(Invite)
    found = connection().execute(select.where(*is_theirs, Invite.held_until > clock.now()))
    return int(found.scalar_one())


def called_since(organizer_id: int, since: datetime) -> int:
    """Return how many groups somebody called together since then, those called off included."""
    is_theirs = Group.organizer_id == organizer_id, Group.created_at >= since
    select = sa.select(sa.func.count()).select_from(Group)
    return int(connection().execute(select.where(*is_theirs)).scalar_one())


def invites_in(group_id: int) -> list[InviteFacts]:
    """Return the invitations of a group, by name."""
    return look_up(invites_by_group, group_id) or []


def invites_by_group(group_ids: Collection[int]) -> dict[int, list[InviteFacts]]:
    """Return the invitations of these groups, by name in each."""
    select = _invite.where(Invite.group_id.in_(group_ids))
    found: dict[int, list[InviteFacts]] = {}
    for row in connection().execute(select.order_by(User.surname, User.given_name, User.id)):
        found.setdefault(row.group_id, []).append(InviteFacts(*row))
    return found


def groups_of(user_id: int) -> list[GroupFacts]:
    """Return the groups that a person called together, from a week ago on, by day."""
    rows = connection().execute(
        _group.where(Group.organizer_id == user_id, Group.day >= _since()).order_by(
            Group.day, Group.id
        )
    )
    return [GroupFacts(*row) for row in rows]


def invites_of(user_id: int) -> list[tuple[InviteFacts, GroupFacts]]:
    """Return a person's invitations with their groups, from a week ago on, by day."""
    both = _invite.join(Group, Group.id == Invite.group_id).join(
        _organizer, _organizer.id == Group.organizer_id
    )
    rows = connection().execute(
        both.add_columns(*_group.selected_columns)
        .where(Invite.user_id == user_id, Group.day >= _since())
        .order_by(Group.day, Invite.id)
    )
    width = len(_invite.selected_columns)
    return [(InviteFacts(*row[:width]), GroupFacts(*row[width:])) for row in rows]


def _since() -> date:
    return clock.today() - timedelta(days=SHOWN_DAYS)


def invites_to_end() -> list[int]:
    """Return the invitations that nobody answered in time, or that a deed has answered."""
    select = (
        sa.select(Invite.id)
        .join(Booking, Booking.id == Invite.booking_id)
        .where(
            Invite.state == InviteState.HELD,
            sa.or_(
                Invite.held_until <= clock.now(),
                Booking.state != BookingState.ACTIVE,
                _TAKEN_UP,
            ),
        )
    )
    return list(connection().scalars(select.order_by(Invite.id)))


def colleagues_by_id(user_ids: Collection[int]) -> list[Named]:
    """Return the active people with these ids, by name."""
    return _named(User.id.in_([one for one in user_ids if one <= LARGEST_ID]))


def office_of(by: Actor) -> list[Named]:
    """Return the colleagues of a person's own office, by name, as many as a page can list."""
    if by.office_id is None:
        return []
    return _named(sa.and_(User.office_id == by.office_id, User.id != by.id))


def _named(condition: Any) -> list[Named]:
    rows = connection().execute(
        sa.select(User.id, User.given_name + " " + User.surname, sa.null())
        .where(User.is_active, condition)
        .order_by(User.surname, User.given_name, User.id)
        .limit(MOST_LISTED)
    )
    return [Named(*row) for row in rows]
