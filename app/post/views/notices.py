"""The bell: what others changed for a person, in the words of the mails."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.actors import Actor
from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.core.i18n import current_locale
from app.core.letters import Recipient
from app.core.numbers import whole_number
from app.post.emails.notices import line_of, lines_of
from app.post.queries.notices import PAGE, find_notice, notices_of
from app.post.services import notices as service
from app.post.views.blueprint import bp


@bp.get("/notices")
@requires(Permission.SEE_OWN_RECORD)
def notices() -> str:
    """List what was told, the newest first; looking marks nothing as read."""
    skipped = _number(request.args.get("from", ""))
    found = notices_of(me().id or 0, skipped)
    if skipped and not found.rows:
        skipped, found = 0, notices_of(me().id or 0)
    to = _reader(me())
    lines = lines_of(found.rows, to)
    return render_template(
        "post/notices.html",
        lines=lines,
        left_out=len(found.rows) - len(lines),
        found=found,
        skipped=skipped,
        page=PAGE,
    )


@bp.post("/notices/read")
@requires(Permission.SEE_OWN_RECORD)
def read_notices() -> Response:
    """Mark as read all that the person could see."""
    service.mark_all_read(_number(request.form.get("newest", "")), by=me())
    return redirect(url_for(".notices"), code=303)


@bp.post("/notices/<int:notice_id>/open")
@requires(Permission.SEE_OWN_RECORD)
def open_notice(notice_id: int) -> Response:
    """Mark a notice as read and lead to what it is about."""
    notice = find_notice(me().id or 0, notice_id)
    if notice is None:
        abort(404)
    service.mark_read(notice_id, by=me())
    line = line_of(notice, _reader(me()))
    if line is None:
        flash(_("What this message was about no longer exists."), "info")
        return redirect(url_for(".notices"), code=303)
    return redirect(line.path, code=303)


def _number(text: str) -> int:
    """Return a number, or 0 for what is none."""
    try:
        return whole_number(text)
    except ValueError:
        return 0


def _reader(actor: Actor) -> Recipient:
    """Return the person as the letters know their reader; nobody invites to what is read here."""
    return Recipient(
        user_id=actor.id or 0,
        full_name=actor.full_name,
        given_name=actor.given_name,
        email=actor.email,
        locale=current_locale(),
    )
