"""Where the pages of facility managers hang: limits, closures, rooms and desks, screens."""

from flask import Blueprint, abort

from app.auth.actors import Actor
from app.auth.login import me
from app.auth.permissions import Permission, authorize, is_granted
from app.booking.labels import PARTS
from app.booking.queries.places import places
from app.booking.rules.places import WorkplaceFacts
from app.core.half import Part

bp = Blueprint("places", __name__, url_prefix="/places")


def find_place(code: str) -> WorkplaceFacts:
    """Return the workplace of an address; 404 for one that is not there."""
    found = places().by_code.get(code)
    if found is None:
        abort(404)
    return found


def own_place(code: str, permission: Permission = Permission.EDIT_PLACES) -> WorkplaceFacts:
    """Return a workplace over which the person holds a permission; Forbidden for others."""
    found = find_place(code)
    authorize(me(), permission, found)
    return found


def is_mine(workplace: WorkplaceFacts, by: Actor | None = None) -> bool:
    """Return True if the person may change this workplace; others are only looked at."""
    return is_granted(by or me(), Permission.EDIT_PLACES, workplace)


@bp.app_template_global()
def part_words(part: Part) -> str:
    """Return `whole day`, `morning` or `afternoon`, as it stands inside a sentence."""
    return str(PARTS[Part(part)]).lower()
