"""What a cell may hold: each reader returns the value, or says what would be right."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from app.core.tables.words import N_, Words

# Raises ValueError with the remedy, in words that follow a colon.
Reader = Callable[[str], Any]

_EMAIL = re.compile(r"[^\s@,;<>\"()]+@[^\s@,;<>\"()]+\.[^\s@,;<>\"().]{2,}")
_ISO_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_ITALIAN_DATE = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})")
# Databases export a day as its midnight.
_MIDNIGHT = re.compile(r"[T ]0?0[:.]00([:.]00([.,]0+)?)?$")
_DIGITS = re.compile(r"[+-]?[0-9]{1,9}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,9}([.,][0-9]{1,18})?")
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})([:.]00)?")

_YES = {"yes", "y", "sì", "si", "s", "true", "vero", "1"}
_NO = {"no", "n", "false", "falso", "0"}


def text(longest: int) -> Reader:
    """Read one line of words: spaces made single, at most `longest` characters."""

    def read(value: str) -> str:
        words = " ".join(value.split())
        if len(words) > longest:
            raise ValueError(_too_long(longest, len(words)))
        return _printable(words)

    return read


def _too_long(longest: int, length: int) -> Words:
    return N_(
        "write at most %(longest)d characters; this has %(length)d", longest=longest, length=length
    )


def _printable(words: str) -> str:
    """Return words that any screen can show: an escape would rule the terminal it is printed on."""
    if not words.replace("\n", "").isprintable():
        raise ValueError(N_("write it again: it has a character that cannot be printed"))
    return words


def paragraphs(longest: int) -> Reader:
    """Read words whose lines are kept, at most `longest` characters."""

    def read(value: str) -> str:
        lines = [" ".join(line.split()) for line in value.splitlines()]
        words = "\n".join(lines).strip()
        if len(words) > longest:
            raise ValueError(_too_long(longest, len(words)))
        return _printable(words)

    return read


def matching(pattern: str, remedy: str) -> Reader:
    """Read what fits a pattern from end to end."""
    compiled = re.compile(pattern)

    def read(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(remedy)
        return _printable(value)

    return read


def one_of(choices: Mapping[str, Any]) -> Reader:
    """Read one of a few words, in capitals or not."""
    known = {word.casefold(): meaning for word, meaning in choices.items()}

    def read(value: str) -> Any:
        try:
            return known[value.casefold()]
        except KeyError:
            raise ValueError(
                N_("write one of these: %(choices)s", choices=", ".join(choices))
            ) from None

    return read


def whole_number(lowest: int, highest: int) -> Reader:
    """Read a whole number between two bounds."""

    def read(value: str) -> int:
        if _DIGITS.fullmatch(value) and lowest <= int(value) <= highest:
            return int(value)
        raise ValueError(
            N_(
                "write a whole number from %(lowest)d to %(highest)d",
                lowest=lowest,
                highest=highest,
            )
        )

    return read


def percentage(value: str) -> int:
    """Read `60` or `60%`."""
    number = value.removesuffix("%").strip()
    if _DIGITS.fullmatch(number) and 0 <= int(number) <= 100:
        return int(number)
    raise ValueError(N_("write a percentage from 0 to 100, such as 60"))


def decimal_number(lowest: float, highest: float, example: str) -> Reader:
    """Read a number with a decimal point or comma, between two bounds."""

    def read(value: str) -> float:
        if _DECIMAL.fullmatch(value):
            number = float(value.replace(",", "."))
            if lowest <= number <= highest:
                return number
        raise ValueError(
            N_(
                "write a number from %(lowest)s to %(highest)s, such as %(example)s",
                lowest=f"{lowest:g}",
                highest=f"{highest:g}",
                example=example,
            )
        )

    return read


def yes_or_no(value: str) -> bool:
    """Read yes, sì, si, true, 1 or their contraries."""
    word = value.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(N_("write yes or no"))


def civil_date(value: str) -> date:
    """Read `1979-06-17` or `17/06/1979`; the day comes first, as in Italy."""
    day = _MIDNIGHT.sub("", value)
    try:
        if found := _ISO_DATE.fullmatch(day):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _ITALIAN_DATE.fullmatch(day):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise ValueError(N_("write a day that exists, such as 1979-06-17 or 17/06/1979")) from None
    raise ValueError(N_("write a date such as 1979-06-17 or 17/06/1979"))


def clock_time(value: str) -> time:
    """Read `8:00`, `08:00` or `13.30`."""
    found = _TIME.fullmatch(value)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    raise ValueError(N_("write a time such as 08:00"))


def email(value: str) -> str:
    """Read an e-mail address, in small letters."""
    if len(value) > 254 or not _EMAIL.fullmatch(value):
        raise ValueError(N_("write one e-mail address, such as anna.rossi@comune.example"))
    return _printable(value.lower())
