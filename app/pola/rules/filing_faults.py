"""Why a communication cannot be sent, or cannot be settled: asked before the Ministry is."""

import re
from datetime import date
from enum import StrEnum

from app.core.errors import Reason
from app.pola.rules.communications import FIXED_TERM, OPEN_ENDED, Employer, Told
from app.pola.rules.filings import Act

# With the letters that stand for digits where two people would have the same code.
_D = "[0-9LMNPQRSTUV]"
_PERSON = re.compile(f"[A-Z]{{6}}{_D}{{2}}[A-Z]{_D}{{2}}[A-Z]{_D}{{3}}[A-Z]", re.ASCII)
_BODY = re.compile("[0-9]{11}", re.ASCII)
_PAT = re.compile("[0-9]{8,10}", re.ASCII)
_TARIFF = re.compile("[0-9]{4}", re.ASCII)
_RELATION = re.compile("A0[123]", re.ASCII)
_CODE = re.compile("[0-9]{17}", re.ASCII)


class FilingFault(StrEnum):
    """What is missing or wrong. The words are in labels/filings.py."""

    EMPLOYER_CODE = "employer_code"
    EMPLOYER_NAME = "employer_name"
    PAT = "pat"
    TARIFF = "tariff"
    FISCAL_CODE = "fiscal_code"
    BORN_ON = "born_on"
    HIRED_ON = "hired_on"
    RELATION = "relation"
    START = "start"
    SIGNED_ON = "signed_on"
    STARTS_BEFORE_SIGNING = "starts_before_signing"
    END = "end"
    END_BEFORE_START = "end_before_start"
    NOTHING_BEFORE = "nothing_before"
    GONE = "gone"
    BEING_SENT = "being_sent"
    NOT_NOW = "not_now"
    NO_CODE = "no_code"
    CODE_TAKEN = "code_taken"
    NOT_CONFIGURED = "not_configured"


def faults(act: Act, told: Told, employer: Employer, code: str = "") -> list[Reason]:
    """Return everything that bars a communication from being sent."""
    found: list[FilingFault] = []
    if act is not Act.START and not code:
        found.append(FilingFault.NOTHING_BEFORE)
    if act is Act.START:
        found += _of_parties(told, employer)
    if act in (Act.START, Act.CHANGE):
        found += _of_relation(told, employer)
        found += _of_signing(act, told)
    if act is not Act.ANNULMENT:
        found += _of_end(act, told)
    days = {"start": told.starts_on, "signed": told.signed_on, "end": told.ends_on}
    return [Reason(fault, _quoted(days)) for fault in found]


def code_faults(code: str) -> list[Reason]:
    """Return why a code cannot be one that the Ministry gave: it has 17 digits."""
    return [] if _CODE.fullmatch(code) else [Reason(FilingFault.NO_CODE)]


def _of_parties(told: Told, employer: Employer) -> list[FilingFault]:
    body = _BODY.fullmatch(employer.fiscal_code) or _PERSON.fullmatch(employer.fiscal_code)
    asked = {
        FilingFault.EMPLOYER_CODE: body,
        FilingFault.EMPLOYER_NAME: employer.name,
        FilingFault.FISCAL_CODE: _PERSON.fullmatch(told.fiscal_code),
        FilingFault.BORN_ON: told.born_on,
        FilingFault.HIRED_ON: told.hired_on,
        FilingFault.START: told.starts_on,
    }
    return [fault for fault, answer in asked.items() if not answer]


def _of_relation(told: Told, employer: Employer) -> list[FilingFault]:
    asked = {
        FilingFault.RELATION: _RELATION.fullmatch(told.contract),
        FilingFault.PAT: _PAT.fullmatch(employer.pat),
        FilingFault.TARIFF: _TARIFF.fullmatch(employer.tariff),
    }
    return [fault for fault, answer in asked.items() if not answer]


def _of_signing(act: Act, told: Told) -> list[FilingFault]:
    if told.signed_on is None:
        return [FilingFault.SIGNED_ON]
    # The Ministry answers E037. A change may be signed after the period began.
    if act is Act.START and told.starts_on and told.starts_on < told.signed_on:
        return [FilingFault.STARTS_BEFORE_SIGNING]
    return []


def _of_end(act: Act, told: Told) -> list[FilingFault]:
    if told.ends_on is None:
        needed = act is Act.WITHDRAWAL or told.duration != OPEN_ENDED
        return [FilingFault.END] if needed else []
    if told.starts_on and told.ends_on < told.starts_on:
        return [FilingFault.END_BEFORE_START]
    is_odd = act is not Act.WITHDRAWAL and told.duration != FIXED_TERM
    return [FilingFault.END] if is_odd else []


def _quoted(days: dict[str, date | None]) -> dict[str, date]:
    return {name: day for name, day in days.items() if day is not None}
