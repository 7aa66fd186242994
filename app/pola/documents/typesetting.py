"""Setting a template with typst: a PDF that lasts (PDF/A-2a) and that all can read (PDF/UA-1).

A template is never put together from what people write: their words travel beside it
as data, so that a `#` or a `$` is printed and means nothing (ADR 21).
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import typst

from app.core import clock

_STANDARDS: list[Any] = ["a-2a", "ua-1"]
_HERE = Path(__file__).parent
# What Libertinus Serif, within typst, draws by itself: Latin, Greek, Cyrillic, common signs.
# An accent over a letter must come from the letter's own font, so no second one helps out.
_NOT_DRAWN = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u02e4\u02ea-\u036f\u0384-\u038a\u038c\u038e-\u03a1"
    "\u03a3-\u03ce\u0400-\u045f\u0490-\u04c4\u04d0-\u04f9\u1e00-\u1e9b\u1e9e\u1ea0-\u1ef9"
    "\u2010-\u2027\u202f-\u2037\u2039-\u203e\u2044\u2070\u2071\u2074-\u208e\u20ac\u2116\u2122"
    "\u2153-\u215f\u2190-\u2199\u220f-\u221c\u221e\u2248\u2260-\u2262\u2264\u2265\u25a0\u25a1]"
)
_UNSEEN = {"Cc", "Cf", "Cs"}
# A longer word would run out of its column.
_LONG_WORD = re.compile(r"\S{24}(?=\S{8})")
# Says where a line may break, and is not drawn.
_BREAK = "\u200b"


def typeset(template: str, facts: Mapping[str, Any], at: datetime) -> bytes:
    """Return the PDF of a template beside this file; equal facts give equal bytes.

    `at` is the instant that the document bears.
    """
    made = typst.compile(
        str(_HERE / template),
        root=str(_HERE),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(_plain(facts), ensure_ascii=False, sort_keys=True)},
        pdf_standards=_STANDARDS,
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes), "a PDF is one file"
    return made


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: days and instants in Italian time, words that can be drawn."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.ROME):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return _drawable(value) if isinstance(value, str) else value


def _drawable(text: str) -> str:
    """Return text with a replacement mark for each letter that no font here has."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    seen = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _UNSEEN)
    return _LONG_WORD.sub(rf"\g<0>{_BREAK}", _NOT_DRAWN.sub("\ufffd", seen))
