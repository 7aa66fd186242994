"""What a person wants to be told by mail: their page, and the link at the foot of each mail."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.actors import Actor
from app.auth.login import me
from app.auth.models import Role
from app.auth.permissions import Permission, public, requires
from app.core.i18n import DEFAULT, current_locale, speaking
from app.core.kinds import CHOOSABLE, BookingMail, Topic
from app.core.security import csrf
from app.post.forms import ChoicesForm
from app.post.labels import BOOKING_MAIL_HINTS, TOPICS
from app.post.queries.subscriptions import find_unsubscription, subscriptions_of
from app.post.services import choices as service
from app.post.views.blueprint import bp


def _offered(actor: Actor) -> list[Topic]:
    """Return the topics that can concern a person at all."""
    concerns = {
        Topic.APPROVALS: actor.leads,
        Topic.SUMMARY: actor.has(Role.FACILITY_MANAGER),
        Topic.PROBLEMS: actor.has(Role.HR) or actor.has(Role.ADMINISTRATOR),
    }
    return [topic for topic in CHOOSABLE if concerns.get(topic, True)]


@bp.get("/profile/mail")
@requires(Permission.EDIT_OWN_PROFILE)
def choices() -> Response:
    """Show what the person receives now."""
    return _page(_form())


@bp.post("/profile/mail")
@requires(Permission.EDIT_OWN_PROFILE)
def choose() -> Response:
    """Note what the person wants from now on."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form, 422)
    wanted = [Topic(value) for value in form.topics.data or []]
    service.choose_mails(BookingMail(form.booking_mail.data), wanted, _offered(me()), by=me())
    flash(_("Saved: from now on you get the mails that you chose."), "success")
    return redirect(url_for(".choices"), code=303)


def _form() -> ChoicesForm:
    now = subscriptions_of(me().id or 0)
    return ChoicesForm(
        _offered(me()),
        data={"booking_mail": now.booking_mail.value, "topics": [t.value for t in now.topics]},
    )


def _page(form: ChoicesForm, status: int = 200) -> Response:
    hints = {choice.value: words for choice, words in BOOKING_MAIL_HINTS.items()}
    return make_response(render_template("post/choices.html", form=form, hints=hints), status)


@bp.get("/mail/unsubscribe/<token>")
@public
def unsubscribe(token: str) -> Response:
    """Say which mails would stop; nothing stops until the button is pressed."""
    return _unsubscribe_page(token, is_done=False)


@bp.post("/mail/unsubscribe/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def stop(token: str) -> Response:
    """Stop them.

    A mail program's own button comes without cookie and token of a form (RFC 8058
    §3.2): the signed address is the authority.
    """
    found = find_unsubscription(token)
    if found:
        service.unsubscribe(found)
    return _unsubscribe_page(token, is_done=True)


def _unsubscribe_page(token: str, *, is_done: bool) -> Response:
    found = find_unsubscription(token)
    # In the language of the mail, whatever the browser speaks.
    with speaking((found.locale or DEFAULT) if found else current_locale()):
        page = render_template(
            "post/unsubscribe.html",
            topic=TOPICS[found.topic] if found else None,
            is_done=is_done,
            address=request.path,
        )
    response = make_response(page, 200 if found else 404)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
