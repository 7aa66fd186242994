"""Everything that is stored about one person, and nothing about anybody else."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models import Office, RoleGrant, SignIn, User
from app.auth.rules import read_codes, read_order
from app.booking.models import (
    Area,
    Booking,
    CalendarFeed,
    Desk,
    Move,
    Scenario,
    Series,
    Wait,
    Workplace,
)
from app.booking.queries.sharing_record import habits_record, sharing_record
from app.core.audit import AuditLine
from app.core.db import connection
from app.core.mail import MailChoice, OutboxMail
from app.pola.models import Agreement
from app.pola.queries.record import programme_record

Record = dict[str, Any]

_manager, _booker = aliased(User), aliased(User)
_FROM_HR = (
    "given_name",
    "surname",
    "email",
    "staff_number",
    "sex",
    "born_on",
    "fiscal_code",
    "grade",
    "hired_on",
    "contract",
    "is_remote_capable",
    "hours_percent",
)
_person = (
    sa.select(
        User.__table__,
        Office.name.label("office"),
        (_manager.given_name + " " + _manager.surname).label("manager"),
        Area.name.label("area_name"),
    )
    .outerjoin(Office, Office.id == User.office_id)
    .outerjoin(_manager, _manager.id == User.manager_id)
    .outerjoin(Area, Area.code == User.area_code)
    .where(User.id == sa.bindparam("me"))
)
_roles = (
    sa.select(
        RoleGrant.role, Office.name.label("over_office"), Workplace.name.label("over_workplace")
    )
    .outerjoin(Office, Office.id == RoleGrant.office_id)
    .outerjoin(Workplace, Workplace.id == RoleGrant.workplace_id)
    .where(RoleGrant.user_id == sa.bindparam("me"))
    .order_by(RoleGrant.id)
)
# Slots add nothing: they are the halves of the bookings that hold a desk.
_bookings = (
    sa.select(
        Booking.id,
        Booking.day,
        Booking.part,
        Workplace.name.label("workplace"),
        Desk.code.label("desk"),
        Booking.state,
        Booking.created_at,
        Booking.changed_at,
        Booking.cancelled_at,
        Booking.uid.label("calendar_uid"),
        Booking.sequence.label("calendar_sequence"),
        Booking.is_confirmed,
        Booking.is_no_show,
        (_booker.given_name + " " + _booker.surname).label("booked_for_you_by"),
    )
    .outerjoin(_booker, _booker.id == Booking.booked_by_id)
    .join(Desk, Desk.id == Booking.desk_id)
    .join(Workplace, Workplace.id == Booking.workplace_id)
    .where(Booking.user_id == sa.bindparam("me"))
    .order_by(Booking.day, Booking.id)
)
_from_desk, _to_desk = aliased(Desk), aliased(Desk)
_moves = (
    sa.select(
        Move.booking_id,
        Move.cause,
        Move.state,
        Move.day,
        Move.part,
        _from_desk.code.label("from_desk"),
        _to_desk.code.label("to_desk"),
        Move.created_at,
        Move.answered_at,
    )
    .join(Booking, Booking.id == Move.booking_id)
    .join(_from_desk, _from_desk.id == Move.from_desk_id)
    .outerjoin(_to_desk, _to_desk.id == Move.to_desk_id)
    .where(Booking.user_id == sa.bindparam("me"))
    .order_by(Move.id)
)
_weekly = (
    sa.select(
        Series.weekdays,
        Series.part,
        Desk.code.label("desk"),
        Series.from_day,
        Series.to_day,
        Series.created_at,
        Series.ended_at,
    )
    .join(Desk, Desk.id == Series.desk_id)
    .where(Series.user_id == sa.bindparam("me"))
    .order_by(Series.id)
)
_waits = (
    sa.select(Wait.day, Wait.part, Workplace.name.label("workplace"), Wait.within_km, Wait.state)
    .outerjoin(Workplace, Workplace.id == Wait.workplace_id)
    .where(Wait.user_id == sa.bindparam("me"))
    .order_by(Wait.day)
)
_scenarios = (
    sa.select(Scenario.name, Scenario.created_at)
    .where(Scenario.user_id == sa.bindparam("me"))
    .order_by(Scenario.id)
)
_sign_ins = (
    sa.select(SignIn.created_at, SignIn.seen_at)
    .where(SignIn.user_id == sa.bindparam("me"))
    .order_by(SignIn.created_at)
)
_feed = sa.select(CalendarFeed.created_at).where(CalendarFeed.user_id == sa.bindparam("me"))
_mails = (
    sa.select(OutboxMail.created_at, OutboxMail.kind, OutboxMail.facts, OutboxMail.sent_at)
    .where(OutboxMail.user_id == sa.bindparam("me"))
    .order_by(OutboxMail.id)
)
_choices = sa.select(MailChoice.topic, MailChoice.is_wanted).where(
    MailChoice.user_id == sa.bindparam("me")
)
_my_booking_ids = sa.select(Booking.id).where(Booking.user_id == sa.bindparam("me"))
_my_agreement_ids = sa.select(Agreement.id).where(Agreement.user_id == sa.bindparam("me"))
_is_about_me = sa.or_(
    sa.and_(AuditLine.subject_kind == "user", AuditLine.subject_id == sa.bindparam("me")),
    sa.and_(AuditLine.subject_kind == "agreement", AuditLine.subject_id.in_(_my_agreement_ids)),
    sa.and_(AuditLine.subject_kind == "booking", AuditLine.subject_id.in_(_my_booking_ids)),
)
_audit = (
    sa.select(
        AuditLine.at,
        AuditLine.actor_id,
        AuditLine.action,
        AuditLine.before,
        AuditLine.after,
        _is_about_me.label("is_about_me"),
    )
    .where(sa.or_(AuditLine.actor_id == sa.bindparam("me"), _is_about_me))
    .order_by(AuditLine.id)
)


def record_of(user_id: int) -> Record:
    """Return all that the database holds about a person, in a constant number of queries."""
    person = _rows(_person, user_id)[0]
    order = read_order(person["workplace_order"])
    return {
        "from_personnel": {
            **{name: person[name] for name in _FROM_HR},
            "office": person["office"],
            "manager": person["manager"],
        },
        "account": {
            "is_active": person["is_active"],
            "has_password": person["password_hash"] is not None,
            "is_demo": person["is_demo"],
            "roles": _rows(_roles, user_id),
        },
        "told_by_you": {
            "area": person["area_code"],
            "area_name": person["area_name"],
            "was_asked_for_area": person["was_asked_area"],
            "language": person["locale"],
            "workplace_order": _names(order),
            "desk_needs": sorted(read_codes(person["desk_needs"])),
            "wished_equipment": person["wished_equipment"],
            "desks_shown_to": person["seen_by"],
            "mails_about_bookings": person["booking_mail"],
            "mails_by_topic": {r["topic"]: r["is_wanted"] for r in _rows(_choices, user_id)},
        },
        "bookings": _rows(_bookings, user_id),
        "moves": _rows(_moves, user_id),
        "waits": _rows(_waits, user_id),
        "weekly_bookings": _rows(_weekly, user_id),
        "habits": habits_record(user_id),
        "with_colleagues": sharing_record(user_id),
        "questions_kept": _rows(_scenarios, user_id),
        "programme": programme_record(user_id),
        "calendar_address_made_at": next((r["created_at"] for r in _rows(_feed, user_id)), None),
        "sign_ins": _rows(_sign_ins, user_id),
        "mails": [row | {"facts": json.loads(row["facts"])} for row in _rows(_mails, user_id)],
        "audit_lines": [_line(row, user_id) for row in _rows(_audit, user_id)],
    }


def _line(row: Record, user_id: int) -> Record:
    """Tell an audit line; what the person did to others is told without the others' facts."""
    told = {"at": row["at"], "action": row["action"], "by": _who(row["actor_id"], user_id)}
    if not row["is_about_me"]:
        return told
    facts = {name: json.loads(row[name]) for name in ("before", "after") if row[name]}
    return told | facts


def _who(actor_id: int | None, user_id: int) -> str:
    if actor_id is None:
        return "the system"
    return "you" if actor_id == user_id else "somebody else"


def _names(workplace_ids: Sequence[int]) -> list[str]:
    rows = connection().execute(
        sa.select(Workplace.id, Workplace.name).where(Workplace.id.in_(workplace_ids))
    )
    names = {row.id: row.name for row in rows}
    return [names[w] for w in workplace_ids if w in names]


def _rows(select: Any, user_id: int) -> list[Record]:
    rows = connection().execute(select, {"me": user_id}).mappings()
    return [dict(row) for row in rows]


def as_json(record: Record) -> str:
    """Write a record down, with instants and days in ISO 8601."""
    return json.dumps(record, default=lambda value: value.isoformat(), ensure_ascii=False, indent=2)
