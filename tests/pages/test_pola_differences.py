from dataclasses import replace
from datetime import date, time

import pytest
from flask_babel import force_locale

from app.core.half import Half
from app.pola.labels.content import content_words
from app.pola.labels.differences import (
    ACTIVITY_FIELDS,
    bands_words,
    difference_words,
    pattern_words,
    summary_words,
)
from app.pola.rules.differences import Part, differences
from app.pola.rules.terms import (
    Activity,
    Band,
    Duration,
    IndicatorKind,
    RemotePattern,
    Rhythm,
    Supplier,
    Tool,
    WeekHalf,
)
from tests.support.agreements import ACTIVITY, TERMS

SIX_A_MONTH = RemotePattern(Rhythm.PER_MONTH, count=6)
TUESDAYS = RemotePattern(Rhythm.WEEKDAYS, tuple(WeekHalf(1, half) for half in Half))
ONE_MORNING = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(1, Half.AM), WeekHalf(4, Half.PM)))


@pytest.fixture(autouse=True)
def _in_english(app):
    with app.test_request_context(), force_locale("en"):
        yield


def per(rhythm, count):
    return RemotePattern(rhythm, count=count)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (SIX_A_MONTH, per(Rhythm.PER_MONTH, 8), "From 3 to 4 remote days a month."),
        (per(Rhythm.PER_MONTH, 5), SIX_A_MONTH, "From 5 to 6 remote half-days a month."),
        (per(Rhythm.PER_WEEK, 4), per(Rhythm.PER_WEEK, 2), "From 2 to 1 remote day a week."),
        (per(Rhythm.PER_WEEK, 2), per(Rhythm.PER_WEEK, 1), "From 2 to 1 remote half-day a week."),
        (TUESDAYS, TERMS.pattern, "Remote on Tuesday and Thursday instead of Tuesday."),
        (TUESDAYS, ONE_MORNING, "Remote on Tuesday morning and Friday afternoon instead of"),
        (TUESDAYS, SIX_A_MONTH, "Now 3 remote days a month, before fixed days: Tuesday."),
        (SIX_A_MONTH, TUESDAYS, "Now fixed days: Tuesday, before 3 remote days a month."),
    ],
)
def test_remote_days_are_told_as_people_say_them(old, new, said):
    found = differences(replace(TERMS, pattern=old), replace(TERMS, pattern=new))
    assert summary_words(found).startswith(said)
    assert summary_words(found).endswith("The rest is the same.")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (per(Rhythm.PER_WEEK, 3), "3 remote half-days a week"),
        (per(Rhythm.PER_WEEK, 2), "1 remote day a week"),
        (per(Rhythm.PER_MONTH, 1), "1 remote half-day a month"),
        (TUESDAYS, "Tuesday"),
    ],
)
def test_a_pattern_is_told_in_days_where_it_makes_some(pattern, said):
    assert pattern_words(pattern) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "The same as before."),
        ({"starts_on": date(2026, 4, 1)}, "The same as before."),
        (
            {"ends_on": date(2026, 9, 30)},
            "The same as before, until Wednesday 30 September.",
        ),
        ({"duration": Duration.OPEN, "ends_on": None}, "The same as before, now open-ended."),
        (
            {"ends_on": date(2026, 9, 30), "pattern": SIX_A_MONTH},
            "Now 3 remote days a month, before fixed days: Tuesday and Thursday."
            " Until Wednesday 30 September.",
        ),
        (
            {"duration": Duration.OPEN, "ends_on": None, "notice_days": 45},
            "45 days of notice instead of 30. Now open-ended.",
        ),
        (
            {"ways": "Altre.", "direction": "Altra.", "disconnection": "Altra."},
            "The clause on how the work is done is different."
            " The clause on direction and control is different. 1 more change.",
        ),
    ],
)
def test_a_request_is_told_in_a_line_or_two(change, said):
    assert summary_words(differences(TERMS, replace(TERMS, **change))) == said


def test_a_first_agreement_is_told_by_its_remote_days():
    assert summary_words(differences(None, TERMS)) == (
        "First agreement: remote on Tuesday and Thursday."
    )
    monthly = replace(TERMS, pattern=SIX_A_MONTH)
    assert summary_words(differences(None, monthly)) == "First agreement: 3 remote days a month."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"starts_on": date(2026, 4, 1)},
            "It begins on Wednesday 1 April instead of Monday 2 March.",
        ),
        ({"ends_on": date(2027, 1, 1)}, "Until Friday 1 January 2027 instead of Monday 31 August."),
        ({"duration": Duration.OPEN}, "Open-ended, no longer until Monday 31 August."),
        ({"contact": (Band(time(8), time(12)),)}, "Within reach 8:00-12:00, before 9:00-13:00 and"),
        ({"contact": ()}, "Within reach never, before"),
        ({"rest": Band(time(19), time(7))}, "No work 19:00-7:00, before 20:00-7:00."),
        ({"places": ()}, "No longer a place of work: Casa."),
        ({"places": ("Casa", "Bar")}, "New place: Bar."),
        ({"tools": ()}, "Tool left out: Computer portatile."),
        (
            {"tools": (Tool("Computer portatile", Supplier.PERSON),)},
            "Computer portatile is now the person's own.",
        ),
        ({"activities": ()}, "Activity left out: Istruttoria delle pratiche."),
        (
            {"activities": (replace(ACTIVITY, target="50", result="Altro"),)},
            "Activity changed: Istruttoria delle pratiche (expected result, target).",
        ),
        (
            {"justified_reasons": ("Altro.",)},
            "The justified reasons for withdrawing are different.",
        ),
    ],
)
def test_every_difference_is_a_sentence(change, said):
    [one] = differences(TERMS, replace(TERMS, **change))
    assert difference_words(one).startswith(said)


def test_what_is_new_is_told_as_new():
    tool = Tool("Telefono", Supplier.CITY)
    more = replace(TERMS, tools=(*TERMS.tools, tool), activities=(*TERMS.activities, OTHER))
    assert [difference_words(one) for one in differences(TERMS, more)] == [
        "New tool: Telefono.",
        "New activity: Risposte.",
    ]
    own = replace(more, tools=(*TERMS.tools, replace(tool, supplier=Supplier.PERSON)))
    [one] = differences(own, more)
    assert difference_words(one) == "Telefono is now supplied by the city."


OTHER = replace(ACTIVITY, title="Risposte")


def test_an_open_ended_agreement_that_gets_an_end_says_so():
    [one] = differences(replace(TERMS, duration=Duration.OPEN, ends_on=None), TERMS)
    assert one.part is Part.TERM
    assert difference_words(one) == "Until Monday 31 August, no longer open-ended."


def test_every_field_of_an_activity_has_a_name():
    assert set(ACTIVITY_FIELDS) == set(Activity.__dataclass_fields__)


def test_italian_days_are_italian(app):
    with force_locale("it"):
        assert "martedì e giovedì" in pattern_words(TERMS.pattern)
        assert bands_words(TERMS.contact) == "9:00-13:00 e 14:00-16:00"


def test_an_agreement_is_told_part_by_part():
    said = dict(content_words(TERMS))
    assert said["Period"] == ["From Monday 2 March to Monday 31 August"]
    assert said["Remote work"] == ["Tuesday and Thursday"]
    assert said["Tools"] == ["Computer portatile, supplied by the city"]
    assert said["Activities"] == [
        "Istruttoria delle pratiche: Pratiche chiuse entro il mese. Pratiche chiuse: at least 40"
    ]
    assert "Disconnection" not in said


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        (IndicatorKind.DATE, "2026-06-15", "Monday 15 June"),
        (IndicatorKind.DATE, "presto", "presto"),
        (IndicatorKind.PERCENTAGE, "95", "95 %"),
        (IndicatorKind.TEXT, "Bene", "Bene"),
    ],
)
def test_a_target_is_written_as_people_write_it(kind, target, said):
    one = replace(ACTIVITY, kind=kind, target=target)
    told = dict(content_words(replace(TERMS, activities=(one,))))
    assert told["Activities"][0].endswith(said)


def test_an_open_ended_agreement_with_a_number_of_days_and_own_tools_is_told():
    own = (Tool("Telefono", Supplier.PERSON),)
    terms = replace(TERMS, duration=Duration.OPEN, ends_on=None, pattern=SIX_A_MONTH, tools=own)
    said = dict(content_words(terms))
    assert said["Period"] == ["Open-ended, from Monday 2 March"]
    assert said["Remote work"] == ["3 remote days a month"]
    assert said["Tools"] == ["Telefono, the person's own"]
