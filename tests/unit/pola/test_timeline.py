from datetime import date, time

import pytest

from app.pola.rules.parameters import ParameterName, ParameterRow, programme_on
from app.pola.rules.settings import SettingFacts, SettingRefusal, setting_refusals
from app.pola.rules.timeline import Change, is_overtaken, next_change, standing

NAME = ParameterName.NOTICE_DAYS
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
TODAY = date(2026, 3, 2)


def row(value, from_day, name=NAME):
    return ParameterRow(name, value, from_day)


def test_before_anybody_decides_the_value_that_vicino_comes_with_holds():
    assert standing(NAME, [row("40", APRIL)], MARCH, "30") == Change("30", None)


def test_the_last_value_written_holds_from_its_day_on():
    rows = [row("40", MARCH), row("9", MARCH, ParameterName.LEAST_REST_HOURS), row("50", APRIL)]
    assert standing(NAME, rows, MARCH, "30") == Change("40", MARCH)
    assert standing(NAME, rows, APRIL, "30") == Change("50", APRIL)
    assert next_change(NAME, rows, MARCH, "30") == Change("50", APRIL)
    assert next_change(NAME, rows, APRIL, "30") is None


@pytest.mark.parametrize(("rows", "coming"), [
    ([], None),
    ([row("30", APRIL)], None),
    ([row("30", APRIL), row("60", MAY)], Change("60", MAY)),
    ([row("40", MAY), row("50", APRIL)], Change("50", APRIL)),
])  # fmt: skip
def test_the_next_change_is_the_first_day_with_another_value(rows, coming):
    assert next_change(NAME, rows, MARCH, "30") == coming


def test_a_plan_is_overtaken_by_what_is_written_later_for_an_earlier_day():
    plan, sooner = row("40", MAY), row("50", APRIL)
    assert is_overtaken(plan, [sooner])
    assert not is_overtaken(sooner, [plan])
    assert not is_overtaken(plan, [row("9", APRIL, ParameterName.LEAST_REST_HOURS)])
    assert standing(NAME, [plan, sooner], MAY, "30") == Change("50", APRIL)
    assert programme_on(MAY, [plan, sooner]).notice_days == 50


def facts(**more):
    values = {
        "today": TODAY, "rows": [], "present": "30", "last_relied_on": None,
        "last_version_read": None,
    }  # fmt: skip
    return SettingFacts(**values | more)


def codes(wanted, **more):
    return [reason.code for reason in setting_refusals(wanted, facts(**more))]


@pytest.mark.parametrize(("from_day", "relied_on", "expected"), [
    (APRIL, date(2026, 12, 1), []),
    (TODAY, None, []),
    (TODAY, MARCH, []),
    (TODAY, TODAY, [SettingRefusal.RELIED_ON]),
    (MARCH, TODAY, [SettingRefusal.RELIED_ON]),
    (date(2020, 1, 1), None, []),
])  # fmt: skip
def test_the_past_can_be_set_only_while_no_agreement_goes_by_it(from_day, relied_on, expected):
    assert codes(row("40", from_day), last_relied_on=relied_on) == expected


def test_a_text_that_was_read_keeps_its_words():
    text = row("new", TODAY, ParameterName.SAFETY_TEXT)
    assert codes(text, last_version_read=TODAY) == [SettingRefusal.TEXT_READ]
    assert codes(text, last_version_read=date(2017, 6, 14)) == []


def test_the_same_value_again_is_no_decision():
    assert codes(row("30", APRIL)) == [SettingRefusal.NOT_CHANGED]


def test_values_must_fit_each_other():
    late = row("21:00", APRIL, ParameterName.BANDS_FROM)
    assert codes(late) == [SettingRefusal.BANDS_REVERSED]
    assert codes(late, rows=[row("22:00", APRIL, ParameterName.BANDS_UNTIL)]) == []
    assert programme_on(APRIL, [late]).bands_from == time(21)
    alarm = row("12", APRIL, ParameterName.SAFETY_ALARM_MONTHS)
    assert codes(alarm) == []
    short = row("6", APRIL, ParameterName.SAFETY_NOTE_MONTHS)
    assert codes(short) == [SettingRefusal.ALARM_TOO_LATE]


def test_a_refusal_names_the_first_day_that_works():
    (reason,) = setting_refusals(row("40", TODAY), facts(last_relied_on=TODAY))
    assert reason.facts == {"day": date(2026, 3, 3)}
