"""The public register's number of an agreement: filled in, never invented (DPR 445/2000)."""

import json
from datetime import date
from enum import StrEnum

from app.core.errors import Reason
from app.pola.rules.states import SIGNED, State

LONGEST_NUMBER = 60
LONGEST_JSON = 20_000
_WITH_A_DOCUMENT = SIGNED | {State.TO_SIGN_MANAGER}


class ProtocolFault(StrEnum):
    """Why a number cannot be filled in. The words are in labels/protocol.py."""

    NOT_SIGNED = "not_signed"
    NUMBER_MISSING = "number_missing"
    NUMBER_TOO_LONG = "number_too_long"
    DAY_MISSING = "day_missing"
    DAY_AHEAD = "day_ahead"
    JSON_WRONG = "json_wrong"
    JSON_TOO_LONG = "json_too_long"


def protocol_faults(
    state: State, number: str, on: date | None, json_text: str, today: date
) -> list[Reason]:
    """Return what is wrong with a number, its day and the metadata; none means that all is well.

    All three empty take a number away that was written by mistake.
    """
    is_numbered = bool(number or on or json_text)
    checks = {
        # There is nothing to register before somebody has signed.
        ProtocolFault.NOT_SIGNED: state not in _WITH_A_DOCUMENT,
        ProtocolFault.NUMBER_MISSING: is_numbered and not number,
        ProtocolFault.NUMBER_TOO_LONG: len(number) > LONGEST_NUMBER,
        ProtocolFault.DAY_MISSING: is_numbered and on is None,
        ProtocolFault.DAY_AHEAD: on is not None and on > today,
        ProtocolFault.JSON_TOO_LONG: len(json_text) > LONGEST_JSON,
        ProtocolFault.JSON_WRONG: len(json_text) <= LONGEST_JSON and not _is_object(json_text),
    }
    words = {"most": LONGEST_NUMBER, "most_json": LONGEST_JSON}
    return [Reason(fault, words) for fault, is_broken in checks.items() if is_broken]


def _is_object(json_text: str) -> bool:
    """Return True for nothing at all, or for `{…}`."""
    if not json_text:
        return True
    try:
        return isinstance(json.loads(json_text), dict)
    except (ValueError, RecursionError):
        return False
