"""What people do with communications: try again, settle by hand, take away, take back."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask import current_app

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import audit, clock
from app.core.db import command, connection
from app.core.errors import Reason, Refused
from app.pola.ministry.settings import employer, headings
from app.pola.models import Filing
from app.pola.queries.filings import Entry, find_filing
from app.pola.rules.communications import Told, columns, payload
from app.pola.rules.filing_faults import FilingFault, code_faults
from app.pola.rules.filings import Act, FilingState, is_untold
from app.pola.services.filings.claims import Bar, code_before, export_one
from app.pola.services.filings.writing import drop, file_annulment

_OPEN = (
    FilingState.WAITING,
    FilingState.IN_DOUBT,
    FilingState.REFUSED,
    FilingState.EXPORTED,
)


@command
def retry_filing(filing_id: int, *, by: Actor) -> None:
    """Let a communication be tried again at once; Refused if it is settled or being sent.

    One that was taken away in a file may have been told: it is searched first.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    entry = _open_filing(filing_id)
    may_be_told = entry.state in (FilingState.IN_DOUBT, FilingState.EXPORTED)
    state = FilingState.IN_DOUBT if may_be_told else FilingState.WAITING
    _write(entry, {"state": state, "next_attempt_at": None}, "retry_filing", by)


@command
def settle_by_hand(filing_id: int, code: str, *, by: Actor) -> None:
    """Write down the code that the Ministry gave to somebody on its own pages.

    Raises Refused unless it has 17 digits and belongs to no other communication.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    entry = _open_filing(filing_id)
    code = "".join(code.split())
    if bars := code_faults(code):
        raise Refused(bars)
    other = sa.select(Filing.id).where(Filing.code == code, Filing.id != filing_id)
    if connection().execute(other).first():
        raise Refused([Reason(FilingFault.CODE_TAKEN)])
    change = {
        "state": FilingState.ACCEPTED,
        "code": code,
        "answer": "",
        "message": "",
        "next_attempt_at": None,
        "settled_at": clock.now(),
    }
    _write(entry, change, "settle_filing", by)


@command
def annul_filing(filing_id: int, *, by: Actor) -> None:
    """Take back a start that should never have been told, or drop it if it was not yet.

    Raises Refused for other acts, and for what is being sent or was taken back.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    entry = _find(filing_id)
    if entry.act is not Act.START or entry.state is FilingState.DROPPED:
        raise Refused([Reason(FilingFault.NOT_NOW)])
    if is_untold(entry.state):
        drop([entry], by=by)
    else:
        file_annulment(entry.agreement_id, by=by)


@command
def export_waiting(*, by: Actor) -> int:
    """Mark as written to a file what is complete and waits; return how many there are.

    From then on the interface does not send them: somebody uploads the file.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    waiting = sa.select(Filing.id).where(Filing.state == FilingState.WAITING)
    ids = connection().execute(waiting.order_by(Filing.id)).scalars().all()
    return sum(not isinstance(export_one(filing_id, by=by), Bar) for filing_id in ids)


def exported_rows(act: Act) -> tuple[list[str], list[list[object]]]:
    """Return the headings and lines of the file that somebody uploads for one act.

    The headings are the interface's names in its order, or those of MINISTRY_COLUMNS.
    """
    select = sa.select(Filing.id).where(Filing.state == FilingState.EXPORTED, Filing.act == act)
    config = current_app.config
    lines = []
    for filing_id in connection().execute(select.order_by(Filing.id)).scalars().all():
        entry = find_filing(filing_id)
        assert entry is not None
        says_start = config["MINISTRY_CHANGE_SAYS_START"]
        code = code_before(entry) or ""
        told = payload(act, entry.told, employer(config), code, change_says_start=says_start)
        lines.append(columns(told))
    names = list(columns(payload(act, Told(), employer(config))))
    wanted = headings(config, act) or {name: name for name in names}
    return list(wanted.values()), [[line.get(name) for name in wanted] for line in lines]


def _open_filing(filing_id: int) -> Entry:
    """Return a communication that is not settled and that nobody is sending."""
    entry = _find(filing_id)
    if entry.state is FilingState.SENDING:
        raise Refused([Reason(FilingFault.BEING_SENT)])
    if entry.state not in _OPEN:
        raise Refused([Reason(FilingFault.NOT_NOW)])
    return entry


def _find(filing_id: int) -> Entry:
    entry = find_filing(filing_id, lock=True)
    if entry is None:
        raise Refused([Reason(FilingFault.GONE)])
    return entry


def _write(entry: Entry, change: Mapping[str, object], deed: str, by: Actor) -> None:
    connection().execute(sa.update(Filing).where(Filing.id == entry.id).values(change))
    before = {"state": entry.state}
    audit.record(by.id, deed, "filing", entry.id, before=before, after=change)
