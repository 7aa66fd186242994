"""The tables of the whole city: unmet demand, a new workplace, CO2 and hours."""

from typing import Any

from flask_babel import gettext as _

from app.booking.rules.places import Places
from app.core.templating import month_name
from app.core.templating import number as spoken_number
from app.occupancy.queries.use import UseFacts
from app.occupancy.rules.ninth import Candidate
from app.occupancy.views.use_table import (
    UseTable,
    area_name,
    half_letter,
    shown,
    site_name,
    weekday,
)
from app.pola.rules.commute import Range
from app.pola.rules.suppression import is_small


def unmet_areas(facts: UseFacts, known: Places) -> UseTable:
    """Return searches that found nothing, by area."""
    rows = [[area_name(known, code), shown(number)] for code, number in facts.unmet.areas.items()]
    title = _("Searches that found nothing near, by area")
    return UseTable("unmet", str(title), [_("Area"), _("Searches")], rows)


def unmet_week(facts: UseFacts, _known: Places) -> UseTable:
    """Return the same searches by weekday and half."""
    rows = [
        [weekday(number), half_letter(half), shown(count)]
        for (number, half), count in facts.unmet.week.items()
    ]
    title = _("Searches that found nothing near, by weekday and half")
    return UseTable(
        "unmet-week", str(title), [_("Weekday"), _("Half"), _("Searches")], rows, words=2
    )


def ninth(facts: UseFacts, known: Places) -> UseTable:
    """Return the areas that would need a workplace, most first."""
    rows = [
        [
            area_name(known, one.code),
            one.searches,
            one.reached,
            round(one.score, 1),
            site_name(known, one.nearest_id) if one.nearest_id else "",
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
    told["workplace"] = site_name(known, one.nearest_id)
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


def spared_months(facts: UseFacts, _known: Places) -> UseTable:
    """Return what was spared in each month, as ranges."""
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
