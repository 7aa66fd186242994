"""When a sign-in may be tried and when it ends; what a fiscal code must be."""

import ipaddress
import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from codicefiscale import codicefiscale

IDLE_MINUTES = 30
# Refreshed at most this often, so that reading pages hardly ever writes.
SEEN_EVERY = timedelta(minutes=1)
# A sign-in ends anyway after a working day.
LONGEST = timedelta(hours=12)

# Wrong guesses that are free: of an account from one network, of an account from
# anywhere, of a network for any account.
FREE_TRIES = 5
FREE_TRIES_ANYWHERE = 20
FREE_TRIES_PER_NETWORK = 30
FORGET_AFTER = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=30)
# The longest wait that somebody else's guesses may cause.
SHORT_WAIT = timedelta(minutes=1)
# How long a network stays known as one from which a person signs in.
KNOWN_FOR = timedelta(days=30)
# Lines of who signed in and out: as long as those of administrators have to be kept at
# least (Garante, 27 November 2008).
SIGN_IN_LINES_KEPT = timedelta(days=183)
# Browsers in which one person is signed in at once.
MOST_SIGN_INS = 20

PASSWORD_LENGTH = (12, 200)
# Public on purpose: it opens invented people, in the demo alone.
DEMO_PASSWORD = "vicino-demo"  # noqa: S105


class Ended(StrEnum):
    """Why a browser is no longer signed in. The words are in labels.py."""

    IDLE = "idle"
    TOO_LONG = "too_long"
    # Signed out elsewhere, password changed, account closed: nothing is told about which.
    GONE = "gone"
    BY_PERSON = "by_person"


class PasswordRefusal(StrEnum):
    """Why a password cannot be changed. The words are in labels.py."""

    WRONG = "wrong"
    LENGTH = "length"


def wait_until(
    failures: int, last_at: datetime, free_tries: int, longest: timedelta = FORGET_AFTER
) -> datetime | None:
    """Return when the next try may come, or None for now.

    The wait doubles with each failure beyond the free ones, from half a minute to the longest.
    """
    if failures < free_tries:
        return None
    doublings = min(failures - free_tries, 5)
    return last_at + min(FIRST_WAIT * (1 << doublings), longest)


def network_of(address: str) -> str:
    """Return what a visitor's address is counted under: itself, or the /64 of an IPv6 one.

    A connection is given a whole /64 (RFC 6177), so that each guess could come from
    another address of it. What is no address counts as it is written.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, 64), strict=False))


def ending(seen_at: datetime, created_at: datetime, now: datetime) -> Ended | None:
    """Return why a sign-in is over: left alone too long, or older than a working day."""
    if now - seen_at > timedelta(minutes=IDLE_MINUTES):
        return Ended.IDLE
    return Ended.TOO_LONG if now - created_at > LONGEST else None


def is_long_enough(password: str) -> bool:
    """Return True for a password between the shortest and the longest allowed length."""
    shortest, longest = PASSWORD_LENGTH
    return shortest <= len(password) <= longest


# DM 23 December 1976, art. 6: people with equal codes get letters for digits (omocodia).
_DIGIT = "[0-9LMNPQRSTUV]"
_FISCAL_CODE = re.compile(
    f"[A-Z]{{6}}{_DIGIT}{{2}}[A-EHLMPR-T]{_DIGIT}{{2}}[A-Z]{_DIGIT}{{3}}[A-Z]"
)
_DIGITS_AGAIN = str.maketrans("LMNPQRSTUV", "0123456789")
_FEMALE_DAYS = 40


class FiscalCodeFault(StrEnum):
    """What is wrong with a fiscal code, alone or beside the other facts of a person."""

    SHAPE = "shape"
    CHECK_CHARACTER = "check_character"
    BIRTH_DATE = "birth_date"
    SEX = "sex"


def fiscal_code_faults(
    code: str, born_on: date | None = None, sex: str | None = None
) -> list[FiscalCodeFault]:
    """Return what is wrong with a fiscal code; the date of birth and sex are compared if known."""
    if not _FISCAL_CODE.fullmatch(code):
        return [FiscalCodeFault.SHAPE]
    if codicefiscale.encode_cin(code) != code[-1]:
        return [FiscalCodeFault.CHECK_CHARACTER]
    year, month, day = code[6:8], code[8], code[9:11]
    number = int(day.translate(_DIGITS_AGAIN))
    coded_sex: Literal["F", "M"] = "F" if number > _FEMALE_DAYS else "M"
    faults = []
    if born_on is not None:
        coded = year.translate(_DIGITS_AGAIN) + month + f"{number:02}"
        right = codicefiscale.encode_birthdate(datetime.combine(born_on, time()), coded_sex)
        if coded != right:
            faults.append(FiscalCodeFault.BIRTH_DATE)
    if sex is not None and sex != coded_sex:
        faults.append(FiscalCodeFault.SEX)
    return faults


def read_order(text: str) -> tuple[int, ...]:
    """Return a person's own order of workplaces as it is stored: ids, comma separated."""
    return tuple(int(number) for number in text.split(",") if number)


def read_codes(text: str) -> frozenset[str]:
    """Return codes as they are stored joined by `|`."""
    return frozenset(filter(None, text.split("|")))
