"""Mails about booking for somebody else: who may, and what they booked."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.booking.emails.events import booking_url, event_of, invite, rows_of
from app.booking.emails.own import gone
from app.booking.queries.delegations import DelegationFacts, find_delegation
from app.core.letters import Button, Letter, Recipient
from app.core.templating import day_long


def booked_for_you(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that somebody booked a desk for this person, and put it into the calendar."""
    event = event_of(facts)
    if event is None:
        return None
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    return Letter(
        subject=_("Booked for you: %(workplace)s, %(day)s", **words),
        paragraphs=(
            _("%(name)s has booked a desk for you.", name=facts["name"]),
            _("It is yours as any other: change it or cancel it as you like."),
        ),
        facts=rows_of(event),
        buttons=(Button(_("See, change or cancel the booking"), booking_url(event)),),
        notes=(_who_may(),),
        url=booking_url(event),
        sender=event.workplace,
        invitation=invite(event, to),
    )


def cancelled_for_you(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that somebody gave back a desk that had been booked for this person, or half of it."""
    event = event_of(facts)
    if event is None:
        return None
    if not facts.get("kept"):
        return gone(event, to, _("%(name)s has cancelled your booking.", name=facts["name"]))
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    return Letter(
        subject=_("Half given back: %(workplace)s, %(day)s", **words),
        paragraphs=(
            _(
                "%(name)s gave half of the day back. The desk stays yours for the rest of it.",
                name=facts["name"],
            ),
        ),
        facts=rows_of(event),
        buttons=(Button(_("See, change or cancel the booking"), booking_url(event)),),
        url=booking_url(event),
        sender=event.workplace,
        invitation=invite(event, to),
    )


def delegation_given(facts: Mapping[str, Any], _to: Recipient) -> Letter | None:
    """Tell a colleague for whom they may book; None once it has ended."""
    found = find_delegation(facts["delegation"])
    if found is None:
        return None
    subject = _("You may book desks for %(owner)s", owner=found.owner)
    if found.office_id is not None:
        subject = _("You may book desks for the people of %(owner)s", owner=found.owner)
    return Letter(
        subject=subject,
        paragraphs=(
            _("%(giver)s asks you to book desks for them, when it helps.", giver=found.giver)
            if found.office_id is None
            else _(
                "%(giver)s asks you to book desks for the people of this office, when it helps.",
                giver=found.giver,
            ),
            _("They are told of whatever you book or cancel, with your name."),
        ),
        facts=_rows(found),
        buttons=(Button(_("Book for somebody"), url_for("booking.on_behalf", _external=True)),),
        url=url_for("booking.on_behalf", _external=True),
    )


def office_delegation(facts: Mapping[str, Any], _to: Recipient) -> Letter | None:
    """Tell the people of an office who may book for them from now on; None once it has ended."""
    found = find_delegation(facts["delegation"])
    if found is None:
        return None
    words = {"delegate": found.delegate, "giver": found.giver, "office": found.owner}
    return Letter(
        subject=_("%(delegate)s may book desks for you", **words),
        paragraphs=(
            _("%(giver)s has decided it for everybody of %(office)s.", **words),
            _(
                "Whatever is booked or cancelled for you, you are told at once, and can change it."
                " You go on booking by yourself as before."
            ),
        ),
        facts=_rows(found),
        buttons=(Button(_("See who may book for you"), _page()),),
        url=_page(),
    )


def delegation_ended(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that a delegation has ended: to whoever had it, or had given it."""
    words = {"delegate": facts["delegate"], "owner": facts["owner"]}
    if to.user_id == facts["delegate_id"]:
        subject = _("You no longer book desks for %(owner)s", **words)
    else:
        subject = _("%(delegate)s no longer books desks for %(owner)s", **words)
    why = _("The delegation was taken back. The desks that are booked stay booked.")
    if facts.get("is_broken"):
        why = _(
            "The delegation has ended by itself: one of you no longer works here,"
            " or whoever gave it no longer leads these people."
            " The desks that are booked stay booked."
        )
    return Letter(
        subject=subject,
        paragraphs=(why,),
        buttons=(Button(_("See the delegations"), _page()),),
        url=_page(),
    )


def _rows(found: DelegationFacts) -> tuple[tuple[str, str], ...]:
    """Return from when until when, as a mail's small table."""
    span = found.span
    until = day_long(span.to_day) if span.to_day else _("it is taken back")
    return ((_("From"), day_long(span.from_day)), (_("Until"), str(until)))


def _who_may() -> str:
    return str(_("Who may book for you, and how to take it back: %(address)s", address=_page()))


def _page() -> str:
    return url_for("booking.delegations", _external=True)
