"""An indicator's value as it may be shown: a number, a range, a word, or that there is none."""

from dataclasses import dataclass

from app.pola.rules.commute import Range, Spared
from app.pola.rules.indicators import REGISTRY, Indicator, Kind
from app.pola.rules.suppression import FEWEST, is_small, is_small_rest
from app.pola.rules.tallies import OF_PEOPLE, Ratio, Tally, people_behind, ratios


@dataclass(frozen=True)
class Figure:
    """What there is to show for an indicator of a year."""

    # Nothing for an empty denominator, or as long as nobody has written it down.
    value: float | str | None = None
    # The upper end, if `value` is the lower end of a range.
    high: float | None = None
    ratio: Ratio | None = None
    # True if it counts so few people that it stays hidden.
    is_hidden: bool = False


HIDDEN = Figure(is_hidden=True)
# Answers of few people may tell whose they are.
SURVEYS = frozenset(
    {Indicator.MANAGERS_SATISFIED, Indicator.STAFF_SATISFIED, Indicator.USERS_SATISFIED}
)


def ratio_figure(ratio: Ratio, people: int, *, of_people: bool = False) -> Figure:
    """Return a percentage with its two counts; hidden if too few people stand behind it.

    With `of_people` both counts are people: too few of them left out hide it as well.
    """
    if is_small(people) or (of_people and is_small_rest(ratio.numerator, ratio.denominator)):
        return HIDDEN
    return Figure(ratio.percent, ratio=ratio)


def computed_figures(total: Tally, evaluations: Ratio, gone: Spared) -> dict[Indicator, Figure]:
    """Return every indicator that is worked out, for the city as a whole."""
    behind = people_behind(total)
    figures = {
        name: ratio_figure(ratio, behind[name], of_people=name in OF_PEOPLE)
        if total.staff
        else Figure()
        for name, ratio in ratios(total).items()
    }
    figures[Indicator.EVALUATIONS_POSITIVE] = (
        ratio_figure(evaluations, int(evaluations.numerator), of_people=True)
        if evaluations.denominator
        else Figure()
    )
    figures[Indicator.HOURS_SPARED] = _range(gone.hours, gone.people)
    figures[Indicator.CAR_KILOMETRES_SPARED] = _range(gone.car_km, gone.drivers)
    figures[Indicator.CO2_SPARED] = _range(gone.kilograms, gone.drivers)
    return figures


def entered_figure(name: Indicator, stored: str) -> Figure:
    """Return the figure of a value that was written down."""
    kind = REGISTRY[name].kind
    if not stored:
        return Figure()
    if kind is Kind.YES_NO:
        return Figure(stored)
    if kind is Kind.PERCENTAGE:
        counts = Ratio(*(int(count) for count in stored.split("/")))
        if name in SURVEYS and 0 < counts.denominator < FEWEST:
            return HIDDEN
        return Figure(counts.percent, ratio=counts)
    return Figure(float(stored))


def _range(found: Range, people: int) -> Figure:
    if not people:
        return Figure()
    return HIDDEN if is_small(people) else Figure(round(found.low), round(found.high))
