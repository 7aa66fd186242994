"""Write down the figures of a year that nobody can work out, and the targets."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import audit, clock
from app.core.db import command, connection, insert_if_new
from app.pola.models import IndicatorValue
from app.pola.rules.indicators import Indicator, read_target, read_value


@command
def set_indicator(name: Indicator, year: int, value: str, target: str, *, by: Actor) -> None:
    """Write down an indicator's value and target for a year; an empty one is taken back.

    ValueError if it is not a value of the indicator's kind, or if it is worked out.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    after = {"value": read_value(name, value), "target": read_target(name, target)}
    changed = {"changed_at": clock.now(), "changed_by": by.id}
    key = {"name": name.value, "year": year}
    # Two people who write the same figure at once: the later one wins, and both are told apart.
    insert_if_new(IndicatorValue, key | {"value": "", "target": ""} | changed)
    is_it = sa.and_(IndicatorValue.name == name.value, IndicatorValue.year == year)
    row = connection().execute(
        sa.select(IndicatorValue.id, IndicatorValue.value, IndicatorValue.target)
        .where(is_it)
        .with_for_update()
    )
    before = row.one()
    if (before.value, before.target) == (after["value"], after["target"]):
        return
    connection().execute(sa.update(IndicatorValue).where(is_it).values(after | changed))
    audit.record(
        by.id,
        "set_indicator",
        "indicator",
        before.id,
        before=key | {"value": before.value, "target": before.target},
        after=key | after,
    )
