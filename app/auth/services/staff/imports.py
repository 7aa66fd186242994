"""Bring the people of a personnel file in: new, changed, gone and come back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import Office, RoleGrant, SignIn, User
from app.auth.permissions import Permission, authorize
from app.auth.services.staff.checks import check_cells, check_keys, check_managers
from app.auth.services.staff.stored import Stored, match, stored_people
from app.core import audit
from app.core.db import command, connection, raise_revision
from app.core.tables.table import Row, Table, Tally, Watch

T = TypeVar("T")

BATCH = 500
# A file cut in half must not send half the city away.
FEW = 50
MOST_GONE_PERCENT = 20

# Columns stored as the file says them.
_SAME = (
    "staff_number", "email", "given_name", "surname", "sex", "born_on", "fiscal_code", "grade",
    "hired_on", "contract", "is_remote_capable", "hours_percent",
)  # fmt: skip
# Of these nobody has another's.
_KEYS = ("staff_number", "email", "fiscal_code")
_by_id = sa.update(User).where(User.id == sa.bindparam("b_id"))


@dataclass
class StaffTally(Tally):
    """What an import of people did."""

    # Ids of those who may no longer sign in, and how many may again.
    deactivated: list[int] = field(default_factory=list)
    returned: int = 0
    # Ids of those who now work in another office.
    transferred: list[int] = field(default_factory=list)


@dataclass
class _Plan:
    """What is to be written."""

    new: list[dict[str, Any]]
    changed: list[dict[str, Any]]
    # Staff number to the manager's, where it is not what is stored.
    managers: dict[str, str | None]
    # Those whose keys change let go of the old ones before anybody takes a new one.
    rekeyed: list[dict[str, Any]]


@command
def import_staff(
    table: Table, *, by: Actor, complete: bool = False, many: bool = False, watch: Watch = iter
) -> StaffTally:
    """Add and change the people of a file; FileRefused with every problem.

    With `complete` whoever is not in it can no longer sign in. If that is more than
    a fifth of a city, `many` must say that it is meant.
    """
    authorize(by, Permission.IMPORT_FILES)
    offices = dict(connection().execute(sa.select(Office.code, Office.id)).all())
    people = stored_people()
    wanted = table.by("staff_number")
    known = match(wanted, people)
    _check(table, wanted, known, people, offices, complete=complete)
    tally = StaffTally()
    gone = _gone(people, known)
    tally.gone = len(gone)
    if complete:
        _check_gone(table, gone, people, many=many)
        tally.deactivated = [person.id for person in gone]
    table.check()
    _write(_plan(table, wanted, known, offices, tally), tally, watch)
    _deactivate(tally.deactivated, by)
    if tally.new or tally.changed or tally.deactivated:
        raise_revision()
        counts = {"deactivated": len(tally.deactivated), "transferred": len(tally.transferred)}
        words = vars(tally) | {"file": table.name} | counts
        audit.record(by.id, "import_people", "file", None, after=words)
    return tally


def _check(
    table: Table,
    wanted: Mapping[str, Row],
    known: Mapping[str, Stored],
    people: list[Stored],
    offices: Mapping[str, int],
    *,
    complete: bool,
) -> None:
    check_cells(table, offices)
    for column in _KEYS[1:]:
        table.by(column)
        holders = {key: p for p in people if (key := getattr(p, column)) is not None}
        check_keys(table, column, holders, known)
    listed = {person.id for person in known.values()}
    others = {p.staff_number: p for p in people if p.staff_number and p.id not in listed}
    check_managers(table, wanted, others, complete=complete)


def _gone(people: list[Stored], known: Mapping[str, Stored]) -> list[Stored]:
    """Return the active people with a staff number whom no line is about."""
    listed = {person.id for person in known.values()}
    return [p for p in people if p.staff_number and p.is_active and p.id not in listed]


def _check_gone(table: Table, gone: list[Stored], people: list[Stored], *, many: bool) -> None:
    active = sum(1 for p in people if p.staff_number and p.is_active)
    if many or len(gone) <= FEW or 100 * len(gone) <= MOST_GONE_PERCENT * active:
        return
    remedy = (
        f"{len(gone)} of {active} people are not in this file and could no longer sign in:"
        " is it whole? If it is, say --many as well"
    )
    table.blame(None, "", "", remedy)


def _plan(
    table: Table,
    wanted: Mapping[str, Row],
    known: Mapping[str, Stored],
    offices: Mapping[str, int],
    tally: StaffTally,
) -> _Plan:
    """Compare each line with what is stored, and count."""
    same = [name for name in _SAME if table.has(name)]
    keys = [name for name in _KEYS if table.has(name)]
    plan = _Plan([], [], {}, [])
    for number, row in wanted.items():
        values = {name: row[name] for name in same}
        values |= {"office_id": offices[row["office"]], "is_active": True}
        person = known.get(number)
        before = person.manager_number if person else None
        moved = table.has("manager") and row["manager"] != before
        if moved:
            plan.managers[number] = row["manager"]
        if person is None:
            plan.new.append(values)
            tally.new += 1
            continue
        changes = {name for name, value in values.items() if getattr(person, name) != value}
        if changes:
            plan.changed.append({"b_id": person.id} | values)
            tally.returned += "is_active" in changes
            if "office_id" in changes and person.office_id is not None:
                tally.transferred.append(person.id)
        if changes & set(keys):
            plan.rekeyed.append({"b_id": person.id} | dict.fromkeys(keys, f"~{person.id}"))
        tally.changed += bool(changes or moved)
        tally.unchanged += not (changes or moved)
    return plan


def _write(plan: _Plan, tally: StaffTally, watch: Watch) -> None:
    run = connection().execute
    if plan.rekeyed:
        run(_by_id, plan.rekeyed)
    work: list[tuple[Any, list[dict[str, Any]]]] = [
        *((sa.insert(User), rows) for rows in _batches(plan.new)),
        *((_by_id, rows) for rows in _batches(plan.changed)),
    ]
    for statement, rows in watch(work):
        run(statement, rows)
    # Only now does everybody have an id.
    _set_managers(plan.managers)


def _set_managers(managers: Mapping[str, str | None]) -> None:
    """Write who manages whom: one statement for each manager, not for each person."""
    if not managers:
        return
    run = connection().execute
    ids = dict(run(sa.select(User.staff_number, User.id)).all())
    teams: dict[str | None, list[int]] = defaultdict(list)
    for number, manager in managers.items():
        teams[manager].append(ids[number])
    for manager, team in teams.items():
        for some in _batches(team):
            moved = sa.update(User).where(User.id.in_(some))
            run(moved.values(manager_id=ids[manager] if manager else None))


def _batches(rows: list[T]) -> list[list[T]]:
    return [rows[n : n + BATCH] for n in range(0, len(rows), BATCH)]


def _deactivate(user_ids: list[int], by: Actor) -> None:
    """Close accounts, end their sign-ins and take their roles; nothing else of them is deleted.

    Who comes back comes back as an employee: roles are given anew, by a person.
    """
    if user_ids:
        _take_roles(user_ids, by)
        rows = [{"b_user": user_id} for user_id in user_ids]
        run = connection().execute
        run(sa.update(User).where(User.id == sa.bindparam("b_user")).values(is_active=False), rows)
        run(sa.delete(SignIn).where(SignIn.user_id == sa.bindparam("b_user")), rows)


def _take_roles(user_ids: list[int], by: Actor) -> None:
    for some in _batches(user_ids):
        gone = sa.delete(RoleGrant).where(RoleGrant.user_id.in_(some))
        for grant in connection().execute(gone.returning(RoleGrant.__table__)).all():
            over = {"office_id": grant.office_id, "workplace_id": grant.workplace_id}
            before = {"role": grant.role} | over | {"grants": 1}
            audit.record(by.id, "revoke_role", "user", grant.user_id, before=before)
