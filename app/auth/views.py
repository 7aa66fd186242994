"""Sign-in, sign-out, language and password."""

import math
from datetime import datetime, timedelta

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth import login as browser
from app.auth.forms import PasswordForm, SignInForm
from app.auth.labels import DEMO_ROLES, PASSWORD_REFUSALS, SIGNED_OUT
from app.auth.login import find_me, me
from app.auth.models import Role, User
from app.auth.permissions import Permission, public, requires
from app.auth.rules import DEMO_PASSWORD, Ended, PasswordRefusal
from app.auth.services import people, sign_ins
from app.auth.services.passwords import hash_new_password
from app.core import clock
from app.core.errors import Reason, Refused
from app.core.i18n import LOCALES, cookie_locale, keep_locale
from app.core.security import came_from, page_here

bp = Blueprint("auth", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def login() -> Response:
    """Show the front door, or open it."""
    form = SignInForm()
    wanted = page_here(request.values.get("next"))
    if find_me():
        return _go(wanted, _first_page())
    form.next.data = wanted or ""
    if not form.validate_on_submit():
        return _front_door(form, 422 if form.is_submitted() else 200)
    found = sign_ins.check_sign_in(form.email.data, form.password.data, request.remote_addr or "")
    if isinstance(found, User):
        browser.remember(found)
        _keep_choice_of_language()
        return _go(wanted, _first_page())
    if found:
        return _front_door(form, 429, wait_until=found)
    form.form_errors.append(_("E-mail and password do not match. Check both and try again."))
    return _front_door(form, 422)


def _front_door(form: SignInForm, status: int, wait_until: datetime | None = None) -> Response:
    """Draw the sign-in page; `wait_until` is told in whole minutes, the next one."""
    page = render_template(
        "auth/login.html",
        form=form,
        wait_until=_minute(wait_until),
        demo_roles=DEMO_ROLES,
        demo_password=DEMO_PASSWORD,
    )
    return _answer(page, status, wait_until)


def _minute(wait_until: datetime | None) -> datetime | None:
    """Return the next whole minute in Italy, in which a wait is told."""
    return wait_until and (wait_until + timedelta(seconds=59)).astimezone(clock.ROME)


def _answer(page: str, status: int, wait_until: datetime | None) -> Response:
    """Return a page; one that asks to wait tells programmes for how many seconds."""
    response = make_response(page, status)
    if wait_until:
        seconds = math.ceil((wait_until - clock.now()).total_seconds())
        response.headers["Retry-After"] = str(seconds)
    return response


def _go(wanted: str | None, otherwise: str = "booking.home") -> Response:
    """Lead to the page that was asked for, or to this endpoint."""
    return redirect(request.script_root + wanted if wanted else url_for(otherwise), code=303)


def _first_page() -> str:
    """Return the endpoint of what a person sees first: who runs workplaces, today's board."""
    return "occupancy.today" if me().has(Role.FACILITY_MANAGER) else "booking.home"


def _keep_choice_of_language() -> None:
    """Store on the person what was chosen before signing in, unless they chose long ago."""
    chosen = cookie_locale()
    if chosen and me().locale is None:
        people.choose_language(chosen, by=me())


@bp.post("/sign-out")
@public
def logout() -> Response:
    """End this browser's sign-in."""
    browser.forget()
    flash(str(SIGNED_OUT[Ended.BY_PERSON]), "success")
    return redirect(url_for(".login"), code=303)


@bp.post("/language")
@public
def language() -> Response:
    """Speak another language: in this browser, and to this person wherever they sign in."""
    locale = request.form.get("locale", "")
    if locale not in LOCALES:
        abort(400)
    if find_me():
        people.choose_language(locale, by=me())
    response = _go(page_here(request.form.get("next")) or came_from())
    keep_locale(response, locale)
    return response


@bp.route("/profile/password", methods=["GET", "POST"])
@requires(Permission.EDIT_OWN_PROFILE)
def password() -> Response:
    """Change one's own password."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _password_page(form, 422 if form.is_submitted() else 200)
    # Guessed at an open screen it waits like at the front door.
    found = sign_ins.check_sign_in(me().email, form.old.data, request.remote_addr or "")
    if isinstance(found, datetime):
        return _password_page(form, 429, wait_until=found)
    if found is None:
        form.refuse(Refused([Reason(PasswordRefusal.WRONG)]), PASSWORD_REFUSALS)
        return _password_page(form, 422)
    try:
        people.change_password(hash_new_password(form.new.data), by=me())
    except Refused as refused:
        form.refuse(refused, PASSWORD_REFUSALS)
        return _password_page(form, 422)
    words = _(
        "Your password is changed. Other browsers are signed out, and your calendar address,"
        " if you had one, no longer works."
    )
    flash(words, "success")
    return redirect(url_for("booking.profile"), code=303)


def _password_page(form: PasswordForm, status: int, wait_until: datetime | None = None) -> Response:
    page = render_template("auth/password.html", form=form, wait_until=_minute(wait_until))
    return _answer(page, status, wait_until)
