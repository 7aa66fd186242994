import pytest

from app.booking.queries.bookings import find_booking
from tests.support.browser import words
from tests.support.factories import desks_of, make_booking, make_user
from tests.support.town import TUESDAY, WEDNESDAY, make_neighbour, make_town, press

DAY = str(TUESDAY)


@pytest.fixture
def town(app):
    return make_town()


@pytest.fixture
def desks(town):
    return desks_of(town[0])


@pytest.fixture
def booking(browser, desks):
    """A desk of tomorrow, the whole day, of a person who is signed in."""
    user = make_neighbour()
    browser.sign_in(user)
    return make_booking(user, desks[0], TUESDAY)


def way_back(page):
    """Return the button that undoes the last change, if there is one."""
    labels = (words(button) for button in page.all("button"))
    return [label for label in labels if label.startswith("Go back to")]


def test_a_changed_booking_goes_back_to_the_desk_of_before(browser, booking, desks):
    change = {"desk_id": desks[2].id, "day": str(WEDNESDAY), "part": "am"}
    page = browser.follow(browser.post(f"/bookings/{booking}/change", change))
    assert "Your booking is changed." in page
    assert "0A-03" in page
    assert "Wednesday 4 March" in page
    assert way_back(page) == ["Go back to desk 0A-01: Tuesday 3 March, whole day"]
    page = browser.follow(press(browser, page, way_back(page)[0]))
    assert "0A-01" in page
    assert "Tomorrow, Tuesday 3 March" in page
    assert "Whole day" in page


def test_the_way_back_says_what_was_different_besides_the_desk(browser, booking, town, desks):
    there = desks_of(town[1])[0]
    for desk, said in (
        (desks[1], "Go back to desk 0A-01"),
        (there, "Go back to desk 0A-02: Uffici di via Durando"),
    ):
        change = {"desk_id": desk.id, "day": DAY, "part": "day"}
        page = browser.follow(browser.post(f"/bookings/{booking}/change", change))
        assert way_back(page) == [said]


def test_the_desk_of_before_is_offered_only_while_the_change_is_the_last(browser, booking, desks):
    for desk in desks[1:3]:
        change = {"desk_id": desk.id, "day": DAY, "part": "day"}
        page = browser.follow(browser.post(f"/bookings/{booking}/change", change))
    browser.post(f"/bookings/{booking}/cancel")
    page = browser.follow(browser.post(f"/bookings/{booking}/restore"))
    assert way_back(page) == []


def test_a_change_that_cannot_be_had_leaves_the_booking_as_it_was(browser, booking, desks):
    make_booking(make_user(), desks[1], TUESDAY)
    page = browser.post(
        f"/bookings/{booking}/change", {"desk_id": desks[1].id, "day": DAY, "part": "day"}
    )
    assert page.status == 422
    assert "0A-02" in page
    assert "Your booking is as it was." in page
    assert find_booking(booking).desk_id == desks[0].id


@pytest.mark.parametrize(
    "crooked",
    [{"desk_id": "-1"}, {"desk_id": "9" * 30}, {"day": "banana"}, {"part": "xyz"}, {"day": ""}],
)
def test_a_crooked_change_changes_nothing(browser, booking, desks, crooked):
    sent = {"desk_id": desks[1].id, "day": DAY, "part": "day"} | crooked
    page = browser.post(f"/bookings/{booking}/change", sent)
    assert page.status == 422
    assert "The form did not say which desk, day and part of it." in page
    assert find_booking(booking).sequence == 0


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-03-07"])
def test_a_booking_never_moves_to_a_day_that_cannot_be_booked(browser, booking, desks, day):
    sent = {"desk_id": desks[1].id, "day": day, "part": "day"}
    assert browser.post(f"/bookings/{booking}/change", sent).status == 422


def test_a_change_to_the_same_desk_is_refused_in_words(browser, booking, desks):
    page = browser.post(
        f"/bookings/{booking}/change", {"desk_id": desks[0].id, "day": DAY, "part": "day"}
    )
    assert page.status == 422
    assert "This is the desk that you already have." in page
