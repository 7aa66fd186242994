"""The weekly mail to whoever runs workplaces."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role, RoleGrant
from app.booking.models import UnmetDemand, Workplace
from app.booking.services.totals import keep_totals
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.errors import Forbidden
from app.core.half import Half
from app.jobs.services import summaries
from app.jobs.services.summaries import NotCounted, owe_summaries
from tests.support.factories import actor, make_user, make_workplace
from tests.support.letters import last_letter, owed
from tests.support.use import FRIDAY, make_past

SEVEN = datetime(2026, 3, 2, 7, tzinfo=clock.ROME)


@pytest.fixture
def past(app):
    """Two workplaces that were used on Friday, and the clock at seven on Monday."""
    larga, sile = make_past()
    with clock.frozen(SEVEN):
        yield larga, sile


def a_manager_of_places(*workplaces: Workplace, **more):
    """Somebody who runs these workplaces."""
    user = make_user(**more)
    with transaction():
        for one in workplaces:
            grant = RoleGrant(user_id=user.id, role=Role.FACILITY_MANAGER, workplace_id=one.id)
            db.session.add(grant)
    return user


def names(told):
    return [one["name"] for one in told["workplaces"]]


def test_everybody_who_runs_workplaces_is_told_of_theirs_once_a_week(past):
    larga, sile = past
    ada, bruno = a_manager_of_places(larga, sile), a_manager_of_places(sile)
    carla = make_user(None, Role.FACILITY_MANAGER)
    a_manager_of_places(larga, is_active=False)
    make_user(None, Role.ADMINISTRATOR, Role.HR)
    assert owe_summaries(by=SYSTEM) == 3
    assert owe_summaries(by=SYSTEM) == 0
    with clock.frozen(SEVEN + timedelta(days=6, hours=16)):
        assert owe_summaries(by=SYSTEM) == 0
    both = ["Uffici di via Larga", "Uffici di via Sile"]
    assert names(*owed("weekly_summary", ada)) == names(*owed("weekly_summary", carla)) == both
    (told,) = owed("weekly_summary", bruno)
    assert names(told) == ["Uffici di via Sile"]
    assert (told["first"], told["last"]) == ("2026-02-23", "2026-03-01")
    assert told["whole"] == {"available": 8, "booked": 2, "no_shows": 0}
    assert not told["is_everything"]


def test_the_next_week_brings_the_next_summary(past):
    a_manager_of_places(past[0])
    assert owe_summaries(by=SYSTEM) == 1
    with clock.frozen(SEVEN + timedelta(days=7)):
        keep_totals(by=SYSTEM)
        assert owe_summaries(by=SYSTEM) == 1
    assert [told["first"] for told in owed("weekly_summary")] == ["2026-02-23", "2026-03-02"]


def test_a_week_that_is_not_counted_is_not_told(past):
    a_manager_of_places(past[0])
    with clock.frozen(SEVEN + timedelta(days=7)):
        with pytest.raises(NotCounted):
            owe_summaries(by=SYSTEM)
        assert owed("weekly_summary") == []
        keep_totals(by=SYSTEM)
        assert owe_summaries(by=SYSTEM) == 1


def test_before_anything_was_counted_there_is_nothing_to_tell(app):
    a_manager_of_places(make_workplace())
    assert owe_summaries(by=SYSTEM) == 0


def test_two_processes_owe_a_person_one_summary(past, monkeypatch):
    a_manager_of_places(past[0])
    real = summaries._owe_one

    def both(*args, by):
        return real(*args, by=by) + real(*args, by=by)

    monkeypatch.setattr(summaries, "_owe_one", both)
    assert owe_summaries(by=SYSTEM) == 1


def test_a_workplace_that_is_no_longer_lent_is_not_told(past):
    larga, _sile = past
    ada = a_manager_of_places(larga)
    with transaction():
        db.session.get_one(Workplace, larga.id).is_active = False
        raise_revision()
    assert owe_summaries(by=SYSTEM) == 0
    assert owed("weekly_summary", ada) == []


def look(searches, area="20162"):
    """So many searches from an area found nothing near last week."""
    row = {"day": FRIDAY, "half": Half.AM, "area_code": area, "searches": searches}
    with transaction():
        db.session.execute(sa.insert(UnmetDemand).values(row))


def test_searches_are_told_from_five_on(past):
    ada = a_manager_of_places(past[0])
    look(4)
    owe_summaries(by=SYSTEM)
    (told,) = owed("weekly_summary", ada)
    assert (told["unmet"], told["areas"]) == (None, [])
    assert "searches" not in str(last_letter("weekly_summary", ada))


def test_areas_are_told_where_nothing_can_be_worked_out_from_them(past):
    ada = a_manager_of_places(past[0])
    look(30)
    look(12, "20122")
    look(2, "20100")
    owe_summaries(by=SYSTEM)
    (told,) = owed("weekly_summary", ada)
    assert (told["unmet"], told["areas"]) == (44, [["20162", "Milano", 30]])
    said = last_letter("weekly_summary", ada).paragraphs[1]
    assert said == (
        "In the whole city 44 searches found no desk near."
        " Most often they started from: 20162 Milano (30)."
    )


def test_many_workplaces_are_counted_and_left_to_the_page(past, monkeypatch):
    monkeypatch.setattr(summaries, "MOST_WORKPLACES", 1)
    carla = make_user(None, Role.FACILITY_MANAGER)
    owe_summaries(by=SYSTEM)
    (told,) = owed("weekly_summary", carla)
    assert (names(told), told["more"]) == (["Uffici di via Larga"], 1)
    assert told["whole"]["booked"] == 15
    said = last_letter("weekly_summary", carla)
    assert said.notes[0] == "1 more workplace is on the page."
    assert "workplace=" not in said.url


def test_the_mail_and_the_page_of_use_tell_the_same(past, browser):
    ada = a_manager_of_places(*past, email="ada@example.it")
    owe_summaries(by=SYSTEM)
    said = last_letter("weekly_summary", ada)
    (told,) = owed("weekly_summary", ada)
    page = browser.sign_in(ada).get(said.url.removeprefix("https://localhost"))
    assert page.status == 200
    for one in told["workplaces"]:
        assert one["name"] in page


def test_only_the_system_and_administrators_owe_summaries(app):
    with pytest.raises(Forbidden):
        owe_summaries(by=actor(make_user(), Role.FACILITY_MANAGER))
