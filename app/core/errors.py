"""The two ways to say no, and the pages that people see when something fails."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Reason:
    """One reason to say no: a code whose words are in labels.py, and the facts they quote."""

    code: StrEnum
    facts: Mapping[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """A rule says no; every reason is here, for the form that asked."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = list(reasons)
        super().__init__(", ".join(reason.code for reason in self.reasons))

    @property
    def codes(self) -> list[StrEnum]:
        """Return the reasons' codes, in the order in which they are told."""
        return [reason.code for reason in self.reasons]


class Forbidden(Exception):
    """This person may not do this."""


class Busy(Exception):
    """Too many ask for the same thing at once: come back in a few seconds."""
