"""How an agreement ends early: L. 81/2017 art. 19 c. 2; CCNL FL 16 Nov 2022 art. 65."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Reason
from app.pola.rules.hitches import Hitch, reason_bars
from app.pola.rules.parameters import Programme
from app.pola.rules.routes import Side
from app.pola.rules.terms import Duration


@dataclass(frozen=True)
class Withdrawal:
    """Who wants to end what."""

    side: Side
    duration: Duration
    # None for an open-ended agreement.
    ends_on: date | None
    # The clause of the agreement itself.
    notice_days: int
    # L. 68/1999 art. 1.
    is_disabled: bool
    # Human resources act for the employer.
    is_by_hr: bool = False


def notice_days(wish: Withdrawal, programme: Programme) -> int:
    """Return the days of notice that this withdrawal needs.

    The clause of the agreement, never under 30 days (CCNL FL art. 65 c. 1 lett. c); 90
    when the employer leaves a disabled worker's open-ended agreement (L. 81/2017 art. 19
    c. 2), and only then.
    """
    days = max(wish.notice_days, programme.notice_days)
    by_employer = wish.side is Side.EMPLOYER and wish.duration is Duration.OPEN
    if by_employer and wish.is_disabled:
        return max(days, programme.notice_days_disabled)
    return days


def ends_after_notice(wish: Withdrawal, programme: Programme, today: date) -> date:
    """Return the last day in force if notice is given today.

    The day of the notice is not counted (Civil Code art. 2963 c. 2).
    """
    return today + timedelta(days=notice_days(wish, programme))


def notice_bars(wish: Withdrawal, programme: Programme, today: date) -> list[Reason]:
    """Return why notice cannot be given today; none means that it can.

    Without a justified reason a fixed term uses its clause on notice, or runs out
    if that comes first. For the employer human resources end what is open-ended:
    from 30 or 90 days a manager would learn of a disability (domain A2, D).
    """
    is_open_ended = wish.duration is Duration.OPEN
    if wish.side is Side.EMPLOYER and is_open_ended and not wish.is_by_hr:
        return [Reason(Hitch.HR_GIVES_NOTICE)]
    if wish.ends_on is not None and ends_after_notice(wish, programme, today) >= wish.ends_on:
        words = {"day": wish.ends_on, "days": notice_days(wish, programme)}
        return [Reason(Hitch.ENDS_FIRST, words)]
    return []


def at_once_bars(reason: str) -> list[Reason]:
    """Return why an agreement cannot end at once; a justified reason is all it takes.

    Either side, fixed term or open-ended (CCNL FL art. 65 c. 2).
    """
    return reason_bars(reason)
