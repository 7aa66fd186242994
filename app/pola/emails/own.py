"""Mails about what became of an agreement, mostly to the person whom it binds."""

from flask_babel import gettext as _

from app.core.letters import Button, Letter, Recipient
from app.pola.emails.parts import (
    Facts,
    day_of,
    day_words,
    is_own,
    page_url,
    period_rows,
    request_url,
)
from app.pola.queries.letters import is_as_told


def agreement_approved(facts: Facts, to: Recipient) -> Letter | None:
    """Say that one of several approvals was given, unless it was taken back at once."""
    if not is_as_told(facts["agreement_id"], facts["version"]):
        return None
    return Letter(
        subject=_("Your request has been approved and goes on"),
        paragraphs=(
            _("Your request for remote work has been approved at this step."),
            _("It goes on to whoever decides next: there is nothing you have to do."),
        ),
        facts=period_rows(facts),
        buttons=(Button(_("See where your request stands"), request_url(facts)),),
        url=request_url(facts),
    )


def agreement_returned(facts: Facts, to: Recipient) -> Letter | None:
    """Say what should change in a request before it is sent again."""
    return Letter(
        subject=_("Your request has come back to be changed"),
        paragraphs=(
            _("Change your request for remote work and send it again, or give it up."),
            _("What should change: %(reason)s", reason=facts["reason"]),
        ),
        facts=period_rows(facts),
        buttons=(Button(_("Change the request"), page_url("pola.edit_request", facts)),),
        url=request_url(facts),
    )


def agreement_refused(facts: Facts, to: Recipient) -> Letter | None:
    """Say that a request was refused, with the reason in writing (L. 81/2017 art. 18 c. 3-ter)."""
    return Letter(
        subject=_("Your request has been refused"),
        paragraphs=(
            _("Your request for remote work has been refused."),
            _("The reason: %(reason)s", reason=facts["reason"]),
        ),
        facts=period_rows(facts),
        buttons=(Button(_("See your agreement and requests"), request_url(facts)),),
        url=request_url(facts),
    )


def agreement_to_sign(facts: Facts, to: Recipient) -> Letter | None:
    """Ask the employee to sign, and then the manager."""
    if not is_as_told(facts["agreement_id"], facts["version"]):
        return None
    mine = is_own(facts, to)
    if mine:
        subject = _("Your agreement is ready to be signed")
        first = _("Your request has been approved. Read the agreement and sign it.")
        second = _("It holds once your manager has signed it too.")
    else:
        subject = _("To sign: the agreement of %(name)s", name=facts["full_name"])
        first = _("%(name)s has signed the agreement.", name=facts["full_name"])
        second = _("It holds once you have signed it too, from that day on at the earliest.")
    return Letter(
        subject=subject,
        paragraphs=(first, second),
        facts=period_rows(facts, with_name=not mine),
        buttons=(Button(_("Read and sign the agreement"), page_url("pola.sign", facts)),),
        url=request_url(facts),
    )


def agreement_active(facts: Facts, to: Recipient) -> Letter | None:
    """Say that both have signed, and from when on it holds."""
    first = day_words(facts, "first")
    return Letter(
        subject=_("Your agreement is signed: in force from %(day)s", day=first),
        paragraphs=(
            _(
                "You and your manager have signed: the agreement is in force from %(day)s.",
                day=first,
            ),
            _("Your remote days stand in your weeks: you can move them there."),
        ),
        facts=period_rows(facts),
        buttons=(
            Button(_("Read the signed agreement"), page_url("pola.sign", facts)),
            Button(_("See your agreement and requests"), request_url(facts)),
        ),
        url=request_url(facts),
    )


def agreement_expiring(facts: Facts, to: Recipient) -> Letter | None:
    """Tell both people that an agreement ends soon."""
    day = day_words(facts, "last")
    if is_own(facts, to):
        return Letter(
            subject=_("Your agreement ends on %(day)s", day=day),
            paragraphs=(
                _("Your agreement on remote work ends on %(day)s.", day=day),
                _("To go on without a gap, ask for its renewal now: it takes approvals and"
                  " signatures. Without it no day is remote from then on."),
            ),
            facts=period_rows(facts),
            buttons=(Button(_("Ask for the renewal"), request_url(facts)),),
            url=request_url(facts),
        )  # fmt: skip
    return Letter(
        subject=_("The agreement of %(name)s ends on %(day)s", name=facts["full_name"], day=day),
        paragraphs=(
            _("%(name)s has been told too, and can ask for the renewal.", name=facts["full_name"]),
            _("Before a renewal, judge what came of the agreement."),
        ),
        facts=period_rows(facts, with_name=True),
        buttons=(Button(_("See what came of it"), page_url("pola.evaluation", facts)),),
        url=request_url(facts),
    )


def agreement_withdrawn(facts: Facts, to: Recipient) -> Letter | None:
    """Tell both people who has withdrawn, and which day is the last; why is not said here."""
    mine, did_it = is_own(facts, to), facts["by_id"] == to.user_id
    names = {"name": facts["full_name"], "by": facts["by"]}
    if mine and did_it:
        first = _("You have withdrawn from your agreement on remote work.")
    elif mine:
        first = _("%(by)s has withdrawn from your agreement on remote work.", **names)
    elif did_it:
        first = _("You have withdrawn from the agreement on remote work with %(name)s.", **names)
    elif facts["by_id"] == facts["user_id"]:
        first = _("%(name)s has withdrawn from the agreement on remote work.", **names)
    else:
        first = _("%(by)s has withdrawn from the agreement on remote work with %(name)s.", **names)
    last, begins = day_of(facts, "last"), day_of(facts, "first")
    if last < begins:
        day = day_words(facts, "first")
        when = _("It was to begin on %(day)s: now it does not.", day=day)
    else:
        when = _("The last day on which it holds is %(day)s.", day=day_words(facts, "last"))
    subject = (
        _("Withdrawn: your agreement on remote work")
        if mine
        else _("Withdrawn: the agreement of %(name)s", **names)
    )
    return Letter(
        subject=subject,
        paragraphs=(first, when),
        buttons=(Button(_("See the agreement"), request_url(facts)),),
        url=request_url(facts),
    )


def agreement_judged(facts: Facts, to: Recipient) -> Letter | None:
    """Say that the results were judged; how, activity by activity, is on its page."""
    outcome = (
        _("As a whole the judgement is positive.")
        if facts["is_positive"]
        else _("As a whole the judgement is not positive.")
    )
    return Letter(
        subject=_("Your results have been judged"),
        paragraphs=(
            _("Your manager has judged what came of your agreement.") + f" {outcome}",
            _("Read what was written about each activity; talk it over with your manager."),
        ),
        facts=period_rows(facts),
        buttons=(Button(_("Read the judgement"), page_url("pola.evaluation", facts)),),
        url=page_url("pola.evaluation", facts),
    )
