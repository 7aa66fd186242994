from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.models import User
from app.booking.models import Booking, Group, Invite
from app.booking.queries.groups import find_invite, invites_in
from app.booking.rules.groups import InviteState
from app.booking.rules.together import MOST_LOOKS
from app.booking.services.groups import call_group
from app.core.db import connection, db, transaction
from app.core.half import Part
from tests.support.browser import words
from tests.support.counting import counted
from tests.support.factories import actor, make_area, make_office, make_user, make_workplace
from tests.support.letters import last_letter
from tests.support.town import PADOVA, fill, links

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def larga(app):
    return make_workplace(desks=4)


@pytest.fixture
def people(app):
    names = [("Anna", "Rossi"), ("Bruno", "Bianchi"), ("Carla", "Verdi")]
    return [make_user(given_name=given, surname=surname, locale="en") for given, surname in names]


def called(larga, people):
    anna, *others = people
    ids = [one.id for one in others]
    return call_group(ids, larga.id, TUESDAY, Part.DAY, by=actor(anna), title="Bilancio")


def number(model):
    return connection().scalar(sa.select(sa.func.count()).select_from(model))


def ticked(page):
    return {e.get("value") for e in page.all("input") if e.get("name") == "who"}


def test_anna_writes_names_sees_where_and_invites(browser, larga, people):
    anna, bruno, carla = people
    browser.sign_in(anna)
    page = browser.get(
        "/groups/new?find=1&day=2026-03-03&part=day&names=bianchi%0Averdi&title=Bilancio"
    )
    assert "Uffici di via Larga" in page
    assert "0A-01, 0A-02, 0A-03" in page
    assert ticked(page) == {str(bruno.id), str(carla.id)}
    assert number(Booking) == 0, "looking books nothing"
    wish = {
        "day": "2026-03-03", "part": "day", "workplace": "LARGA", "title": "Bilancio",
        "who": [bruno.id, carla.id],
    }  # fmt: skip
    page = browser.follow(browser.post("/groups", wish))
    assert page.heading == "Bilancio"
    assert "Your desk is booked, and your colleagues are invited." in page
    assert "Has not answered yet" in page
    assert number(Booking) == 3


def test_a_name_of_several_people_waits_for_a_tick_and_one_of_nobody_is_told(
    browser, larga, people
):
    other = make_user(given_name="Beatrice", surname="Bianchi")
    browser.sign_in(people[0])
    page = browser.get("/groups/new?find=1&day=2026-03-03&names=bianchi%0Azzzz")
    assert "Beatrice Bianchi" in page
    assert "Nobody found: zzzz." in page
    assert "Correct the names" in page, "said beside the places, too"
    assert "Several colleagues are called bianchi: tick those whom you mean." in page
    page = browser.get(f"/groups/new?find=1&day=2026-03-03&who={people[2].id}&names=bianchi")
    assert "Uffici di via Larga" in page
    assert "Several colleagues are called bianchi" in page, "not left out without a word"
    page = browser.get(f"/groups/new?find=1&day=2026-03-03&who={other.id}&measure=longest")
    assert "Several colleagues" not in page
    assert "Uffici di via Larga" in page


def test_the_people_of_the_office_are_listed_and_nobody_is_ticked(browser, app):
    office = make_office()
    anna, bruno = make_user(office_id=office.id), make_user(surname="Neri", office_id=office.id)
    page = browser.sign_in(anna).get("/groups/new?office=1")
    assert "Neri" in page
    assert ticked(page) == {str(bruno.id)}
    assert not [
        e for e in page.all("input") if e.get("name") == "who" and e.get("checked") is not None
    ]
    assert "checked" not in page.text.split('name="who"')[1][:60]


def test_where_no_desks_are_free_the_page_says_so(browser, people):
    make_workplace(desks=1)
    browser.sign_in(people[0])
    page = browser.get(f"/groups/new?find=1&day=2026-03-03&who={people[1].id}")
    assert "No workplace has so many free desks then" in page
    assert "A smaller group" not in page, "one desk is none for a group"
    assert "The next working days have not enough desks for all of you, either." in page


def test_what_is_possible_instead_is_one_click_away(browser, larga, people):
    fill(larga, TUESDAY, Part.AM, but=2)
    anna, bruno, carla = people
    browser.sign_in(anna)
    query = f"day=2026-03-03&title=Bilancio&who={bruno.id}&who={carla.id}"
    page = browser.get(f"/groups/new?find=1&{query}")
    assert "A smaller group: Uffici di via Larga has desks for 2 people, you included." in page
    (half,) = links(page, "Afternoon: there are desks for all of you")
    (day,) = links(page, "Wednesday 4 March: there are desks for all of you")
    for address in (half, day):
        page = browser.get(address.partition("#")[0])
        assert ticked(page) == {str(bruno.id), str(carla.id)}
        assert "Book and invite" in page
    wish = {"day": "2026-03-03", "part": "day", "workplace": "LARGA", "who": [bruno.id, carla.id]}
    page = browser.post("/groups", wish)
    assert page.status == 422
    assert "has too few free desks then: 2 for the 3 of you." in page
    assert "Afternoon: there are desks for all of you" in page


def test_where_no_desk_is_left_at_all_the_page_says_so(browser, larga, people):
    fill(larga, TUESDAY)
    anna, bruno, _carla = people
    browser.sign_in(anna)
    page = browser.get(f"/groups/new?find=1&day=2026-03-03&who={bruno.id}")
    assert "No desk can be booked for a group then" in page
    wish = {"day": "2026-03-03", "part": "day", "workplace": "LARGA", "who": [bruno.id]}
    page = browser.post("/groups", wish)
    assert "Uffici di via Larga has no desk left for a group then." in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"who": []}, "Choose at least one colleague."),
        ({"who": ["x", "99999999999999999999"]}, "Choose at least one colleague."),
        ({"who": ["999999"]}, "Choose colleagues who work here."),
        ({"workplace": "NULLA"}, "Choose a day and a workplace."),
        ({"day": "domani"}, "Choose a day and a workplace."),
        ({"day": "2026-03-01"}, "has passed"),
    ],
)
def test_a_crooked_wish_is_told_and_invites_nobody(browser, larga, people, wrong, words):
    browser.sign_in(people[0])
    wish = {"day": "2026-03-03", "part": "day", "workplace": "LARGA", "who": [people[1].id]}
    page = browser.post("/groups", wish | wrong)
    assert page.status == 422
    assert words in page
    assert number(Group) == number(Invite) == number(Booking) == 0


def test_bruno_comes_and_carla_does_not(browser, larga, people):
    group = called(larga, people)
    bruno, carla = (one.id for one in invites_in(group))
    browser.sign_in(people[1])
    page = browser.get("/groups")
    assert "Bilancio" in page
    assert "A desk is held for you until" in page
    page = browser.follow(browser.post(f"/invites/{bruno}/answer", {"answer": "accept"}))
    assert "The desk is yours, and your colleague sees that you come." in page
    assert "You come" in browser.get("/groups")
    browser.post("/sign-out")
    browser.sign_in(people[2])
    page = browser.follow(browser.post(f"/invites/{carla}/answer", {"answer": "decline"}))
    assert "You do not come" in page
    assert browser.post(f"/invites/{carla}/answer", {"answer": "accept"}).status == 422
    assert browser.post(f"/invites/{carla}/answer", {"answer": "perhaps"}).status == 400
    browser.post("/sign-out")
    browser.sign_in(people[0])
    page = browser.get(f"/groups/{group}")
    assert "1 colleague comes" in page
    assert "Does not come" in page


def test_the_mail_answers_without_signing_in(browser, larga, people):
    group = called(larga, people)
    told = last_letter("group_invited", people[1])
    assert told.subject.startswith("Anna Rossi invites you to sit together")
    come, stay = (button.url.removeprefix("https://localhost") for button in told.buttons)
    assert "Sit with your colleagues?" in browser.get(come)
    assert "The desk is yours." in browser.post(come)
    assert browser.get(stay).status == 410
    assert invites_in(group)[0].state is InviteState.ACCEPTED


def test_anna_invites_one_more_and_calls_it_off(browser, larga, people):
    group = called(larga, people[:2])
    browser.sign_in(people[0])
    page = browser.get(f"/groups/{group}?q=verdi")
    assert "Carla Verdi" in page
    page = browser.follow(browser.post(f"/groups/{group}/invites", {"who": people[2].id}))
    assert "One more colleague is invited." in page
    assert browser.post(f"/groups/{group}/invites", {"who": people[2].id}).status == 422
    assert browser.post(f"/groups/{group}/invites", {"who": "x"}).status == 422
    page = browser.follow(browser.post(f"/groups/{group}/call-off"))
    assert "The group is called off, and everybody is told." in page
    assert browser.post(f"/groups/{group}/call-off").status == 422
    assert "Called off" in browser.get("/groups")


def test_nobody_looks_into_or_answers_for_somebody_elses_group(browser, larga, people):
    group = called(larga, people)
    invite = invites_in(group)[0].id
    browser.sign_in(people[2])
    assert browser.get(f"/groups/{group}").status == 404
    assert browser.post(f"/groups/{group}/call-off").status == 404
    assert browser.post(f"/groups/{group}/invites", {"who": people[1].id}).status == 404
    assert browser.post(f"/invites/{invite}/answer", {"answer": "accept"}).status == 404
    assert find_invite(invite).state is InviteState.HELD


def test_the_pages_cost_the_same_for_many(browser, larga, people):
    group = called(larga, people[:2])
    browser.sign_in(people[0])
    with counted() as few:
        browser.get(f"/groups/{group}")
    browser.post(f"/groups/{group}/invites", {"who": people[2].id})
    browser.get(f"/groups/{group}")
    with counted() as many:
        browser.get(f"/groups/{group}")
    assert len(many) == len(few)


def test_a_held_desk_says_so_on_its_page_and_is_answered_there(browser, larga, people):
    group = called(larga, people[:2])
    (invite,) = invites_in(group)
    browser.sign_in(people[1])
    page = browser.get("/bookings")
    assert "Held until Monday 2 March, 18:00" in page
    page = browser.get(f"/bookings/{invite.booking_id}")
    assert page.heading == "A desk is held for you"
    assert "Anna Rossi would like you to sit together." in page
    browser.post(f"/invites/{invite.id}/answer", {"answer": "accept"})
    page = browser.get(f"/bookings/{invite.booking_id}")
    assert page.heading == "The desk is yours"
    assert "I am not coming" not in page
    assert "Held until" not in browser.get("/bookings")


def test_the_page_says_whose_ways_choose_the_workplace(browser, larga, people):
    make_area("20122", 45.4618, 9.1936)
    anna = people[0]
    others = [make_user(area_code="20122") for _n in range(5)]
    make_workplace("PADOVA", 6, **PADOVA)
    browser.sign_in(anna)
    few = f"/groups/new?find=1&day=2026-03-03&who={people[1].id}"
    page = browser.get(few)
    assert "By name: you have not said where you start from." in page
    assert "The ways of fewer than 5 colleagues do not count" in page
    with transaction():
        db.session.execute(sa.update(User).values(area_code="20122"))
    assert "By your way alone. The ways of fewer than 5" in browser.get(few)
    asked = "".join(f"&who={one.id}" for one in others)
    many = f"/groups/new?find=1&day=2026-03-03{asked}"
    for _look in range(MOST_LOOKS):
        page = browser.get(many)
        assert "The first suits all of you best, the others stand by your way alone." in page
        assert "The shortest way for all together" in words(page.all("label")[-1])
    page = browser.get(many)
    assert "By your way alone. The ways of your colleagues do not count any more today" in page
    assert "you have looked at them 5 times" in page
    assert "The shortest way for all together" not in words(page.all("label")[-1])
    assert "Book and invite" in page
