"""What an answer says: first in sentences, then in the cells of its tables."""

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.occupancy.rules.answers import Answer, Figure, SiteLine, Span

DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
_COUNTS = {Figure.REFUSED, Figure.FAR, Figure.NEAR, Figure.SURPLUS}

_SAME = {
    Figure.FAR: _l("As many people as now would find a desk near."),
    Figure.REFUSED: _l("As many people as now would find a desk somewhere."),
}
_HARDLY = {
    Figure.FAR: _l("For fewer than one person a day it would change whether there is a desk near."),
    Figure.REFUSED: _l("For fewer than one person a day it would change whether there is a desk."),
}
_MORE = {
    Figure.FAR: _l("From %(low)d to %(high)d more people a day would find no desk near."),
    Figure.REFUSED: _l("From %(low)d to %(high)d more people a day would find no desk at all."),
}
_FEWER = {
    Figure.FAR: _l("From %(low)d to %(high)d fewer people a day would find no desk near."),
    Figure.REFUSED: _l("From %(low)d to %(high)d fewer people a day would find no desk at all."),
}
_MIXED = {
    Figure.FAR: _l(
        "It could go either way: from %(low)d fewer to %(high)d more people a day would find "
        "no desk near."
    ),
    Figure.REFUSED: _l(
        "It could go either way: from %(low)d fewer to %(high)d more people a day would find "
        "no desk at all."
    ),
}


def answer_sentences(answer: Answer) -> list[str]:
    """Return what changes, the most important thing first."""
    said = [_count_sentence(answer, Figure.FAR), _count_sentence(answer, Figure.REFUSED)]
    said.append(_way_sentence(answer))
    surplus = int(answer.line(Figure.SURPLUS).change.high or 0)
    if surplus > 0:
        said.append(
            _(
                "%(number)s of the half-days booked then would be above the limit.",
                number=format_decimal(surplus),
            )
        )
    return [str(one) for one in said]


def _count_sentence(answer: Answer, figure: Figure) -> str:
    """Return how many people more or fewer a day, in whole people."""
    change = answer.line(figure).change
    ends = [change.low or 0, change.high or 0]
    low, high = (round(end / max(1, answer.days)) for end in ends)
    if not any(ends):
        return str(_SAME[figure])
    if low == high == 0:
        return str(_HARDLY[figure])
    if low == high:
        return _one_number(figure, low)
    if low >= 0:
        return str(_MORE[figure]) % {"low": low, "high": high}
    if high <= 0:
        return str(_FEWER[figure]) % {"low": -high, "high": -low}
    return str(_MIXED[figure]) % {"low": -low, "high": high}


def _one_number(figure: Figure, people: int) -> str:
    if figure is Figure.FAR and people > 0:
        said = ngettext(
            "%(num)d more person a day would find no desk near.",
            "%(num)d more people a day would find no desk near.",
            people,
        )
    elif figure is Figure.FAR:
        said = ngettext(
            "%(num)d fewer person a day would find no desk near.",
            "%(num)d fewer people a day would find no desk near.",
            -people,
        )
    elif people > 0:
        said = ngettext(
            "%(num)d more person a day would find no desk at all.",
            "%(num)d more people a day would find no desk at all.",
            people,
        )
    else:
        said = ngettext(
            "%(num)d fewer person a day would find no desk at all.",
            "%(num)d fewer people a day would find no desk at all.",
            -people,
        )
    return str(said)


def _way_sentence(answer: Answer) -> str:
    km, minutes = answer.line(Figure.EXTRA_KM).change, answer.line(Figure.EXTRA_MINUTES).change
    if km.high is None:
        return str(_("Fewer than five people would go elsewhere: their ways are not told."))
    if not any([km.low, km.high, minutes.low, minutes.high]):
        return str(_("Nobody's way would be longer or shorter."))
    return str(
        _(
            "The ways of those who find a desk in both cases would change by %(km)s km and "
            "%(minutes)s minutes in all, there and back.",
            km=signed_words(km),
            minutes=signed_words(minutes),
        )
    )


def span_words(figure: Figure, span: Span | None) -> str:
    """Return a figure before or after: `12`, `12-18` or `fewer than 5`."""
    if span is None:
        return DASH
    if span.high is None:
        return str(_("fewer than 5")) if figure in _COUNTS else str(_("hidden"))
    if span.low is None:
        return str(_("up to %(number)s", number=format_decimal(span.high)))
    return _joined([str(format_decimal(end)) for end in (span.low, span.high)], "-")


def signed_words(span: Span) -> str:
    """Return a change with its sign: `+12`, or `+8 … +12` for a range."""
    if span.high is None:
        return str(_("hidden"))
    return _joined([_signed(span.high if end is None else end) for end in (span.low, span.high)])


def _signed(number: float) -> str:
    words = str(format_decimal(abs(number)))
    return words if not number else f"{'+' if number > 0 else MINUS}{words}"


def _joined(ends: list[str], dash: str = " … ") -> str:
    return ends[0] if ends[0] == ends[1] else dash.join(ends)


def site_name(site: SiteLine) -> str:
    """Return a workplace's name; a new one is called by its postal code."""
    return str(_("New workplace at %(area)s", area=site.name)) if site.is_new else site.name


def percent_words(site: SiteLine, *, is_after: bool) -> str:
    """Return which share of a workplace would be lent: `80 %`, `80-85 %` or `closed`."""
    span, capacity = (site.after if is_after else site.before), site.capacity[is_after]
    if not capacity:
        return str(_("closed"))
    if span.high is None:
        return str(_("hidden"))
    ends = [f"{end:g}" for end in (span.low, span.high) if end is not None]
    return f"{_joined([ends[0], ends[-1]], '-')} %"


def count_words(count: int | None) -> str:
    """Return a count, or that it is too small to be told."""
    return str(_("fewer than 5")) if count is None else str(format_decimal(count))
