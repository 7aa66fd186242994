"""Terms become three pages of fields, and those pages become the same terms."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.core.errors import Reason
from app.core.half import Half
from app.core.i18n import speaking
from app.pola.forms.request.content import content_form
from app.pola.forms.request.faults import Limits, blames
from app.pola.forms.request.mapping import (
    clauses_values,
    content_rows,
    content_values,
    period_values,
    written_terms,
)
from app.pola.forms.request.pages import PeriodForm, RequestPage, clauses_form
from app.pola.forms.request.rows import pressed_row, row_count, without_row
from app.pola.rules.faults import Fault
from app.pola.rules.hitches import Hitch
from app.pola.rules.terms import (
    Activity,
    Band,
    Comparison,
    Duration,
    IndicatorKind,
    RemotePattern,
    Rhythm,
    Supplier,
    Terms,
    Tool,
    WeekHalf,
)
from tests.support.agreements import ACTIVITY, TERMS
from tests.support.forms import as_sent

_letters = st.characters(categories=["L", "N", "P", "S"])
_line = st.text(_letters, min_size=1, max_size=40)
_lines = st.lists(_line, max_size=4).map(tuple)
_days = st.dates(date(2020, 1, 1), date(2060, 12, 31))
_times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
_bands = st.builds(Band, _times, _times)
_halves = st.sets(st.builds(WeekHalf, st.integers(0, 4), st.sampled_from(Half)))
_patterns = st.one_of(
    _halves.map(lambda halves: RemotePattern(Rhythm.WEEKDAYS, tuple(sorted(halves)))),
    st.builds(
        lambda rhythm, count: RemotePattern(rhythm, (), count),
        st.sampled_from([Rhythm.PER_WEEK, Rhythm.PER_MONTH]),
        st.integers(0, 40),
    ),
)
_fair = st.sampled_from([Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.EQUAL])


@st.composite
def _activities(draw):
    kind = draw(st.sampled_from(IndicatorKind))
    is_share = kind is IndicatorKind.PERCENTAGE
    return Activity(
        title=draw(_line),
        result=draw(_line),
        indicator=draw(_line),
        kind=kind,
        comparison=Comparison.BY if kind is IndicatorKind.DATE else draw(_fair),
        target=draw(_line),
        numerator=draw(_line) if is_share else "",
        denominator=draw(_line) if is_share else "",
    )


@st.composite
def _terms(draw):
    duration = draw(st.sampled_from(Duration))
    return Terms(
        duration=duration,
        starts_on=draw(_days),
        ends_on=draw(_days) if duration is Duration.FIXED else None,
        pattern=draw(_patterns),
        contact=tuple(draw(st.lists(_bands, max_size=3))),
        rest=draw(_bands),
        places=draw(_lines),
        tools=tuple(draw(st.lists(st.builds(Tool, _line, st.sampled_from(Supplier)), max_size=4))),
        activities=tuple(draw(st.lists(_activities(), max_size=4))),
        notice_days=draw(st.integers(1, 365)),
        justified_reasons=draw(_lines),
        ways=draw(_line),
        direction=draw(_line),
        disconnection=draw(_line),
    )


def _sent_back(kind, values, terms):
    shown = kind(formdata=None, data=values)
    return written_terms(kind(formdata=as_sent(shown)), terms)


@given(terms=_terms())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_that_nobody_touched_say_the_same_terms(app, terms):
    with app.test_request_context():
        written = _sent_back(PeriodForm, period_values(terms), TERMS)
        content = content_form(**content_rows(terms))
        written = _sent_back(content, content_values(terms), written)
        assert _sent_back(clauses_form(()), clauses_values(terms), written) == terms


@pytest.fixture
def in_request(app):
    with app.test_request_context(), speaking("en"):
        yield


def _content(**changes):
    form = content_form(contact=3, tool=1, activity=2)
    shown = form(formdata=None, data=content_values(TERMS))
    sent = as_sent(shown)
    for name, value in changes.items():
        sent[name] = value
    return form(formdata=sent)


def test_empty_rows_say_nothing(in_request):
    terms = written_terms(_content(), TERMS)
    assert len(terms.activities) == len(TERMS.activities)
    assert len(terms.contact) == 2


def test_a_band_needs_both_times(in_request):
    form = _content(contact3_start="17:00")
    assert not form.validate()
    assert form["contact3_end"].errors == ["Write both times, or neither."]


def test_a_date_is_always_kept_by_a_day(in_request):
    form = _content(activity1_kind="date", activity1_comparison="at_most")
    assert written_terms(form, TERMS).activities[0].comparison is Comparison.BY


def test_a_number_is_never_kept_by_a_day(in_request):
    form = _content(activity1_comparison="by")
    assert written_terms(form, TERMS).activities[0].comparison is Comparison.AT_LEAST


def test_what_a_percentage_counts_goes_with_the_percentage(in_request):
    form = _content(activity1_numerator="chiuse", activity1_denominator="aperte")
    assert written_terms(form, TERMS).activities[0].numerator == ""


@pytest.mark.parametrize(
    "day", ["31/02/2026", "tomorrow", "0001-01-01", "9999-12-31", "2026-13-01"]
)
def test_a_day_that_is_none_is_refused(in_request, day):
    sent = as_sent(PeriodForm(formdata=None, data=period_values(TERMS)))
    sent["starts_on"] = day
    assert not PeriodForm(formdata=sent).validate()


def test_a_day_may_be_written_as_italians_do(in_request):
    sent = as_sent(PeriodForm(formdata=None, data=period_values(TERMS)))
    sent["starts_on"] = "01/04/2026"
    form = PeriodForm(formdata=sent)
    assert form.validate()
    assert written_terms(form, TERMS).starts_on == date(2026, 4, 1)


@pytest.mark.parametrize("count", ["-1", "100", "2.5", "two", "٣٤٥", "9" * 40])
def test_a_count_out_of_bounds_is_refused(in_request, count):
    sent = as_sent(PeriodForm(formdata=None, data=period_values(TERMS)))
    sent["rhythm"], sent["count_week"] = "per_week", count
    assert not PeriodForm(formdata=sent).validate()


def test_what_the_choice_leaves_out_is_not_asked(in_request):
    sent = as_sent(PeriodForm(formdata=None, data=period_values(TERMS)))
    sent["count_month"], sent["duration"], sent["ends_on"] = "many", "open", "never"
    form = PeriodForm(formdata=sent)
    assert form.validate()
    assert written_terms(form, TERMS).ends_on is None


def test_a_row_can_be_taken_out_and_those_below_move_up():
    sent = MultiDict({"activity1_title": "a", "activity2_title": "b", "activity3_title": "c"})
    sent["tool2_name"] = "desk"
    left = without_row(sent, "activity", 2)
    assert left.to_dict() == {"activity1_title": "a", "activity2_title": "c", "tool2_name": "desk"}
    assert row_count(sent, "activity", 8) == 3
    assert row_count(sent, "activity", 2) == 2
    assert pressed_row("activity2", "activity") == 2
    assert pressed_row("tool2", "activity") is None


_LIMITS = Limits(week=6, month=20)


@pytest.mark.parametrize("fault", list(Fault))
def test_every_rule_has_a_field_beside_which_it_is_told(in_request, fault):
    facts = {
        "day": date(2026, 3, 2),
        "last": time(16),
        "first": time(9),
        "start": time(9),
        "end": time(13),
        "title": "",
        "target": "many",
        "months": 12,
        "count": 8,
        "most": 6,
        "hours": "1:00",
        "least": 11,
        "text": "…",
    }
    if fault in ("activity_incomplete", "comparison_unfit", "percentage_of_what") or (
        fault.startswith("target")
    ):
        facts["place"] = 1
    terms = replace(TERMS, activities=(replace(ACTIVITY, title=""),))
    told = blames([Reason(fault, facts)], terms, _LIMITS)
    assert told
    pages = {
        RequestPage.PERIOD: PeriodForm(formdata=None),
        RequestPage.CONTENT: content_form(contact=3, tool=1, activity=1)(formdata=None),
        RequestPage.CLAUSES: clauses_form(())(formdata=None),
    }
    for one in told:
        assert one.words
        assert one.page
        assert pages[one.page].blame(one.field, one.words)


def test_a_count_is_told_with_its_range(in_request):
    terms = replace(TERMS, pattern=RemotePattern(Rhythm.PER_WEEK, (), 8))
    reason = Reason(Fault.TOO_MANY_A_WEEK, {"count": 8, "most": 6})
    [told] = blames([reason], terms, _LIMITS)
    assert told.field == "count_week"
    assert told.words == "8 half-days are more than the most. Write a number from 1 to 6."


def test_what_concerns_no_field_is_told_on_top(in_request):
    [told] = blames([Reason(Hitch.NO_MANAGER)], TERMS, _LIMITS)
    assert told.page is None
