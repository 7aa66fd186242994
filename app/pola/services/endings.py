"""How an agreement ends: with notice, at once, by a transfer, or because its day has come."""

from collections import Counter
from datetime import date, timedelta

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.core import audit, clock
from app.core.db import command, connection
from app.core.errors import Reason, Refused
from app.pola.models import Agreement
from app.pola.queries.agreements import AgreementFacts, agreements_of
from app.pola.queries.programme import programme
from app.pola.queries.turns import side_of, withdrawal_of
from app.pola.rules.hitches import Hitch
from app.pola.rules.states import OPEN, State, Step, next_state
from app.pola.rules.ways import EXPIRING_DAYS
from app.pola.rules.withdrawal import at_once_bars, ends_after_notice, notice_bars
from app.pola.services import plans
from app.pola.services.force import cut_short, end, file_end
from app.pola.services.letters import tell_employee, tell_manager
from app.pola.services.steps import check_step, open_agreement, take_step

ONE_DAY = timedelta(days=1)
# Sent to the old office: they start again in the new one.
_SENT = OPEN - {State.DRAFT, State.CHANGES_ASKED}


@command
def give_notice(agreement_id: int, reason: str, *, by: Actor) -> date:
    """Withdraw with notice; return the last day in force. The reason may be left out.

    Raises Refused when the term runs out before the notice would.
    """
    agreement = open_agreement(agreement_id, Permission.END_AGREEMENT, by)
    check_step(agreement, Step.GIVE_NOTICE, by)
    today = clock.today()
    wish, rules = withdrawal_of(agreement, by), programme(agreement.rules_of)
    if bars := notice_bars(wish, rules, today):
        raise Refused(bars)
    last = ends_after_notice(wish, rules, today)
    begins = agreement.in_force_from is not None and agreement.in_force_from <= last
    told = take_step(
        agreement,
        Step.GIVE_NOTICE,
        by=by,
        note=reason,
        ended_by=wish.side,
        notice_ends_on=last,
        in_force_from=agreement.in_force_from if begins else None,
        in_force_until=last if begins else None,
    )
    plans.replan(agreement.user_id, by=by)
    _tell_of_withdrawal(told, by, last)
    return last


@command
def take_notice_back(agreement_id: int, *, by: Actor) -> None:
    """Let an agreement go on, as the side that gave notice, while the notice runs."""
    agreement = open_agreement(agreement_id, Permission.END_AGREEMENT, by)
    check_step(agreement, Step.TAKE_NOTICE_BACK, by)
    if agreement.ended_by is not side_of(agreement, by):
        raise Refused([Reason(Hitch.NOT_THE_SIDE)])
    if agreement.notice_ends_on is None or agreement.notice_ends_on < clock.today():
        raise Refused([Reason(Hitch.NOT_NOW, {"state": agreement.state})])
    take_step(
        agreement,
        Step.TAKE_NOTICE_BACK,
        by=by,
        ended_by=None,
        notice_ends_on=None,
        in_force_from=agreement.in_force_from or agreement.terms.starts_on,
        in_force_until=agreement.terms.ends_on,
    )
    plans.replan(agreement.user_id, by=by)


@command
def withdraw_at_once(agreement_id: int, reason: str, *, by: Actor) -> date:
    """End an agreement today for a justified reason; return the last day in force.

    Raises Refused without a written reason (CCNL FL art. 65 c. 2).
    """
    agreement = open_agreement(agreement_id, Permission.END_AGREEMENT, by)
    check_step(agreement, Step.WITHDRAW_AT_ONCE, by)
    if bars := at_once_bars(reason):
        raise Refused(bars)
    today = clock.today()
    parted = {"ended_by": side_of(agreement, by), "notice_ends_on": None}
    ended = end(agreement, Step.WITHDRAW_AT_ONCE, today, by=by, note=reason, **parted)
    _tell_of_withdrawal(ended, by, today)
    return today


@command
def close_by_transfer(user_id: int, *, by: Actor) -> int:
    """End what binds a person to their old office; return how many agreements were closed.

    What was sent to the old office is given up; what was not sent goes to the new one.
    """
    authorize(by, Permission.EDIT_PEOPLE)
    lock_person(user_id)
    closed, today = 0, clock.today()
    for agreement in agreements_of(user_id):
        if agreement.state in _SENT:
            take_step(agreement, Step.ABANDON, by=by)
        elif next_state(agreement.state, Step.TRANSFER) is not None:
            end(agreement, Step.TRANSFER, today, by=by)
            closed += 1
        elif agreement.state is State.REVISED and agreement.is_in_force(today + ONE_DAY):
            # Its next version has not begun and, by this transfer, never will.
            cut_short(agreement, today, by=by)
    return closed


def run_dates(*, by: Actor) -> Counter[str]:
    """End what is over and tell of what ends soon; twice a day is once.

    One transaction for each agreement, never in a caller's transaction.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    done: Counter[str] = Counter()
    for agreement_id in _over(clock.today()):
        if outcome := _end_by_date(agreement_id, by=by):
            done[outcome] += 1
    for agreement_id in _expiring(clock.today()):
        done["told"] += _tell_expiry(agreement_id, by=by)
    return +done


@command
def _end_by_date(agreement_id: int, *, by: Actor) -> str:
    """End an agreement whose last day has passed; return what happened."""
    authorize(by, Permission.RUN_PROGRAMME)
    agreement = open_agreement(agreement_id, Permission.END_AGREEMENT, by)
    if not _is_over(agreement, clock.today()):
        # Another process was faster.
        return ""
    if agreement.state is State.ACTIVE or _runs_out(agreement):
        take_step(agreement, Step.EXPIRE, by=by)
        return "expired"
    ended = take_step(agreement, Step.END_NOTICE, by=by)
    file_end(agreement, ended, by=by)
    return "withdrawn"


@command
def _tell_expiry(agreement_id: int, *, by: Actor) -> int:
    """Owe both people a mail about an agreement that ends soon; return 1 if it was owed."""
    authorize(by, Permission.RUN_PROGRAMME)
    agreement = open_agreement(agreement_id, Permission.SEE_AGREEMENT, by)
    untold = (Agreement.id == agreement_id, Agreement.expiry_told_at.is_(None))
    told = sa.update(Agreement).where(*untold).values(expiry_told_at=clock.now())
    if agreement.state is not State.ACTIVE or not connection().execute(told).rowcount:
        # Another process was faster.
        return 0
    audit.record(by.id, "tell_expiry", "agreement", agreement_id)
    tell_employee(agreement, "agreement_expiring")
    tell_manager(agreement, "agreement_expiring")
    return 1


def _over(today: date) -> list[int]:
    """Return the agreements whose last day has passed and that nobody has ended yet."""
    is_over = sa.or_(
        sa.and_(Agreement.state == State.ACTIVE, Agreement.in_force_until < today),
        sa.and_(Agreement.state == State.WITHDRAWAL_NOTICE, Agreement.notice_ends_on < today),
    )
    return list(connection().execute(sa.select(Agreement.id).where(is_over)).scalars())


def _is_over(agreement: AgreementFacts, today: date) -> bool:
    lasts = {
        State.ACTIVE: agreement.in_force_until,
        State.WITHDRAWAL_NOTICE: agreement.notice_ends_on,
    }
    last = lasts.get(agreement.state)
    return last is not None and last < today


def _runs_out(agreement: AgreementFacts) -> bool:
    """Return True if the term came to its end before the notice did."""
    ends, notice = agreement.terms.ends_on, agreement.notice_ends_on
    return ends is not None and notice is not None and ends <= notice


def _expiring(today: date) -> list[int]:
    """Return the agreements that end soon and of which nobody has been told."""
    soon = today + timedelta(days=EXPIRING_DAYS)
    rows = connection().execute(
        sa.select(Agreement.id)
        .where(
            Agreement.state == State.ACTIVE,
            Agreement.ends_on.between(today, soon),
            Agreement.expiry_told_at.is_(None),
        )
        .order_by(Agreement.id)
    )
    return list(rows.scalars())


def _tell_of_withdrawal(agreement: AgreementFacts, by: Actor, last: date) -> None:
    """Owe a mail to the two people, whoever of them did it."""
    words = {"by_id": by.id, "by": by.full_name, "last": last}
    tell_employee(agreement, "agreement_withdrawn", **words)
    tell_manager(agreement, "agreement_withdrawn", **words)
