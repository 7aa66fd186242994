"""The tables of the page of use: the same rows on the page and in the files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.booking.rules.places import Places
from app.core.half import Half
from app.core.templating import day_name, day_numeric, month_name
from app.core.templating import number as spoken_number
from app.occupancy.labels.use import LEAD_WORDS
from app.occupancy.queries.use import UseFacts
from app.occupancy.rules.ninth import Candidate
from app.occupancy.rules.use import LEADS, Use, percent, together
from app.pola.rules.commute import Range
from app.pola.rules.suppression import is_small

WORKDAYS = range(5)
# Any Monday: weekdays are named after the days that follow it.
A_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class UseTable:
    """A table: its name in addresses, its title, headings, and cells that are words or numbers."""

    name: str
    title: str
    headings: list[str]
    rows: list[list[Any]]
    # How many of the first columns are words.
    words: int = 1

    @property
    def columns(self) -> list[Any]:
        """Return the headings as the table component takes them."""
        return [
            {"label": heading, "is_number": place >= self.words}
            for place, heading in enumerate(self.headings)
        ]

    @property
    def shown_rows(self) -> list[list[str]]:
        """Return the cells as people read them."""
        return [[_cell(value) for value in row] for row in self.rows]


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, date):
        return day_numeric(value)
    return value if isinstance(value, str) else str(format_decimal(value))


def weekday(number: int) -> str:
    """Return `lun` for 0."""
    return day_name(A_MONDAY + timedelta(days=number))


def half_letter(half: Half) -> str:
    """Return the word that stands above half a day in a narrow column."""
    return str(_("morning") if half is Half.AM else _("afternoon"))


def area_name(known: Places, code: str) -> str:
    """Return `20162 Milano`, or that no area was named."""
    if not code:
        return str(_("No area named"))
    area = known.areas.get(code)
    return f"{code} {area.name}" if area else code


def shown(number: int | None) -> Any:
    """Return a count, or the word for one that stays hidden."""
    return str(_("hidden")) if number is None else number


def heat(facts: UseFacts) -> list[tuple[str, list[Use]]]:
    """Return each workplace's use by weekday and half, all of them together last."""
    keys = [(number, half) for number in WORKDAYS for half in Half]
    lines = [
        (site.name, [facts.week.get((site.id, *key), Use()) for key in keys])
        for site in facts.workplaces
    ]
    if len(lines) > 1:
        columns = zip(*(uses for _name, uses in lines), strict=True)
        lines.append((str(_("All together")), [together(column) for column in columns]))
    return lines


def _week(facts: UseFacts, _known: Places) -> UseTable:
    rows = []
    for name, uses in heat(facts):
        places = iter(uses)
        for number in WORKDAYS:
            for half in Half:
                use = next(places)
                day = [name, weekday(number), half_letter(half)]
                rows.append([*day, use.booked, use.available, use.percent])
    return UseTable(
        "week",
        str(_("Use by weekday and half")),
        [
            _("Workplace"),
            _("Weekday"),
            _("Half"),
            _("Half-days booked"),
            _("Half-days available"),
            _("Share in percent"),
        ],
        rows,
        words=3,
    )


def _counts(use: Use) -> list[Any]:
    return [
        use.available,
        use.planned,
        use.percent,
        use.confirmed,
        use.no_shows,
        use.cancelled,
        use.released,
    ]


def _count_headings() -> list[str]:
    return [
        _("Available"),
        _("Planned"),
        _("Share booked in percent"),
        _("Confirmed"),
        _("No-shows"),
        _("Given back"),
        _("Of these after 18:00 of the day before"),
    ]


def _workplaces(facts: UseFacts, _known: Places) -> UseTable:
    uses = [facts.sites.get(site.id, Use()) for site in facts.workplaces]
    rows = [
        [site.name, *_counts(use)] for site, use in zip(facts.workplaces, uses, strict=True)
    ]
    if len(rows) > 1:
        rows.append([_("All together"), *_counts(together(uses))])
    title = _("Planned, confirmed and given back")
    return UseTable("workplaces", str(title), [_("Workplace"), *_count_headings()], rows)


def _weeks(facts: UseFacts, _known: Places) -> UseTable:
    rows = [[monday, *_counts(use)] for monday, use in facts.weeks.items()]
    title = _("Half-days of desks, week by week")
    return UseTable("weeks", str(title), [_("Week from Monday"), *_count_headings()], rows)


def _desks(facts: UseFacts, known: Places) -> UseTable:
    rows = [
        [one.code, _site(known, one.workplace_id), one.halves, one.available, one.percent]
        for one in facts.desks
    ]
    headings = [
        _("Desk"),
        _("Workplace"),
        _("Half-days booked"),
        _("Half-days available"),
        _("Share in percent"),
    ]
    return UseTable("desks", str(_("Desks, the most used first")), headings, rows, words=2)


def _site(known: Places, workplace_id: int) -> str:
    return known.by_id[workplace_id].name


def _lead(facts: UseFacts, _known: Places) -> UseTable:
    whole = sum(facts.leads)
    rows = [
        [str(LEAD_WORDS[at]), number, percent(number, whole)]
        for at, number in zip(LEADS, facts.leads, strict=True)
    ]
    headings = [_("Booked"), _("Bookings"), _("Share in percent")]
    return UseTable("lead", str(_("How long before people book")), headings, rows)


def _origins(facts: UseFacts, known: Places) -> UseTable:
    found = facts.origins
    rows: list[list[Any]] = [
        [area_name(known, one.area_code), one.people, one.halves, percent(one.halves, found.halves)]
        for one in found.areas
    ]
    if found.other_halves:
        other = [_("hidden"), found.other_halves, percent(found.other_halves, found.halves)]
        rows.append([_("Groups of fewer than five people"), *other])
    headings = [_("Area"), _("People, at least"), _("Half-days booked"), _("Share in percent")]
    return UseTable("origins", str(_("Where near workers come from")), headings, rows)


def _unmet(facts: UseFacts, known: Places) -> UseTable:
    rows = [[area_name(known, code), shown(number)] for code, number in facts.unmet.areas.items()]
    title = _("Searches that found nothing near, by area")
    return UseTable("unmet", str(title), [_("Area"), _("Searches")], rows)


def _unmet_week(facts: UseFacts, _known: Places) -> UseTable:
    rows = [
        [weekday(number), half_letter(half), shown(count)]
        for (number, half), count in facts.unmet.week.items()
    ]
    title = _("Searches that found nothing near, by weekday and half")
    return UseTable(
        "unmet-week", str(title), [_("Weekday"), _("Half"), _("Searches")], rows, words=2
    )


def _ninth(facts: UseFacts, known: Places) -> UseTable:
    rows = [
        [
            area_name(known, one.code),
            one.searches,
            one.reached,
            round(one.score, 1),
            _site(known, one.nearest_id) if one.nearest_id else "",
            None if one.nearest_km is None else half_km(one.nearest_km),
        ]
        for one in facts.ninth
    ]
    headings = [
        _("Area"),
        _("Searches"),
        _("With the areas around it"),
        _("Weight"),
        _("Nearest workplace"),
        _("Distance (km)"),
    ]
    return UseTable("ninth", str(_("Which area would need a new workplace")), headings, rows)


def half_km(km: float) -> float:
    """Return a distance in half kilometres, as it is told everywhere."""
    return max(0.5, round(2 * km) / 2)


def why(one: Candidate, facts: UseFacts, known: Places) -> str:
    """Return in words why an area needs a workplace."""
    told: dict[str, Any] = {"searches": one.searches, "reached": one.reached}
    if one.nearest_id is None or one.nearest_km is None:
        return str(_("%(searches)d searches from here, and there is no workplace yet.", **told))
    told |= {"near": facts.near_km, "km": spoken_number(half_km(one.nearest_km))}
    told["workplace"] = _site(known, one.nearest_id)
    if one.is_served(facts.near_km):
        return str(
            _(
                "%(searches)d searches from here found no free desk within %(near)d km,"
                " %(reached)d with the areas around it. %(workplace)s is about %(km)s km away:"
                " more desks there would help as well.",
                **told,
            )
        )
    return str(
        _(
            "%(searches)d searches from here found no desk within %(near)d km, %(reached)d with"
            " the areas around it. The nearest workplace, %(workplace)s, is about %(km)s km away.",
            **told,
        )
    )


def _spared(facts: UseFacts, _known: Places) -> UseTable:
    rows = []
    for month, gone in facts.spared.items():
        hours = _range(gone.hours, gone.people)
        car, carbon = _range(gone.car_km, gone.drivers), _range(gone.kilograms, gone.drivers)
        people = str(_("hidden")) if is_small(gone.people) else gone.people
        rows.append([month_name(month), people, *hours, *car, *carbon])
    headings = [
        _("Month"),
        _("People"),
        _("Hours, at least"),
        _("Hours, at most"),
        _("Car kilometres, at least"),
        _("Car kilometres, at most"),
        _("CO₂ (kg), at least"),
        _("CO₂ (kg), at most"),
    ]
    return UseTable("spared", str(_("CO₂ and hours, month by month")), headings, rows)


def _range(found: Range, people: int) -> list[Any]:
    """Return both ends; hidden if fewer than five people stand behind them."""
    if is_small(people):
        return [str(_("hidden"))] * 2
    return [round(found.low), round(found.high)]


# What each name in the address of a file stands for.
TABLES: dict[str, Callable[[UseFacts, Places], UseTable]] = {
    "week": _week,
    "workplaces": _workplaces,
    "weeks": _weeks,
    "desks": _desks,
    "lead": _lead,
    "origins": _origins,
    "unmet": _unmet,
    "unmet-week": _unmet_week,
    "ninth": _ninth,
    "spared": _spared,
}

