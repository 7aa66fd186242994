"""Set the programme's numbers and texts: rows are only ever added."""

from datetime import date

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import audit, clock
from app.core.db import command, connection, db
from app.core.errors import Refused
from app.pola.models import Acknowledgement, Agreement, Parameter
from app.pola.queries.programme import parameter_rows, setting
from app.pola.rules.notices import Notice, parameter_of
from app.pola.rules.parameters import (
    ParameterName,
    ParameterRow,
    parse_parameter,
    write_parameter,
)
from app.pola.rules.settings import SettingFacts, setting_refusals
from app.pola.rules.states import State

# Nothing was agreed by the rules of these days.
_NOT_RELIED_ON = (State.DRAFT, State.ABANDONED)


@command
def check_parameter(name: ParameterName, value: str, from_day: date, *, by: Actor) -> None:
    """Raise what `set_parameter` would raise, and write nothing."""
    authorize(by, Permission.RUN_PROGRAMME)
    _checked(name, value, from_day)


@command
def set_parameter(name: ParameterName, value: str, from_day: date, *, by: Actor) -> int:
    """Write down a value from a day on; return the decision's number.

    ValueError if it is not a value of this parameter, Refused if agreements
    already go by what it would change.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    row, before = _checked(name, value, from_day)
    parameter = Parameter(
        name=name,
        value=row.value,
        from_day=from_day,
        created_at=clock.now(),
        created_by=by.id,
    )
    db.session.add(parameter)
    db.session.flush()
    audit.record(
        by.id,
        "set_parameter",
        "parameter",
        parameter.id,
        before={"name": name, "value": before},
        after={"name": name, "value": row.value, "from": from_day},
    )
    return parameter.id


def _checked(name: ParameterName, value: str, from_day: date) -> tuple[ParameterRow, str]:
    """Return what is to be written, and the value that it takes the place of."""
    # As it will be shown: `06` is 6, and a text has no blanks around it.
    row = ParameterRow(name, write_parameter(parse_parameter(name, value)), from_day)
    rows = parameter_rows()
    before = setting(name, from_day, rows).now.value
    facts = SettingFacts(
        today=clock.today(),
        rows=rows,
        present=before,
        last_relied_on=_last_relied_on(),
        last_version_read=_last_version_read(name),
    )
    if reasons := setting_refusals(row, facts):
        raise Refused(reasons)
    return row, before


def _last_relied_on() -> date | None:
    last = sa.select(sa.func.max(Agreement.rules_of)).where(Agreement.state.not_in(_NOT_RELIED_ON))
    return connection().execute(last).scalar()


def _last_version_read(name: ParameterName) -> date | None:
    """Return the latest version of a text that was handed over; None for a number."""
    notice = next((notice for notice in Notice if parameter_of(notice) is name), None)
    if notice is None:
        return None
    last = sa.select(sa.func.max(Acknowledgement.version)).where(Acknowledgement.notice == notice)
    return connection().execute(last).scalar()
