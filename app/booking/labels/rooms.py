"""The words of rooms and how they are furnished: enum member to sentence."""

from collections.abc import Iterable, Mapping
from typing import Any

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.booking.labels import EQUIPMENT, needs_words
from app.booking.rules.needs import CHOSEN
from app.booking.rules.pictures import Dropped, PictureRefusal
from app.booking.rules.places import EQUIPMENT as KNOWN_EQUIPMENT
from app.booking.rules.rooms import RoomRefusal
from app.booking.rules.workplaces import WorkplaceRefusal
from app.core.errors import Reason
from app.core.i18n import current_locale, spoken
from app.core.templating import number, sentence

ROOM_REFUSALS = {
    RoomRefusal.CODE_MISSING: _l("A desk has no code. Write the one printed on it."),
    RoomRefusal.CODE_MALFORMED: _l(
        "%(code)s cannot be a desk's code. Write at most 30 characters, without spaces or slashes."
    ),
    RoomRefusal.CODE_TWICE: _l("Code %(code)s is there twice. Give each desk a code of its own."),
    RoomRefusal.CODE_HERE: _l(
        "Desk %(code)s exists already in %(room)s. Choose another code, or leave it out."
    ),
    RoomRefusal.CODE_ELSEWHERE: _l(
        "Desk %(code)s exists already at %(workplace)s. Choose another code."
    ),
    RoomRefusal.CODE_TAKEN_NOW: _l(
        "One of these codes was given to another desk a moment ago. Try again to see which."
    ),
    RoomRefusal.ONE_SPOT: _l(
        "Desks %(code)s and %(other)s stand on one spot. Move one of them aside."
    ),
    RoomRefusal.OUTSIDE: _l(
        "Desk %(code)s stands outside the room. Move it inside, or correct the size of the room."
    ),
    RoomRefusal.NO_PLACE: _l(
        "The place of desk %(code)s is not written as two numbers. Write metres, such as 2.4."
    ),
    RoomRefusal.TOO_MANY_DESKS: _l(
        "At most %(most)s desks can be set up at once. Set up the others afterwards."
    ),
    RoomRefusal.TOO_SMALL: _l(
        "%(room)s is too small: %(fits)s of %(wanted)s desks find a place."
        " Set up fewer, or correct the size of the room."
    ),
    RoomRefusal.NUMBERS_MALFORMED: _l(
        "“%(text)s” is not a row of numbers. Write, for example, 1-12."
    ),
    RoomRefusal.NUMBERS_BACKWARDS: _l("“%(text)s” runs backwards. Write %(first)s-%(last)s."),
    RoomRefusal.NUMBERS_TWICE: _l("Number %(number)s is there twice. Write each number once."),
    RoomRefusal.EQUIPMENT_UNKNOWN: _l("“%(word)s” is not known. Write one of these: %(known)s."),
    RoomRefusal.NEED_UNKNOWN: _l(
        "A desk cannot be kept for “%(word)s”. Write one of these: %(known)s."
    ),
    RoomRefusal.KEPT_IN_VAIN: _l(
        "Desk %(code)s cannot be kept for this: %(needs)s. Tick what it has first."
    ),
    RoomRefusal.NO_DESKS: _l("No desk is written. Write at least one."),
    RoomRefusal.CHANGED_MEANWHILE: _l(
        "Somebody else changed this room after you had opened it. Nothing of yours is saved yet:"
        " look at their places first, or save yours over them."
    ),
    RoomRefusal.ROOM_NAMED_TWICE: _l("%(room)s exists already on this floor. Choose another name."),
    RoomRefusal.ROOM_GONE: _l("This room has been removed. Choose another room."),
    RoomRefusal.ROOM_HAS_DESKS: _l(
        "%(room)s has desks. Move them to another room or retire them, then remove the room."
    ),
    RoomRefusal.ROOM_HAS_PAST: _l(
        "%(room)s keeps the bookings of desks that were retired, so it cannot be removed."
        " Give it another name if you need this one."
    ),
    RoomRefusal.DESK_GONE: _l(
        "One of these desks has been retired or moved to another room. Open the room again."
    ),
}

PICTURE_REFUSALS = {
    PictureRefusal.EMPTY: _l("This file is empty. Choose another one."),
    PictureRefusal.UNKNOWN_KIND: _l(
        "This file is no plan that can be shown. Choose an SVG, PNG, JPEG or PDF file."
    ),
    PictureRefusal.TOO_LARGE: _l(
        "This file is larger than %(most)s MB. Save it with fewer pixels, or as a PDF of one page."
    ),
    PictureRefusal.DRAWING_TOO_LARGE: _l(
        "This drawing is larger than %(most)s MB. Leave out layers, or save it as PNG."
    ),
    PictureRefusal.TOO_MANY_PIXELS: _l(
        "This picture has more than %(most)s million pixels. Save it smaller: 2,400 on the long"
        " side are enough."
    ),
    PictureRefusal.TOO_OBLONG: _l(
        "This picture is far longer than it is wide. Cut the room out of it."
    ),
    PictureRefusal.BROKEN: _l(
        "This file cannot be opened: it is damaged or incomplete. Save it again, or as PNG."
    ),
    PictureRefusal.LOCKED: _l("This PDF is locked by a password. Save it without one."),
    PictureRefusal.HAS_ENTITIES: _l(
        "This drawing defines words of its own (entities), which are not taken. Save it as plain"
        " SVG, or as PNG."
    ),
    PictureRefusal.TOO_COMPLEX: _l(
        "This drawing has too many parts to be drawn under a list. Leave out layers, or save it"
        " as PNG."
    ),
    PictureRefusal.NO_SIZE: _l(
        "This file does not say how large it is. Save it with a page size, or as PNG."
    ),
}

DROPPED = {
    Dropped.SCRIPTS: _l("scripts"),
    Dropped.LINKS: _l("links"),
    Dropped.EMBEDDED: _l("pictures and pages inside the drawing"),
    Dropped.STYLES: _l("styles that load something"),
    Dropped.EFFECTS: _l("filters, masks and animations"),
}

WORKPLACE_REFUSALS = {
    WorkplaceRefusal.STILL_BOOKED: _l(
        "Desks are booked here, and a day at a partner's house counts otherwise. Close the"
        " workplace from today on, or wait until nobody is booked; then say whose building it is."
    ),
    WorkplaceRefusal.CODE_TAKEN: _l(
        "A workplace with the code %(code)s exists already. Choose another code."
    ),
    WorkplaceRefusal.HOURS: _l(
        "The afternoon must begin after the opening and before the closing. Correct the hours."
    ),
    WorkplaceRefusal.HALF_A_PLACE: _l(
        "Only one of the two coordinates is written. Write both, or none to take the centre of"
        " the postal code."
    ),
    WorkplaceRefusal.UNKNOWN_PLACE: _l(
        "We do not know where postal code %(postal_code)s is. Write the coordinates."
    ),
    WorkplaceRefusal.ABROAD: _l(
        "These coordinates are not in Italy. Write degrees, such as 45.4618 and 9.1936."
    ),
}

# Heading, what it holds, and how a cell may look: headings and examples are what a file says.
DESK_COLUMNS = (
    ("codice", _l("What is printed on the desk"), "LAR-0A-01"),
    ("piano", _l("Floor; 0 is the ground floor"), "0"),
    ("sala", _l("Room, as it is called here; a new name makes a new room"), "Sala 0A"),
    ("x_m", _l("Metres from the left wall; this column may be missing"), "2,4"),
    ("y_m", _l("Metres from the upper wall; this column may be missing"), "1,6"),
    (
        "dotazione",
        _l("What it has, with | between two things; this column may be missing"),
        "window|monitor|dock|quiet|height-adjustable|near-lift",
    ),
    ("accessibile", _l("Whether a wheelchair gets there; this column may be missing"), "sì"),
    (
        "riservata",
        _l("For whom it is kept besides, with | between two needs; this column may be missing"),
        "height-adjustable|near-lift|quiet",
    ),
)

_AT_LINE = _l("Line %(line)s: %(said)s")
_AT_COLUMN = _l("Line %(line)s, column %(column)s: %(said)s")
_WRITTEN_IN_VAIN = _l(
    "Desk %(code)s cannot be kept for this: %(needs)s. Write it among what it has, too."
)
_OF_KNOWN_SIZE = _l(
    "Desk %(code)s stands outside the room, which is %(width)s by %(depth)s metres."
    " Move it inside, or correct the size of the room."
)


def dropped_words(dropped: Iterable[Dropped]) -> str:
    """Return what was left out of a drawing, as a list in words."""
    return str(format_list([str(DROPPED[kind]) for kind in dropped], locale=current_locale()))


def room_refusal_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one sentence for each reason, with the line where one is known."""
    return [_refusal_words(reason) for reason in reasons]


def _refusal_words(reason: Reason) -> str:
    facts: dict[str, Any] = dict(reason.facts)
    words: Mapping[Any, Any] = ROOM_REFUSALS | PICTURE_REFUSALS | WORKPLACE_REFUSALS
    if reason.code is RoomRefusal.OUTSIDE and facts["width"] and facts["depth"]:
        words = {reason.code: _OF_KNOWN_SIZE}
        facts |= {"width": number(facts["width"]), "depth": number(facts["depth"])}
    if reason.code is RoomRefusal.EQUIPMENT_UNKNOWN:
        facts["known"] = ", ".join(str(word).lower() for word in EQUIPMENT.values())
    if reason.code is RoomRefusal.NEED_UNKNOWN:
        facts["known"] = needs_words(CHOSEN)
    if reason.code is RoomRefusal.KEPT_IN_VAIN:
        facts["needs"] = needs_words(facts["needs"])
        words = words if facts.get("line") is None else {reason.code: _WRITTEN_IN_VAIN}
    said = sentence(Reason(reason.code, facts), words)
    if facts.get("line") is None:
        return said
    told = {"line": facts["line"], "column": facts.get("column"), "said": said}
    return str((_AT_COLUMN if told["column"] else _AT_LINE) % told)


# How people write equipment, whatever the page's language; the words shown are read as well.
_WRITTEN = {
    "finestra": "window",
    "schermo": "monitor",
    "docking": "dock",
    "docking station": "dock",
    "silenziosa": "quiet",
    "stanza silenziosa": "quiet",
    "regolabile": "height-adjustable",
    "regolabile in altezza": "height-adjustable",
    "accessibile": "accessible",
    "accessibile in sedia a rotelle": "accessible",
    "window": "window",
    "monitor": "monitor",
    "quiet room": "quiet",
    "vicino all'ascensore": "near-lift",
    "ascensore": "near-lift",
    "lift": "near-lift",
    "height adjustable": "height-adjustable",
    "wheelchair": "accessible",
}


def equipment_spellings() -> dict[str, str]:
    """Return what a pasted word may mean, in small letters."""
    ours = {name: name for name in (*KNOWN_EQUIPMENT, "accessible")}
    shown = {words.lower(): name for name, words in spoken(EQUIPMENT).items()}
    return _WRITTEN | shown | ours


def size_words(width_m: float | None, depth_m: float | None) -> str:
    """Return width and depth in metres, or that nobody has measured the room."""
    if not width_m or not depth_m:
        return str(_("not measured"))
    size = {"width": number(width_m), "depth": number(depth_m)}
    return str(_("%(width)s × %(depth)s m", **size))  # noqa: RUF001 - the sign of multiplication
