"""Rows that a person adds and removes: `activity2_title` is the title of the second activity."""

import re
from typing import Any

from werkzeug.datastructures import MultiDict

_NAME = re.compile("([a-z]+)([0-9]{1,2})_([a-z]+)")


def field_name(kind: str, place: int, part: str) -> str:
    """Return the name of a field in a row; rows count from 1 on."""
    return f"{kind}{place}_{part}"


def row_count(sent: MultiDict[str, Any], kind: str, most: int) -> int:
    """Return how many rows of a kind a form was sent with, `most` at most."""
    places = [int(found[2]) for name in sent if (found := _row(name, kind))]
    return min(max(places, default=0), most)


def without_row(sent: MultiDict[str, Any], kind: str, place: int) -> MultiDict[str, Any]:
    """Return what was sent without one row; those below it move up."""
    kept: MultiDict[str, Any] = MultiDict()
    for name, value in sent.items(multi=True):
        found = _row(name, kind)
        if found is None or int(found[2]) < place:
            kept.add(name, value)
        elif int(found[2]) > place:
            kept.add(field_name(kind, int(found[2]) - 1, found[3]), value)
    return kept


def pressed_row(pressed: str, kind: str) -> int | None:
    """Return which row the button `activity2` removes; None if it is not of this kind."""
    found = re.fullmatch(f"{kind}([0-9]{{1,2}})", pressed)
    return int(found[1]) if found else None


def _row(name: str, kind: str) -> re.Match[str] | None:
    found = _NAME.fullmatch(name)
    return found if found and found[1] == kind else None
