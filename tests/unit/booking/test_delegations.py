from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from app.booking.labels.delegations import DELEGATION_REFUSALS, delegation_words
from app.booking.rules.delegations import (
    DelegationRefusal,
    Span,
    delegation_refusals,
    told_to_others,
)
from app.booking.rules.refusals import Refusal
from app.core.errors import Reason
from app.core.half import Half
from app.core.i18n import LOCALES, speaking
from app.pola.rules.planning import PlanRefusal

TODAY = date(2026, 3, 2)
days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
spans = st.builds(
    lambda first, length: Span(first, None if length is None else first + timedelta(length)),
    days,
    st.none() | st.integers(0, 60),
)


def told(span, **more):
    facts = {"to_oneself": False, "is_here": True, "held": []} | more
    return [reason.code for reason in delegation_refusals(span, TODAY, **facts)]


def test_a_delegation_holds_from_its_first_day_to_its_last_one():
    span = Span(TODAY, TODAY + timedelta(days=1))
    shown = [span.covers(TODAY + timedelta(days=n)) for n in range(-1, 3)]
    assert shown == [False, True, True, False]
    assert Span(TODAY).covers(date(2099, 1, 1))


@given(spans, spans)
def test_two_of_them_meet_if_some_day_belongs_to_both(one, other):
    every = [date(2026, 1, 1) + timedelta(days=n) for n in range(200)]
    assert one.meets(other) is any(one.covers(day) and other.covers(day) for day in every)
    assert one.meets(other) is other.meets(one)


def test_a_delegation_is_refused_with_every_reason():
    assert told(Span(TODAY)) == []
    assert told(Span(TODAY, TODAY)) == []
    assert told(Span(TODAY), to_oneself=True, is_here=False) == [
        DelegationRefusal.TO_ONESELF,
        DelegationRefusal.NOT_HERE,
    ]
    assert told(Span(TODAY, TODAY - timedelta(days=1))) == [
        DelegationRefusal.DAYS_RUN_BACKWARDS,
        DelegationRefusal.DAYS_PAST,
    ]
    assert told(Span(date(2026, 2, 1), date(2026, 2, 2))) == [DelegationRefusal.DAYS_PAST]
    assert told(Span(TODAY), held=[Span(TODAY)]) == [DelegationRefusal.ALREADY_GIVEN]
    assert told(Span(TODAY), held=[Span(date(2026, 1, 1), date(2026, 3, 1))]) == []


PERSONAL = [
    Refusal.ON_LEAVE,
    Refusal.RECALLED,
    Refusal.ALREADY_BOOKED,
    Refusal.TOO_MANY_OPEN,
    Refusal.NEEDS_AGREEMENT,
    *PlanRefusal,
]


@pytest.mark.parametrize("code", PERSONAL)
def test_what_is_about_the_person_is_told_to_nobody_else(code):
    personal = Reason(code, {"day": TODAY, "booking_id": 7})
    alone = told_to_others([personal])
    assert alone == [Reason(DelegationRefusal.CANNOT_SIT_THERE)]
    full = Reason(Refusal.WORKPLACE_FULL, {"cap": 9})
    assert told_to_others([personal, full]) == [full]


def test_every_refusal_is_either_about_places_or_the_persons_own():
    about_a_booking = {
        Refusal.ALREADY_CANCELLED,
        Refusal.NOT_CANCELLED,
        Refusal.NOTHING_TO_CHANGE,
    }
    for code in set(Refusal) - about_a_booking - set(PERSONAL):
        assert told_to_others([Reason(code)]) == [Reason(code)], code


@pytest.fixture
def words_of_the_house():
    app = Flask("app")
    Babel(app, default_translation_directories="translations")
    with app.app_context():
        yield


def test_every_refusal_has_its_words_in_both_languages(words_of_the_house):
    assert DELEGATION_REFUSALS.keys() == set(DelegationRefusal)
    for locale in LOCALES:
        with speaking(locale):
            for code in DelegationRefusal:
                assert delegation_words([Reason(code)])[0].endswith(".")


def test_the_office_that_is_full_is_theirs_not_yours(words_of_the_house):
    facts = {"workplace": "Larga", "halves": [Half.AM]}
    with speaking("en"):
        (words,) = delegation_words([Reason(Refusal.OFFICE_FULL, facts)])
        assert words == "Their office has as many desks at Larga as it may take (morning)."
        assert delegation_words([Reason(Refusal.DESK_GONE)]) == ["This desk no longer exists."]
