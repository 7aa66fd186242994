"""Call a group together: desks near one another, each held in its own person's name."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_offices_of, lock_people
from app.booking.models import Group, Invite
from app.booking.queries.bookings import find_booking, held_since
from app.booking.queries.groups import (
    GroupFacts,
    InviteFacts,
    called_since,
    find_group,
    held_for,
    invites_in,
)
from app.booking.queries.obstacles import hurdles
from app.booking.queries.places import current_revision, places
from app.booking.queries.spots import free_at, next_desk, spot_at
from app.booking.queries.waiting import called_on
from app.booking.rules.groups import MOST_HELD, GroupRefusal, InviteState, answer_by, group_refusals
from app.booking.rules.places import DeskFacts, Places, WorkplaceFacts
from app.booking.rules.refusals import ABOUT_THE_DAY, ABOUT_THE_DESK, Refusal
from app.booking.services.bookings import give_up, take_desk
from app.booking.services.days import lock_days, open_day
from app.core import audit, clock, mail
from app.core.calendar import previous_working_day
from app.core.db import command, connection, db, is_postgresql
from app.core.errors import Forbidden, Reason, Refused
from app.core.half import Part
from app.core.numbers import LARGEST_ID

# These hold whoever sits there; all others are one person's own.
_OF_THE_PLACE = (
    (ABOUT_THE_DAY - {Refusal.ON_LEAVE, Refusal.RECALLED})
    | ABOUT_THE_DESK
    | {Refusal.WORKPLACE_FULL, Refusal.WORKPLACE_CLOSED, Refusal.WAITED_FOR}
    | {Refusal.BEING_OPENED, Refusal.TO_BE_DRAWN}
)
# Of these a group is told how many desks there are for all of it.
_OF_DESKS = ABOUT_THE_DESK | {Refusal.WORKPLACE_FULL}


@command
def call_group(
    user_ids: Sequence[int],
    workplace_id: int,
    day: date,
    part: Part,
    *,
    by: Actor,
    title: str = "",
) -> int:
    """Book for the actor and hold a desk for each colleague, near one another; return its id.

    All of them at once or none: Refused when there are too few desks, or the actor may
    not book. Who may not sit there for reasons of their own is invited without a desk,
    and why is told to them alone.
    """
    authorize(by, Permission.CALL_GROUP)
    assert by.id is not None
    others = sorted(set(user_ids) - {by.id})
    known = places(current_revision())
    most = known.policies(clock.today()).group_size
    called = called_since(by.id, clock.midnight())
    if reasons := group_refusals(len(others) + 1, most, called):
        raise Refused(reasons)
    _check_here(others)
    lock_people([by.id, *others])
    place = known.by_id.get(workplace_id)
    if place is None or not place.desks:
        raise Refused([Reason(Refusal.DESK_GONE)])
    if own := [r for r in hurdles(by, _any_desk(place), day, part) if r.code not in _OF_DESKS]:
        raise Refused(own)
    if _begins(day, part, place) <= clock.wall():
        raise Refused([Reason(GroupRefusal.HAS_BEGUN)])
    # From here on nobody is faster: the desks that are free stay free.
    open_day(place.id, day)
    lock_days([(day, place.id)])
    lock_offices_of([by.id, *others])
    able = [one for one in others if _is_able(one, place, day, part)]
    desks = spot_at(place, len(able) + 1, day, part, called_on(day), known)
    if not desks:
        raise Refused([_too_few(place, free_at(place, day, part, known), len(others) + 1)])
    row = {
        "organizer_id": by.id,
        "workplace_id": workplace_id,
        "day": day,
        "part": part,
        "title": title,
        "created_at": clock.now(),
    }
    made = connection().execute(sa.insert(Group).values(row).returning(Group.id)).scalar_one()
    group = find_group(int(made))
    assert group is not None
    take_desk(by.id, desks[0].id, day, part, by=by)
    for user_id, desk in zip(able, desks[1:], strict=True):
        _hold(group, user_id, desk, known, by)
    for user_id in sorted(set(others) - set(able)):
        _invite(group, user_id, InviteState.WITHOUT_DESK, by)
    audit.record(by.id, "call_group", "group", group.id, after=row | {"people": len(others)})
    return group.id


@command
def invite_more(group_id: int, user_id: int, *, by: Actor) -> InviteState:
    """Invite one more colleague to the free desk nearest to the organizer's; say how it stands.

    Raises Refused when the group is full, called off or has begun, or no desk is left.
    """
    group = _group(group_id, Permission.CHANGE_GROUP, by)
    assert by.id is not None
    _check_here([user_id])
    lock_people([by.id, user_id])
    known, group = places(current_revision()), find_group(group_id) or group
    place, there = known.by_id.get(group.workplace_id), invites_in(group_id)
    if group.is_cancelled or place is None:
        raise Refused([Reason(GroupRefusal.CALLED_OFF)])
    if user_id == by.id or any(one.user_id == user_id for one in there):
        raise Refused([Reason(GroupRefusal.ALREADY_INVITED)])
    if reasons := group_refusals(len(there) + 2, known.policies(clock.today()).group_size):
        raise Refused(reasons)
    if _begins(group.day, group.part, place) <= clock.wall():
        raise Refused([Reason(GroupRefusal.HAS_BEGUN)])
    if not _is_able(user_id, place, group.day, group.part):
        _invite(group, user_id, InviteState.WITHOUT_DESK, by)
        return InviteState.WITHOUT_DESK
    beside = _desk_of(group, there, place) or _any_desk(place)
    desk = next_desk(place, beside, group.day, group.part, known)
    if desk is None:
        raise Refused([_too_few(place)])
    _hold(group, user_id, desk, known, by)
    audit.record(by.id, "invite_more", "group", group_id, after={"user_id": user_id})
    return InviteState.HELD


@command
def call_off(group_id: int, *, by: Actor) -> None:
    """Call a group off: desks that are only held are free again, those accepted stay.

    Everybody is told. The organizer's own booking stays theirs, too. Refused twice.
    """
    group = _group(group_id, Permission.CHANGE_GROUP, by)
    there = _hold_all(group)
    group = find_group(group_id) or group
    if group.is_cancelled:
        raise Refused([Reason(GroupRefusal.CALLED_OFF)])
    connection().execute(
        sa.update(Group).where(Group.id == group_id).values(cancelled_at=clock.now())
    )
    for one in there:
        if one.comes_to is InviteState.HELD:
            end_invite(one.id, InviteState.WITHDRAWN)
            give_up(one.booking_id, by=by, kind="group_called_off", more={"group": group_id})
        elif one.comes_to is InviteState.ACCEPTED:
            note = {"group": group_id, "booking_id": one.booking_id or 0}
            mail.enqueue(one.user_id, "group_ended", note)
    audit.record(by.id, "call_off", "group", group_id)


class _InvitedMeanwhile(Exception):
    """Somebody was invited while we waited for the others."""


def _hold_all(group: GroupFacts) -> list[InviteFacts]:
    """Hold the organizer and whoever is invited, in one order of ids; return the invitations.

    Somebody invited while we waited is not locked on top, since a lower number after a
    higher one may wait for whoever waits for us: what is held is let go, and asked for anew.
    """
    there = invites_in(group.id)
    while True:
        people = {group.user_id, *(one.user_id for one in there)}
        # A savepoint's locks end with it (PostgreSQL, 13.3.2).
        with suppress(_InvitedMeanwhile), db.session.begin_nested():
            lock_people(people)
            there = invites_in(group.id)
            if people != {group.user_id, *(one.user_id for one in there)}:
                raise _InvitedMeanwhile
            return there


def end_invite(invite_id: int, state: InviteState) -> None:
    """Write down how an invitation ended, inside the caller's transaction."""
    connection().execute(
        sa.update(Invite).where(Invite.id == invite_id).values(state=state, answered_at=clock.now())
    )


def lock_group(group_id: int) -> None:
    """Let one command at a time end a group's invitations; taken after people and days."""
    if is_postgresql():
        connection().execute(sa.select(Group.id).where(Group.id == group_id).with_for_update())


def _group(group_id: int, permission: Permission, by: Actor) -> GroupFacts:
    """Return a group that the actor may change."""
    group = find_group(group_id)
    if group is None:
        raise Forbidden(permission)
    authorize(by, permission, group)
    return group


def _check_here(user_ids: Sequence[int]) -> None:
    """Raise Forbidden unless all of these people work here."""
    possible = [one for one in user_ids if one <= LARGEST_ID]
    rows = connection().execute(
        sa.select(sa.func.count()).select_from(User).where(User.id.in_(possible), User.is_active)
    )
    if rows.scalar_one() != len(set(user_ids)):
        raise Forbidden(Permission.CALL_GROUP)


def _is_able(user_id: int, place: WorkplaceFacts, day: date, part: Part) -> bool:
    """Return True unless something of the person's own stands against a desk there."""
    if held_for(user_id) >= MOST_HELD:
        return False
    office = connection().scalar(sa.select(User.office_id).where(User.id == user_id))
    person = Actor(id=user_id, full_name="", office_id=office)
    reasons = hurdles(person, _any_desk(place), day, part)
    return all(reason.code in _OF_THE_PLACE for reason in reasons)


def _any_desk(place: WorkplaceFacts) -> int:
    return next(iter(place.desks))


def _too_few(place: WorkplaceFacts, free: int = 0, people: int = 1) -> Reason:
    """Return that a workplace has not so many desks as people, or none at all."""
    if not free:
        return Reason(GroupRefusal.NO_DESK_LEFT, {"workplace": place.name})
    words = {"workplace": place.name, "free": free, "people": people}
    return Reason(GroupRefusal.NOT_ENOUGH_DESKS, words)


def _desk_of(group: GroupFacts, there: Sequence[InviteFacts], place: WorkplaceFacts) -> int | None:
    """Return the desk around which a group sits now: the organizer's, else somebody's."""
    own = [one.desk_id for one in held_since(group.user_id, group.day) if one.day == group.day]
    others = (find_booking(one.booking_id or 0) for one in there)
    own += [one.desk_id for one in others if one and one.is_active and one.day == group.day]
    return next((desk_id for desk_id in own if desk_id in place.desks), None)


def _begins(day: date, part: Part, place: WorkplaceFacts) -> datetime:
    """Return when a part of a day begins there, on the wall clock."""
    return datetime.combine(day, place.half_hours(part.halves[0])[0])


def _hold(group: GroupFacts, user_id: int, desk: DeskFacts, known: Places, by: Actor) -> None:
    """Hold a desk for somebody until they answer; Refused when somebody was faster."""
    place = known.by_id[group.workplace_id]
    hour = known.policies(clock.today()).held_until
    evening = datetime.combine(previous_working_day(group.day, known.subdivision), hour)
    begins = _begins(group.day, group.part, place)
    wall = answer_by(begins, evening, clock.wall())
    until = clock.at(wall.date(), time(wall.hour, wall.minute))
    invite_id = _invite(group, user_id, InviteState.HELD, by)
    note = {"invite": invite_id, "until": until, "name": by.full_name, "title": group.title}
    try:
        with db.session.begin_nested():
            booking_id = take_desk(
                user_id,
                desk.id,
                group.day,
                group.part,
                by=by,
                kind="group_invited",
                more=note,
                booked_by=by.id,
            )
    except Refused:
        # The last desk of their office's share went to somebody of this very group.
        end_invite(invite_id, InviteState.WITHOUT_DESK)
        _tell_without(group, user_id, by)
        return
    connection().execute(
        sa.update(Invite)
        .where(Invite.id == invite_id)
        .values(booking_id=booking_id, held_until=until)
    )


def _invite(group: GroupFacts, user_id: int, state: InviteState, by: Actor) -> int:
    """Write an invitation down; whoever gets no desk is told at once."""
    row = {"group_id": group.id, "user_id": user_id, "state": state}
    made = connection().execute(sa.insert(Invite).values(row).returning(Invite.id)).scalar_one()
    if state is InviteState.WITHOUT_DESK:
        _tell_without(group, user_id, by)
    return int(made)


def _tell_without(group: GroupFacts, user_id: int, by: Actor) -> None:
    mail.enqueue(user_id, "group_without_desk", {"group": group.id, "name": by.full_name})
