"""Mails to those who decide: managers, directors and whoever stands in for them.

They never say why somebody's request is heard first.
"""

from flask import url_for
from flask_babel import gettext as _

from app.core.letters import Button, Letter, Recipient
from app.pola.emails.parts import Facts, day_words, page_url, period_rows, request_url
from app.pola.queries.letters import is_as_told
from app.pola.rules.routes import Origin


def agreement_submitted(facts: Facts, to: Recipient) -> Letter | None:
    """Ask for a decision, unless somebody decided or it was given up."""
    if not is_as_told(facts["agreement_id"], facts["version"]):
        return None
    name = facts["full_name"]
    asks = {
        Origin.REVISION: _("%(name)s asks to change the agreement on remote work.", name=name),
        Origin.RENEWAL: _("%(name)s asks to renew the agreement on remote work.", name=name),
    }
    first = _("%(name)s asks for an agreement on remote work.", name=name)
    return Letter(
        subject=_("To decide: the request of %(name)s", name=name),
        paragraphs=(
            asks.get(Origin(facts["origin"]), first),
            _("It waits for you: approve it, send it back to be changed, or refuse it."),
        ),
        facts=period_rows(facts, with_name=True),
        buttons=(
            Button(_("Read the request and decide"), request_url(facts)),
            Button(_("See all that waits for you"), url_for("pola.inbox", _external=True)),
        ),
        url=request_url(facts),
    )


def agreement_reported(facts: Facts, to: Recipient) -> Letter | None:
    """Say that an employee has reported what came of the agreement."""
    name = facts["full_name"]
    return Letter(
        subject=_("To judge: the results of %(name)s", name=name),
        paragraphs=(
            _("%(name)s has reported what came of the agreement on remote work.", name=name),
            _("Judge each activity, and the agreement as a whole."),
        ),
        facts=period_rows(facts, with_name=True),
        buttons=(Button(_("Read and judge the results"), page_url("pola.evaluation", facts)),),
        url=page_url("pola.evaluation", facts),
    )


def deputy_named(facts: Facts, to: Recipient) -> Letter | None:
    """Tell somebody for whom they stand in, and from when until when."""
    name = facts["full_name"]
    words = {"first": day_words(facts, "from_day"), "last": day_words(facts, "to_day")}
    return Letter(
        subject=_("You stand in for %(name)s", name=name),
        paragraphs=(
            _(
                "From %(first)s to %(last)s you decide and sign in place of %(name)s.",
                name=name,
                **words,
            ),
            _("In those days you also get the mails about it."),
        ),
        facts=((_("In place of"), name), (_("Days"), _("From %(first)s to %(last)s", **words))),
        buttons=(Button(_("See all that waits for you"), url_for("pola.inbox", _external=True)),),
        url=url_for("pola.inbox", _external=True),
    )
