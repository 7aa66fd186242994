"""The year's indicators put into words, the same for the page, the files and the document."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from app.core import clock
from app.pola.labels.definitions import DEFINITIONS
from app.pola.labels.indicators import AGE_BANDS, DIMENSIONS, INDICATORS, SEXES, UNITS
from app.pola.queries.indicators import (
    EnteredValue,
    YearFacts,
    agreements_by_state,
    entered_values,
    year_facts,
)
from app.pola.queries.programme import parameter_rows
from app.pola.rules.commute import Spared, spared
from app.pola.rules.figures import HIDDEN, Figure, computed_figures, entered_figure, ratio_figure
from app.pola.rules.indicators import (
    PAST_MINIMUM_PERCENT,
    REGISTRY,
    Dimension,
    Indicator,
    Kind,
    Unit,
)
from app.pola.rules.parameters import Programme, programme_on
from app.pola.rules.states import State
from app.pola.rules.suppression import FEWEST, hidden_cells
from app.pola.rules.tallies import (
    OF_PEOPLE,
    Split,
    hidden_groups,
    last_day_counted,
    people_behind,
    ratios,
)

NOT_FILLED_IN = "\N{EN DASH}"
# What a table of groups shows, in its order.
SPLIT_INDICATORS = (
    Indicator.REMOTE_CAPABLE,
    Indicator.IN_FORCE,
    Indicator.AGILE_WORKERS,
    Indicator.AGILE_DAYS,
    Indicator.NEAR_DAYS,
    Indicator.WORKERS_TRAINED,
)


@dataclass(frozen=True)
class Line:
    """One indicator of a year."""

    name: Indicator
    figure: Figure
    before: Figure
    target: str

    @property
    def unit(self) -> Unit:
        """Return in what it is told."""
        return REGISTRY[self.name].unit


@dataclass(frozen=True)
class YearLines:
    """All there is to say about a year."""

    year: int
    sections: Mapping[Dimension, list[Line]]
    # Columns of SPLIT_INDICATORS for each group, the whole city last.
    groups: list[tuple[str, list[tuple[Indicator, Figure]]]]
    # None for a count that stays hidden.
    states: dict[State, int | None]
    programme: Programme
    gone: Spared


def year_lines(year: int, split: Split | None = None) -> YearLines:
    """Return a year's indicators with those of the year before, and the groups asked for."""
    facts, before = year_facts(year, split)
    programme = programme_on(last_day_counted(year, clock.today()), parameter_rows())
    gone = spared(facts.commutes, programme)
    figures = _figures(facts, gone, now := entered_values(year))
    earlier = _figures(before, spared(before.commutes, programme), entered_values(year - 1))
    sections: dict[Dimension, list[Line]] = {dimension: [] for dimension in Dimension}
    for name, known in REGISTRY.items():
        target = now.get(name, EnteredValue()).target
        sections[known.dimension].append(Line(name, figures[name], earlier[name], target))
    counts = agreements_by_state(year)
    few = hidden_cells(list(counts.values()))
    states = {
        state: None if place in few else count
        for place, (state, count) in enumerate(counts.items())
    }
    groups = _groups(facts, split) if split else []
    return YearLines(year, sections, groups, states, programme, gone)


def _figures(
    facts: YearFacts, gone: Spared, entered: Mapping[Indicator, EnteredValue]
) -> dict[Indicator, Figure]:
    found = computed_figures(facts.total, facts.evaluations, gone)
    for name, known in REGISTRY.items():
        if known.kind is not Kind.COMPUTED:
            found[name] = entered_figure(name, entered.get(name, EnteredValue()).value)
    return found


def _groups(facts: YearFacts, split: Split) -> list[tuple[str, list[tuple[Indicator, Figure]]]]:
    """Return the groups by name, those that are not known and the whole last."""
    groups = {name: tally for name, tally in facts.groups.items() if tally.staff}
    names = sorted(groups, key=lambda name: (not name, name))
    hidden = hidden_groups([groups[name] for name in names])
    lines = []
    for place, name in enumerate(names):
        found = ratios(groups[name])
        cells = [
            (one, HIDDEN if place in hidden[one] else Figure(found[one].percent, ratio=found[one]))
            for one in SPLIT_INDICATORS
        ]
        lines.append((_group_name(split, name), cells))
    found, behind = ratios(facts.total), people_behind(facts.total)
    whole = [
        (one, ratio_figure(found[one], behind[one], of_people=one in OF_PEOPLE))
        for one in SPLIT_INDICATORS
    ]
    return [*lines, (str(_("Whole city")), whole)]


def _group_name(split: Split, name: str) -> str:
    if not name:
        return str(_("Not known"))
    words = {Split.SEX: SEXES, Split.AGE: AGE_BANDS}.get(split, {})
    return str(words.get(name, name))


def value_words(name: Indicator, figure: Figure) -> str:
    """Return a figure's value as people read it."""
    if figure.is_hidden:
        return str(_("fewer than %(fewest)d", fewest=FEWEST))
    if figure.value is None:
        # An empty denominator is not nought.
        is_open = figure.ratio is None and REGISTRY[name].kind is not Kind.COMPUTED
        return NOT_FILLED_IN if is_open else str(_("n/a"))
    if isinstance(figure.value, str):
        return str(_("Yes") if figure.value == "yes" else _("No"))
    unit = str(UNITS[REGISTRY[name].unit])
    words = str(format_decimal(figure.value))
    if figure.high is not None:
        words = str(_("from %(low)s to %(high)s", low=words, high=format_decimal(figure.high)))
    return f"{words}\N{NO-BREAK SPACE}{unit}" if unit else words


def group_words(name: Indicator, figure: Figure) -> str:
    """Return a figure of a table of groups; hidden ones may be larger than they look."""
    if figure.is_hidden:
        return str(_("hidden"))
    return f"{value_words(name, figure)} ({ratio_words(figure)})"


def ratio_words(figure: Figure) -> str:
    """Return `16 of 20` for a figure that is so many out of so many."""
    if figure.ratio is None:
        return ""
    numerator, denominator = (
        format_decimal(part) for part in (figure.ratio.numerator, figure.ratio.denominator)
    )
    return str(_("%(numerator)s of %(denominator)s", numerator=numerator, denominator=denominator))


def target_words(line: Line) -> str:
    """Return a target as people read it; nothing if there is none."""
    if not line.target:
        return ""
    value = line.target if REGISTRY[line.name].kind is Kind.YES_NO else float(line.target)
    return value_words(line.name, Figure(value))


def notes(lines: YearLines) -> list[str]:
    """Return what has to be known to read the figures, factors and their sources included."""
    factors = lines.programme
    answered = ngettext(
        "%(num)d person has told us how they travel.",
        "%(num)d people have told us how they travel.",
        lines.gone.people,
    )
    few = _("Fewer than %(fewest)d people have told us how they travel.", fewest=FEWEST)
    return [
        str(one)
        for one in (
            _(
                "Figures that count fewer than %(fewest)d people are hidden, and so are those that"
                " would give them away.",
                fewest=FEWEST,
            ),
            _("“n/a” means that there is nothing to count from: the value is not zero."),
            answered if lines.gone.people >= FEWEST else few,
            _(
                "CO₂: kilometres not driven, divided by %(people)s people a car, times %(grams)s g"
                " a kilometre, less %(home)s g a day for the energy used at home.",
                people=format_decimal(factors.car_occupancy_percent / 100),
                grams=format_decimal(factors.car_grams_a_km),
                home=format_decimal(factors.home_energy_grams_a_day),
            ),
            _(
                "Distances are known in bands, so these results are ranges. A desk near home is"
                " taken to be at most 5 km away."
            ),
            _(
                "In 2021 agile work was to be open to at least %(percent)s of the people who may"
                " work remotely, if they asked (DL 56/2021). This is history: the PIAO sets no"
                " minimum, so it judges no figure here.",
                percent=f"{PAST_MINIMUM_PERCENT}%",
            ),
        )
    ]


def file_cells(line: Line) -> list[object]:
    """Return a line of the file: numbers stay numbers."""
    known = REGISTRY[line.name]
    figure = line.figure
    shown = figure.value if isinstance(figure.value, float | int) else None
    return [
        str(DIMENSIONS[known.dimension]),
        str(INDICATORS[line.name]),
        str(DEFINITIONS[line.name]),
        value_words(line.name, figure) if shown is None or figure.high is not None else shown,
        str(UNITS[line.unit]),
        figure.ratio.numerator if figure.ratio else None,
        figure.ratio.denominator if figure.ratio else None,
        value_words(line.name, line.before),
        target_words(line),
    ]
