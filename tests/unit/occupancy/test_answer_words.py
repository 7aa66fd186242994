"""An answer is read before its tables are."""

import pytest
from flask import Flask
from flask_babel import Babel

from app.booking.labels.scenarios import SCENARIO_FAULTS
from app.booking.rules.scenarios import ScenarioFault
from app.core.i18n import speaking
from app.occupancy.labels.answers import (
    answer_sentences,
    count_words,
    percent_words,
    signed_words,
    site_name,
    span_words,
)
from app.occupancy.labels.simulator import (
    FAULTS,
    FIGURES,
    ON_WEEKDAYS,
    WEEKDAYS,
    WHATS,
    change_words,
    ninth_words,
)
from app.occupancy.rules.answers import Answer, Figure, Line, SiteLine, Span
from app.occupancy.rules.changes import What
from app.occupancy.rules.questions import QuestionFault

NONE = Span(0, 0)


@pytest.fixture(scope="module", autouse=True)
def _words():
    app = Flask("app")
    Babel(app, default_translation_directories="translations")
    with app.app_context(), speaking("en"):
        yield


def answer(days=10, **changes):
    """An answer of ten days; each figure changes by a span, or not at all."""
    lines = tuple(
        Line(figure, NONE, NONE, Span(*changes.get(figure.value, (0, 0)))) for figure in Figure
    )
    return Answer(days, 100, 0, lines, ())


@pytest.mark.parametrize(
    ("table", "members"),
    [(FAULTS, QuestionFault), (FIGURES, Figure), (WHATS, What), (SCENARIO_FAULTS, ScenarioFault)],
)
def test_every_member_has_its_words(table, members):
    assert set(table) == set(members)
    assert all(str(words).strip() for words in table.values())


def test_every_weekday_has_a_name_and_a_way_to_say_when():
    assert list(WEEKDAYS) == list(ON_WEEKDAYS) == list("12345")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((0, 0), "As many people as now would find a desk near."),
        ((120, 120), "12 more people a day would find no desk near."),
        ((10, 10), "1 more person a day would find no desk near."),
        ((-10, -10), "1 fewer person a day would find no desk near."),
        ((80, 120), "From 8 to 12 more people a day would find no desk near."),
        ((-120, -80), "From 8 to 12 fewer people a day would find no desk near."),
        ((0, 120), "From 0 to 12 more people a day would find no desk near."),
        ((-20, 30), "It could go either way: from 2 fewer to 3 more people a day would find no "
                    "desk near."),
        ((3, 3), "For fewer than one person a day it would change whether there is a desk near."),
    ],
)  # fmt: skip
def test_people_without_a_desk_near_are_told_by_the_day(change, said):
    assert answer_sentences(answer(far=change))[0] == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((0, 0), "As many people as now would find a desk somewhere."),
        ((120, 120), "12 more people a day would find no desk at all."),
        ((-10, -10), "1 fewer person a day would find no desk at all."),
    ],
)
def test_people_without_any_desk_are_told_by_the_day(change, said):
    assert answer_sentences(answer(refused=change))[1] == said


@pytest.mark.parametrize(
    ("km", "minutes", "said"),
    [
        ((0, 0), (0, 0), "Nobody's way would be longer or shorter."),
        ((None, None), (None, None),
         "Fewer than five people would go elsewhere: their ways are not told."),
        ((120, 120), (840, 900),
         "The ways of those who find a desk in both cases would change by +120 km and "
         "+840 … +900 minutes in all, there and back."),
    ],
)  # fmt: skip
def test_ways_are_told_in_all(km, minutes, said):
    assert answer_sentences(answer(extra_km=km, extra_minutes=minutes))[2] == said


def test_a_surplus_is_told_when_there_is_one():
    assert len(answer_sentences(answer())) == 3
    assert answer_sentences(answer(surplus=(341, 341)))[3] == (
        "341 of the half-days booked then would be above the limit."
    )
    assert len(answer_sentences(answer(surplus=(-341, -341)))) == 3


@pytest.mark.parametrize(
    ("figure", "span", "said"),
    [
        (Figure.FAR, Span(1200, 1200), "1,200"),
        (Figure.FAR, Span(8, 12), "8-12"),
        (Figure.FAR, Span(None, 12), "up to 12"),
        (Figure.FAR, Span(None, None), "fewer than 5"),
        (Figure.KM, Span(None, None), "hidden"),
        (Figure.KM, Span(1.5, 1.5), "1.5"),
        (Figure.EXTRA_KM, None, "\N{EN DASH}"),
    ],
)
def test_a_figure_is_a_number_or_a_range(figure, span, said):
    assert span_words(figure, span) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (Span(12, 12), "+12"),
        (Span(-3, -3), "\N{MINUS SIGN}3"),
        (Span(0, 0), "0"),
        (Span(-3, 8), "\N{MINUS SIGN}3 … +8"),
        (Span(None, 8), "+8"),
        (Span(None, None), "hidden"),
    ],
)
def test_a_change_has_its_sign(span, said):
    assert signed_words(span) == said


@pytest.mark.parametrize(
    ("span", "capacity", "said"),
    [
        (Span(80, 80), 20, "80 %"),
        (Span(80, 85), 20, "80-85 %"),
        (Span(None, 85), 20, "85 %"),
        (Span(None, None), 20, "hidden"),
        (Span(None, None), 0, "closed"),
    ],
)
def test_a_workplace_lends_a_percentage_of_its_desks(span, capacity, said):
    site = SiteLine("Larga", False, (capacity, capacity), span, span, (0, 0))
    assert percent_words(site, is_after=True) == percent_words(site, is_after=False) == said


def test_a_new_workplace_is_called_by_its_postal_code():
    names = [SiteLine("20162", new, (0, 0), NONE, NONE, (0, 0)) for new in (True, False)]
    assert [site_name(one) for one in names] == ["New workplace at 20162", "20162"]


@pytest.mark.parametrize(("count", "said"), [(None, "fewer than 5"), (0, "0"), (1200, "1,200")])
def test_small_counts_are_not_told(count, said):
    assert count_words(count) == said


@pytest.mark.parametrize(
    ("what", "number", "weekdays", "said"),
    [
        (What.CLOSES, 0, "", "Larga: closed every day."),
        (What.CLOSES, 0, "15", "Larga: closed on Mondays, on Fridays."),
        (What.CAP, 60, "", "Larga: at most 60 % of the desks every day."),
        (What.MORE, 1, "", "Larga: 1 desk more every day."),
        (What.MORE, 10, "5", "Larga: 10 desks more on Fridays."),
        (What.FEWER, 10, "", "Larga: 10 desks fewer every day."),
    ],
)
def test_a_change_is_a_sentence(what, number, weekdays, said):
    assert change_words(what, "Larga", number, weekdays) == said


def test_a_ninth_workplace_is_a_sentence():
    assert ninth_words("20162", 12) == "A new workplace at postal code 20162 with 12 desks."
