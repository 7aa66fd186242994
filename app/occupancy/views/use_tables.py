"""The tables of the page of use: the same rows on the page and in the files."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from app.booking.rules.places import Places
from app.core.half import Half
from app.occupancy.labels.use import LEAD_WORDS
from app.occupancy.queries.use import UseFacts
from app.occupancy.rules.use import LEADS, Use, percent, together
from app.occupancy.views.city_tables import ninth, spared_months, unmet_areas, unmet_week
from app.occupancy.views.use_table import UseTable, area_name, half_letter, site_name, weekday

WORKDAYS = range(5)


def heat(facts: UseFacts) -> list[tuple[str, list[Use]]]:
    """Return each workplace's use by weekday and half, all of them together last."""
    keys = [(number, half) for number in WORKDAYS for half in Half]
    lines = [
        (site.name, [facts.week.get((site.id, *key), Use()) for key in keys])
        for site in facts.workplaces
    ]
    if len(lines) > 1:
        columns = zip(*(uses for _name, uses in lines), strict=True)
        lines.append((str(_("All workplaces")), [together(column) for column in columns]))
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
    rows = [[site.name, *_counts(use)] for site, use in zip(facts.workplaces, uses, strict=True)]
    if len(rows) > 1:
        rows.append([_("All workplaces"), *_counts(together(uses))])
    title = _("Planned, confirmed and given back")
    return UseTable("workplaces", str(title), [_("Workplace"), *_count_headings()], rows)


def _weeks(facts: UseFacts, _known: Places) -> UseTable:
    rows = [[monday, *_counts(use)] for monday, use in facts.weeks.items()]
    title = _("Half-days of desks, week by week")
    return UseTable("weeks", str(title), [_("Week from Monday"), *_count_headings()], rows)


def _desks(facts: UseFacts, known: Places) -> UseTable:
    rows = [
        [one.code, site_name(known, one.workplace_id), one.halves, one.available, one.percent]
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


# What each name in the address of a file stands for.
TABLES: dict[str, Callable[[UseFacts, Places], UseTable]] = {
    "week": _week,
    "workplaces": _workplaces,
    "weeks": _weeks,
    "desks": _desks,
    "lead": _lead,
    "origins": _origins,
    "unmet": unmet_areas,
    "unmet-week": unmet_week,
    "ninth": ninth,
    "spared": spared_months,
}
