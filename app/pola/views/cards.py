"""An agreement as its owner sees it: where it stands, what it says, which deeds it allows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.auth.login import me
from app.core import clock
from app.pola.labels.content import content_words
from app.pola.labels.my_agreement import Stand, state_words
from app.pola.queries.agreements import AgreementFacts
from app.pola.queries.documents import StepFacts
from app.pola.queries.programme import programme
from app.pola.queries.turns import way_of, withdrawal_of
from app.pola.rules.routes import Side
from app.pola.rules.states import OPEN, State
from app.pola.rules.ways import EXPIRING_DAYS, Party, turn
from app.pola.rules.withdrawal import ends_after_notice, notice_bars

GOES_ON = frozenset({State.ACTIVE, State.WITHDRAWAL_NOTICE})
# What every agreement in a state allows its owner; some more follow from its dates.
_DEEDS = {
    State.DRAFT: {"continue", "give_up"},
    State.CHANGES_ASKED: {"continue", "give_up"},
    State.SUBMITTED: {"give_up"},
    State.TO_SIGN_EMPLOYEE: {"sign", "give_up"},
    State.TO_SIGN_MANAGER: {"give_up"},
    State.WITHDRAWAL_NOTICE: {"withdraw"},
    State.ACTIVE: {"withdraw"},
}


@dataclass(frozen=True)
class Card:
    """An agreement of the person, in words, with its deeds."""

    agreement: AgreementFacts
    words: str
    content: list[tuple[str, list[str]]]
    # On whom it waits; None when nothing does.
    waits_for: Party | None
    # What was written when it was refused or sent back.
    reason: str
    deeds: frozenset[str]
    # The last day in force if notice were given today; None where it cannot be.
    last_after_notice: date | None
    is_expiring: bool


def card(
    agreement: AgreementFacts, steps: Iterable[StepFacts], manager_name: str, *, has_open: bool
) -> Card:
    """Return an agreement as a card; `has_open` says that a request waits already."""
    waits_for = turn(way_of(agreement)) if agreement.state in OPEN else None
    last = [step.note for step in steps][-1:]
    told = agreement.state in (State.REFUSED, State.CHANGES_ASKED)
    return Card(
        agreement=agreement,
        words=state_words(_stand(agreement, waits_for, manager_name)),
        content=content_words(agreement.terms),
        waits_for=waits_for,
        reason="".join(last) if told else "",
        deeds=_deeds(agreement, has_open=has_open),
        last_after_notice=_last_after_notice(agreement),
        is_expiring=_days_left(agreement) <= EXPIRING_DAYS,
    )


def _stand(agreement: AgreementFacts, waits_for: Party | None, manager_name: str) -> Stand:
    since = agreement.waiting_since
    return Stand(
        state=agreement.state,
        today=clock.today(),
        first=agreement.in_force_from,
        last=agreement.in_force_until,
        ended_by=agreement.ended_by,
        notice_ends_on=agreement.notice_ends_on,
        waits_for=waits_for,
        since=since.astimezone(clock.ROME).date() if since else None,
        manager_name=manager_name,
    )


def _deeds(agreement: AgreementFacts, *, has_open: bool) -> frozenset[str]:
    deeds = set(_DEEDS.get(agreement.state, ()))
    first, today = agreement.in_force_from, clock.today()
    if agreement.state is State.ACTIVE and not has_open:
        deeds.add("change")
        if agreement.in_force_until is not None:
            deeds.add("renew")
    if agreement.state in GOES_ON and first is not None and first <= today:
        deeds.add("evaluate")
    ends = agreement.notice_ends_on
    if agreement.ended_by is Side.EMPLOYEE and ends is not None and ends >= today:
        deeds.add("take_back")
    return frozenset(deeds)


def _days_left(agreement: AgreementFacts) -> int:
    last = agreement.in_force_until
    return (last - clock.today()).days if last else EXPIRING_DAYS + 1


def _last_after_notice(agreement: AgreementFacts) -> date | None:
    if agreement.state is not State.ACTIVE:
        return None
    wish, rules = withdrawal_of(agreement, me()), programme(agreement.rules_of)
    if notice_bars(wish, rules, clock.today()):
        return None
    return ends_after_notice(wish, rules, clock.today())
