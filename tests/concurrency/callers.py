"""People who call groups together, answer and expire: each function is one process."""

from datetime import date, datetime

from app.auth.actors import SYSTEM
from app.booking.services.groups import call_group, call_off, invite_more
from app.booking.services.invites import answer_invite, end_invites
from app.core import clock
from app.core.half import Part
from tests.concurrency.players import person, told, tried_once
from tests.support.racing import Track


@tried_once()
def call(track: Track, user_id: int, colleagues: list[int], workplace_ids: list, day: date) -> None:
    """Call the same people together at one workplace after the other; say why not."""
    track.wait()
    for workplace_id in workplace_ids:
        what = (colleagues, workplace_id, day, Part.DAY)
        track.note(told(call_group, *what, by=person(user_id)))


@tried_once()
def answer(track: Track, user_id: int, invite_id: int, accept: bool) -> None:
    """Say yes or no."""
    track.wait()
    track.note(told(_answer, invite_id, accept, by=person(user_id)))


def _answer(invite_id, accept, *, by):
    answer_invite(invite_id, accept=accept, by=by)


@tried_once()
def end(track: Track, later: datetime, turns: int) -> None:
    """Expire what nobody answered, again and again, by a clock that runs ahead."""
    track.wait()
    with clock.frozen(later):
        track.note(sum(end_invites(by=SYSTEM) for _turn in range(turns)))


@tried_once()
def invite(track: Track, user_id: int, group_id: int, colleagues: list[int]) -> None:
    """Invite one more, and one more."""
    track.wait()
    for colleague in colleagues:
        track.note(told(invite_more, group_id, colleague, by=person(user_id)))


@tried_once()
def cancel_group(track: Track, user_id: int, group_id: int) -> None:
    """Call the group off."""
    track.wait()
    track.note(told(call_off, group_id, by=person(user_id)))
