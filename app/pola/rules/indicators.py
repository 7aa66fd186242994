"""The yearly indicators of agile work: DFP guidelines on the POLA, Dec 2020 (domain A7)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Dimension(StrEnum):
    """What an indicator is about, in the order of the guidelines."""

    QUANTITY = "quantity"
    QUALITY = "quality"
    ORGANISATION = "organisation"
    PROFESSION = "profession"
    DIGITAL = "digital"
    FINANCE = "finance"
    PERFORMANCE = "performance"
    IMPACT = "impact"


class Kind(StrEnum):
    """How an indicator comes to its value, and how it is written."""

    # Worked out from agreements and plans; people set its target only.
    COMPUTED = "computed"
    YES_NO = "yes_no"
    EURO = "euro"
    COUNT = "count"
    # Entered as its two counts, `45/60`: a percentage alone says too little.
    PERCENTAGE = "percentage"


class Unit(StrEnum):
    """In what a value is told."""

    NONE = "none"
    EURO = "euro"
    PERCENT = "percent"
    PIECES = "pieces"
    DAYS = "days"
    HOURS = "hours"
    KILOGRAMS = "kilograms"
    KILOMETRES = "kilometres"


class Indicator(StrEnum):
    """A figure of the year."""

    REMOTE_CAPABLE = "remote_capable"
    IN_FORCE = "in_force"
    AGILE_WORKERS = "agile_workers"
    AGILE_DAYS = "agile_days"
    NEAR_DAYS = "near_days"
    MANAGERS_SATISFIED = "managers_satisfied"
    STAFF_SATISFIED = "staff_satisfied"
    COORDINATION = "coordination"
    MONITORING = "monitoring"
    HELP_DESK = "help_desk"
    WORK_BY_OBJECTIVES = "work_by_objectives"
    MANAGERS_TRAINED = "managers_trained"
    MANAGERS_BY_OBJECTIVES = "managers_by_objectives"
    WORKERS_TRAINED = "workers_trained"
    WORKERS_TRAINED_DIGITAL = "workers_trained_digital"
    STAFF_BY_OBJECTIVES = "staff_by_objectives"
    DIGITAL_TOOLS_USED = "digital_tools_used"
    COMPUTERS = "computers"
    WORKERS_WITH_DEVICE = "workers_with_device"
    WORKERS_WITH_TRAFFIC = "workers_with_traffic"
    VPN = "vpn"
    INTRANET = "intranet"
    COLLABORATION = "collaboration"
    REMOTE_APPLICATIONS = "remote_applications"
    REMOTE_DATABASES = "remote_databases"
    DIGITAL_SIGNATURES = "digital_signatures"
    DIGITAL_PROCESSES = "digital_processes"
    DIGITAL_SERVICES = "digital_services"
    TRAINING_COST = "training_cost"
    HARDWARE_COST = "hardware_cost"
    DIGITISATION_COST = "digitisation_cost"
    EVALUATIONS_POSITIVE = "evaluations_positive"
    ABSENCES = "absences"
    COSTS_REDUCED = "costs_reduced"
    SPACE_REDUCED = "space_reduced"
    OUTPUTS = "outputs"
    COST_PER_OUTPUT = "cost_per_output"
    DAYS_PER_FILE = "days_per_file"
    STANDARDS_MET = "standards_met"
    USERS_SATISFIED = "users_satisfied"
    HOURS_SPARED = "hours_spared"
    CAR_KILOMETRES_SPARED = "car_kilometres_spared"
    CO2_SPARED = "co2_spared"
    PRINTS_SPARED = "prints_spared"
    COMMUTING_COST_SPARED = "commuting_cost_spared"
    UTILITIES_PAID = "utilities_paid"


@dataclass(frozen=True)
class IndicatorFacts:
    """What an indicator is; its words are in labels/indicators.py."""

    dimension: Dimension
    kind: Kind
    unit: Unit


def _all(
    dimension: Dimension, kind: Kind, unit: Unit, *names: Indicator
) -> dict[Indicator, IndicatorFacts]:
    return {name: IndicatorFacts(dimension, kind, unit) for name in names}


_I, _D = Indicator, Dimension
_YES_NO, _EURO = (Kind.YES_NO, Unit.NONE), (Kind.EURO, Unit.EURO)
_PERCENT, _PIECES = (Kind.PERCENTAGE, Unit.PERCENT), (Kind.COUNT, Unit.PIECES)
# DL 56/2021; no longer a duty since DPR 81/2022: a line of history, never a judgement.
PAST_MINIMUM_PERCENT = 15

REGISTRY: dict[Indicator, IndicatorFacts] = {
    **_all(_D.QUANTITY, Kind.COMPUTED, Unit.PERCENT, _I.REMOTE_CAPABLE, _I.IN_FORCE,
           _I.AGILE_WORKERS, _I.AGILE_DAYS, _I.NEAR_DAYS),
    **_all(_D.QUALITY, *_PERCENT, _I.MANAGERS_SATISFIED, _I.STAFF_SATISFIED),
    **_all(_D.ORGANISATION, *_YES_NO, _I.COORDINATION, _I.MONITORING, _I.HELP_DESK,
           _I.WORK_BY_OBJECTIVES),
    **_all(_D.PROFESSION, *_PERCENT, _I.MANAGERS_TRAINED, _I.MANAGERS_BY_OBJECTIVES),
    **_all(_D.PROFESSION, Kind.COMPUTED, Unit.PERCENT, _I.WORKERS_TRAINED),
    **_all(_D.PROFESSION, *_PERCENT, _I.WORKERS_TRAINED_DIGITAL, _I.STAFF_BY_OBJECTIVES,
           _I.DIGITAL_TOOLS_USED),
    **_all(_D.DIGITAL, *_PIECES, _I.COMPUTERS),
    **_all(_D.DIGITAL, *_PERCENT, _I.WORKERS_WITH_DEVICE, _I.WORKERS_WITH_TRAFFIC),
    **_all(_D.DIGITAL, *_YES_NO, _I.VPN, _I.INTRANET, _I.COLLABORATION),
    **_all(_D.DIGITAL, *_PERCENT, _I.REMOTE_APPLICATIONS, _I.REMOTE_DATABASES,
           _I.DIGITAL_SIGNATURES, _I.DIGITAL_PROCESSES, _I.DIGITAL_SERVICES),
    **_all(_D.FINANCE, *_EURO, _I.TRAINING_COST, _I.HARDWARE_COST, _I.DIGITISATION_COST),
    **_all(_D.PERFORMANCE, Kind.COMPUTED, Unit.PERCENT, _I.EVALUATIONS_POSITIVE, _I.ABSENCES),
    **_all(_D.PERFORMANCE, *_EURO, _I.COSTS_REDUCED),
    **_all(_D.PERFORMANCE, *_PIECES, _I.SPACE_REDUCED, _I.OUTPUTS),
    **_all(_D.PERFORMANCE, *_EURO, _I.COST_PER_OUTPUT),
    **_all(_D.PERFORMANCE, Kind.COUNT, Unit.DAYS, _I.DAYS_PER_FILE),
    **_all(_D.PERFORMANCE, *_PERCENT, _I.STANDARDS_MET, _I.USERS_SATISFIED),
    **_all(_D.IMPACT, Kind.COMPUTED, Unit.HOURS, _I.HOURS_SPARED),
    **_all(_D.IMPACT, Kind.COMPUTED, Unit.KILOMETRES, _I.CAR_KILOMETRES_SPARED),
    **_all(_D.IMPACT, Kind.COMPUTED, Unit.KILOGRAMS, _I.CO2_SPARED),
    **_all(_D.IMPACT, *_PIECES, _I.PRINTS_SPARED),
    **_all(_D.IMPACT, *_EURO, _I.COMMUTING_COST_SPARED, _I.UTILITIES_PAID),
}  # fmt: skip


def read_value(name: Indicator, text: str) -> str:
    """Return an entered value as it is stored, or nothing; ValueError if it is none of its kind.

    `yes` or `no`; `1250.50`; `12`; `45/60`.
    """
    kind, text = REGISTRY[name].kind, text.strip()
    if not text:
        return ""
    if kind is Kind.COMPUTED:
        raise ValueError("this value is worked out")
    if kind is Kind.YES_NO:
        return _yes_or_no(text)
    return _two_counts(text) if kind is Kind.PERCENTAGE else _amount(text)


def read_target(name: Indicator, text: str) -> str:
    """Return a target as it is stored, or nothing; ValueError if it is none of its kind.

    That of a percentage is a number from 0 to 100.
    """
    text, facts = text.strip(), REGISTRY[name]
    if not text:
        return ""
    if facts.kind is Kind.YES_NO:
        return _yes_or_no(text)
    amount = _amount(text)
    if facts.unit is Unit.PERCENT and not 0 <= Decimal(amount) <= 100:
        raise ValueError("write a number from 0 to 100")
    return amount


def _yes_or_no(text: str) -> str:
    if text not in {"yes", "no"}:
        raise ValueError("write yes or no")
    return text


def _amount(text: str) -> str:
    found = re.fullmatch(r"(-?[0-9]{1,12})(?:[.,]([0-9]{1,2}))?", text)
    if not found:
        raise ValueError("write a number with at most two decimals")
    whole, part = found.groups()
    return f"{whole}.{part}" if part else whole


def _two_counts(text: str) -> str:
    found = re.fullmatch(r"([0-9]{1,9})\s*/\s*([0-9]{1,9})", text)
    if not found or int(found[1]) > int(found[2]):
        raise ValueError("write how many out of how many, such as 45/60")
    return f"{int(found[1])}/{int(found[2])}"
