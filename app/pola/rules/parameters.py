"""The programme's numbers and texts: data with validity dates, never constants in code.

What the law fixed at least once differently between 2020 and 2026 stands here (domain A4-A6).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, time
from enum import StrEnum
from typing import Any

from app.pola.rules.routes import Approver

LONGEST_TEXT = 10_000


class ParameterName(StrEnum):
    """What can be set, from which day on. The words are in labels.py."""

    APPROVAL_ROUTE = "approval_route"
    MOST_HALVES_A_WEEK = "most_halves_a_week"
    MOST_HALVES_A_MONTH = "most_halves_a_month"
    EXTRA_HALVES_FOR_PRIORITY = "extra_halves_for_priority"
    LONGEST_MONTHS = "longest_months"
    PREVALENCE_RULE_ON = "prevalence_rule_on"
    BANDS_FROM = "bands_from"
    BANDS_UNTIL = "bands_until"
    MOST_CONTACT_MINUTES = "most_contact_minutes"
    LEAST_REST_HOURS = "least_rest_hours"
    NOTICE_DAYS = "notice_days"
    NOTICE_DAYS_DISABLED = "notice_days_disabled"
    SAFETY_NOTE_MONTHS = "safety_note_months"
    SAFETY_ALARM_MONTHS = "safety_alarm_months"
    EVALUATION_NEEDED = "evaluation_needed"
    MEAL_VOUCHER_ON_AGILE = "meal_voucher_on_agile"
    VOUCHER_LEAST_HOURS = "voucher_least_hours"
    CAR_GRAMS_A_KM = "car_grams_a_km"
    CAR_OCCUPANCY_PERCENT = "car_occupancy_percent"
    HOME_ENERGY_GRAMS_A_DAY = "home_energy_grams_a_day"
    SAFETY_TEXT = "safety_text"
    PRIVACY_TEXT = "privacy_text"
    TRAINING_TEXT = "training_text"
    VPN_TEXT = "vpn_text"
    WAYS_TEXT = "ways_text"
    DIRECTION_TEXT = "direction_text"
    DISCONNECTION_TEXT = "disconnection_text"


@dataclass(frozen=True)
class ParameterRow:
    """One decision, as it was written down."""

    name: ParameterName
    value: str
    from_day: date


@dataclass(frozen=True)
class Programme:
    """The programme as it stands on one day; a field for each ParameterName."""

    # Through whose hands a request goes, in order.
    approval_route: tuple[Approver, ...] = (Approver.MANAGER,)
    most_halves_a_week: int = 6
    most_halves_a_month: int = 20
    # CCNL FL 2022-2024: more days in particular cases, if local bargaining says so.
    extra_halves_for_priority: int = 4
    longest_months: int = 12
    # DM 8 Oct 2021 art. 1 c. 3: work on site prevails for each worker.
    prevalence_rule_on: bool = True
    # Milan: remote work between 7:00 and 21:00.
    bands_from: time = time(7)
    bands_until: time = time(21)
    # CCNL FL art. 66: not longer than the average day, 36 h / 5.
    most_contact_minutes: int = 432
    least_rest_hours: int = 11
    # CCNL FL art. 65 c. 1 lett. c; L. 81/2017 art. 19 c. 2.
    notice_days: int = 30
    notice_days_disabled: int = 90
    # L. 81/2017 art. 22: the safety note is handed over at least once a year.
    safety_note_months: int = 12
    safety_alarm_months: int = 11
    evaluation_needed: bool = True
    # CCNL FL 2022-2024.
    meal_voucher_on_agile: bool = True
    voucher_least_hours: int = 6
    # Domain C6: shown beside every figure, and editable.
    car_grams_a_km: int = 200
    car_occupancy_percent: int = 120
    home_energy_grams_a_day: int = 1100
    safety_text: str = ""
    privacy_text: str = ""
    training_text: str = ""
    vpn_text: str = ""
    ways_text: str = ""
    direction_text: str = ""
    disconnection_text: str = ""


def programme_on(day: date, rows: Iterable[ParameterRow]) -> Programme:
    """Return the programme in force on a day; rows come in the order in which they were written.

    The last row written wins among those already valid; without one the default stands.
    """
    values = {
        str(row.name): parse_parameter(row.name, row.value) for row in rows if row.from_day <= day
    }
    return Programme(**values)


def parse_parameter(name: ParameterName, value: str) -> Any:
    """Return the value with its type; ValueError says what would be right."""
    return _PARSERS[name](value.strip())


def write_parameter(value: Any) -> str:
    """Return a typed value as it is stored and typed by people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "+".join(value) if isinstance(value, tuple) else str(value)


def _number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if re.fullmatch("[0-9]{1,6}", value) and lowest <= int(value) <= highest:
            return int(value)
        raise ValueError(f"write a whole number from {lowest} to {highest}")

    return read


def _yes_or_no(value: str) -> bool:
    if value not in {"yes", "no"}:
        raise ValueError("write yes or no")
    return value == "yes"


def _clock_time(value: str) -> time:
    if not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ValueError("write a time such as 07:00")
    return time.fromisoformat(value)


def _route(value: str) -> tuple[Approver, ...]:
    names = value.split("+")
    if len(set(names)) != len(names) or not set(names) <= {a.value for a in Approver}:
        raise ValueError("write manager, manager+director or manager+director+hr")
    return tuple(Approver(name) for name in names)


def _words(value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"write at most {LONGEST_TEXT} characters")
    return value


# What a parameter is follows from its default; only the bounds of numbers are said here.
BOUNDS = {
    ParameterName.MOST_HALVES_A_WEEK: (0, 10),
    ParameterName.MOST_HALVES_A_MONTH: (0, 46),
    ParameterName.EXTRA_HALVES_FOR_PRIORITY: (0, 46),
    ParameterName.LONGEST_MONTHS: (1, 60),
    ParameterName.MOST_CONTACT_MINUTES: (60, 840),
    ParameterName.LEAST_REST_HOURS: (11, 16),
    ParameterName.NOTICE_DAYS: (30, 365),
    ParameterName.NOTICE_DAYS_DISABLED: (90, 365),
    ParameterName.SAFETY_NOTE_MONTHS: (1, 12),
    ParameterName.SAFETY_ALARM_MONTHS: (1, 12),
    ParameterName.VOUCHER_LEAST_HOURS: (0, 10),
    ParameterName.CAR_GRAMS_A_KM: (0, 1000),
    ParameterName.CAR_OCCUPANCY_PERCENT: (100, 500),
    ParameterName.HOME_ENERGY_GRAMS_A_DAY: (0, 10_000),
}


def _parser(name: ParameterName, default: Any) -> Callable[[str], Any]:
    if name in BOUNDS:
        return _number(*BOUNDS[name])
    kinds: dict[type, Callable[[str], Any]] = {
        bool: _yes_or_no,
        time: _clock_time,
        tuple: _route,
        str: _words,
    }
    return kinds[type(default)]


_PARSERS = {
    ParameterName(field.name): _parser(ParameterName(field.name), field.default)
    for field in fields(Programme)
}
