"""The plainest valid thing of each kind; a test states only what matters to it."""

import itertools
from datetime import date, time
from typing import Any

from argon2 import PasswordHasher

from app.auth.actors import Actor, Grant
from app.auth.models import Office, Role, RoleGrant, User
from app.booking.models import Area, Desk, Floor, Room, Workplace
from app.booking.rules.places import Owner
from app.booking.services import bookings
from app.core.db import db, raise_revision, transaction
from app.core.half import Part

PASSWORD = "una bella giornata"
# Checked as any other is, for its cost stands in it; what ours cost has a test of its own.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
_numbers = itertools.count(1)


def make_area(code: str = "20162", latitude: float = 45.518, longitude: float = 9.198, **more: Any):
    with transaction():
        area = Area(
            code=code,
            name="Milano",
            is_district=False,
            is_in_city=True,
            latitude=latitude,
            longitude=longitude,
        )
        for name, value in more.items():
            setattr(area, name, value)
        db.session.add(area)
        raise_revision()
    return area


def make_workplace(code: str = "LARGA", desks: int = 4, **more: Any) -> Workplace:
    """A municipal workplace with one room `Room 0A` and desks `LAR-0A-01`, `LAR-0A-02` …"""
    values = {
        "name": f"Uffici di via {code.title()}",
        "address": f"Via {code.title()} 12",
        "postal_code": "20122",
        "latitude": 45.4618,
        "longitude": 9.1936,
        "owner": Owner.MUNICIPAL,
        "is_cooled": True,
        "opens": time(8),
        "midday": time(13, 30),
        "closes": time(19),
        "guest_note": "",
    } | more
    with transaction():
        workplace = Workplace(code=code, **values)
        db.session.add(workplace)
        db.session.flush()
        floor = Floor(workplace_id=workplace.id, number=0)
        db.session.add(floor)
        db.session.flush()
        room = Room(floor_id=floor.id, name="Room 0A")
        db.session.add(room)
        db.session.flush()
        for n in range(1, desks + 1):
            db.session.add(
                Desk(
                    code=f"{code[:3]}-0A-{n:02}",
                    room_id=room.id,
                    workplace_id=workplace.id,
                    x_m=2.0 + 1.4 * (n % 2),
                    y_m=2.0 + 1.6 * (n // 2),
                    equipment="monitor",
                )
            )
        raise_revision()
    return workplace


def desks_of(workplace: Workplace) -> list[Desk]:
    """Return a workplace's desks in the order of their codes."""
    query = db.select(Desk).where(Desk.workplace_id == workplace.id).order_by(Desk.code)
    return list(db.session.scalars(query))


def make_office(code: str = "RU", **more: Any) -> Office:
    with transaction():
        office = Office(
            code=code, name="Risorse umane", level="directorate", minimum_presence_percent=0, **more
        )
        db.session.add(office)
    return office


def make_user(email: str | None = None, *roles: Role, **more: Any) -> User:
    """A person who has answered the first question; the password is PASSWORD."""
    n = next(_numbers)
    values = {
        "given_name": "Sofia",
        "surname": f"D'Angelo {n}",
        "password_hash": PASSWORD_HASH,
        "was_asked_area": True,
    } | more
    with transaction():
        user = User(email=email or f"persona{n}@example.it", **values)
        db.session.add(user)
        db.session.flush()
        for role in roles:
            db.session.add(RoleGrant(user_id=user.id, role=role))
    return user


def actor(user: User, *roles: Role) -> Actor:
    """The person as services know them."""
    return Actor(
        id=user.id,
        full_name=user.full_name,
        email=user.email,
        grants=frozenset(Grant(role) for role in roles),
    )


def make_booking(user: User, desk: Desk, day: date, part: Part = Part.DAY) -> int:
    """Book through the real service; return the booking's id."""
    return bookings.book_desk(desk.id, day, part, by=actor(user))
