"""A line of the file as an agreement."""

from app.core import clock
from app.core.tables.table import Row
from app.pola.rules.states import State
from app.pola.rules.terms import RemotePattern, Terms
from app.pola.rules.written import write_terms

_NEEDED = (
    "duration", "starts_on", "rhythm", "halves", "contact", "rest", "places", "notice_days",
)  # fmt: skip


def terms_of(row: Row) -> Terms:
    """Return what a line says; only for one whose cells could all be read."""
    halves = row["halves"]
    is_counted = isinstance(halves, int)
    return Terms(
        duration=row["duration"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        pattern=RemotePattern(
            row["rhythm"], () if is_counted else halves, halves if is_counted else 0
        ),
        contact=row["contact"],
        rest=row["rest"],
        places=row["places"],
        tools=(),
        activities=(),
        notice_days=row["notice_days"],
        justified_reasons=(),
    )


def written(row: Row) -> str | None:
    """Return a line's terms as they are stored; None if some of it could not be read."""
    if any(row[name] is None for name in _NEEDED):
        return None
    return write_terms(terms_of(row))


def state_of(row: Row) -> State:
    """Return where an agreement stands today that both have signed."""
    is_over = row["ends_on"] is not None and row["ends_on"] < clock.today()
    return State.EXPIRED if is_over else State.ACTIVE
