"""Mails to those whom a draw left without a desk."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.booking.labels import PARTS
from app.booking.labels.fairness import why_words
from app.booking.queries.fairness import stood
from app.booking.queries.places import places
from app.booking.queries.waiting import find_wait
from app.booking.rules.fairness import why
from app.booking.rules.waiting import WaitState
from app.core.letters import Button, Letter, Recipient
from app.core.templating import day_long


def draw_lost(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that the draw left a person no desk, and why; None once they have one after all."""
    wait = find_wait(facts["wait"])
    how = stood(wait) if wait else None
    if wait is None or how is None or wait.state is not WaitState.WAITING:
        return None
    workplace = places().by_id.get(wait.workplace_id or 0)
    where = workplace.name if workplace else _("Any workplace within %(km)s km", km=wait.within_km)
    address = url_for("booking.fairness", _external=True)
    return Letter(
        subject=_("No desk for you in the draw of %(day)s", day=day_long(wait.day)),
        paragraphs=(
            _("The desks were drawn, and there was none for you."),
            " ".join(why_words(why(how))),
            _("You stay in the line: if a desk becomes free and it is your turn, it is yours."),
        ),
        facts=(
            (str(_("Workplace")), str(where)),
            (str(_("Day")), day_long(wait.day)),
            (str(_("When")), str(PARTS[wait.part])),
        ),
        buttons=(
            Button(
                _("Look for a desk elsewhere"),
                url_for("booking.home", day=wait.day, part=wait.part.value, _external=True),
            ),
            Button(_("See how it was drawn"), address),
        ),
        url=address,
    )
