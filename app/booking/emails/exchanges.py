"""Mails between two colleagues who exchange their desks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.booking.emails.events import answer_link, booking_url, event_of, invite, rows_of
from app.booking.labels import PARTS
from app.booking.queries.calendar import find_event_at
from app.booking.queries.exchanges import find_exchange, is_open
from app.booking.rules.answers import Deed
from app.core.half import Part
from app.core.letters import Button, Letter, Recipient
from app.core.templating import day_long


def exchange_asked(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Ask for an exchange; None once it was answered, or one of the bookings changed."""
    exchange = find_exchange(facts["exchange"])
    mine = event_of(facts)
    theirs = find_event_at(exchange.booking_id, facts["from_desk_id"]) if exchange else None
    if exchange is None or mine is None or theirs is None or not is_open(exchange):
        return None
    words = {"name": facts["name"], "day": day_long(mine.day)}
    return Letter(
        subject=_("%(name)s asks to exchange desks: %(day)s", **words),
        paragraphs=(
            _("%(name)s would like to sit at your desk, and gives you theirs.", **words),
            _("Nothing changes unless you accept. You need not say why."),
        ),
        facts=(
            (_("Day"), f"{day_long(mine.day)}, {PARTS[mine.part]}"),
            (_("Your desk"), f"{mine.desk}, {mine.workplace}"),
            (_("The desk that you would have"), f"{theirs.desk}, {theirs.workplace}"),
        ),
        buttons=(
            Button(_("Exchange the desks"), answer_link(Deed.EXCHANGE, facts, to, "exchange")),
            Button(_("Keep my desk"), answer_link(Deed.KEEP_DESK, facts, to, "exchange")),
        ),
        url=url_for("booking.exchanges", _external=True),
    )


def exchange_declined(facts: Mapping[str, Any], _to: Recipient) -> Letter | None:
    """Say that a colleague keeps their desk; nobody is told who they are."""
    wanted = find_event_at(facts["booking_id"], facts["desk_id"])
    if wanted is None:
        return None
    day = day_long(date.fromisoformat(facts["day"]))
    return Letter(
        subject=_("No exchange: %(day)s", day=day),
        paragraphs=(_("Whoever has the desk that you asked for keeps it. Yours stays yours."),),
        facts=(
            (_("Day"), f"{day}, {PARTS[Part(facts['part'])]}"),
            (_("The desk that you asked for"), f"{wanted.desk}, {wanted.workplace}"),
        ),
        url=url_for("booking.booking", booking_id=facts["booking_id"], _external=True),
    )


def exchange_made(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that the desks are exchanged, and move the entry in the calendar."""
    event = event_of(facts)
    if event is None:
        return None
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    return Letter(
        subject=_("Desks exchanged: %(workplace)s, %(day)s", **words),
        paragraphs=(_("Your colleague accepted: the desk that you asked for is yours."),),
        facts=rows_of(event),
        buttons=(Button(_("See, change or cancel the booking"), booking_url(event)),),
        url=booking_url(event),
        sender=event.workplace,
        invitation=invite(event, to),
    )
