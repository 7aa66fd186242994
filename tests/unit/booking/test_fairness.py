from datetime import date, datetime, time

import pytest
from flask import Flask
from flask_babel import Babel

from app.booking.labels.fairness import DRAW_REFUSALS, why_words
from app.booking.rules.dated import DrawFacts
from app.booking.rules.fairness import (
    DrawRefusal,
    Entry,
    Stood,
    Why,
    draw_refusals,
    drawn_days,
    held_for,
    rules_ahead,
    standings,
    why,
)
from app.booking.rules.waiting import Candidate
from app.core.half import Part
from app.core.i18n import speaking
from tests.support.facts import workplace_facts

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
NOON = DrawFacts("", 1, time(12), MONDAY)


def moment(hour, day=MONDAY):
    return datetime.combine(day, time(hour))


def codes(reasons):
    return [reason.code for reason in reasons]


def test_desks_are_drawn_an_hour_and_so_many_days_before():
    rule = DrawFacts("24", 2, time(17, 30), MONDAY, date(2026, 3, 31))
    assert rule.moment(TUESDAY) == datetime.combine(date(2026, 3, 1), time(17, 30))
    days = [date(2026, 2, 26), TUESDAY, date(2026, 3, 4), date(2026, 3, 5), date(2026, 4, 2)]
    assert drawn_days(rule, days, "MI") == [TUESDAY, date(2026, 3, 5)]


def test_only_who_entered_in_time_takes_part():
    place = workplace_facts(draws=(NOON,))
    early, late = moment(11), moment(12)
    assert held_for([place], TUESDAY, early, moment(12)) == (moment(12), frozenset({place.id}))
    assert held_for([place], TUESDAY, early, moment(11)) == (None, frozenset())
    assert held_for([place], TUESDAY, late, moment(13)) == (None, frozenset())
    assert held_for([workplace_facts()], TUESDAY, early, moment(13)) == (None, frozenset())


def test_a_place_counts_only_those_who_could_want_the_same_desk():
    line = [Candidate(n, n, halves_had=n) for n in (1, 2, 3, 4)]
    entries = {
        1: Entry(Part.AM, frozenset({7})),
        2: Entry(Part.PM, frozenset({7})),
        3: Entry(Part.DAY, frozenset({7, 8})),
        4: Entry(Part.AM, frozenset({8})),
    }
    free = {(7, Part.AM): 5, (7, Part.PM): 4, (7, Part.DAY): 3, (8, Part.DAY): 1, (8, Part.AM): 2}
    assert standings(line, entries, free) == {
        1: Stood(1, 2, 1, 5),
        2: Stood(1, 2, 2, 4),
        3: Stood(3, 4, 3, 4),
        4: Stood(2, 2, 4, 2),
    }


def test_the_reasons_name_numbers_and_nobody():
    assert codes(why(Stood(14, 20, 6, 12, is_lost=True))) == [Why.PLACE, Why.DESKS, Why.BEFORE]
    assert codes(why(Stood(1, 20, 0, 12))) == [Why.PLACE, Why.DESKS, Why.FIRST]
    assert codes(why(Stood(3, 20, None))) == [Why.PLACE, Why.RULE]
    reached = why(Stood(3, 20, 2, 12, is_lost=True))
    assert codes(reached) == [Why.PLACE, Why.DESKS, Why.BEFORE, Why.NONE_LEFT]


def test_in_a_short_line_only_the_place_and_the_rule_are_told():
    for waiting in range(1, 5):
        assert codes(why(Stood(waiting, waiting, 6, 1, is_lost=True))) == [Why.PLACE, Why.RULE]


@pytest.fixture
def _words():
    """The catalogue alone: no database."""
    app = Flask("app")
    Babel(app, default_translation_directories="translations")
    with app.app_context():
        yield


@pytest.mark.usefixtures("_words")
def test_the_reasons_are_said_in_whole_sentences():
    with speaking("en"):
        said = why_words(why(Stood(14, 20, 6, 12, is_lost=True)))
        assert said == [
            "You were number 14 of 20.",
            "12 desks were free.",
            "The 13 before you had priority by the house rules, or fewer half-days than your 6,"
            " or a better lot.",
        ]
        assert why_words(why(Stood(2, 9, 0, 1)))[-1] == (
            "The one before you had priority by the house rules, or a better lot."
        )
        assert why_words(why(Stood(1, 9, 0, 1)))[1:] == [
            "1 desk was free.",
            "Nobody stood before you.",
        ]
        assert "kept for a need" in why_words(why(Stood(1, 9, 0, 1, is_lost=True)))[-1]
        assert why_words(why(Stood(2, 3, 4, 1)))[-1].startswith("The order is that")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (NOON, []),
        (DrawFacts("", 1, time(12), date(2026, 3, 1)), [DrawRefusal.PAST]),
        (DrawFacts("", 1, time(12), TUESDAY, MONDAY), [DrawRefusal.BACKWARDS]),
        (DrawFacts("", 0, time(12), MONDAY), [DrawRefusal.DAYS_BEFORE]),
        (DrawFacts("", 15, time(12), MONDAY), [DrawRefusal.DAYS_BEFORE]),
        (DrawFacts("", 10, time(12), MONDAY), [DrawRefusal.NOT_OPEN_YET]),
        (DrawFacts("67", 1, time(12), MONDAY), [DrawRefusal.NO_SUCH_WEEKDAY]),
    ],
)
def test_a_rule_that_cannot_be_says_why(rule, expected):
    assert codes(draw_refusals(rule, MONDAY, days_ahead=10)) == expected


def test_every_refusal_of_a_rule_has_its_words():
    assert set(DRAW_REFUSALS) == set(DrawRefusal)


def test_rules_that_are_over_are_not_told_and_the_last_written_stands_first():
    over = DrawFacts("", 1, time(9), MONDAY, MONDAY)
    later = DrawFacts("2", 1, time(10), MONDAY)
    place = workplace_facts(draws=(NOON, over, later))
    assert rules_ahead(place, TUESDAY) == [later, NOON]
    assert place.draw(TUESDAY) == later
    assert place.is_to_be_drawn(TUESDAY, moment(9))
    assert not place.is_to_be_drawn(TUESDAY, moment(10))
