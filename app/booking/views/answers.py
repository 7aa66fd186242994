"""Links in mails: they say what they would do, and do it only when a button is pressed.

Programs that look for dangerous links open them all: a GET never changes anything.
"""

from collections.abc import Sequence

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.auth.actors import SYSTEM
from app.auth.permissions import public
from app.booking.labels.answers import BUTTONS, DONE, QUESTIONS
from app.booking.labels.reasons import reason_words
from app.booking.queries.bookings import find_booking
from app.booking.queries.calendar import find_event_at
from app.booking.queries.exchanges import find_exchange
from app.booking.queries.links import Link, read_link
from app.booking.queries.moves import find_move
from app.booking.queries.places import places
from app.booking.rules.answers import Deed, Standing
from app.booking.rules.events import EventFacts
from app.booking.services import answers
from app.booking.services.releases import release_when_due
from app.booking.views.blueprint import bp
from app.core.errors import Reason, Refused
from app.core.i18n import DEFAULT, speaking
from app.core.security import csrf


@bp.get("/answers/<token>")
@public
def answer(token: str) -> Response:
    """Say what the button would do."""
    return _page(read_link(token))


@bp.post("/answers/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def give_answer(token: str) -> Response:
    """Do it, as the person to whom the link was sent.

    The signed address is the authority. The check of a form's token would ask for a cookie,
    which mail programs may not keep, and under HTTPS for the Referer, which this page hides.
    """
    link = read_link(token)
    person = answers.find_person(link) if link else None
    if link is None or person is None:
        return _page(None)
    # Nobody is signed in here: what is done before other pages is done now.
    release_when_due(places(), by=SYSTEM)
    try:
        answers.give_answer(link, by=person)
    except Refused as refused:
        return _page(link, problems=refused.reasons)
    return _page(link, is_done=True)


def _page(link: Link | None, *, is_done: bool = False, problems: Sequence[Reason] = ()) -> Response:
    """Return the page in its person's language, kept by nobody on the way."""
    person = answers.find_person(link) if link else None
    if link is None or person is None:
        return _unstored(render_template("booking/answer.html", link=None), 404)
    with speaking(person.locale or DEFAULT):
        standing = answers.standing(link, find_booking(link.booking_id))
        if standing is Standing.DONE:
            # A second press: what it asks for is so.
            problems = ()
        page = render_template(
            "booking/answer.html",
            link=link,
            standing=standing.value,
            is_done=is_done,
            problems=reason_words(problems),
            event=_event(link),
            question=QUESTIONS[link.deed],
            button=BUTTONS[link.deed],
            done=DONE[link.deed],
        )
    if problems:
        return _unstored(page, 422)
    return _unstored(page, 410 if standing is Standing.SPENT else 200)


def _event(link: Link) -> EventFacts | None:
    """Return the booking at the desk that the button is about."""
    booking = find_booking(link.booking_id)
    if booking is None or booking.user_id != link.user_id:
        return None
    desk_id = booking.desk_id
    move = find_move(link.move_id) if link.move_id else None
    if move and link.deed is Deed.ACCEPT_MOVE:
        desk_id = move.to_desk_id or desk_id
    elif move and link.deed is Deed.RETURN:
        desk_id = move.from_desk_id
    elif link.deed is Deed.EXCHANGE:
        exchange = find_exchange(link.move_id or 0)
        # Once it is done the booking stands there already.
        desk_id = exchange.desk_id if exchange and exchange.is_asked else desk_id
    return find_event_at(booking.id, desk_id)


def _unstored(page: str, status: int) -> Response:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    # The address is the key: no other site may learn it, no index may keep it.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
