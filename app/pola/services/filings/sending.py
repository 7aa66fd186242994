"""Telling the Ministry what waits: taken in one transaction, told in none, settled in another."""

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core.errors import Reason, Refused
from app.pola.ministry.settings import channel, employer
from app.pola.queries.filings import codes_besides
from app.pola.rules.communications import Told, payload
from app.pola.rules.filing_faults import FilingFault
from app.pola.rules.filings import (
    ACCEPTED_ANSWER,
    START_BEFORE_SIGNING,
    Act,
    FilingState,
    is_accepted,
)
from app.pola.rules.found import Found, arrived, open_before, ours
from app.pola.services.filings import claims
from app.pola.services.filings.claims import Bar, Claim
from app.pola.services.filings.closing import note_closed
from app.pola.services.filings.telling import tell_failures

if TYPE_CHECKING:
    from app.pola.ministry.client import Answered, Ministry

AT_ONCE = 50


def send_due(*, by: Actor, limit: int = AT_ONCE) -> Counter[str]:
    """Tell the Ministry what may be told now, so many at most; return what came of it.

    Several may do it at once: none sends what another one has taken. Human resources
    get a mail about what failed. Never in a caller's transaction. Raises Refused if the
    Ministry's addresses are not set.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    where = channel(current_app.config)
    if where is None:
        raise Refused([Reason(FilingFault.NOT_CONFIGURED)])
    # Web processes do without an HTTP client until somebody sends.
    from app.pola.ministry.client import Ministry, UnreachableError

    done: Counter[str] = Counter()
    done["doubted"] = claims.doubt_the_silent(by=by)
    barred: dict[int, Bar] = {}
    tried = 0
    with Ministry(where) as ministry:
        for filing_id in claims.due_ids():
            if tried >= limit:
                break
            claimed = claims.claim(filing_id, by=by)
            if isinstance(claimed, Bar):
                done[claimed] += 1
                barred[filing_id] = claimed
                continue
            tried += 1
            try:
                done[_deal_with(claimed, ministry, by)] += 1
            except UnreachableError as error:
                back = FilingState.IN_DOUBT if claimed.is_doubtful else FilingState.WAITING
                claims.put_back(claimed, back, str(error), by=by)
                done["unreachable"] += 1
                # Nobody else would be reached either.
                break
    tell_failures(barred, by=by)
    return +done


def _deal_with(claimed: Claim, ministry: "Ministry", by: Actor) -> str:
    """Search what is in doubt, tell the rest; return what came of it."""
    from app.pola.ministry.client import InDoubtError

    if claimed.is_doubtful:
        return _look_up(claimed, ministry, by)
    try:
        said = _tell(claimed, ministry)
        if _may_be_barred(claimed, said):
            found = _search(claimed, ministry)
            has_arrived, code = arrived(Act.START, claimed.told, found, _held(claimed))
            if has_arrived:
                claims.accept(claimed, code, "", by=by)
                return "accepted"
            assert claimed.told.starts_on
            if barring := open_before(claimed.told.starts_on, found):
                said = _after_closing(claimed, barring, ministry, by)
    except InDoubtError as error:
        claims.put_back(claimed, FilingState.IN_DOUBT, str(error), by=by)
        return "in_doubt"
    if is_accepted(said.answer):
        claims.accept(claimed, said.code, said.answer, by=by)
        return "accepted"
    claims.refuse(claimed, said.answer, said.message, by=by)
    return "refused"


def _look_up(claimed: Claim, ministry: "Ministry", by: Actor) -> str:
    """Settle what is in doubt by what the Ministry holds; what did not arrive waits again."""
    found = _search(claimed, ministry)
    has_arrived, code = arrived(claimed.entry.act, claimed.told, found, _held(claimed))
    if has_arrived:
        claims.accept(claimed, code, ACCEPTED_ANSWER, by=by)
        return "accepted"
    claims.put_back(claimed, FilingState.WAITING, "", by=by, at_once=True)
    return "waiting"


def _may_be_barred(claimed: Claim, said: "Answered") -> bool:
    """Return True if a start was refused for what the Ministry may hold already."""
    is_start = claimed.entry.act is Act.START
    return is_start and not is_accepted(said.answer) and said.answer != START_BEFORE_SIGNING


def _after_closing(
    claimed: Claim, barring: list[Found], ministry: "Ministry", by: Actor
) -> "Answered":
    """Withdraw from the periods that bar a start, and send it once more."""
    assert claimed.told.starts_on
    last = claimed.told.starts_on - timedelta(days=1)
    for period in barring:
        told = Told(starts_on=period.starts_on, ends_on=last)
        message = payload(Act.WITHDRAWAL, told, employer(current_app.config), period.code)
        said = ministry.tell(Act.WITHDRAWAL, message)
        if not is_accepted(said.answer):
            return said
        note_closed(claimed.entry, period, last, said.code, by=by)
    return _tell(claimed, ministry)


def _tell(claimed: Claim, ministry: "Ministry") -> "Answered":
    where = channel(current_app.config)
    message = payload(
        claimed.entry.act,
        claimed.told,
        employer(current_app.config),
        claimed.code,
        change_says_start=where is not None and where.change_says_start,
    )
    return ministry.tell(claimed.entry.act, message)


def _held(claimed: Claim) -> set[str]:
    return codes_besides(claimed.entry.id, claimed.entry.user_id)


def _search(claimed: Claim, ministry: "Ministry") -> list[Found]:
    found = ministry.search(claimed.told.fiscal_code)
    return ours(found, employer(current_app.config).fiscal_code)
