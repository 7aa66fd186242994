"""What is said about a file: English for the command line, a page may say it in its language."""

from collections.abc import Mapping
from typing import Any


class Words(str):
    """English words that remember what they were made of, to be said in another language."""

    msgid: str
    facts: Mapping[str, Any]

    def __new__(cls, msgid: str, facts: Mapping[str, Any]) -> "Words":
        """Put the facts into the words, and keep both."""
        made = super().__new__(cls, msgid % facts)
        made.msgid, made.facts = msgid, facts
        return made


def N_(msgid: str, **facts: Any) -> Words:  # noqa: N802
    """Return words with their facts; the name marks them for translators, as gettext has it."""
    return Words(msgid, facts)
