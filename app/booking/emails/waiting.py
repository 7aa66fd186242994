"""Mails to those who waited for a desk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.booking.emails.events import answer_link, booking_url, event_of, invite, rows_of
from app.booking.emails.own import gone
from app.booking.queries.waiting import find_wait
from app.booking.rules.answers import Deed
from app.booking.rules.waiting import WaitState
from app.core.clock import ROME
from app.core.letters import Button, Letter, Recipient
from app.core.templating import day_long, hm


def wait_booked(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that a desk became free, and is theirs."""
    event = event_of(facts)
    if event is None:
        return None
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    return Letter(
        subject=_("You have a desk: %(workplace)s, %(day)s", **words),
        paragraphs=(
            _("The draw gave you a desk: it is booked for you.")
            if _is_drawn(facts)
            else _("A desk became free, and it was your turn: it is booked for you."),
            _why(facts),
        ),
        facts=rows_of(event),
        buttons=(Button(_("See, change or cancel the booking"), booking_url(event)),),
        url=booking_url(event),
        sender=event.workplace,
        invitation=invite(event, to),
    )


def wait_offered(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Offer a desk that became free at the last moment; None once it was answered."""
    event, wait = event_of(facts), find_wait(facts["wait"])
    if event is None or wait is None or wait.state is not WaitState.OFFERED:
        return None
    until = datetime.fromisoformat(facts["until"]).astimezone(ROME)
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    return Letter(
        subject=_("A desk for you until %(hour)s: %(workplace)s", hour=hm(until.time()), **words),
        paragraphs=(
            _(
                "A desk became free, and it is your turn. It is held for you until %(hour)s;"
                " then it goes to the next in line.",
                hour=hm(until.time()),
            ),
            _why(facts),
        ),
        facts=rows_of(event),
        buttons=(
            Button(_("Take this desk"), answer_link(Deed.TAKE_OFFER, facts, to, "wait")),
            Button(_("Leave it to the next"), answer_link(Deed.DECLINE_OFFER, facts, to, "wait")),
        ),
        url=url_for("booking.my_bookings", _external=True),
        sender=event.workplace,
        invitation=invite(event, to),
    )


def _is_drawn(facts: Mapping[str, Any]) -> bool:
    """Return True when the desk came of a draw."""
    wait = find_wait(facts["wait"])
    return wait is not None and wait.is_in_draw


def _why(facts: Mapping[str, Any]) -> str:
    """Return where they stood in the line: told to them alone, and of nobody else."""
    wait = find_wait(facts["wait"])
    if wait is None or not wait.place or not wait.waiting:
        return ""
    return str(
        _("You were number %(place)s of %(waiting)s.", place=wait.place, waiting=wait.waiting)
    )


def wait_expired(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that an offered desk went to the next in line."""
    event = event_of(facts)
    if event is None:
        return None
    return gone(event, to, _("You did not answer in time: the desk went to the next in line."))
