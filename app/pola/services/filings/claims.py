"""Whose turn it is to send a communication, and what came of it: each in one transaction."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.core import audit, clock
from app.core.db import command, connection
from app.pola.ministry.settings import employer
from app.pola.models import Filing
from app.pola.queries.filings import PERSON, Entry, filings_of_period, find_filing, person_of
from app.pola.rules.communications import Told, write_told
from app.pola.rules.filing_faults import faults
from app.pola.rules.filings import SILENCE, Act, FilingState, is_untold, pause
from app.pola.services.filings.writing import drop

# Nothing later of the same person is told before these are settled.
UNSETTLED = (FilingState.WAITING, FilingState.SENDING, FilingState.IN_DOUBT)
_SENDABLE = (FilingState.WAITING, FilingState.IN_DOUBT)


class Bar(StrEnum):
    """Why a communication is not sent now."""

    # Somebody else sends it, or has.
    TAKEN = "taken"
    # It waits for what was filed before it.
    HELD = "held"
    INCOMPLETE = "incomplete"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Claim:
    """A communication that this process alone may send now."""

    entry: Entry
    told: Told
    # The communication that it refers to; empty for a start.
    code: str
    # Sent before, without an answer: to be searched first.
    is_doubtful: bool


def due_ids() -> list[int]:
    """Return what may be tried now, the most urgent first."""
    is_time = sa.or_(Filing.next_attempt_at.is_(None), Filing.next_attempt_at <= clock.now())
    select = sa.select(Filing.id).where(Filing.state.in_(_SENDABLE), is_time)
    return list(connection().execute(select.order_by(Filing.due_on, Filing.id)).scalars())


@command
def doubt_the_silent(*, by: Actor) -> int:
    """Put in doubt what a fallen process was sending; return how many there were."""
    authorize(by, Permission.RUN_PROGRAMME)
    is_silent = (Filing.state == FilingState.SENDING, Filing.claimed_at < clock.now() - SILENCE)
    change = {"state": FilingState.IN_DOUBT, "next_attempt_at": None}
    doubted = sa.update(Filing).where(*is_silent).values(change).returning(Filing.id)
    ids = list(connection().execute(doubted).scalars())
    for filing_id in ids:
        words = {"state": FilingState.IN_DOUBT}
        audit.record(by.id, "doubt_filing", "filing", filing_id, after=words)
    return len(ids)


@command
def claim(filing_id: int, *, by: Actor) -> Claim | Bar:
    """Take a communication to send it, or return why not.

    What is told of the person is what is known of them now.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    ready = _ready(filing_id, by)
    if isinstance(ready, Bar):
        return ready
    taken: dict[str, Any] = {
        "state": FilingState.SENDING,
        "claimed_at": clock.now(),
        "attempts": ready.entry.attempts + 1,
        "facts": write_told(ready.told),
    }
    _write(ready.entry, taken, "send_filing", by)
    return replace(ready, entry=replace(ready.entry, **taken))


@command
def export_one(filing_id: int, *, by: Actor) -> Claim | Bar:
    """Mark a communication as written to a file that somebody uploads, or return why not."""
    authorize(by, Permission.RUN_PROGRAMME)
    ready = _ready(filing_id, by)
    if not isinstance(ready, Bar) and ready.is_doubtful:
        return Bar.HELD
    if not isinstance(ready, Bar):
        change = {"state": FilingState.EXPORTED, "facts": write_told(ready.told)}
        _write(ready.entry, change, "export_filing", by)
    return ready


@command
def accept(claimed: Claim, code: str, answer: str, *, by: Actor) -> None:
    """Record that the Ministry took it in."""
    authorize(by, Permission.RUN_PROGRAMME)
    change = {
        "state": FilingState.ACCEPTED,
        "code": code or None,
        "answer": answer,
        "message": "",
        "next_attempt_at": None,
        "settled_at": clock.now(),
    }
    _settle(claimed, change, "accept_filing", by)


@command
def refuse(claimed: Claim, answer: str, message: str, *, by: Actor) -> None:
    """Record that the Ministry said no, and why."""
    authorize(by, Permission.RUN_PROGRAMME)
    change = {"state": FilingState.REFUSED, "answer": answer, "message": message}
    _settle(claimed, change, "refuse_filing", by)


@command
def put_back(
    claimed: Claim, state: FilingState, message: str, *, by: Actor, at_once: bool = False
) -> None:
    """Record that nothing was settled, and when it is tried again."""
    authorize(by, Permission.RUN_PROGRAMME)
    wait = timedelta() if at_once else pause(claimed.entry.attempts)
    change = {
        "state": state,
        "answer": "",
        "message": message,
        "next_attempt_at": clock.now() + wait,
    }
    _settle(claimed, change, "put_filing_back", by)


def code_before(entry: Entry) -> str | None:
    """Return the newest code of what a communication refers to, empty for what refers to nothing.

    None while that is not known.
    """
    if entry.act is Act.START or entry.previous_id is None:
        return ""
    before = [one for one in filings_of_period(entry.agreement_id) if one.id != entry.id]
    settled = [one for one in before if one.state is FilingState.ACCEPTED and one.code]
    previous = find_filing(entry.previous_id)
    is_told = previous is not None and previous.state is FilingState.ACCEPTED
    if not is_told or not settled:
        return None
    return max(settled, key=lambda one: one.id).code


def refreshed(entry: Entry) -> Told:
    """Return what is to be told, with what is known of the person today."""
    person = connection().execute(sa.select(*PERSON).where(User.id == entry.user_id)).one()
    return replace(entry.told, **person_of(person))


def _ready(filing_id: int, by: Actor) -> Claim | Bar:
    """Return what may be sent now, locked, or why not; what was taken back is dropped."""
    entry = find_filing(filing_id, lock=True, wait=False)
    if entry is None or entry.state not in _SENDABLE:
        return Bar.TAKEN
    if _is_taken_back(entry, by):
        return Bar.DROPPED
    code = code_before(entry)
    if _has_elder(entry) or code is None:
        return Bar.HELD
    told = refreshed(entry)
    if faults(entry.act, told, employer(current_app.config), code):
        return Bar.INCOMPLETE
    return Claim(entry, told, code, is_doubtful=entry.state is FilingState.IN_DOUBT)


def _has_elder(entry: Entry) -> bool:
    """Return True while something that was filed before of the same person is not settled."""
    elder = sa.select(Filing.id).where(
        Filing.user_id == entry.user_id, Filing.id < entry.id, Filing.state.in_(UNSETTLED)
    )
    return connection().execute(elder).first() is not None


def _is_taken_back(entry: Entry, by: Actor) -> bool:
    """Drop a start that nobody has heard of together with its annulment, and return True."""
    if entry.act is not Act.START or entry.state is not FilingState.WAITING:
        return False
    own = [
        one
        for one in filings_of_period(entry.agreement_id, lock=True)
        if one.agreement_id == entry.agreement_id and is_untold(one.state)
    ]
    if not any(one.act is Act.ANNULMENT for one in own):
        return False
    drop(own, by=by)
    return True


def _settle(claimed: Claim, change: dict[str, Any], deed: str, by: Actor) -> None:
    """Write what came of a claim, unless it was given to somebody else meanwhile."""
    entry = find_filing(claimed.entry.id, lock=True)
    if entry is None or entry.claimed_at != claimed.entry.claimed_at:
        return
    if entry.state is FilingState.SENDING:
        _write(entry, change | {"claimed_at": None}, deed, by)


def _write(entry: Entry, change: dict[str, Any], deed: str, by: Actor) -> None:
    connection().execute(sa.update(Filing).where(Filing.id == entry.id).values(change))
    # What is told of the person stays in the communication, which fewer people read.
    words = {name: value for name, value in change.items() if name != "facts"}
    audit.record(by.id, deed, "filing", entry.id, before={"state": entry.state}, after=words)
