"""Mails about calls to make agreements, and about renewals that wait to be sent."""

from flask import url_for
from flask_babel import gettext as _

from app.core import clock
from app.core.letters import Button, Letter, Recipient
from app.pola.emails.parts import Facts, Rows, day_of, day_words, page_url
from app.pola.labels.content import span_words
from app.pola.queries.campaigns import answer_of, find_campaign
from app.pola.queries.letters import is_draft
from app.pola.rules.campaigns import OWING


def campaign_opened(facts: Facts, to: Recipient) -> Letter | None:
    """Call a person to make an agreement for a period."""
    days = {"first": day_words(facts, "opens_on"), "last": day_words(facts, "closes_on")}
    first = _("The city invites you to make an agreement on remote work for the next period.")
    second = _("You can answer from %(first)s to %(last)s, also with: no, thank you.", **days)
    subject = _("Agreements on remote work: %(title)s", title=facts["title"])
    return _call(facts, to, subject, (first, second))


def campaign_reminder(facts: Facts, to: Recipient) -> Letter | None:
    """Remind a person who has not answered a call."""
    day = day_words(facts, "closes_on")
    first = _("You have not answered the call yet. The last day is %(day)s.", day=day)
    second = _("If you do not want to work remotely, say so there: you are not reminded again.")
    subject = _("Reminder: answer by %(day)s", day=day)
    return _call(facts, to, subject, (first, second))


def renewal_prepared(facts: Facts, to: Recipient) -> Letter | None:
    """Say that a renewal is written and waits to be sent by its person."""
    if not is_draft(facts["agreement_id"]):
        return None
    day = day_words(facts, "closes_on")
    return _renewal(
        facts,
        _("Your renewal is prepared: check it and send it"),
        _("Human resources have prepared the renewal of your agreement. It says what the last one"
          " says, for the next period."),
        _("Nothing happens until you send it. You can change it first; the last day is %(day)s.",
          day=day),
        _period(facts),
    )  # fmt: skip


def renewal_reminder(facts: Facts, to: Recipient) -> Letter | None:
    """Remind a person whose agreement ends while its renewal is not sent."""
    if not is_draft(facts["agreement_id"]):
        return None
    day = day_words(facts, "ends_on")
    return _renewal(
        facts,
        _("Send your renewal: your agreement ends on %(day)s", day=day),
        _("Your agreement on remote work ends on %(day)s. Its renewal is written, but you have not"
          " sent it yet.", day=day),
        _("It takes approvals and signatures: send it now to go on without a gap."),
        (),
    )  # fmt: skip


def _renewal(facts: Facts, subject: str, first: str, second: str, rows: Rows) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=(first, second),
        facts=rows,
        buttons=(Button(_("Check and send the renewal"), page_url("pola.edit_request", facts)),),
        url=page_url("pola.request_page", facts),
    )


def _call(facts: Facts, to: Recipient, subject: str, paragraphs: tuple[str, str]) -> Letter | None:
    """Return a mail about a call, unless it is over or its person has answered."""
    if day_of(facts, "closes_on") < clock.today():
        return None
    campaign = find_campaign(facts["campaign_id"])
    if campaign is None or answer_of(campaign, to.user_id) not in OWING:
        return None
    page = url_for("pola.my_agreement", _external=True)
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        facts=((_("Call"), facts["title"]), *_period(facts)),
        buttons=(Button(_("Answer the call"), page),),
        url=page,
    )


def _period(facts: Facts) -> Rows:
    period = span_words(day_of(facts, "starts_on"), day_of(facts, "ends_on"))
    return ((_("Period of the agreements"), period),)
