"""Terms as text and back: what is stored, signed and compared."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, time
from typing import Any

from app.core.half import Half
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


def write_terms(terms: Terms) -> str:
    """Return terms as JSON with sorted keys: equal terms give equal text."""
    return json.dumps(asdict(terms), default=_plain, ensure_ascii=False, sort_keys=True)


def read_terms(text: str) -> Terms:
    """Return the terms that were written; ValueError or KeyError for anything else."""
    facts = json.loads(text)
    pattern = facts["pattern"]
    return Terms(
        duration=Duration(facts["duration"]),
        starts_on=date.fromisoformat(facts["starts_on"]),
        ends_on=date.fromisoformat(facts["ends_on"]) if facts["ends_on"] else None,
        pattern=RemotePattern(
            Rhythm(pattern["rhythm"]),
            tuple(WeekHalf(one["weekday"], Half(one["half"])) for one in pattern["halves"]),
            pattern["count"],
        ),
        contact=tuple(_band(one) for one in facts["contact"]),
        rest=_band(facts["rest"]),
        places=tuple(facts["places"]),
        tools=tuple(Tool(one["name"], Supplier(one["supplier"])) for one in facts["tools"]),
        activities=tuple(_activity(one) for one in facts["activities"]),
        notice_days=facts["notice_days"],
        justified_reasons=tuple(facts["justified_reasons"]),
        ways=facts["ways"],
        direction=facts["direction"],
        disconnection=facts["disconnection"],
    )


def halves_a_month(pattern: RemotePattern) -> int:
    """Return how many halves an average month of this pattern holds, rounded up.

    A month is a twelfth of 52 weeks.
    """
    if pattern.rhythm is Rhythm.PER_MONTH:
        return pattern.count
    a_week = pattern.count if pattern.rhythm is Rhythm.PER_WEEK else len(pattern.halves)
    return -(-a_week * 52 // 12)


def _band(facts: Mapping[str, str]) -> Band:
    return Band(time.fromisoformat(facts["start"]), time.fromisoformat(facts["end"]))


def _activity(facts: Mapping[str, str]) -> Activity:
    return Activity(
        title=facts["title"],
        result=facts["result"],
        indicator=facts["indicator"],
        kind=IndicatorKind(facts["kind"]),
        comparison=Comparison(facts["comparison"]),
        target=facts["target"],
        numerator=facts["numerator"],
        denominator=facts["denominator"],
    )


def _plain(value: Any) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value.isoformat())
