"""The list of workplaces, one's own first, with the pages of each."""

from dataclasses import dataclass

from flask import current_app, render_template, url_for
from flask_babel import gettext as _

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.admin_views.blueprint import bp, is_mine
from app.booking.labels.moves import closed_words
from app.booking.queries.places import places
from app.booking.rules.places import Owner, WorkplaceFacts
from app.core import clock


@dataclass(frozen=True)
class Listed:
    """A workplace with the pages about it that the person may open: words and address."""

    place: WorkplaceFacts
    is_mine: bool
    pages: list[tuple[str, str]]


@bp.get("")
@requires(Permission.SEE_OCCUPANCY)
def workplaces() -> str:
    """List the workplaces, one's own first, with the pages of each."""
    by = me()
    listed = [Listed(place, is_mine(place, by), _pages(place)) for place in places().workplaces]
    return render_template(
        "places/workplaces.html",
        closed_words=closed_words,
        listed=sorted(listed, key=lambda one: not one.is_mine),
        today=clock.today(),
        may_add=is_granted(by, Permission.EDIT_PLACES),
    )


def _pages(place: WorkplaceFacts) -> list[tuple[str, str]]:
    known = [
        ("occupancy.workplace", _("Today, desk by desk")),
        ("places.limits", _("Limits")),
        ("places.shares", _("Offices' shares")),
        ("places.draws", _("Draws")),
        ("places.rooms", _("Rooms and desks")),
        ("places.house", _("What guests read")),
        ("places.confirmation", _("Confirming")),
    ]
    if place.owner is Owner.PARTNER:
        known.append(("places.guests", _("List of guests")))
    return [
        (str(words), url_for(name, code=place.code))
        for name, words in known
        # What anybody may look at is marked SEE_OCCUPANCY; the rest is for its managers.
        if (view := current_app.view_functions.get(name))
        and is_granted(me(), getattr(view, "permission", Permission.EDIT_PLACES), place)
    ]
