"""Signing in and out of a browser, and the guard before every page."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.orm import aliased
from werkzeug.wrappers import Response

from app.auth.actors import Actor, Grant
from app.auth.labels import SIGNED_OUT
from app.auth.models import Deputy, Office, Role, RoleGrant, SignIn, User
from app.auth.permissions import Permission, is_granted
from app.auth.rules import SEEN_EVERY, Ended, ending, read_codes, read_order
from app.auth.services import sign_ins
from app.core import clock
from app.core.db import PLACES, Revision, connection
from app.core.i18n import forget_locale
from app.core.mail import OutboxMail
from app.core.security import came_from

manager = LoginManager()
# Sessions end with the row in `sign_ins`; nothing is tied to a network address.
manager.session_protection = None

_office = aliased(Office)
_report = aliased(User)
# Person, sign-in, office, roles, the bell and the places' revision in one point query.
_who = (
    sa.select(
        SignIn.id.label("sign_in_id"),
        SignIn.created_at,
        SignIn.seen_at,
        User.id,
        User.given_name,
        User.surname,
        User.email,
        User.locale,
        User.area_code,
        User.was_asked_area,
        User.workplace_order,
        User.desk_needs,
        User.wished_equipment,
        User.office_id,
        User.is_demo,
        _office.workplace_id.label("office_workplace_id"),
        sa.or_(
            sa.exists().where(_report.manager_id == User.id),
            sa.exists().where(
                Deputy.deputy_id == User.id,
                Deputy.from_day <= sa.bindparam("today"),
                Deputy.to_day >= sa.bindparam("today"),
            ),
        ).label("leads"),
        RoleGrant.role,
        RoleGrant.office_id.label("over_office"),
        RoleGrant.workplace_id.label("over_workplace"),
        sa.select(Revision.number)
        .where(Revision.name == PLACES)
        .scalar_subquery()
        .label("places_revision"),
        sa.select(sa.func.count())
        .where(OutboxMail.user_id == User.id, OutboxMail.seen_at.is_(None))
        .scalar_subquery()
        .label("new_notices"),
    )
    .join(User, User.id == SignIn.user_id)
    .outerjoin(_office, _office.id == User.office_id)
    .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
    .where(SignIn.token_hash == sa.bindparam("token_hash"), User.is_active)
)


def hashed(token: str) -> str:
    """Return what the table keeps of a cookie's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def me() -> Actor:
    """Return the signed-in person as a plain value; only behind the guard."""
    actor = g.get("_me")
    if actor is None:
        abort(401)
    return actor  # type: ignore[no-any-return]


def find_me() -> Actor | None:
    """Return the signed-in person, or None."""
    actor: Actor | None = g.get("_me")
    return actor


@manager.user_loader  # type: ignore[untyped-decorator]
def load_actor(token: str) -> Actor | None:
    """Return the person whose browser holds this secret, unless idle, gone or forbidden."""
    rows = connection().execute(_who, {"token_hash": hashed(token), "today": clock.today()}).all()
    if not rows:
        return None
    row, now = rows[0], clock.now()
    if row.is_demo and not current_app.config["DEMO"]:
        return None
    if why := ending(row.seen_at, row.created_at, now):
        sign_ins.end_sign_in(row.sign_in_id, why)
        g.sign_in_ended = why
        return None
    if now - row.seen_at > SEEN_EVERY:
        sign_ins.keep_awake(row.sign_in_id)
    g.places_revision = row.places_revision or 0
    return Actor(
        id=row.id,
        full_name=f"{row.given_name} {row.surname}",
        given_name=row.given_name,
        email=row.email,
        locale=row.locale,
        area_code=row.area_code,
        was_asked_area=row.was_asked_area,
        workplace_order=read_order(row.workplace_order),
        desk_needs=read_codes(row.desk_needs),
        wished_equipment=read_codes(row.wished_equipment),
        office_id=row.office_id,
        office_workplace_id=row.office_workplace_id,
        grants=frozenset(
            Grant(one.role, one.over_office, one.over_workplace) for one in rows if one.role
        ),
        leads=bool(row.leads) or any(one.role is Role.MANAGER for one in rows),
        new_notices=row.new_notices,
        sign_in_id=row.sign_in_id,
        token=token,
    )


def remember(user: User) -> None:
    """Sign this browser in as a person: a new secret, and nothing kept of the old session."""
    token = secrets.token_urlsafe(32)
    sign_ins.begin_sign_in(user.id, hashed(token))
    session.clear()
    session.permanent = True
    actor = load_actor(token)
    if actor is None:
        abort(403)
    login_user(actor)
    _become(actor)


def forget() -> None:
    """Sign this browser out, on the server as well."""
    actor = find_me()
    logout_user()
    session.clear()
    if actor and actor.sign_in_id:
        sign_ins.end_sign_in(actor.sign_in_id, Ended.BY_PERSON)
    _become(None)


def _become(actor: Actor | None) -> None:
    """Let the rest of this request know who acts, and in which language."""
    g._me = actor
    forget_locale()


def _guard() -> Response | None:
    """Let a request through only if the permission table opens its page."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_impersonal", False):
        _become(None)
        return None
    _become(current_user._get_current_object() if current_user.is_authenticated else None)
    if g._me is None and "_user_id" in session:
        # The cookie tells of a sign-in that is over: say so once, on the next page shown.
        session.clear()
        flash(str(SIGNED_OUT[g.get("sign_in_ended", Ended.GONE)]), "info")
    if view is None or getattr(view, "is_public", False):
        return None
    permission = getattr(view, "permission", None)
    if permission is None:
        abort(403)
    if g._me is None:
        return _to_sign_in()
    if not is_granted(g._me, permission, _ANY):
        abort(403)
    return None


def _to_sign_in() -> Response:
    """Lead to the sign-in page, and from there back to where the person was."""
    fragment = "HX-Request" in request.headers
    is_page = request.method in {"GET", "HEAD"} and not fragment
    here = request.full_path.rstrip("?") if is_page else came_from()
    address = url_for("auth.login", next=None if here == "/" else here)
    if fragment:
        # HTMX follows this to a whole page instead of swapping a sign-in form in.
        return Response(status=401, headers={"HX-Redirect": address})
    return redirect(address, code=303)


def can(permission: str, subject: Any = None) -> bool:
    """Tell a template whether this person holds a permission over a subject; nobody holds none."""
    return is_granted(find_me(), Permission[permission], subject)


class _AnySubject:
    """Equals every subject and every fact of one: the page opens, its service decides."""

    def __getattr__(self, _name: str) -> "_AnySubject":
        return self

    def __contains__(self, _fact: object) -> bool:
        return True

    def __eq__(self, _other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


_ANY = _AnySubject()


def init_app(app: Flask) -> None:
    """Install Flask-Login and the guard."""
    # Without its template variable, which would ask the database on error pages too.
    manager.init_app(app, add_context_processor=False)
    app.config.setdefault("PERMANENT_SESSION_LIFETIME", timedelta(hours=12))
    # The cookie is written when it changes; being idle is judged by the server's row.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.before_request(_guard)
    app.jinja_env.globals["can"] = can
