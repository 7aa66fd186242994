"""From counted people and halves to indicators: always a numerator out of a denominator."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from app.pola.rules.indicators import Indicator
from app.pola.rules.suppression import hidden_cells, is_small_rest

_I = Indicator
# Ages at the end of the year: the first year of each band.
AGES = (0, 30, 40, 50, 60)


class Split(StrEnum):
    """By what the people of a year are told apart."""

    OFFICE = "office"
    GRADE = "grade"
    SEX = "sex"
    AGE = "age"


@dataclass
class Tally:
    """Counts of a group of people in a year. All but `staff` are of those who may work remotely."""

    staff: int = 0
    # P of the guidelines: their activities can be done remotely.
    capable: int = 0
    in_force: int = 0
    # A: at least one remote half; each person once.
    agile: int = 0
    trained: int = 0
    # At least one half at a desk near home.
    near: int = 0
    remote_halves: int = 0
    near_halves: int = 0
    absence_halves: int = 0
    # Working days until today, of each person since hired.
    workable_days: int = 0

    def add(self, other: "Tally") -> None:
        """Count another group's people too."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def worked_days(self) -> float:
        """Return the days worked, absences taken off."""
        return max(0, self.workable_days - self.absence_halves / 2)


@dataclass(frozen=True)
class Ratio:
    """So many out of so many."""

    numerator: float
    denominator: float

    @property
    def percent(self) -> float | None:
        """Return 100 times the ratio to one decimal; None without a denominator: not 0."""
        return round(100 * self.numerator / self.denominator, 1) if self.denominator else None


def ratios(tally: Tally) -> dict[Indicator, Ratio]:
    """Return the indicators that follow from a tally."""
    # Numerator and denominator are of the same people (domain A7).
    return {
        _I.REMOTE_CAPABLE: Ratio(tally.capable, tally.staff),
        _I.IN_FORCE: Ratio(tally.in_force, tally.capable),
        _I.AGILE_WORKERS: Ratio(tally.agile, tally.capable),
        _I.AGILE_DAYS: Ratio(tally.remote_halves / 2, tally.worked_days),
        _I.NEAR_DAYS: Ratio(tally.near_halves / 2, tally.worked_days),
        _I.WORKERS_TRAINED: Ratio(tally.trained, tally.agile),
        _I.ABSENCES: Ratio(tally.absence_halves / 2, tally.workable_days),
    }


# Both counts of these are people: what is left of the denominator are people as well.
OF_PEOPLE = frozenset({_I.REMOTE_CAPABLE, _I.IN_FORCE, _I.AGILE_WORKERS, _I.WORKERS_TRAINED})


def people_behind(tally: Tally) -> dict[Indicator, int]:
    """Return how many people each of these indicators tells something about.

    Fewer than five may not be shown.
    """
    return {
        _I.REMOTE_CAPABLE: tally.capable,
        _I.IN_FORCE: tally.in_force,
        _I.AGILE_WORKERS: tally.agile,
        _I.AGILE_DAYS: tally.agile,
        _I.NEAR_DAYS: tally.near,
        _I.WORKERS_TRAINED: tally.trained,
        _I.ABSENCES: tally.capable,
    }


def hidden_groups(tallies: Sequence[Tally]) -> dict[Indicator, frozenset[int]]:
    """Return which groups of a table with its total stay hidden, for each indicator.

    Where a group is hidden, whatever is counted within it is hidden too; so is a count
    that leaves few of its group out.
    """
    staff = frozenset(hidden_cells([one.staff for one in tallies]))

    def hidden(part: str, whole: str, around: frozenset[int]) -> frozenset[int]:
        pairs = [(getattr(one, part), getattr(one, whole)) for one in tallies]
        few = {place for place, pair in enumerate(pairs) if is_small_rest(*pair)}
        return hidden_cells([count for count, _whole in pairs], around | few)

    capable = hidden("capable", "staff", staff)
    agile = hidden("agile", "capable", capable)
    return {
        _I.REMOTE_CAPABLE: capable,
        _I.IN_FORCE: hidden("in_force", "capable", capable),
        _I.AGILE_WORKERS: agile,
        _I.AGILE_DAYS: agile,
        _I.NEAR_DAYS: hidden("near", "capable", capable),
        _I.WORKERS_TRAINED: hidden("trained", "agile", agile),
    }


def age_from(born_in: int, year: int) -> int:
    """Return the first age of the band of somebody who was born in a year."""
    return max(age for age in AGES if age <= max(0, year - born_in))


def last_day_counted(year: int, today: date) -> date:
    """Return the last day of a year that is over, else today."""
    return min(date(year, 12, 31), today)
