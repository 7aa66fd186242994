"""Terms as the fields of the three pages, and back: the one place that knows both."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from app.core.half import Half
from app.pola.forms.request.content import BANDS, ContentForm
from app.pola.forms.request.pages import (
    COUNTS,
    ClausesForm,
    PeriodForm,
    RequestForm,
    lines_of,
)
from app.pola.forms.request.rows import field_name
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

_WRITTEN = ("title", "result", "indicator", "target", "numerator", "denominator")


def period_values(terms: Terms) -> dict[str, Any]:
    """Return the fields of the first page."""
    pattern = terms.pattern
    values = {
        "duration": terms.duration,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "rhythm": pattern.rhythm,
        "halves": [f"{one.weekday}-{one.half}" for one in pattern.halves],
    }
    if pattern.rhythm in COUNTS and pattern.count:
        values[COUNTS[pattern.rhythm]] = pattern.count
    return values


def content_values(terms: Terms) -> dict[str, Any]:
    """Return the fields of the second page, its rows included."""
    values: dict[str, Any] = {
        "places": "\n".join(terms.places),
        "rest_start": terms.rest.start,
        "rest_end": terms.rest.end,
    }
    for kind, rows in (
        ("contact", terms.contact),
        ("tool", terms.tools),
        ("activity", terms.activities),
    ):
        for n, row in enumerate(rows, 1):
            parts = (field.name for field in fields(row))  # type: ignore[arg-type]
            values |= {field_name(kind, n, part): getattr(row, part) for part in parts}
    return values


def clauses_values(terms: Terms) -> dict[str, Any]:
    """Return the fields of the third page."""
    return {
        "notice_days": terms.notice_days,
        "justified_reasons": "\n".join(
            " ".join(reason.splitlines()) for reason in terms.justified_reasons
        ),
        "ways": terms.ways,
        "direction": terms.direction,
        "disconnection": terms.disconnection,
    }


def content_rows(terms: Terms) -> dict[str, int]:
    """Return how many rows the second page has at first: one to begin with."""
    return {
        "contact": max(BANDS, len(terms.contact)),
        "tool": max(1, len(terms.tools)),
        "activity": max(1, len(terms.activities)),
    }


def written_terms(form: RequestForm, terms: Terms) -> Terms:
    """Return the terms with what one page says; the other pages' stay as they are."""
    if isinstance(form, PeriodForm):
        return _with_period(form, terms)
    if isinstance(form, ContentForm):
        return _with_content(form, terms)
    assert isinstance(form, ClausesForm)
    return _with_clauses(form, terms)


def _with_period(form: PeriodForm, terms: Terms) -> Terms:
    duration, rhythm, first = form.duration.data, form.rhythm.data, form.starts_on.data
    assert first is not None, "the form wants a first day"
    if rhythm is Rhythm.WEEKDAYS:
        pattern = RemotePattern(rhythm, tuple(sorted(map(_half, form.halves.data or ()))))
    else:
        pattern = RemotePattern(rhythm, (), form[COUNTS[rhythm]].data or 0)
    return replace(
        terms,
        duration=duration,
        starts_on=first,
        ends_on=form.ends_on.data if duration is Duration.FIXED else None,
        pattern=pattern,
    )


def _half(text: str) -> WeekHalf:
    day, half = text.split("-")
    return WeekHalf(int(day), Half(half))


def _with_content(form: ContentForm, terms: Terms) -> Terms:
    contact, tools = form.rows("contact"), form.rows("tool")
    return replace(
        terms,
        places=tuple(lines_of(form.places.data)),
        rest=Band(form.rest_start.data, form.rest_end.data),
        contact=tuple(
            Band(row["start"].data, row["end"].data) for row in contact if row["start"].data
        ),
        tools=tuple(
            Tool(row["name"].data, row["supplier"].data or Supplier.CITY)
            for row in tools
            if row["name"].data
        ),
        activities=tuple(
            _activity(row)
            for row in form.rows("activity")
            if any(row[part].data for part in _WRITTEN)
        ),
    )


def _activity(row: Mapping[str, Any]) -> Activity:
    said = {part: row[part].data or "" for part in _WRITTEN}
    kind = row["kind"].data
    if kind is not IndicatorKind.PERCENTAGE:
        said |= {"numerator": "", "denominator": ""}
    comparison = row["comparison"].data
    if kind is IndicatorKind.DATE:
        comparison = Comparison.BY
    elif comparison in (None, Comparison.BY):
        comparison = Comparison.AT_LEAST
    return Activity(kind=kind, comparison=comparison, **said)


def _with_clauses(form: ClausesForm, terms: Terms) -> Terms:
    days = form.notice_days.data
    assert days is not None, "the form wants a number"
    return replace(
        terms,
        notice_days=days,
        justified_reasons=tuple(lines_of(form.justified_reasons.data)),
        ways=form.ways.data or "",
        direction=form.direction.data or "",
        disconnection=form.disconnection.data or "",
    )
