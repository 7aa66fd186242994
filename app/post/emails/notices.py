"""A message as a line under the bell: the words of its letter, without the mail."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from app.booking.emails.gathered import gather_for as gather_for_bookings
from app.core.letters import Letter, Recipient
from app.core.lookups import gathering
from app.core.security import is_local
from app.pola.emails.gathered import gather_for as gather_for_agreements
from app.post.emails import LETTERS
from app.post.queries.notices import Notice

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """What is told of a notice."""

    id: int
    subject: str
    text: str
    # The page that it is about, on this very site.
    path: str
    created_at: datetime
    is_new: bool


def lines_of(notices: Sequence[Notice], to: Recipient) -> list[Line]:
    """Return those notices that have something to say, in a constant number of queries."""
    told = [notice.facts for notice in notices]
    with gathering():
        gather_for_bookings(told)
        gather_for_agreements(told)
        return [line for notice in notices if (line := line_of(notice, to))]


def line_of(notice: Notice, to: Recipient) -> Line | None:
    """Return a notice in words; None when there is nothing to say any more.

    One that cannot be written hides no other: it is left out, and logged without
    a word of a person.
    """
    try:
        letter = LETTERS[notice.kind](notice.facts, to)
    except Exception as error:
        kind = type(error).__name__
        _log.error("notice %s of kind %s cannot be written: %s", notice.id, notice.kind, kind)
        return None
    if letter is None:
        return None
    text = letter.paragraphs[0] if letter.paragraphs else ""
    return Line(notice.id, letter.subject, text, _path(letter), notice.created_at, notice.is_new)


def _path(letter: Letter) -> str:
    """Return where a letter leads, on the site on which it is read."""
    parts = urlsplit(letter.url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if is_local(path) else "/"
