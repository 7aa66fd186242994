"""How the workplaces were used: charts with their tables, and the tables as files."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.permissions import Permission, requires
from app.booking.queries.places import places
from app.core import clock
from app.core.sheets import SheetKind, download
from app.core.templating import month_name
from app.occupancy.forms.use import FROM, TO, WORKPLACE, UseFilter, read_filter
from app.occupancy.labels.use import LEAD_MARKS, LEAD_WORDS, PRESETS
from app.occupancy.queries.use import UseFacts, use_facts
from app.occupancy.rules import charts
from app.occupancy.rules.periods import presets
from app.occupancy.rules.use import Use, together
from app.occupancy.views.blueprint import bp
from app.occupancy.views.city_tables import why
from app.occupancy.views.use_table import area_name, weekday
from app.occupancy.views.use_tables import TABLES, heat
from app.pola.rules.commute import Range
from app.pola.rules.suppression import FEWEST, is_small

# How many bars a chart has: the table has every row.
MOST_BARS = 10
# From which percentage on a cell of the heat table is darker.
HEAT_STEPS = (40, 65, 85, 100)


@bp.get("/use")
@requires(Permission.SEE_OCCUPANCY)
def use() -> str:
    """Show how some workplaces were used in a period, and where nobody found a desk."""
    known = places(g.places_revision)
    chosen = _filter()
    facts = use_facts(chosen.period, chosen.chosen or known.workplaces, known)
    return render_template(
        "occupancy/use.html",
        filter=chosen,
        names={"from": FROM, "to": TO, "workplace": WORKPLACE},
        presets=[
            (words, period == chosen.period, chosen.query_of(period))
            for preset, period in presets(_yesterday()).items()
            for words in [PRESETS[preset]]
        ],
        yesterday=_yesterday(),
        known=known,
        facts=facts,
        months=_months(facts),
        week_marks=[f"{monday:%d/%m/%y}" for monday in facts.weeks],
        whole=together(facts.sites.values()),
        heat=heat(facts),
        heat_level=heat_level,
        weekday=weekday,
        tables={name: table(facts, known) for name, table in TABLES.items()},
        charts=_charts(facts),
        lead_words=[str(words) for words in LEAD_WORDS.values()],
        lead_marks=[str(words) for words in LEAD_MARKS.values()],
        origin_names=[area_name(known, one.area_code) for one in facts.origins.areas],
        unmet_names=[area_name(known, code) for code, number in _told(facts)],
        unmet_values=[format_decimal(number) for _code, number in _told(facts)],
        range_words=_range_words,
        area_name=area_name,
        why=why,
        fewest=FEWEST,
        most=MOST_BARS,
        decimal=format_decimal,
    )


@bp.get("/use/<table>.<kind>")
@requires(Permission.SEE_OCCUPANCY)
def use_file(table: str, kind: str) -> Response:
    """Hand out one of the tables, of the same period and workplaces as the page."""
    if table not in TABLES or kind not in set(SheetKind):
        abort(404)
    chosen = _filter()
    if chosen.faults:
        # The page says what is wrong with the address.
        asked: dict[str, Any] = request.args.to_dict(flat=False)
        return redirect(url_for(".use", **asked))
    known = places(g.places_revision)
    facts = use_facts(chosen.period, chosen.chosen or known.workplaces, known)
    found = TABLES[table](facts, known)
    name = f"{table}-{chosen.period.first}-{chosen.period.last}"
    return download(name, SheetKind(kind), found.headings, found.rows, title=found.title)


def _yesterday() -> date:
    return clock.today() - timedelta(days=1)


def _filter() -> UseFilter:
    return read_filter(request.args, places(g.places_revision), _yesterday())


def _months(facts: UseFacts) -> str:
    """Return which whole months the monthly counts are of."""
    first, last = month_name(facts.period.first_month), month_name(facts.period.last_month)
    return first if first == last else str(_("%(first)s to %(last)s", first=first, last=last))


def heat_level(use: Use) -> int:
    """Return how dark a cell is, from 1 to 5; 0 where nothing could be taken."""
    if use.percent is None:
        return 0
    return 1 + sum(use.percent >= step for step in HEAT_STEPS)


def _told(facts: UseFacts) -> list[tuple[str, int]]:
    """Return the areas with most searches that found nothing, hidden ones left out."""
    areas = facts.unmet.areas.items()
    return [(code, number) for code, number in areas if number is not None][:MOST_BARS]


def _range_words(ranges: Mapping[date, Range]) -> list[str]:
    """Return `12-30` for each month."""
    return [
        f"{format_decimal(round(one.low))}-{format_decimal(round(one.high))}"
        for one in ranges.values()
    ]


def _charts(facts: UseFacts) -> dict[str, Any]:
    weeks = facts.weeks.values()
    told = _told(facts)
    ranges = {m: gone.kilograms for m, gone in facts.spared.items() if not is_small(gone.drivers)}
    hours = {m: gone.hours for m, gone in facts.spared.items() if not is_small(gone.people)}
    used = [one for one in facts.desks if one.available]
    most, least = used[:MOST_BARS], used[MOST_BARS:][-MOST_BARS:]
    return {
        "weeks": charts.line(
            [[one.available for one in weeks], [one.planned for one in weeks],
             [one.confirmed for one in weeks]]
        ),
        "most": (most, charts.bars([one.percent or 0 for one in most], 100)),
        "least": (least, charts.bars([one.percent or 0 for one in least], 100)),
        "lead": charts.histogram(facts.leads),
        "origins": charts.bars([one.halves for one in facts.origins.areas[:MOST_BARS]]),
        "unmet": (told, charts.bars([number for _code, number in told])),
        "carbon": (ranges, charts.spans([(one.low, one.high) for one in ranges.values()])),
        "hours": (hours, charts.spans([(one.low, one.high) for one in hours.values()])),
    }  # fmt: skip
