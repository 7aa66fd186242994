"""What an agreement says, part by part, in words."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.templating import day_long
from app.pola.labels.agreements import COMPARISONS, SUPPLIERS
from app.pola.labels.differences import bands_words, halves_words, pattern_words
from app.pola.rules.terms import Activity, Duration, IndicatorKind, Rhythm, Supplier, Terms, Tool


def content_words(terms: Terms) -> list[tuple[str, list[str]]]:
    """Return each part of an agreement with its lines; parts that say nothing are left out."""
    parts = [
        (_("Period"), [period_words(terms)]),
        (_("Remote work"), [_remote(terms)]),
        (_("Within reach"), [bands_words(terms.contact)]),
        (_("No work"), [bands_words([terms.rest])]),
        (_("Places"), list(terms.places)),
        (_("Tools"), [_tool(tool) for tool in terms.tools]),
        (_("Activities"), [_activity(one) for one in terms.activities]),
        (_("Notice"), [ngettext("%(num)d day", "%(num)d days", terms.notice_days)]),
        (_("Justified reasons for withdrawing"), list(terms.justified_reasons)),
        (_("How the work is done"), [terms.ways]),
        (_("Direction and control"), [terms.direction]),
        (_("Disconnection"), [terms.disconnection]),
    ]
    return [(str(name), lines) for name, lines in parts if any(lines)]


def period_words(terms: Terms) -> str:
    """Return from when until when."""
    is_open = terms.duration is Duration.OPEN
    return span_words(terms.starts_on, None if is_open else terms.ends_on)


def span_words(first: date, last: date | None) -> str:
    """Return from which day to which; without a last one it is open-ended."""
    if last is None:
        return str(_("Open-ended, from %(first)s", first=day_long(first)))
    return str(_("From %(first)s to %(last)s", first=day_long(first), last=day_long(last)))


def _remote(terms: Terms) -> str:
    if terms.pattern.rhythm is Rhythm.WEEKDAYS:
        return halves_words(terms.pattern.halves)
    return pattern_words(terms.pattern)


def _tool(tool: Tool) -> str:
    if tool.supplier is Supplier.PERSON:
        return str(_("%(name)s, the person's own", name=tool.name))
    return f"{tool.name}, {str(SUPPLIERS[tool.supplier]).lower()}"


def _activity(one: Activity) -> str:
    words = {
        "title": one.title,
        "result": one.result,
        "indicator": one.indicator,
        "comparison": COMPARISONS[one.comparison],
        "target": _target(one),
    }
    return str(_("%(title)s: %(result)s. %(indicator)s: %(comparison)s %(target)s", **words))


def _target(one: Activity) -> str:
    """Return a target as people write it, a day or a percentage; words as they were written."""
    if one.kind is IndicatorKind.PERCENTAGE:
        return f"{one.target} %"
    if one.kind is IndicatorKind.DATE:
        try:
            return day_long(date.fromisoformat(one.target))
        except ValueError:
            return one.target
    return one.target
