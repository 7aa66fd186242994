from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.half import Half
from app.pola.rules.differences import Difference, Part, changed_fields, differences
from app.pola.rules.terms import (
    Band,
    Duration,
    RemotePattern,
    Rhythm,
    Supplier,
    Tool,
    WeekHalf,
)
from tests.support.agreements import ACTIVITY, TERMS

SIX_A_MONTH = RemotePattern(Rhythm.PER_MONTH, count=6)
OTHER = replace(ACTIVITY, title="Risposte ai cittadini")
LATER = replace(TERMS, starts_on=date(2026, 9, 1), ends_on=date(2027, 2, 28))


def parts(old, new):
    return [one.part for one in differences(old, new)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"starts_on": date(2026, 4, 1)}, [Part.STARTS_ON]),
        ({"ends_on": date(2026, 9, 30)}, [Part.TERM]),
        ({"duration": Duration.OPEN, "ends_on": None}, [Part.TERM]),
        ({"pattern": SIX_A_MONTH}, [Part.PATTERN]),
        ({"contact": (Band(time(8), time(12)),)}, [Part.CONTACT]),
        ({"rest": Band(time(19), time(7))}, [Part.REST]),
        ({"places": ("Casa", "Casa dei genitori")}, [Part.PLACE]),
        ({"places": ("Altrove",)}, [Part.PLACE, Part.PLACE]),
        ({"tools": ()}, [Part.TOOL]),
        ({"tools": (Tool("Computer portatile", Supplier.PERSON),)}, [Part.TOOL]),
        ({"activities": (ACTIVITY, OTHER)}, [Part.ACTIVITY]),
        ({"activities": (replace(ACTIVITY, target="50"),)}, [Part.ACTIVITY]),
        ({"notice_days": 45}, [Part.NOTICE_DAYS]),
        ({"justified_reasons": ("Altro motivo serio.",)}, [Part.JUSTIFIED_REASONS]),
        ({"ways": "Da casa."}, [Part.WAYS]),
        ({"direction": "Ogni lunedì."}, [Part.DIRECTION]),
        ({"disconnection": "Dopo le 20."}, [Part.DISCONNECTION]),
    ],
)
def test_each_part_that_changes_is_told_and_no_other(change, expected):
    assert parts(TERMS, replace(TERMS, **change)) == expected


def test_without_an_agreement_before_all_of_it_is_new():
    assert differences(None, TERMS) == [Difference(Part.FIRST, None, TERMS)]


def test_a_renewal_with_the_same_content_changes_its_period_alone():
    assert parts(TERMS, LATER) == [Part.STARTS_ON, Part.TERM]


def test_an_end_that_an_open_ended_agreement_still_carries_says_nothing():
    open_ended = replace(TERMS, duration=Duration.OPEN, ends_on=None)
    assert differences(open_ended, replace(TERMS, duration=Duration.OPEN)) == []


def test_the_order_of_fixed_halves_says_nothing():
    turned = RemotePattern(Rhythm.WEEKDAYS, TERMS.pattern.halves[::-1])
    assert differences(TERMS, replace(TERMS, pattern=turned)) == []


def test_a_count_that_fixed_weekdays_ignore_says_nothing():
    assert differences(TERMS, replace(TERMS, pattern=replace(TERMS.pattern, count=6))) == []


def test_an_activity_that_changed_is_known_by_its_title():
    changed = replace(ACTIVITY, target="50", result="Altro")
    assert differences(TERMS, replace(TERMS, activities=(OTHER, changed))) == [
        Difference(Part.ACTIVITY, None, OTHER),
        Difference(Part.ACTIVITY, ACTIVITY, changed),
    ]
    assert changed_fields(ACTIVITY, changed) == ["result", "target"]


def test_two_activities_of_one_title_are_told_apart():
    twice = replace(TERMS, activities=(ACTIVITY, replace(ACTIVITY, target="50")))
    assert parts(TERMS, twice) == [Part.ACTIVITY]
    assert parts(twice, TERMS) == [Part.ACTIVITY]


words = st.sampled_from(["Casa", "Biblioteca", "Treno"])
halves = st.sets(st.builds(WeekHalf, st.integers(0, 4), st.sampled_from(Half))).map(tuple)
terms = st.builds(
    replace,
    st.just(TERMS),
    places=st.lists(words, max_size=3).map(tuple),
    pattern=st.one_of(
        st.builds(RemotePattern, st.just(Rhythm.WEEKDAYS), halves),
        st.builds(RemotePattern, st.just(Rhythm.PER_MONTH), count=st.integers(1, 9)),
    ),
    activities=st.lists(
        st.builds(replace, st.just(ACTIVITY), title=words, target=st.sampled_from(["1", "2"])),
        max_size=3,
    ).map(tuple),
)


def settled(one):
    pattern = replace(one.pattern, halves=tuple(sorted(one.pattern.halves)))
    activities = tuple(sorted(one.activities, key=repr))
    return replace(one, places=tuple(sorted(one.places)), pattern=pattern, activities=activities)


@given(terms, terms)
def test_nothing_differs_exactly_when_both_say_the_same(old, new):
    assert (differences(old, new) == []) == (settled(old) == settled(new))


@given(terms, terms)
def test_as_much_differs_one_way_as_the_other(old, new):
    assert sorted(parts(old, new)) == sorted(parts(new, old))
