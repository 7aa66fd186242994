"""Answer an invitation, and end those that nobody answered in time."""

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.queries.bookings import find_booking
from app.booking.queries.groups import (
    InviteFacts,
    find_group,
    find_invite,
    invites_in,
    invites_to_end,
)
from app.booking.rules.groups import GroupRefusal, InviteState
from app.booking.services.bookings import give_up, tell_booked
from app.booking.services.groups import end_invite, lock_group
from app.core import audit, mail
from app.core.db import command
from app.core.errors import Forbidden, Reason, Refused


@command
def answer_invite(invite_id: int, *, accept: bool, by: Actor) -> int:
    """Take the desk that is held, or leave it to others; return its booking's id.

    Raises Refused once it was answered, called off, or its time is over.
    """
    invite = _theirs(invite_id, Permission.ANSWER_INVITE, by)
    booking = find_booking(invite.booking_id or 0)
    if not invite.is_open or booking is None or not booking.is_active:
        raise Refused([Reason(GroupRefusal.NOT_HELD)])
    end_invite(invite_id, InviteState.ACCEPTED if accept else InviteState.DECLINED)
    if accept:
        # From now on it is a booking like any other: it enters the calendar.
        tell_booked(booking.id)
    else:
        give_up(booking.id, by=by)
    audit.record(by.id, "answer_invite", "booking", booking.id, after={"accept": accept})
    _tell_organizer(invite)
    return booking.id


def end_invites(*, by: Actor) -> int:
    """End what nobody answered in time, and free these desks; say how many were ended.

    Whoever cancelled or changed the desk has answered by that, and keeps what they chose.

    Never in a caller's transaction: each is ended in one of its own.
    """
    authorize(by, Permission.RUN_JOBS)
    return sum(_expire(invite_id, by=by) for invite_id in invites_to_end())


@command
def _expire(invite_id: int, *, by: Actor) -> bool:
    """End one invitation as time or its person's deed has settled it; say whether it was open."""
    invite = _theirs(invite_id, Permission.RUN_JOBS, by)
    if invite.state is not InviteState.HELD or invite.is_open:
        return False
    if invite.comes_to is InviteState.HELD:
        end_invite(invite_id, InviteState.EXPIRED)
        give_up(invite.booking_id, by=by, kind="group_expired")
        audit.record(by.id, "expire_invite", "booking", invite.booking_id or 0)
    else:
        end_invite(invite_id, invite.comes_to)
    _tell_organizer(invite)
    return True


def _theirs(invite_id: int, permission: Permission, by: Actor) -> InviteFacts:
    """Return an invitation that the actor may settle, once its person's commands have ended."""
    invite = find_invite(invite_id)
    if invite is None:
        raise Forbidden(permission)
    authorize(by, permission, invite)
    lock_person(invite.user_id)
    return find_invite(invite_id) or invite


def _tell_organizer(invite: InviteFacts) -> None:
    """Tell the organizer once, when everybody has answered."""
    # Of the last two, who answer at once, the second one sees the first.
    lock_group(invite.group_id)
    group = find_group(invite.group_id)
    waits = any(one.state is InviteState.HELD for one in invites_in(invite.group_id))
    if group and not waits and not group.is_cancelled:
        mail.enqueue(group.user_id, "group_answered", {"group": group.id})
