from datetime import date, datetime, time

import pytest

from app.auth.models import Role
from app.booking.models import Closure
from app.booking.rules.places import Owner
from app.booking.rules.policies import PolicyName
from app.booking.services import limits
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.half import Half
from tests.support.browser import untranslated
from tests.support.factories import actor, make_user, make_workplace

PAGES = {
    "/help": "Help",
    "/rules": "Rules of the service",
    "/accessibility": "Accessibility statement",
    "/privacy": "Privacy",
}


@pytest.mark.parametrize("url", PAGES)
def test_words_for_everybody_need_no_sign_in(browser, url):
    page = browser.get(url)
    assert page.status == 200
    assert page.heading == PAGES[url]
    assert untranslated(page) == []
    in_italian = browser.speak("it").get(url)
    assert (in_italian.status, in_italian.tree.get("lang")) == (200, "it")
    assert untranslated(in_italian) == []
    assert browser.speak("en").sign_in(make_user()).get(url).heading == PAGES[url]


def test_the_foot_leads_to_our_own_pages_until_the_city_has_its_own(browser, app, monkeypatch):
    def links():
        return {a.get("data-element"): a.get("href") for a in browser.get("/help").all("a")}

    assert links()["accessibility-link"] == "/accessibility"
    assert links()["privacy-policy-link"] == "/privacy"
    monkeypatch.setitem(app.config, "ACCESSIBILITY_URL", "https://form.agid.gov.it/view/1")
    assert links()["accessibility-link"] == "https://form.agid.gov.it/view/1"


def test_the_header_leads_to_the_places_of_everybody_and_marks_where_one_is(browser, app):
    def header(page):
        nav = [n for n in page.all("nav") if n.get("class") == "v-nav"]
        links = [a for n in nav for a in n.iter() if a.tag.endswith("}a")]
        return {a.text: a.get("aria-current") for a in links}

    assert header(browser.get("/help")) == {}
    browser.sign_in(make_user())
    assert header(browser.get("/my-data")) == {
        "Book a desk": None,
        "My bookings": None,
        "My weeks": None,
        "My agreement": None,
        "Profile": "page",
    }


@pytest.fixture
def by(app):
    return actor(make_user(None, Role.ADMINISTRATOR), Role.ADMINISTRATOR)


def test_the_rules_are_printed_from_what_is_in_force(browser, by):
    page = browser.get("/rules")
    for words in (
        "You can book up to 28 days ahead.",
        "You can hold 10 bookings",
        "For the same day you can book until 18:00.",
        "you need an agreement",
        "No workplace lends desks yet.",
    ):
        assert words in page
    limits.set_policy(PolicyName.DAYS_AHEAD, "14", from_day=date(2026, 3, 1), by=by)
    limits.set_policy(PolicyName.DAYS_AHEAD, "7", from_day=date(2026, 4, 1), by=by)
    limits.set_policy(PolicyName.PARTNER_NEEDS_AGREEMENT, "no", from_day=date(2026, 3, 2), by=by)
    page = browser.get("/rules")
    assert "You can book up to 14 days ahead. Since 01/03/2026." in page
    assert "From Wednesday 1 April: You can book up to 7 days ahead." in page
    assert "A desk at a partner's workplace needs no agreement." in page


def test_the_rules_tell_each_workplaces_limit_and_closures(browser, by):
    workplace = make_workplace("LARGA", desks=10, owner=Owner.PARTNER, midday=time(13))
    assert "All 10 desks can be booked. Open 8:00-19:00; the afternoon begins at 13:00." in (
        browser.get("/rules")
    )
    with transaction():
        db.session.add_all(
            [
                Closure(
                    workplace_id=workplace.id,
                    from_day=date(2026, 3, 9),
                    from_half=Half.PM,
                    to_day=date(2026, 3, 9),
                    to_half=Half.PM,
                    reason="Sciopero",
                    created_at=clock.now(),
                ),
                Closure(
                    workplace_id=workplace.id,
                    from_day=date(2026, 8, 10),
                    from_half=Half.PM,
                    to_day=date(2026, 8, 14),
                    to_half=Half.PM,
                    reason="Caldo",
                    created_at=clock.now(),
                ),
                Closure(
                    workplace_id=workplace.id,
                    from_day=date(2026, 2, 2),
                    from_half=Half.AM,
                    to_day=date(2026, 2, 3),
                    to_half=Half.PM,
                    reason="Lavori",
                    created_at=clock.now(),
                ),
            ]
        )
        raise_revision()
    page = browser.get("/rules")
    assert "Closed on Monday 9 March, afternoon: Sciopero" in page
    assert "Closed from Monday 10 August (afternoon) to Friday 14 August: Caldo" in page
    assert "Lavori" not in page
    assert "It belongs to a partner of the city." in page


def test_a_cap_and_its_end_are_told_in_words(browser, by):
    workplace = make_workplace("LARGA", desks=10)
    limits.set_cap(
        workplace,
        percent=80,
        number=None,
        from_day=date(2026, 3, 2),
        to_day=date(2026, 3, 31),
        reason="Estate",
        by=by,
    )
    page = browser.get("/rules")
    assert "At most 8 of 10 desks can be booked at the same time." in page
    assert "From Wednesday 1 April: 10 desks at the same time." in page


def test_the_day_of_the_rules_is_the_italian_one(browser):
    with clock.frozen(datetime(2026, 3, 2, 23, 30, tzinfo=clock.ROME)):
        assert "As they stand today, Monday 2 March." in browser.get("/rules")
