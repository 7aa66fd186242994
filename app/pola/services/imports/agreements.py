"""Bring existing agreements in: all of a file or, if anything in it is wrong, nothing."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.core import audit, clock
from app.core.db import command, connection
from app.core.tables.table import FileRefused, Row, Table, Tally
from app.core.tables.words import N_
from app.pola.models import Agreement, Filing
from app.pola.queries.filings import told_of
from app.pola.rules.communications import write_told
from app.pola.rules.filings import Act, FilingState
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.rules.written import halves_a_month, write_terms
from app.pola.services.filings import file_start
from app.pola.services.imports.checks import (
    check_codes,
    check_days,
    check_pattern,
    check_periods,
    check_person,
    is_stored,
)
from app.pola.services.imports.lines import state_of, terms_of
from app.pola.services.plans import replan

_people = sa.select(User.id, User.staff_number, User.office_id, User.is_active).where(
    User.staff_number.is_not(None)
)
_in_force = sa.select(
    Agreement.user_id,
    Agreement.origin,
    Agreement.terms,
    Agreement.in_force_from,
    Agreement.in_force_until,
).where(Agreement.in_force_from.is_not(None))
_imported = sa.select(Agreement.user_id, Agreement.in_force_from, Agreement.id).where(
    Agreement.origin == Origin.IMPORT
)
_start = sa.update(Filing).where(
    Filing.agreement_id == sa.bindparam("b_agreement"), Filing.act == Act.START
)
_codes = sa.select(Filing.code).where(Filing.code.is_not(None))


@command
def check_agreements(table: Table, *, by: Actor) -> Tally:
    """Return what `import_agreements` would do, and write nothing; FileRefused as there."""
    authorize(by, Permission.RUN_PROGRAMME)
    new, _everybody = _checked(table)
    return _tally(table, new)


@command
def import_agreements(table: Table, *, by: Actor) -> Tally:
    """Take over the agreements of a file; FileRefused with every problem.

    A line that is stored already, word for word, is left alone. An agreement whose
    Ministry code is given counts as told; one without, in a file that has the
    column, is put into the queue of what must be told.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    new, people = _checked(table)
    try:
        _write(table, new, people, by)
    except IntegrityError as error:
        # Somebody signed while the file was read.
        remedy = N_("an agreement of one of these people has just begun: try again")
        raise FileRefused.because(table.name, remedy) from error
    tally = _tally(table, new)
    if new:
        words = vars(tally) | {"file": table.name}
        audit.record(by.id, "import_agreements", "file", None, after=words)
    return tally


def _tally(table: Table, new: list[Row]) -> Tally:
    return Tally(new=len(new), unchanged=len(table.rows) - len(new))


def _checked(table: Table) -> tuple[list[Row], dict[str, Any]]:
    """Return the lines that are not stored yet, and everybody by staff number."""
    run = connection().execute
    people = {row.staff_number: row for row in run(_people)}
    stored: dict[int, list[Any]] = defaultdict(list)
    for one in run(_in_force):
        stored[one.user_id].append(one)
    for row in table.rows:
        check_person(table, row, people)
        check_days(table, row)
        check_pattern(table, row)
    check_periods(table, people, stored)
    new = [row for row in table.rows if not is_stored(row, _of(row, people, stored))]
    if table.has("ministry_code"):
        check_codes(table, new, {code for code in run(_codes).scalars() if code})
    table.check()
    return new, people


def _of(row: Row, people: Mapping[str, Any], stored: Mapping[int, list[Any]]) -> list[Any]:
    person = people.get(row["staff_number"])
    return stored.get(person.id, []) if person else []


def _write(table: Table, new: list[Row], people: Mapping[str, Any], by: Actor) -> None:
    if not new:
        return
    run = connection().execute
    # Nobody signs, or is told of, meanwhile.
    users = sorted({people[row["staff_number"]].id for row in new})
    for user_id in users:
        lock_person(user_id)
    run(sa.insert(Agreement), [_columns(row, people[row["staff_number"]]) for row in new])
    ids = {(user_id, first): number for user_id, first, number in run(_imported)}
    for row in new:
        code = row["ministry_code"]
        if code or (table.has("ministry_code") and state_of(row) is State.ACTIVE):
            _file(ids[people[row["staff_number"]].id, row["starts_on"]], row, by)
    for user_id in users:
        replan(user_id, by=by)


def _file(agreement_id: int, row: Row, by: Actor) -> None:
    """Put a start into the queue, or down as told: its code is what later ones refer to."""
    file_start(agreement_id, by=by)
    # Nobody signed here, so that the file alone knows when it was signed.
    told = replace(told_of(agreement_id), signed_on=row["signed_on"])
    values: dict[str, Any] = {"facts": write_told(told)}
    if row["ministry_code"]:
        values |= {
            "state": FilingState.ACCEPTED,
            "code": row["ministry_code"],
            "settled_at": clock.now(),
        }
    connection().execute(_start.values(values), {"b_agreement": agreement_id})


def _columns(row: Row, person: Any) -> dict[str, Any]:
    terms = terms_of(row)
    return {
        "user_id": person.id,
        "office_id": person.office_id,
        "origin": Origin.IMPORT,
        "state": state_of(row),
        "version": 1,
        "terms": write_terms(terms),
        "duration": terms.duration,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "halves_a_month": halves_a_month(terms.pattern),
        "rules_of": row["signed_on"],
        "approvals_given": 0,
        "created_at": clock.now(),
        "in_force_from": terms.starts_on,
        "in_force_until": terms.ends_on,
        "protocol_number": row["protocol_number"],
        "protocol_on": row["protocol_on"],
    }
