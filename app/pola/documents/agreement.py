"""The agreement as a document: what both parties read, sign and keep (CCNL FL art. 65)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any, TypedDict

from flask import current_app

from app.core.calendar import SATURDAY
from app.core.half import Half
from app.pola.documents.typesetting import typeset
from app.pola.queries.agreements import AgreementFacts
from app.pola.rules.parameters import Programme
from app.pola.rules.routes import Signer
from app.pola.rules.terms import Band, RemotePattern, Rhythm, Terms


class Person(TypedDict, total=False):
    """What the document says of the two people; whatever is not known is left out of it."""

    fiscal_code: str | None
    born_on: date | None
    staff_number: str | None
    grade: str | None
    hours_percent: int
    manager_name: str | None
    # The text on safety that the person acknowledged: its version, and when.
    safety_version: date | None
    safety_acknowledged_at: datetime | None


@dataclass(frozen=True)
class SignatureLine:
    """A signature that was already given, to be printed."""

    signer: Signer
    name: str
    at: datetime
    sha256: str


def agreement_pdf(
    facts: AgreementFacts,
    programme: Programme,
    person: Person | dict[str, Any],
    signatures: Sequence[SignatureLine] = (),
) -> bytes:
    """Return the agreement in Italian as PDF/A-2a and PDF/UA-1.

    Equal arguments give equal bytes, so that the SHA-256 that a person signs is stable:
    the document bears the instant of the request, not of its printing.
    """
    at = facts.submitted_at or facts.created_at
    return typeset(
        "agreement.typ",
        {
            "city": current_app.config["CITY_NAME"],
            "number": facts.id,
            "origin": facts.origin,
            "full_name": facts.full_name,
            "office": facts.office_name,
            "asked_at": at,
            "protocol_number": facts.protocol_number,
            "protocol_on": facts.protocol_on,
            "person": dict(person),
            "terms": _terms(facts.terms),
            "programme": _programme(programme),
            "signatures": {line.signer.value: asdict(line) for line in signatures},
        },
        at,
    )


def _terms(terms: Terms) -> dict[str, Any]:
    return {
        "duration": terms.duration,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "rhythm": terms.pattern.rhythm,
        "halves": terms.pattern.count,
        "week": _week(terms.pattern),
        "contact": [_band(band) for band in terms.contact],
        "rest": _band(terms.rest),
        "places": terms.places,
        "tools": [asdict(tool) for tool in terms.tools],
        "activities": [asdict(activity) for activity in terms.activities],
        "notice_days": terms.notice_days,
        "justified_reasons": terms.justified_reasons,
        "ways": terms.ways,
        "direction": terms.direction,
        "disconnection": terms.disconnection,
    }


def _week(pattern: RemotePattern) -> list[dict[str, bool]]:
    """Return for Monday to Friday which halves are remote; empty unless they are fixed."""
    if pattern.rhythm is not Rhythm.WEEKDAYS:
        return []
    remote = {(one.weekday, one.half) for one in pattern.halves}
    return [{half.value: (day, half) in remote for half in Half} for day in range(SATURDAY)]


def _programme(programme: Programme) -> dict[str, Any]:
    """Return what the document says of the programme under which it was made."""
    return {
        "prevalence": programme.prevalence_rule_on,
        "rest_hours": programme.least_rest_hours,
        "notice_days_disabled": programme.notice_days_disabled,
        "meal_voucher": programme.meal_voucher_on_agile,
        "evaluation": programme.evaluation_needed,
        "ways": programme.ways_text,
        "direction": programme.direction_text,
        "disconnection": programme.disconnection_text,
        "safety": programme.safety_text,
    }


def _band(band: Band) -> dict[str, str]:
    return {"start": _clock(band.start), "end": _clock(band.end)}


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"
