"""A message to a person, before it becomes a mail or a line under the bell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Recipient:
    """To whom a message goes, and how they want it."""

    user_id: int
    full_name: str
    given_name: str
    email: str
    # `it` or `en`.
    locale: str
    wants_invitations: bool = False


@dataclass(frozen=True)
class Button:
    """Something to press: the deed and its object, and where it leads (absolute)."""

    label: str
    url: str


@dataclass(frozen=True)
class Invitation:
    """A calendar part: the whole text of RFC 5545, and its RFC 5546 method."""

    text: bytes
    method: str


@dataclass(frozen=True)
class Letter:
    """What is said, in the recipient's language; how it looks is in templates/emails."""

    subject: str
    # The first is the most important; each is one or two sentences.
    paragraphs: tuple[str, ...]
    # The page of Vicino that it is about: absolute.
    url: str
    # Names and values, shown as a small table.
    facts: tuple[tuple[str, str], ...] = ()
    # The first one is the main one.
    buttons: tuple[Button, ...] = ()
    # Small print below the buttons.
    notes: tuple[str, ...] = ()
    # Shown beside our address as the sender, a workplace for example; empty for the city.
    sender: str = ""
    invitation: Invitation | None = None


# The facts as they were stored, and to whom; None when there is nothing to say any more.
Build = Callable[[Mapping[str, Any], Recipient], Letter | None]
