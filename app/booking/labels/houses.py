"""The words of guests, house rules, screens, and desks that come and go."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.booking.rules.guests import GuestRefusal
from app.booking.rules.retiring import DeskRefusal
from app.core.errors import Reason
from app.core.templating import sentence

GUEST_REFUSALS = {
    GuestRefusal.NOT_A_PARTNER: _l(
        "This building belongs to the city: its reception needs no list of names."
    ),
    GuestRefusal.TOO_EARLY: _l("The list opens on %(day)s at %(hour)s. Come back then."),
    GuestRefusal.DAY_OVER: _l(
        "%(day)s is over and its list is closed. Choose a day from today on."
    ),
}

# Stored with the desk while its bookings move, and read by whoever asks why it is not to be had.
TAKEN_AWAY = _l("the desk is being taken away")


def guest_refusal_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one sentence for each reason why the list of guests stays shut."""
    said = [sentence(reason, GUEST_REFUSALS) for reason in reasons]
    return [words[:1].upper() + words[1:] for words in said]


def desk_refusal_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one sentence for each reason why a desk stays in use."""
    return [DESK_WORDS[DeskRefusal(reason.code)](reason) for reason in reasons]


def _bookings_to_come(reason: Reason) -> str:
    return str(
        ngettext(
            "Desk %(desk)s still has %(num)d booking to come. Move it first.",
            "Desk %(desk)s still has %(num)d bookings to come. Move them first.",
            reason.facts["bookings"],
            desk=reason.facts["desk"],
        )
    )


DESK_WORDS = {DeskRefusal.BOOKINGS_TO_COME: _bookings_to_come}
