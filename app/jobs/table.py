"""Every job: what it does, and when it is due. One line for each.

Each does its work item by item, one transaction for each: it may run twice, in two
processes at once, and be killed at any point.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time

from app.auth.actors import SYSTEM
from app.booking.rules.reminders import REMINDED_AT
from app.core.errors import Refused
from app.jobs.rules import At, Often, Turn
from app.jobs.services.runs import JobFailed


@dataclass(frozen=True)
class Job:
    """Something to be done from time to time; `run` returns a sentence about it."""

    run: Callable[[], str]
    turn: Turn
    what: str


def _told(done: Mapping[str, int], nothing: str) -> str:
    """Return how many of what, as a sentence for the administrator."""
    said = ", ".join(f"{number} {what}" for what, number in done.items() if number)
    return f"{said}." if said else nothing


# What a job needs is loaded when it runs: `flask jobs list` starts without it.
def _send_mails() -> str:
    from app.post.services.delivery import send_mails

    done = send_mails(by=SYSTEM)
    return _told({state.value: number for state, number in done.items()}, "No mail was due.")


def _remind() -> str:
    from app.booking.services.reminders import remind

    return _told({"reminded": remind(by=SYSTEM)}, "Nobody is to be reminded.")


def _release() -> str:
    from app.booking.services.releases import release_unconfirmed

    return _told({"desks freed": release_unconfirmed(by=SYSTEM)}, "No desk had to be freed.")


def _serve() -> str:
    from app.booking.services.serving import serve_waiting

    return _told(serve_waiting(by=SYSTEM), "Nobody waits for what is free.")


def _open_days() -> str:
    from app.booking.services.openings import open_days

    done = open_days(by=SYSTEM)
    return _told({state.value: n for state, n in done.items()}, "No series has a day that opens.")


def _end_unanswered() -> str:
    from app.booking.services.delegations import end_broken_delegations
    from app.booking.services.exchanges import end_exchanges
    from app.booking.services.invites import end_invites

    done = {"invitations": end_invites(by=SYSTEM), "exchanges": end_exchanges(by=SYSTEM)}
    done["delegations"] = end_broken_delegations(by=SYSTEM)
    return _told(done, "No question is over.")


def _agreements() -> str:
    from app.pola.services.endings import run_dates

    done = run_dates(by=SYSTEM)
    return _told(done, "No agreement begins or ends today.")


def _filings() -> str:
    from app.pola.services.filings.sending import send_due

    try:
        done: Counter[str] = send_due(by=SYSTEM)
    except Refused:
        return "The Ministry's interface is not set up: nothing is sent."
    return _told(done, "Nothing is to be filed.")


def keep_totals() -> str:
    """Count the days since the last count; return a sentence about it."""
    from app.booking.services.totals import keep_totals as keep

    return counted(keep(by=SYSTEM))


def counted(months: list[date]) -> str:
    """Return which months were counted, as a sentence."""
    if not months:
        return "There is nothing to count yet."
    number = "1 month was" if len(months) == 1 else f"{len(months)} months were"
    return f"{number} counted, {months[0]:%Y-%m} to {months[-1]:%Y-%m}, until yesterday."


def _forget_people() -> str:
    from app.booking.services.retention import forget_people

    return _told({"bookings without their person": forget_people(by=SYSTEM)}, "Nothing to forget.")


def _delete_past() -> str:
    from app.booking.services.retention import delete_past

    return _told({"bookings deleted": delete_past(by=SYSTEM)}, "Nothing is old enough to go.")


def _prune() -> str:
    from app.auth.services.sign_ins import prune
    from app.post.services.pruning import prune_mails

    done = {"mails deleted": prune_mails(by=SYSTEM), "sign-ins ended": prune(by=SYSTEM)}
    return _told(done, "Nothing is old enough to go.")


def _check() -> str:
    from app.jobs.services.checks import check_everything

    return check_everything(by=SYSTEM)


def _renewals() -> str:
    from app.pola.services.renewals import remind_renewals

    return _told({"reminded": remind_renewals(by=SYSTEM)}, "Nobody is to be reminded.")


def _summaries() -> str:
    from app.jobs.services.summaries import NotCounted, owe_summaries

    try:
        owed = owe_summaries(by=SYSTEM)
    except NotCounted as error:
        raise JobFailed(str(error)) from error
    return _told({"summaries": owed}, "Everybody had theirs.")


JOBS = {
    "send-mails": Job(_send_mails, Often(20), "send the mails that are owed"),
    "serve-waiting": Job(_serve, Often(10), "give what became free to those who wait"),
    "release-unconfirmed": Job(_release, Often(60), "free desks that nobody confirmed in time"),
    "end-unanswered": Job(
        _end_unanswered,
        Often(60),
        "end invitations and exchanges that nobody answered in time, and broken delegations",
    ),
    "file-with-ministry": Job(_filings, Often(600), "tell the Ministry of Labour what is due"),
    "open-days": Job(_open_days, At(time(0)), "place weekly bookings on the day that opens"),
    "agreements": Job(_agreements, At(time(0, 10)), "start and end agreements whose day has come"),
    "keep-totals": Job(
        keep_totals, At(time(1)), "count the days since the last count, for the pages of use"
    ),
    "forget-people": Job(_forget_people, At(time(2)), "take the person off bookings long past"),
    "delete-past": Job(_delete_past, At(time(2, 20)), "delete bookings that are older still"),
    "prune": Job(_prune, At(time(3)), "delete old mails and sign-ins that are over"),
    "check": Job(_check, At(time(4)), "count everything again and compare"),
    "weekly-summary": Job(
        _summaries, At(time(7), weekday=1), "owe facility managers the summary of last week"
    ),
    "remind-renewals": Job(
        _renewals, At(time(8)), "remind people of a renewal that waits to be sent"
    ),
    "remind": Job(_remind, At(REMINDED_AT), "remind people of their desk on the next working day"),
}
