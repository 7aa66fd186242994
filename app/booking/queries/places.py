"""Workplaces and house rules, read once per revision and kept in the process.

The revision number comes from the database with each request, so a change made
by any process is seen by the next request of every other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.auth.models import Office
from app.auth.rules import read_codes
from app.booking.models import (
    Area,
    Cap,
    Closure,
    Desk,
    DrawRule,
    Floor,
    OfficeShare,
    Outage,
    Policy,
    Room,
    RoomPicture,
    Workplace,
)
from app.booking.rules.dated import DrawFacts, ShareFacts
from app.booking.rules.places import (
    EQUIPMENT,
    AreaFacts,
    CapFacts,
    ClosureFacts,
    DeskFacts,
    OutageFacts,
    PictureFacts,
    Places,
    RoomFacts,
    WorkplaceFacts,
)
from app.booking.rules.policies import PolicyRow
from app.core.db import PLACES, Revision, connection, is_revision_ours
from app.core.lookups import look_up

_KEY = "vicino.places"
_revision = sa.select(Revision.number).where(Revision.name == PLACES)


def current_revision() -> int:
    """Return the revision that is committed now, or visible in this transaction."""
    return connection().execute(_revision).scalar() or 0


def revisions(names: Collection[str]) -> dict[str, int]:
    """Return the current revision, by the name of what it is of."""
    return dict.fromkeys(names, current_revision())


def places(revision: int | None = None) -> Places:
    """Return what is known of workplaces; pass the revision if it was just read."""
    if revision is None:
        revision = look_up(revisions, PLACES) or 0
    known: Places | None = current_app.extensions.get(_KEY)
    if known is None or known.revision != revision:
        known = _load(revision)
        # What may still be undone is nobody else's truth: another process may get this number.
        if not is_revision_ours():
            current_app.extensions[_KEY] = known
    return known


def _load(revision: int) -> Places:
    """Read every workplace with its rooms, desks and limits: a constant number of queries."""
    subdivision = current_app.config["HOLIDAYS_SUBDIVISION"]
    desks, rooms = _desks(), defaultdict(list)
    for row in _rows(
        sa.select(
            Room.id,
            Room.name,
            Room.width_m,
            Room.depth_m,
            RoomPicture.sha256,
            RoomPicture.media_type,
            Floor.number,
            Floor.workplace_id,
        )
        .join(Floor, Floor.id == Room.floor_id)
        .outerjoin(RoomPicture, RoomPicture.room_id == Room.id)
        .order_by(Floor.number, Room.name)
    ):
        if row.id in desks:
            rooms[row.workplace_id].append(
                RoomFacts(
                    row.id,
                    row.number,
                    row.name,
                    tuple(desks[row.id]),
                    row.width_m,
                    row.depth_m,
                    PictureFacts(row.sha256, row.media_type) if row.sha256 else None,
                )
            )
    outages, caps, closures, shares = _outages(), _caps(), _closures(), _shares()
    draws = _draws()
    workplaces = tuple(
        WorkplaceFacts(
            **{name: getattr(row, name) for name in _WORKPLACE},
            rooms=tuple(rooms[row.id]),
            outages=tuple(outages[row.id]),
            caps=tuple(caps[row.id]),
            closures=tuple(closures[row.id]),
            shares=tuple(shares[row.id]),
            draws=tuple(draws[row.id]),
            subdivision=subdivision,
        )
        for row in _rows(
            sa.select(Workplace.__table__).where(Workplace.is_active).order_by(Workplace.name)
        )
    )
    areas = {row.code: AreaFacts(**row._mapping) for row in _rows(_areas)}
    policy_rows = tuple(PolicyRow(row.name, row.value, row.from_day) for row in _rows(_policies))
    return Places(revision, workplaces, areas, policy_rows, subdivision)


_WORKPLACE = [
    "id",
    "code",
    "name",
    "address",
    "postal_code",
    "latitude",
    "longitude",
    "owner",
    "is_cooled",
    "opens",
    "midday",
    "closes",
    "guest_note",
    "house_rules",
    "confirm_within",
    "confirm_from",
]
_areas = sa.select(
    Area.code, Area.name, Area.is_district, Area.is_in_city, Area.latitude, Area.longitude
).order_by(Area.code)
_policies = sa.select(Policy.name, Policy.value, Policy.from_day).order_by(Policy.id)


def _rows(select: Any) -> Any:
    return connection().execute(select)


def _desks() -> dict[int, list[DeskFacts]]:
    """Return the desks in use, by room."""
    found: dict[int, list[DeskFacts]] = defaultdict(list)
    select = (
        sa.select(Desk.__table__, Workplace.code.label("workplace_code"))
        .join(Workplace, Workplace.id == Desk.workplace_id)
        .where(Desk.is_active)
        .order_by(Desk.code)
    )
    for row in _rows(select):
        owned = set(filter(None, row.equipment.split("|")))
        found[row.room_id].append(
            DeskFacts(
                id=row.id,
                code=row.code,
                label=desk_label(row.code, row.workplace_code),
                room_id=row.room_id,
                x_m=row.x_m,
                y_m=row.y_m,
                equipment=tuple(item for item in EQUIPMENT if item in owned),
                is_accessible=row.is_accessible,
                kept_for=read_codes(row.kept_for),
            )
        )
    return found


def desk_label(code: str, workplace_code: str) -> str:
    """Return a desk's code without its workplace's prefix: `SAN-0A-07` is `0A-07` inside."""
    prefix, dash, rest = code.partition("-")
    return rest if dash and workplace_code.startswith(prefix) else code


def _outages() -> dict[int, list[OutageFacts]]:
    found: dict[int, list[OutageFacts]] = defaultdict(list)
    select = (
        sa.select(Outage.__table__, Desk.workplace_id)
        .join(Desk, Desk.id == Outage.desk_id)
        .order_by(Outage.id)
    )
    for row in _rows(select):
        found[row.workplace_id].append(
            OutageFacts(row.desk_id, row.from_day, row.to_day, row.reason)
        )
    return found


def _caps() -> dict[int, list[CapFacts]]:
    found: dict[int, list[CapFacts]] = defaultdict(list)
    # One that was taken off before it began has never been a limit.
    has_held = sa.or_(Cap.to_day.is_(None), Cap.to_day >= Cap.from_day)
    for row in _rows(sa.select(Cap.__table__).where(has_held).order_by(Cap.id)):
        found[row.workplace_id].append(
            CapFacts(
                row.percent,
                row.number,
                row.from_day,
                row.to_day,
                row.weekdays,
                row.reason,
                row.id,
            )
        )
    return found


def _closures() -> dict[int, list[ClosureFacts]]:
    found: dict[int, list[ClosureFacts]] = defaultdict(list)
    select = sa.select(Closure.__table__).where(Closure.reopened_at.is_(None)).order_by(Closure.id)
    for row in _rows(select):
        found[row.workplace_id].append(
            ClosureFacts(
                row.from_day,
                row.from_half,
                row.to_day,
                row.to_half,
                row.reason,
                row.weekdays,
                row.kind,
                row.id,
            )
        )
    return found


def _shares() -> dict[int, list[ShareFacts]]:
    """Return what offices are sure of, in the order in which it was decided."""
    found: dict[int, list[ShareFacts]] = defaultdict(list)
    rows = list(_rows(sa.select(OfficeShare.__table__).order_by(OfficeShare.id)))
    above = dict(_rows(sa.select(Office.id, Office.parent_id)).all()) if rows else {}
    for row in rows:
        found[row.workplace_id].append(
            ShareFacts(
                row.office_id,
                frozenset(office for office in above if row.office_id in _chain(office, above)),
                row.guaranteed,
                row.maximum,
                row.from_day,
                row.to_day,
            )
        )
    return found


def _draws() -> dict[int, list[DrawFacts]]:
    """Return on which days desks are drawn, in the order in which it was decided."""
    found: dict[int, list[DrawFacts]] = defaultdict(list)
    for row in _rows(sa.select(DrawRule.__table__).order_by(DrawRule.id)):
        found[row.workplace_id].append(
            DrawFacts(row.weekdays, row.days_before, row.hour, row.from_day, row.to_day, row.id)
        )
    return found


def _chain(office: int | None, above: Mapping[int, int | None]) -> Iterator[int]:
    """Yield an office and all that stand above it; the tree has no circles."""
    while office is not None:
        yield office
        office = above.get(office)
