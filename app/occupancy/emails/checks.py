"""The mail to administrators when the nightly recount finds that something disagrees."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.letters import Button, Letter, Recipient


def check_failed(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that counters and bookings disagree, and how to see where."""
    page, number = url_for("jobs.jobs", _external=True), facts["problems"]
    return Letter(
        subject=_("The nightly check has found something"),
        paragraphs=(
            ngettext(
                "Every night all counters are counted again from the bookings: one of them"
                " disagrees.",
                "Every night all counters are counted again from the bookings: %(num)d of them"
                " disagree.",
                number,
            ),
            _("Run “flask check” on the server: it names each of them."),
        ),
        buttons=(Button(_("See the jobs"), page),),
        url=page,
    )
