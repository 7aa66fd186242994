from datetime import date

from app.booking.queries.groups import find_group, invites_in
from app.booking.rules.groups import InviteState
from app.booking.services import groups
from app.core.half import Part
from tests.support.factories import actor, make_user, make_workplace

TUESDAY = date(2026, 3, 3)


def test_whoever_is_invited_while_a_group_is_called_off_is_held_in_the_same_order(app, monkeypatch):
    larga = make_workplace()
    late, early, organizer = make_user(), make_user(), make_user()
    group = groups.call_group([early.id], larga.id, TUESDAY, Part.DAY, by=actor(organizer))
    groups.invite_more(group, late.id, by=actor(organizer))
    lock, asked = groups.lock_people, []
    seen = iter([[one for one in invites_in(group) if one.user_id == early.id]])
    # As if the late one were invited just after the first look.
    monkeypatch.setattr(groups, "invites_in", lambda number: next(seen, None) or invites_in(number))
    monkeypatch.setattr(groups, "lock_people", lambda ids: asked.append(set(ids)) or lock(ids))
    groups.call_off(group, by=actor(organizer))
    assert asked == [{early.id, organizer.id}, {late.id, early.id, organizer.id}]
    assert {one.state for one in invites_in(group)} == {InviteState.WITHDRAWN}
    assert find_group(group).is_cancelled
