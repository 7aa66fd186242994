"""Who may book for whom today, and the delegations that say so."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.actors import Actor
from app.auth.models import Office, User
from app.booking.models import Delegation
from app.booking.rules.delegations import Span, is_led
from app.core import clock
from app.core.db import connection
from app.core.lookups import look_up
from app.core.numbers import LARGEST_ID
from app.pola.queries.plans import PlanOwner, owner_of, owners_of
from app.pola.queries.teams import led_by

_person, _delegate, _giver = aliased(User), aliased(User), aliased(User)
_people = sa.select(User.id, User.given_name, User.surname, User.office_id, User.manager_id).where(
    User.is_active.is_(True)
)
_are_all_here = sa.and_(
    _delegate.is_active.is_(True),
    _giver.is_active.is_(True),
    sa.or_(Delegation.user_id.is_(None), _person.is_active.is_(True)),
)


@dataclass(frozen=True)
class Ward:
    """Somebody for whom others may book; permissions look at `manager_ids` and `delegate_ids`."""

    user_id: int
    full_name: str
    office_id: int | None
    office: str | None
    manager_ids: frozenset[int]
    delegate_ids: frozenset[int]


@dataclass(frozen=True)
class LedOffice:
    """An office, with those who lead everybody in it: they decide for all of them."""

    id: int
    name: str
    manager_ids: frozenset[int]
    # Nobody's in particular.
    user_id: int | None = None


@dataclass(frozen=True)
class DelegationFacts:
    """A delegation with its names; `user_id` and `manager_ids` may end it."""

    id: int
    user_id: int | None
    office_id: int | None
    delegate_id: int
    given_by_id: int
    span: Span
    # For whom: a person's name, or an office's.
    owner: str
    delegate: str
    giver: str
    # Those who lead the office, and who gave it; nobody besides the person for a person's own.
    manager_ids: frozenset[int] = frozenset()


def _delegations() -> Any:
    """Select the delegations that have not ended, each with its names.

    Whoever gave it, has it or is booked for and works here no more ends it by that.
    """
    return _not_taken_back().where(_are_all_here)


def _not_taken_back() -> Any:
    return (
        sa.select(
            Delegation.id,
            Delegation.user_id,
            Delegation.office_id,
            Delegation.delegate_id,
            Delegation.given_by_id,
            Delegation.from_day,
            Delegation.to_day,
            sa.func.coalesce(_person.given_name + " " + _person.surname, Office.name),
            _delegate.given_name + " " + _delegate.surname,
            _giver.given_name + " " + _giver.surname,
        )
        .join(_delegate, _delegate.id == Delegation.delegate_id)
        .join(_giver, _giver.id == Delegation.given_by_id)
        .outerjoin(_person, _person.id == Delegation.user_id)
        .outerjoin(Office, Office.id == Delegation.office_id)
        .where(
            Delegation.revoked_at.is_(None),
            sa.or_(Delegation.to_day.is_(None), Delegation.to_day >= clock.today()),
        )
        .order_by(Delegation.from_day, Delegation.id)
    )


def _read(select: Any) -> list[DelegationFacts]:
    rows = connection().execute(select).all()
    led = offices_led({row.office_id for row in rows if row.office_id})
    found = []
    for row in rows:
        number, user_id, office_id, delegate_id, giver_id, first, last, owner, name, giver = row
        may_end: frozenset[int] = frozenset()
        if office_id is not None:
            may_end = led[office_id].manager_ids | {giver_id}
        found.append(
            DelegationFacts(
                id=number,
                user_id=user_id,
                office_id=office_id,
                delegate_id=delegate_id,
                given_by_id=giver_id,
                span=Span(first, last),
                owner=owner,
                delegate=name,
                giver=giver,
                manager_ids=may_end,
            )
        )
    return found


def find_delegation(delegation_id: int) -> DelegationFacts | None:
    """Return a delegation that has not ended, or None."""
    if delegation_id > LARGEST_ID:
        return None
    return look_up(delegations_by_id, delegation_id)


def delegations_by_id(delegation_ids: Collection[int]) -> dict[int, DelegationFacts]:
    """Return those of these delegations that have not ended, by id."""
    return {one.id: one for one in _read(_delegations().where(Delegation.id.in_(delegation_ids)))}


def delegations_over(user_id: int) -> list[DelegationFacts]:
    """Return who may book for a person: their own delegations, and their office's."""
    office = sa.select(User.office_id).where(User.id == user_id).scalar_subquery()
    theirs = sa.or_(Delegation.user_id == user_id, Delegation.office_id == office)
    found = _read(_delegations().where(theirs, Delegation.delegate_id != user_id))
    me = owner_of(user_id)
    return [
        one
        for one in found
        if one.office_id is None or (me and is_led(me.user_id, me.manager_ids, one.given_by_id))
    ]


def delegations_to(user_id: int) -> list[DelegationFacts]:
    """Return the delegations that others gave a person."""
    return _read(_delegations().where(Delegation.delegate_id == user_id))


def delegations_of_offices(by: Actor, offices: Collection[LedOffice]) -> list[DelegationFacts]:
    """Return what an actor gave for offices, and what others gave for those they lead."""
    given = sa.and_(Delegation.office_id.is_not(None), Delegation.given_by_id == by.id)
    led = Delegation.office_id.in_([office.id for office in offices])
    return _read(_delegations().where(sa.or_(given, led)))


def broken_delegations() -> list[DelegationFacts]:
    """Return what is to be ended: somebody of it has left, or its giver leads nobody there."""
    gone = _read(_not_taken_back().where(sa.not_(_are_all_here)))
    here = _read(_delegations().where(Delegation.office_id.is_not(None)))
    offices = {one.office_id for one in here}
    people = owners_of(connection().execute(_people.where(User.office_id.in_(offices))).all())
    led = {(one.office_id, manager) for one in people for manager in one.manager_ids}
    return gone + [one for one in here if (one.office_id, one.given_by_id) not in led]


def held_spans(delegate_id: int, user_id: int | None, office_id: int | None) -> list[Span]:
    """Return when a colleague may book for a person, or an office, by delegations of theirs."""
    if delegate_id > LARGEST_ID:
        return []
    select = _delegations().where(
        Delegation.delegate_id == delegate_id,
        Delegation.user_id == user_id if office_id is None else Delegation.office_id == office_id,
    )
    return [Span(row.from_day, row.to_day) for row in connection().execute(select)]


def offices_led(office_ids: Collection[int]) -> dict[int, LedOffice]:
    """Return these offices with those who lead everybody else in them, in constant queries.

    An office in which nobody works, or nobody but its own manager, is led by no one.
    """
    if not office_ids:
        return {}
    names = dict(
        connection()
        .execute(sa.select(Office.id, Office.name).where(Office.id.in_(office_ids)))
        .all()
    )
    by_office: dict[int, list[PlanOwner]] = {}
    for one in owners_of(connection().execute(_people.where(User.office_id.in_(office_ids))).all()):
        by_office.setdefault(one.office_id or 0, []).append(one)
    return {
        number: LedOffice(number, name, _leaders(by_office.get(number, [])))
        for number, name in names.items()
    }


def _leaders(people: Collection[PlanOwner]) -> frozenset[int]:
    """Return who leads all of these people but themselves."""
    anybody = frozenset[int]().union(*(one.manager_ids for one in people))
    return frozenset(
        leader
        for leader in anybody
        if all(leader in one.manager_ids or leader == one.user_id for one in people)
    )


def led_offices(by: Actor) -> list[LedOffice]:
    """Return the offices all of whose people an actor leads today, by name."""
    if not by.leads:
        return []
    near = {one.office_id for one in led_by(by) if one.office_id}
    found = [one for one in offices_led(near).values() if by.id in one.manager_ids]
    return sorted(found, key=lambda one: one.name)


def ward_of(user_id: int) -> Ward | None:
    """Return a person who works here with all who may book for them today, or None."""
    if user_id > LARGEST_ID:
        return None
    rows = connection().execute(_people.where(User.id == user_id)).all()
    return next(iter(_wards(owners_of(rows))), None)


def wards_of(by: Actor) -> list[Ward]:
    """Return everybody for whom an actor may book today, by name; in constant queries."""
    today = clock.today()
    given = [one for one in delegations_to(by.id or 0) if one.span.covers(today)]
    led = {one.user_id for one in led_by(by)} if by.leads else set()
    rows = connection().execute(
        _people.where(
            User.id != by.id,
            sa.or_(
                User.id.in_(led | {one.user_id for one in given if one.user_id}),
                User.office_id.in_({one.office_id for one in given if one.office_id}),
            ),
        ).order_by(User.surname, User.given_name, User.id)
    )
    # Of an office only those whom whoever gave it still leads.
    wards = _wards(owners_of(rows.all()))
    return [one for one in wards if by.id in one.manager_ids | one.delegate_ids]


def _wards(people: Collection[PlanOwner]) -> list[Ward]:
    """Return these people with those who may book for them today."""
    if not people:
        return []
    ids, offices = {one.user_id for one in people}, {one.office_id for one in people}
    offices.discard(None)
    names = dict(
        connection().execute(sa.select(Office.id, Office.name).where(Office.id.in_(offices))).all()
    )
    theirs = sa.or_(Delegation.user_id.in_(ids), Delegation.office_id.in_(offices))
    today = clock.today()
    rows = connection().execute(_delegations().where(theirs, Delegation.from_day <= today)).all()
    return [
        Ward(
            one.user_id,
            one.full_name,
            one.office_id,
            names.get(one.office_id or 0),
            one.manager_ids - {one.user_id},
            frozenset(
                row.delegate_id
                for row in rows
                if row.user_id == one.user_id
                or (
                    (row.office_id and row.office_id == one.office_id)
                    and is_led(one.user_id, one.manager_ids, row.given_by_id)
                )
            )
            # Nobody books for themselves in this way.
            - {one.user_id},
        )
        for one in people
    ]


def is_here(user_id: int) -> bool:
    """Return True if a person works here."""
    select = sa.select(User.is_active).where(User.id == user_id)
    return user_id <= LARGEST_ID and bool(connection().execute(select).scalar())
