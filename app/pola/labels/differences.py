"""What differs between two versions of an agreement, in the words in which people say it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from babel.dates import get_day_names
from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.half import Half
from app.core.i18n import current_locale
from app.core.templating import day_long, hm
from app.pola.rules.differences import PERIOD, Difference, Part, changed_fields
from app.pola.rules.terms import Band, RemotePattern, Rhythm, Supplier, Terms, WeekHalf

# More than these are counted instead of told.
MOST_TOLD = 2
ACTIVITY_FIELDS = {
    "title": _l("title"),
    "result": _l("expected result"),
    "indicator": _l("indicator"),
    "kind": _l("kind of indicator"),
    "comparison": _l("comparison"),
    "target": _l("target"),
    "numerator": _l("numerator"),
    "denominator": _l("denominator"),
}
CLAUSES = {
    Part.JUSTIFIED_REASONS: _l("The justified reasons for withdrawing are different."),
    Part.WAYS: _l("The clause on how the work is done is different."),
    Part.DIRECTION: _l("The clause on direction and control is different."),
    Part.DISCONNECTION: _l("The clause on disconnection is different."),
}


def summary_words(found: Sequence[Difference]) -> str:
    """Return what a request changes, in a line or two; nothing but the period is a renewal."""
    term = next((one for one in found if one.part is Part.TERM), None)
    told = [one for one in found if one.part not in PERIOD]
    if not told:
        return _same_words(term)
    if told[0].part is Part.FIRST:
        return difference_words(told[0])
    sentences = [difference_words(one) for one in told[:MOST_TOLD]]
    more = len(told) - len(sentences)
    if more:
        sentences.append(ngettext("%(num)d more change.", "%(num)d more changes.", more))
    if term is not None:
        sentences.append(_until_words(term))
    elif not more:
        sentences.append(str(_("The rest is the same.")))
    return " ".join(sentences)


def difference_words(one: Difference) -> str:
    """Return one difference as a sentence."""
    return str(_SAY[one.part](one))


def pattern_words(pattern: RemotePattern) -> str:
    """Return `Tuesday and Friday morning`, `2 remote days a week`, `7 remote half-days a month`."""
    if pattern.rhythm is Rhythm.WEEKDAYS:
        return halves_words(pattern.halves)
    forms = _AMOUNTS[pattern.rhythm, pattern.count % 2 == 0]
    return forms(pattern.count if pattern.count % 2 else pattern.count // 2)


def halves_words(halves: Iterable[WeekHalf]) -> str:
    """Return fixed halves as days of the week, `Tuesday and Thursday morning`."""
    names = get_day_names("wide", locale=current_locale())
    by_day: dict[int, set[Half]] = {}
    for one in sorted(halves):
        by_day.setdefault(one.weekday, set()).add(one.half)
    days = [_day_words(names[day], held) for day, held in by_day.items()]
    return str(format_list(days, locale=current_locale()))


def bands_words(bands: Iterable[Band]) -> str:
    """Return `9:00-13:00 and 14:00-16:00`."""
    spans = [f"{hm(band.start)}-{hm(band.end)}" for band in bands]
    return str(format_list(spans, locale=current_locale())) if spans else str(_("never"))


def _day_words(day: str, halves: set[Half]) -> str:
    if len(halves) == len(Half):
        return day
    if Half.AM in halves:
        return str(_("%(day)s morning", day=day))
    return str(_("%(day)s afternoon", day=day))


_AMOUNTS: dict[tuple[Rhythm, bool], Callable[[int], str]] = {
    (Rhythm.PER_WEEK, True): lambda n: ngettext(
        "%(num)d remote day a week", "%(num)d remote days a week", n
    ),
    (Rhythm.PER_WEEK, False): lambda n: ngettext(
        "%(num)d remote half-day a week", "%(num)d remote half-days a week", n
    ),
    (Rhythm.PER_MONTH, True): lambda n: ngettext(
        "%(num)d remote day a month", "%(num)d remote days a month", n
    ),
    (Rhythm.PER_MONTH, False): lambda n: ngettext(
        "%(num)d remote half-day a month", "%(num)d remote half-days a month", n
    ),
}
_CHANGED_AMOUNTS: dict[tuple[Rhythm, bool], Callable[[int, int], str]] = {
    (Rhythm.PER_WEEK, True): lambda before, n: ngettext(
        "From %(before)d to %(num)d remote day a week.",
        "From %(before)d to %(num)d remote days a week.",
        n,
        before=before,
    ),
    (Rhythm.PER_WEEK, False): lambda before, n: ngettext(
        "From %(before)d to %(num)d remote half-day a week.",
        "From %(before)d to %(num)d remote half-days a week.",
        n,
        before=before,
    ),
    (Rhythm.PER_MONTH, True): lambda before, n: ngettext(
        "From %(before)d to %(num)d remote day a month.",
        "From %(before)d to %(num)d remote days a month.",
        n,
        before=before,
    ),
    (Rhythm.PER_MONTH, False): lambda before, n: ngettext(
        "From %(before)d to %(num)d remote half-day a month.",
        "From %(before)d to %(num)d remote half-days a month.",
        n,
        before=before,
    ),
}


def _pattern(one: Difference) -> str:
    before, after = one.before, one.after
    if before.rhythm is not after.rhythm:
        words = {"after": _as_told(after), "before": _as_told(before)}
        return str(_("Now %(after)s, before %(before)s.", **words))
    if after.rhythm is Rhythm.WEEKDAYS:
        days = {"after": halves_words(after.halves), "before": halves_words(before.halves)}
        return str(_("Remote on %(after)s instead of %(before)s.", **days))
    are_days = before.count % 2 == after.count % 2 == 0
    halves = 2 if are_days else 1
    say = _CHANGED_AMOUNTS[after.rhythm, are_days]
    return say(before.count // halves, after.count // halves)


def _as_told(pattern: RemotePattern) -> str:
    if pattern.rhythm is Rhythm.WEEKDAYS:
        return str(_("fixed days: %(days)s", days=halves_words(pattern.halves)))
    return pattern_words(pattern)


def _first(one: Difference) -> str:
    terms: Terms = one.after
    if terms.pattern.rhythm is Rhythm.WEEKDAYS:
        return str(
            _("First agreement: remote on %(days)s.", days=halves_words(terms.pattern.halves))
        )
    return str(_("First agreement: %(amount)s.", amount=pattern_words(terms.pattern)))


def _same_words(term: Difference | None) -> str:
    if term is None:
        return str(_("The same as before."))
    if term.after is None:
        return str(_("The same as before, now open-ended."))
    return str(_("The same as before, until %(day)s.", day=day_long(term.after)))


def _until_words(term: Difference) -> str:
    if term.after is None:
        return str(_("Now open-ended."))
    return str(_("Until %(day)s.", day=day_long(term.after)))


def _starts(one: Difference) -> str:
    words = {"after": day_long(one.after), "before": day_long(one.before)}
    return str(_("It begins on %(after)s instead of %(before)s.", **words))


def _term(one: Difference) -> str:
    if one.after is None:
        return str(_("Open-ended, no longer until %(before)s.", before=day_long(one.before)))
    if one.before is None:
        return str(_("Until %(after)s, no longer open-ended.", after=day_long(one.after)))
    words = {"after": day_long(one.after), "before": day_long(one.before)}
    return str(_("Until %(after)s instead of %(before)s.", **words))


def _contact(one: Difference) -> str:
    words = {"after": bands_words(one.after), "before": bands_words(one.before)}
    return str(_("Within reach %(after)s, before %(before)s.", **words))


def _rest(one: Difference) -> str:
    words = {"after": bands_words([one.after]), "before": bands_words([one.before])}
    return str(_("No work %(after)s, before %(before)s.", **words))


def _place(one: Difference) -> str:
    if one.before is None:
        return str(_("New place: %(name)s.", name=one.after))
    return str(_("No longer a place of work: %(name)s.", name=one.before))


def _tool(one: Difference) -> str:
    if one.before is None:
        return str(_("New tool: %(name)s.", name=one.after.name))
    if one.after is None:
        return str(_("Tool left out: %(name)s.", name=one.before.name))
    if one.after.supplier is Supplier.CITY:
        return str(_("%(name)s is now supplied by the city.", name=one.after.name))
    return str(_("%(name)s is now the person's own.", name=one.after.name))


def _activity(one: Difference) -> str:
    if one.before is None:
        return str(_("New activity: %(name)s.", name=one.after.title))
    if one.after is None:
        return str(_("Activity left out: %(name)s.", name=one.before.title))
    changed = [str(ACTIVITY_FIELDS[name]) for name in changed_fields(one.before, one.after)]
    words = {"name": one.after.title, "changes": ", ".join(changed)}
    return str(_("Activity changed: %(name)s (%(changes)s).", **words))


def _notice(one: Difference) -> str:
    return str(
        ngettext(
            "%(num)d day of notice instead of %(before)d.",
            "%(num)d days of notice instead of %(before)d.",
            one.after,
            before=one.before,
        )
    )


def _clause(one: Difference) -> str:
    return str(CLAUSES[one.part])


_SAY: dict[Part, Callable[[Difference], Any]] = {
    Part.FIRST: _first,
    Part.STARTS_ON: _starts,
    Part.TERM: _term,
    Part.PATTERN: _pattern,
    Part.CONTACT: _contact,
    Part.REST: _rest,
    Part.PLACE: _place,
    Part.TOOL: _tool,
    Part.ACTIVITY: _activity,
    Part.NOTICE_DAYS: _notice,
    Part.JUSTIFIED_REASONS: _clause,
    Part.WAYS: _clause,
    Part.DIRECTION: _clause,
    Part.DISCONNECTION: _clause,
}
