"""Activities, tools and bands: rows that come and go."""

from dataclasses import replace

import pytest

from app.pola.queries.agreements import find_agreement
from app.pola.rules.states import State
from tests.support.agreements import (
    TERMS,
    a_manager_of,
    make_agreement,
)
from tests.support.factories import make_office, make_user
from tests.support.forms import address, links, send, shown


@pytest.fixture
def sofia(app):
    return make_user(office_id=make_office().id, given_name="Sofia", is_remote_capable=True)


@pytest.fixture
def claudia(sofia):
    return a_manager_of(sofia, given_name="Claudia", surname="Gentile")


@pytest.fixture
def at_home(browser, sofia, claudia):
    return browser.sign_in(sofia)


@pytest.fixture
def draft(sofia):
    return make_agreement(sofia, State.DRAFT)


def test_an_activity_is_added_and_what_was_typed_stays(at_home, draft):
    page = send(at_home, draft, "content", add="activity", places="Casa al mare")
    assert page.status == 200
    assert "Casa al mare" in page
    assert "Remove activity 2" in page
    [focused] = [f for f in page.all("input") if f.get("autofocus") is not None]
    assert focused.get("name") == "activity2_title"
    assert find_agreement(draft.id).terms == TERMS


def test_a_row_is_removed_and_what_was_typed_stays(at_home, draft):
    page = send(at_home, draft, "content", add="activity")
    fields = shown(page) | {"activity2_title": "Sportello", "remove": "activity1"}
    page = at_home.post(address(draft, "content"), fields)
    assert 'value="Sportello"' in page.text
    assert "Remove activity 2" not in page
    page = send(at_home, draft, "content", remove="tool1")
    assert "Computer portatile" not in page.text


def test_eight_activities_are_the_most(at_home, sofia):
    many = tuple(replace(TERMS.activities[0], title=f"Attività {n}") for n in range(8))
    draft = make_agreement(sofia, State.DRAFT, activities=many)
    page = send(at_home, draft, "content", add="activity")
    assert "Eight activities are the most." in page
    assert "Remove activity 9" not in page


def test_the_longest_texts_are_kept(at_home, sofia):
    long = tuple(replace(TERMS.activities[0], result="è" * 4000) for _ in range(8))
    draft = make_agreement(sofia, State.DRAFT, activities=long)
    assert send(at_home, draft, "content", places="Casa").status == 303


def test_every_activity_says_what_it_lacks(at_home, draft):
    page = send(at_home, draft, "content", activity1_title="", activity1_target="")
    assert {"#activity1_title", "#activity1_target"} <= links(page)
    assert "Activity 1, what you do: Write it: without it the activity is not complete." in page
    page = send(
        at_home,
        draft,
        "content",
        activity1_title="Sportello",
        activity1_kind="percentage",
        activity1_target="molte",
    )
    assert "“molte” is not a percentage. Write a number from 0 to 100." in page
    assert {"#activity1_target", "#activity1_numerator"} <= links(page)


def test_bands_are_told_by_their_row(at_home, draft):
    page = send(at_home, draft, "content", contact2_start="12:00")
    assert "#contact2_start" in links(page)
    page = send(at_home, draft, "content", contact2_start="", contact2_end="16:00")
    assert "Write both times, or neither." in page
    page = send(at_home, draft, "content", rest_start="late")
    assert "Write a time such as 9:00." in page
