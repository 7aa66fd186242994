"""The programme's numbers and texts as they stand on a day."""

from datetime import date

import sqlalchemy as sa

from app.core.db import connection
from app.pola.models import Parameter
from app.pola.rules.parameters import ParameterName, ParameterRow, Programme, programme_on


def parameter_rows() -> list[ParameterRow]:
    """Return every decision, in the order in which they were written."""
    rows = connection().execute(
        sa.select(Parameter.name, Parameter.value, Parameter.from_day).order_by(Parameter.id)
    )
    return [ParameterRow(ParameterName(row.name), row.value, row.from_day) for row in rows]


def programme(day: date) -> Programme:
    """Return the programme in force on a day."""
    return programme_on(day, parameter_rows())
