"""Mails between people who want to sit together."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.booking.emails.events import answer_link, event_of, invite, rows_of, short_rows
from app.booking.labels import PARTS
from app.booking.labels.groups import INVITE_STATES
from app.booking.queries.groups import GroupFacts, find_group, find_invite, invites_in
from app.booking.queries.places import places
from app.booking.rules.answers import Deed
from app.core.clock import ROME
from app.core.letters import Button, Letter, Recipient
from app.core.templating import day_long, hm


def group_invited(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Ask whether somebody comes; None once they answered, or the group was called off."""
    event, asked = event_of(facts), find_invite(facts["invite"])
    if event is None or asked is None or not asked.is_open:
        return None
    until = datetime.fromisoformat(facts["until"]).astimezone(ROME)
    words = {"name": facts["name"], "day": day_long(event.day), "title": facts["title"]}
    held = {"hour": hm(until.time()), "day": day_long(until)}
    first = _("%(name)s would like you to sit together, and holds a desk for you.", **words)
    if facts["title"]:
        first = _("%(name)s invites you to “%(title)s”, and holds a desk for you.", **words)

    return Letter(
        subject=_("%(name)s invites you to sit together: %(day)s", **words),
        paragraphs=(
            first,
            _("It is held until %(hour)s of %(day)s. Then it is free for others.", **held),
        ),
        facts=rows_of(event),
        buttons=(
            Button(_("I am coming"), answer_link(Deed.JOIN, facts, to, "invite")),
            Button(_("I am not coming"), answer_link(Deed.STAY_AWAY, facts, to, "invite")),
        ),
        url=url_for("booking.groups", _external=True),
        invitation=invite(event, to),
    )


def group_without_desk(facts: Mapping[str, Any], _to: Recipient) -> Letter | None:
    """Invite somebody for whom no desk could be held."""
    group = find_group(facts["group"])
    if group is None or group.is_cancelled:
        return None
    words = {"name": facts["name"], "day": day_long(group.day)}
    return Letter(
        subject=_("%(name)s invites you to sit together: %(day)s", **words),
        paragraphs=(
            _("No desk could be held for you. Only you are told why, when you look for one."),
            _("You have a desk elsewhere on that day? Change it, if you like to join."),
        ),
        facts=_rows(group),
        buttons=(Button(_("Look for a desk on that day"), _home(group)),),
        url=_home(group),
    )


def _home(group: GroupFacts) -> str:
    return url_for("booking.home", day=group.day, part=group.part, _external=True)


def _rows(group: GroupFacts) -> tuple[tuple[str, str], ...]:
    place = places().by_id.get(group.workplace_id)
    rows = [(_("Day"), f"{day_long(group.day)}, {PARTS[group.part]}")]
    rows += [(_("Workplace"), f"{place.name}, {place.address}")] if place else []
    rows += [(_("What for"), group.title)] if group.title else []
    return tuple(rows)


def group_expired(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that a desk is held no longer, since nobody answered."""
    return _over(facts, to, _("You did not answer in time: the desk is free for others."))


def group_called_off(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that a group was called off before its desk was accepted."""
    return _over(facts, to, _("Whoever invited you called it off: the desk is held no longer."))


def _over(facts: Mapping[str, Any], to: Recipient, first: str) -> Letter | None:
    event = event_of(facts)
    if event is None:
        return None
    return Letter(
        subject=_("No longer held for you: %(day)s", day=day_long(event.day)),
        paragraphs=(first,),
        facts=short_rows(event),
        buttons=(
            Button(
                _("Look for a desk on that day"),
                url_for("booking.home", day=event.day, part=facts["part"], _external=True),
            ),
        ),
        url=url_for("booking.groups", _external=True),
        invitation=invite(replace(event, is_cancelled=True), to),
    )


def group_ended(facts: Mapping[str, Any], _to: Recipient) -> Letter | None:
    """Say that a group was called off to whoever had accepted: their desk stays theirs."""
    group = find_group(facts["group"])
    if group is None:
        return None
    words = {"name": group.organizer, "day": day_long(group.day)}
    page = url_for("booking.booking", booking_id=facts["booking_id"], _external=True)
    return Letter(
        subject=_("Called off by %(name)s: %(day)s", **words),
        paragraphs=(_("Your desk stays yours. Cancel it if you need it no more."),),
        facts=_rows(group),
        buttons=(Button(_("See, change or cancel the booking"), page),),
        url=page,
    )


def group_answered(facts: Mapping[str, Any], _to: Recipient) -> Letter | None:
    """Tell the organizer that everybody has answered."""
    group = find_group(facts["group"])
    if group is None or group.is_cancelled:
        return None
    people = [(one.name, str(INVITE_STATES[one.comes_to])) for one in invites_in(group.id)]
    page = url_for("booking.group", group_id=group.id, _external=True)
    return Letter(
        subject=_("Everybody has answered: %(day)s", day=day_long(group.day)),
        paragraphs=(_("Nobody has to be asked any more."),),
        facts=(*_rows(group), *people),
        buttons=(Button(_("See the group"), page),),
        url=page,
    )
