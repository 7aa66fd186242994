"""Bookings in a person's own diary: one file, or an address that stays up to date."""

import hashlib

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, public, requires
from app.booking import ical
from app.booking.queries.calendar import events_of, find_event, find_feed
from app.booking.rules.events import EventFacts
from app.booking.services import feeds
from app.booking.views.blueprint import bp
from app.core.i18n import DEFAULT, current_locale, speaking


@bp.get("/bookings/<int:booking_id>.ics")
@requires(Permission.SEE_BOOKING)
def booking_ics(booking_id: int) -> Response:
    """Give a person their own booking as a file; anybody else's is not there."""
    event = find_event(booking_id)
    if event is None or event.user_id != me().id:
        abort(404)
    response = _calendar([event], current_locale())
    name = f"vicino-{event.day}.ics"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> Response:
    """Answer a diary that asks under a private address, or as if there were no such page."""
    found = find_feed(token)
    if found is None:
        abort(404)
    # If-Modified-Since is not heeded: a second is too long, and a renamed workplace
    # changes the text without changing any booking.
    # The links in it bear the name under which Vicino was asked.
    mark = hashlib.sha256(f"{found.mark} {request.url_root}".encode()).hexdigest()[:32]
    if request.if_none_match.contains(mark):
        response = Response(status=304)
    else:
        response = _calendar(events_of(found.user_id), found.locale or DEFAULT)
        response.headers.set("Content-Disposition", "inline", filename="vicino.ics")
    response.set_etag(mark)
    response.last_modified = found.changed_at
    response.headers["Cache-Control"] = "private, no-cache"
    # The address is the key: no link in the text may tell it to another site.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.post("/profile/calendar")
@requires(Permission.EDIT_OWN_PROFILE)
def new_feed() -> Response:
    """Make a private calendar address, or replace the one there is."""
    feeds.new_feed(by=me())
    flash(_("Your calendar address is ready. Add it to your calendar once."), "success")
    return redirect(url_for("booking.profile", _anchor="calendar"), code=303)


@bp.post("/profile/calendar/revoke")
@requires(Permission.EDIT_OWN_PROFILE)
def revoke_feed() -> Response:
    """Let the private calendar address answer nobody any more."""
    feeds.revoke_feed(by=me())
    flash(_("Your calendar address no longer works. Your bookings are unchanged."), "success")
    return redirect(url_for("booking.profile", _anchor="calendar"), code=303)


def _calendar(events: list[EventFacts], locale: str) -> Response:
    """Return a calendar in the person's language, also to a programme that speaks none."""
    with speaking(locale):
        body = ical.calendar_file(events, _link)
    return Response(body, content_type=ical.CONTENT_TYPE)


def _link(booking_id: int) -> str:
    return url_for("booking.booking", booking_id=booking_id, _external=True)
