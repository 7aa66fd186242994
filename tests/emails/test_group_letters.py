"""What people who want to sit together are told, in both languages, as it was found right."""

from datetime import date, time

import pytest

from app.auth.actors import SYSTEM
from app.booking.queries.groups import invites_in
from app.booking.services.groups import call_group, call_off
from app.booking.services.invites import answer_invite, end_invites
from app.core import clock
from app.core.half import Part
from app.core.kinds import KINDS
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.letters import assert_reads_as_kept, last_letter, owed

TUESDAY = date(2026, 3, 3)
EVENING = clock.at(date(2026, 3, 2), time(18))


@pytest.fixture
def larga(app):
    return make_workplace()


@pytest.fixture
def anna(app):
    return make_user("anna@example.it", given_name="Anna", surname="Verdi")


@pytest.fixture
def bruno(app):
    return make_user("bruno@example.it", given_name="Bruno", surname="Rossi")


def called(larga, anna, bruno, title="Bilancio 2027"):
    group = call_group([bruno.id], larga.id, TUESDAY, Part.DAY, by=actor(anna), title=title)
    return group, invites_in(group)[0].id


def invited(larga, anna, bruno):
    called(larga, anna, bruno)


def invited_for_nothing_in_particular(larga, anna, bruno):
    called(larga, anna, bruno, title="")


def without_desk(larga, anna, bruno):
    make_booking(bruno, desks_of(make_workplace("PADOVA"))[0], TUESDAY)
    called(larga, anna, bruno)


def expired(larga, anna, bruno):
    called(larga, anna, bruno)
    with clock.frozen(EVENING):
        end_invites(by=SYSTEM)


def called_off(larga, anna, bruno):
    group, _invite = called(larga, anna, bruno)
    call_off(group, by=actor(anna))


def ended(larga, anna, bruno):
    group, invite = called(larga, anna, bruno)
    answer_invite(invite, accept=True, by=actor(bruno))
    call_off(group, by=actor(anna))


def answered(larga, anna, bruno):
    _group, invite = called(larga, anna, bruno)
    answer_invite(invite, accept=True, by=actor(bruno))


# The deed, and of which kind it lets a mail be.
STORIES = {
    "group_invited": (invited, "group_invited"),
    "group_invited_without_title": (invited_for_nothing_in_particular, "group_invited"),
    "group_without_desk": (without_desk, "group_without_desk"),
    "group_expired": (expired, "group_expired"),
    "group_called_off": (called_off, "group_called_off"),
    "group_ended": (ended, "group_ended"),
    "group_answered": (answered, "group_answered"),
}


@pytest.mark.parametrize("story", STORIES)
def test_every_message_reads_as_it_was_found_right(story, larga, anna, bruno):
    happen, kind = STORIES[story]
    happen(larga, anna, bruno)
    reader = anna if kind == "group_answered" else bruno
    assert_reads_as_kept(f"emails/colleagues/{story}", kind, owed(kind, reader)[-1], reader)


def test_every_kind_about_groups_has_its_story():
    told = {kind for _happen, kind in STORIES.values()}
    assert told == {kind for kind in KINDS if kind.startswith("group_")}


def test_an_invitation_that_was_answered_is_sent_no_more(larga, anna, bruno):
    answered(larga, anna, bruno)
    assert last_letter("group_invited", bruno) is None


def test_whoever_gets_no_desk_is_told_nothing_of_a_group_that_was_called_off(larga, anna, bruno):
    without_desk(larga, anna, bruno)
    (facts,) = owed("group_without_desk", bruno)
    call_off(facts["group"], by=actor(anna))
    assert last_letter("group_without_desk", bruno) is None
