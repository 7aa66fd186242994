"""Mails about the week plan, and about texts to read."""

from collections.abc import Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from app.core.half import Half
from app.core.letters import Button, Letter, Recipient
from app.core.templating import day_long
from app.pola.emails.parts import Facts, day_of, day_words
from app.pola.labels.agreements import NOTICES
from app.pola.labels.plans import HALVES, halves_words
from app.pola.queries.letters import is_asked, is_unread
from app.pola.rules.notices import Notice


def swap_asked(facts: Facts, to: Recipient) -> Letter | None:
    """Ask the manager about a swap, unless it was answered or taken back."""
    if not is_asked(facts["swap_id"]):
        return None
    team, name = url_for("pola.team", _external=True), facts["full_name"]
    return Letter(
        subject=_("To decide: %(name)s asks for a swap", name=name),
        paragraphs=(
            _("%(name)s asks to swap an agreed remote half-day within its week.", name=name),
            _("Accept or decline it on the page of your team."),
        ),
        facts=((_("Employee"), name), *_swap_rows(facts)),
        buttons=(Button(_("Answer the request"), team),),
        url=team,
    )


def swap_answered(facts: Facts, to: Recipient) -> Letter | None:
    """Say whether a swap was accepted."""
    is_accepted = facts["is_accepted"]
    weeks = url_for("booking.weeks", _external=True)
    first = (
        _("Your swap has been accepted: it stands in your weeks.")
        if is_accepted
        else _("Your swap has been declined: your weeks stay as they were.")
    )
    return Letter(
        subject=_("Swap accepted") if is_accepted else _("Swap declined"),
        paragraphs=(first,),
        facts=_swap_rows(facts),
        buttons=(Button(_("See your weeks"), weeks),),
        url=weeks,
    )


def recalled(facts: Facts, to: Recipient) -> Letter | None:
    """Call a person to the office on remote halves (CCNL FL art. 66)."""
    weeks, day = url_for("booking.weeks", _external=True), day_words(facts, "day")
    halves = halves_words([Half(half) for half in facts["halves"]])
    return Letter(
        subject=_("You are called to the office on %(day)s", day=day),
        paragraphs=(
            _(
                "Your manager calls you to the office on %(day)s (%(halves)s), although you had"
                " planned to work remotely.",
                day=day,
                halves=halves,
            ),
            _("The reason: %(reason)s", reason=facts["reason"]),
        ),
        facts=((_("Day"), day), (_("When"), halves[:1].upper() + halves[1:])),
        buttons=(Button(_("See your weeks"), weeks),),
        notes=(_("You get this mail whatever mails you have chosen."),),
        url=weeks,
    )


def notice_to_read(facts: Facts, to: Recipient) -> Letter | None:
    """Hand a text over that must be read, unless it was (L. 81/2017 art. 22)."""
    notice = Notice(facts["notice"])
    if not is_unread(to.user_id, notice, day_of(facts, "version")):
        return None
    page, title = url_for("pola.my_agreement", _external=True), str(NOTICES[notice])
    return Letter(
        subject=_("To read: %(title)s", title=title),
        paragraphs=(
            _("There is a text about remote work for you to read: %(title)s.", title=title),
            _("Read it, and confirm that you have read it."),
        ),
        buttons=(Button(_("See your agreement and requests"), page),),
        url=page,
    )


def _swap_rows(facts: Facts) -> tuple[tuple[str, str], ...]:
    return (
        (_("Remote until now"), _half_words(facts["away"])),
        (_("Remote instead"), _half_words(facts["instead"])),
    )


def _half_words(key: Sequence[str]) -> str:
    day, half = key
    return f"{day_long(date.fromisoformat(day))}, {HALVES[Half(half)]}"
