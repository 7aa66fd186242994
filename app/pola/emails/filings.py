"""The mail to human resources about what the Ministry was not told."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.letters import Button, Letter, Recipient
from app.core.templating import day_long
from app.pola.emails.parts import Facts, day_of
from app.pola.labels.filings import ACTS
from app.pola.rules.filings import Act


def filing_failed(facts: Facts, to: Recipient) -> Letter | None:
    """Say which communications were refused, or cannot be sent; what is wrong is on the page."""
    page, told = url_for("pola.filings", _external=True), facts["filings"]
    number = len(told) + facts["more"]
    soonest = day_long(min(day_of(one, "due_on") for one in told))
    notes = (
        [ngettext("%(num)d more is on the page.", "%(num)d more are on the page.", facts["more"])]
        if facts["more"]
        else []
    )
    return Letter(
        subject=ngettext(
            "The Ministry: a communication needs you",
            "The Ministry: %(num)d communications need you",
            number,
        ),
        paragraphs=(
            ngettext(
                "A communication to the Ministry of Labour did not go through.",
                "%(num)d communications to the Ministry of Labour did not go through.",
                number,
            ),
            _("See what is wrong, correct it and send it again. The law wants the first of them"
              " to be told by %(day)s.", day=soonest),
        ),
        facts=tuple((one["full_name"], _line(one)) for one in told),
        buttons=(Button(_("See the communications"), page),),
        notes=tuple(notes),
        url=page,
    )  # fmt: skip


def _line(one: Facts) -> str:
    words = {"act": ACTS[Act(one["act"])], "day": day_long(day_of(one, "event_on"))}
    if one["state"] == "refused":
        said = _("%(act)s on %(day)s: refused by the Ministry", **words)
    else:
        said = _("%(act)s on %(day)s: something is missing, so it was not sent", **words)
    return str(said)
