"""The yearly indicators as a document: what the city publishes with its PIAO."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from flask import current_app

from app.pola.documents.typesetting import typeset


@dataclass(frozen=True)
class Row:
    """One indicator in words."""

    name: str
    definition: str
    value: str
    # So many out of so many; empty for what is no percentage.
    ratio: str
    before: str
    target: str


@dataclass(frozen=True)
class Section:
    """The indicators of a dimension."""

    title: str
    rows: Sequence[Row]


def indicators_pdf(
    year: int, sections: Sequence[Section], notes: Sequence[str], at: datetime
) -> bytes:
    """Return the indicators of a year in Italian as PDF/A-2a and PDF/UA-1.

    Equal arguments give equal bytes; `at` is the instant of the figures.
    """
    facts = {
        "city": current_app.config["CITY_NAME"],
        "year": year,
        "at": at,
        "sections": [asdict(section) for section in sections],
        "notes": list(notes),
    }
    return typeset("indicators.typ", facts, at)
