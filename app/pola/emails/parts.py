"""What many of the messages about agreements have in common."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.letters import Recipient
from app.core.templating import day_long
from app.pola.labels.content import span_words

Facts = Mapping[str, Any]
Rows = tuple[tuple[str, str], ...]


def day_of(facts: Facts, name: str) -> date:
    """Return a day of the facts."""
    return date.fromisoformat(facts[name])


def day_words(facts: Facts, name: str) -> str:
    """Return a day of the facts as people say it."""
    return day_long(day_of(facts, name))


def is_own(facts: Facts, to: Recipient) -> bool:
    """Return True if the agreement is the recipient's: managers and deputies get mails too."""
    return bool(facts["user_id"] == to.user_id)


def request_url(facts: Facts) -> str:
    """Return the address that leads everybody to their own page of an agreement."""
    return url_for("pola.request_page", agreement_id=facts["agreement_id"], _external=True)


def page_url(endpoint: str, facts: Facts) -> str:
    """Return the address of a page about an agreement."""
    return url_for(endpoint, agreement_id=facts["agreement_id"], _external=True)


def period_rows(facts: Facts, *, with_name: bool = False) -> Rows:
    """Return the period of an agreement, and whose it is, as a mail's small table."""
    last = day_of(facts, "last") if facts["last"] else None
    period = (_("Period"), span_words(day_of(facts, "first"), last))
    return ((_("Employee"), facts["full_name"]), period) if with_name else (period,)
