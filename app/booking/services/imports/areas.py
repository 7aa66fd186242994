"""Postal codes and districts: where people may say that they start from."""

from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Area
from app.core import audit
from app.core.db import command, connection, raise_revision
from app.core.tables.cells import decimal_number, matching, text, yes_or_no
from app.core.tables.table import Column, Table, Tally

# Within Italy: a latitude in the other's column is told from a right one.
latitude = decimal_number(35, 48, "45.4618")
longitude = decimal_number(6, 19, "9.1936")

POSTAL_CODES = (
    Column(
        "code",
        ("postal_code", "cap"),
        matching("[0-9]{5}", "write a postal code of five digits, such as 20122"),
    ),
    Column("name", ("place", "name", "luogo", "comune"), text(100)),
    Column("latitude", ("latitude", "latitudine", "lat"), latitude),
    Column("longitude", ("longitude", "longitudine", "lon"), longitude),
    Column("is_in_city", ("in_milan", "in_city", "in_citta"), yes_or_no),
)
DISTRICTS = (
    Column(
        "code",
        ("code", "codice"),
        matching("[A-Za-z][0-9A-Za-z]{0,11}", "write a code that begins with a letter, such as M9"),
    ),
    *(column for column in POSTAL_CODES if column.name in {"name", "latitude", "longitude"}),
)
_insert = sa.insert(Area)
_by_code = sa.update(Area).where(Area.code == sa.bindparam("b_code"))


@command
def import_areas(table: Table, *, by: Actor, is_district: bool) -> Tally:
    """Add and change the postal codes or districts of a file; FileRefused with every problem.

    Those that are not in the file stay: people may have chosen them.
    """
    authorize(by, Permission.IMPORT_FILES)
    stored = {row.code: row for row in connection().execute(sa.select(Area.__table__))}
    wanted = table.by("code")
    table.check()
    tally = Tally()
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for code, row in wanted.items():
        values = {"is_in_city": True} | row.cells | {"is_district": is_district}
        area = stored.get(code)
        if area is None:
            new.append(values)
        elif any(getattr(area, name) != value for name, value in values.items()):
            changed.append({"b_code": code} | values)
    tally.new, tally.changed = len(new), len(changed)
    tally.unchanged = len(wanted) - tally.new - tally.changed
    tally.gone = sum(a.is_district == is_district and a.code not in wanted for a in stored.values())
    if new:
        connection().execute(_insert, new)
    if changed:
        connection().execute(_by_code, changed)
    if new or changed:
        raise_revision()
        kind = "import_districts" if is_district else "import_postal_codes"
        audit.record(by.id, kind, "file", None, after={"file": table.name} | vars(tally))
    return tally
