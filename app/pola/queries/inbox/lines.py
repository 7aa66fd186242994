"""Which lines each list of the inbox holds: only what is searched for, and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import UTCDateTime
from app.pola.models import Acknowledgement, Agreement, Filing, PriorityNote
from app.pola.queries.inbox.reach import Condition, Reach, by_rules, manager, person
from app.pola.queries.programme import IN_FORCE
from app.pola.rules.checks import most_a_month
from app.pola.rules.filings import FilingState
from app.pola.rules.inbox import Box, Trouble
from app.pola.rules.months import months_after
from app.pola.rules.notices import Notice
from app.pola.rules.parameters import ParameterRow, Programme, programme_on
from app.pola.rules.states import State
from app.pola.rules.ways import EXPIRING_DAYS

TO_FILE = (FilingState.WAITING, FilingState.SENDING, FilingState.IN_DOUBT)
# Waits on somebody; a draft waits on nobody but its author.
_ASKED = (
    State.SUBMITTED,
    State.CHANGES_ASKED,
    State.TO_SIGN_EMPLOYEE,
    State.TO_SIGN_MANAGER,
)
# Sent, and not signed by both: the rules must still hold.
_SENT = (State.SUBMITTED, State.TO_SIGN_EMPLOYEE, State.TO_SIGN_MANAGER)
# The columns that every list fills, or leaves empty.
_COLUMNS: dict[str, Any] = {
    "due": sa.Date(),
    # When the safety note was last read.
    "at": UTCDateTime(),
    "trouble": sa.String(),
    "filing_id": sa.Integer(),
}
_read_at = (
    sa.select(sa.func.max(Acknowledgement.acknowledged_at))
    .where(Acknowledgement.user_id == Agreement.user_id, Acknowledgement.notice == Notice.SAFETY)
    .correlate(Agreement)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Lines:
    """The lists of one person on one day, of one office or of all that they deal with."""

    reach: Reach
    # Every decision about the programme, in the order in which they were written.
    rows: Sequence[ParameterRow]
    today: date
    office_id: int | None = None

    def of(self, box: Box) -> sa.Subquery:
        """Return the lines of a list, unordered."""
        if box is Box.TROUBLE:
            return sa.union_all(*self._troubles()).subquery()
        return self._select(box).subquery()

    def one(self, agreement_id: int) -> sa.Subquery:
        """Return the line of one agreement, whosever it is."""
        is_it = Agreement.id == agreement_id
        return self._agreements(is_it, due=Agreement.starts_on).subquery()

    def _select(self, box: Box) -> sa.Select[Any]:
        if box is Box.FILE:
            return self._filings(Filing.state.in_(TO_FILE))
        if box is Box.SAFETY:
            return self._agreements(self._has_old_safety_note(), at=_read_at)
        if box is Box.EXPIRING:
            return self._agreements(self._is_expiring(), due=Agreement.in_force_until)
        is_mine = sa.and_(Agreement.state == State.SUBMITTED, self.reach.has_turn(self.rows))
        to_sign = sa.and_(Agreement.state == State.TO_SIGN_MANAGER, self.reach.is_manager())
        others = sa.and_(
            Agreement.state.in_(_ASKED), sa.not_(is_mine), sa.not_(to_sign), self.reach.sees()
        )
        condition = {Box.APPROVE: is_mine, Box.SIGN: to_sign, Box.WAITING: others}[box]
        return self._agreements(condition, due=Agreement.starts_on)

    def _agreements(self, condition: Condition, **columns: Any) -> sa.Select[Any]:
        filled = [
            sa.type_coerce(columns[name], kind).label(name)
            if name in columns
            else sa.cast(sa.null(), kind).label(name)
            for name, kind in _COLUMNS.items()
        ]
        return (
            sa.select(Agreement.id.label("agreement_id"), *filled)
            .select_from(Agreement)
            .join(person, person.id == Agreement.user_id)
            .outerjoin(manager, manager.id == person.manager_id)
            .where(condition, self._of_the_office())
        )

    def _of_the_office(self) -> Condition:
        if self.office_id is None or self.office_id not in self.reach.offices:
            return sa.true()
        return Agreement.office_id.in_(self.reach.below(self.office_id))

    def _filings(self, condition: Condition, **columns: Any) -> sa.Select[Any]:
        told = {"due": Filing.due_on, "filing_id": Filing.id} | columns
        return self._agreements(sa.and_(condition, self.reach.sees()), **told).join(
            Filing, Filing.agreement_id == Agreement.id
        )

    def _is_in_force(self) -> Condition:
        return sa.and_(
            Agreement.state.in_(IN_FORCE),
            Agreement.in_force_from <= self.today,
            sa.or_(Agreement.in_force_until.is_(None), Agreement.in_force_until >= self.today),
        )

    def _is_expiring(self) -> Condition:
        """Hold for agreements that soon end, unless the next one is already signed."""
        last = self.today + timedelta(days=EXPIRING_DAYS)
        following = sa.orm.aliased(Agreement)
        return sa.and_(
            Agreement.state == State.ACTIVE,
            Agreement.in_force_until.between(self.today, last),
            ~sa.exists().where(
                following.user_id == Agreement.user_id,
                following.in_force_from > Agreement.in_force_until,
            ),
            self.reach.sees(),
        )

    def _has_old_safety_note(self) -> Condition:
        """Hold for who works remotely with a note of so many months (L. 81/2017 art. 22)."""
        months = programme_on(self.today, self.rows).safety_alarm_months
        # Read on that day or before, until its midnight in Italy.
        after = months_after(self.today, -months) + timedelta(days=1)
        is_old = sa.or_(_read_at.is_(None), _read_at < clock.at(after, time()))
        return sa.and_(self._is_in_force(), is_old, self.reach.sees())

    def _troubles(self) -> Iterator[sa.Select[Any]]:
        sees = self.reach.sees()
        # What was sent kept every rule; since then its time or its priority may have run out.
        is_broken = sa.or_(Agreement.ends_on < self.today, self._is_too_much())
        broken = sa.and_(Agreement.state.in_(_SENT), is_broken, sees)
        yield self._trouble(Trouble.RULE_BROKEN, broken, Agreement.starts_on)
        notice = sa.and_(Agreement.state == State.WITHDRAWAL_NOTICE, sees)
        yield self._trouble(Trouble.NOTICE_RUNNING, notice, Agreement.notice_ends_on)
        if not self.reach.is_hr:
            return
        is_alive = sa.or_(Agreement.state.in_(_SENT), self._is_in_force())
        alone = sa.and_(is_alive, self.reach.lacks_manager(), sees)
        yield self._trouble(Trouble.NO_MANAGER, alone, Agreement.starts_on)
        refused = sa.literal(Trouble.FILING_REFUSED.value)
        yield self._filings(Filing.state == FilingState.REFUSED, trouble=refused)

    def _trouble(self, trouble: Trouble, condition: Condition, due: Any) -> sa.Select[Any]:
        return self._agreements(condition, due=due, trouble=sa.literal(trouble.value))

    def _is_too_much(self) -> Condition:
        """Hold where more is asked for than the person may have today."""

        def most(rules: Programme) -> Any:
            more, plain = (most_a_month(rules, has_priority=has) for has in (True, False))
            return sa.case((has_priority(self.today), more), else_=plain)

        is_more: Condition = Agreement.halves_a_month > by_rules(self.rows, most)
        return is_more


def has_priority(day: Any) -> Condition:
    """Hold for the agreements of people who are heard first on a day."""
    return sa.exists().where(
        PriorityNote.user_id == Agreement.user_id, PriorityNote.review_on >= day
    )
