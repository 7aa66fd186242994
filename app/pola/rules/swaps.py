"""Exchanging an agreed remote half for another of the same week."""

from enum import StrEnum


class SwapState(StrEnum):
    """Where a request to swap stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
