"""The weekly mail to whoever runs workplaces: last week in counts, and what is to come."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from app.core.half import Part
from app.core.letters import Button, Letter, Recipient
from app.core.templating import day_long
from app.occupancy.rules.summary import Limit
from app.occupancy.rules.use import percent

Facts = Mapping[str, Any]
Rows = list[tuple[str, str]]


def weekly_summary(facts: Facts, to: Recipient) -> Letter | None:
    """Tell how desks were used last week; no count is of fewer people than may be told."""
    places = facts["workplaces"]
    page = url_for("occupancy.use", **_query(facts), _external=True)
    subject = (
        _("Last week at %(workplace)s", workplace=places[0]["name"])
        if len(places) == 1
        else _("Last week at your workplaces")
    )
    searches = _searches(facts)
    notes = [_("These are counts of places: nobody is named.")]
    if facts["more"]:
        more = ngettext(
            "%(num)d more workplace is on the page.",
            "%(num)d more workplaces are on the page.",
            facts["more"],
        )
        notes.insert(0, more)
    return Letter(
        subject=subject,
        paragraphs=(_whole(facts), *searches, *_to_come(facts)),
        facts=(*_used(places), *_ahead(facts)),
        buttons=(
            Button(_("See how desks were used"), page),
            Button(_("See the closures"), url_for("places.closures", _external=True)),
        ),
        notes=tuple(notes),
        url=page,
    )


def _query(facts: Facts) -> dict[str, Any]:
    """Return the words of the address: every workplace is named unless it is all of them."""
    codes = [] if facts["is_everything"] else [one["code"] for one in facts["workplaces"]]
    return {"from": facts["first"], "to": facts["last"], "workplace": codes}


def _whole(facts: Facts) -> str:
    days = {"first": _day(facts["first"]), "last": _day(facts["last"])}
    whole = facts["whole"]
    if not whole["available"]:
        return str(_("From %(first)s to %(last)s no desk could be booked.", **days))
    words = {"used": _share(whole)} | days
    first = _("From %(first)s to %(last)s desks were used for %(used)s.", **words)
    return f"{first} {_no_shows(whole['no_shows'])}"


def _no_shows(number: int) -> str:
    if not number:
        return str(_("No desk was freed because nobody came."))
    return str(
        ngettext(
            "One half-day was freed because nobody came.",
            "%(num)d half-days were freed because nobody came.",
            number,
        )
    )


def _share(counts: Facts) -> str:
    """Return `56 of 80 half-days (70 %)`."""
    return str(
        _(
            "%(booked)s of %(available)s half-days (%(percent)d %%)",
            booked=format_decimal(counts["booked"]),
            available=format_decimal(counts["available"]),
            percent=percent(counts["booked"], counts["available"]),
        )
    )


def _used(places: list[Facts]) -> Rows:
    """Return a line for each workplace; one alone is told by the first sentence."""
    if len(places) == 1:
        return []
    rows = []
    for one in places:
        used = _share(one) if one["available"] else str(_("no desk could be booked"))
        if one["no_shows"]:
            missed = ngettext("%(num)d no-show", "%(num)d no-shows", one["no_shows"])
            used = f"{used}, {missed}"
        rows.append((one["name"], used))
    return rows


def _searches(facts: Facts) -> list[str]:
    """Return how many searches found nothing near; fewer than five are not told."""
    if facts["unmet"] is None:
        return []
    number = format_decimal(facts["unmet"])
    said = _("In the whole city %(number)s searches found no desk near.", number=number)
    if not facts["areas"]:
        return [str(said)]
    # Not inside an f-string: what stands there is not found when words are collected.
    nowhere = _("no area named")
    areas = ", ".join(
        f"{code or nowhere} {name} ({format_decimal(number)})".replace("  ", " ")
        for code, name, number in facts["areas"]
    )
    where = _("Most often they started from: %(areas)s.", areas=areas)
    return [f"{said} {where}"]


def _to_come(facts: Facts) -> list[str]:
    if facts["ahead"]:
        return [str(_("Below is also what is closed or limited in the coming two weeks."))]
    return [str(_("In the coming two weeks nothing is closed or limited."))]


def _ahead(facts: Facts) -> Rows:
    rows = []
    for one in facts["ahead"]:
        first, last = _day(one["first"]), _day(one["last"])
        days = first if first == last else str(_("%(first)s to %(last)s", first=first, last=last))
        rows.append((f"{one['workplace']}, {days}", _limit(one)))
    return rows


def _limit(one: Facts) -> str:
    if one["limit"] == Limit.CAPPED:
        said = _("%(desks)d of %(working)d desks", desks=one["desks"], working=one["working"])
    else:
        said = _CLOSED[Part(one["part"])]()
    return f"{said}: {one['reason']}" if one["reason"] else str(said)


_CLOSED = {
    Part.DAY: lambda: _("Closed"),
    Part.AM: lambda: _("Closed in the morning"),
    Part.PM: lambda: _("Closed in the afternoon"),
}


def _day(day: str) -> str:
    return day_long(date.fromisoformat(day))
