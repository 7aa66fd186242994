"""The list of desks as markup: each row is drawn once, until a place or a word changes."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, g
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.booking.labels import EQUIPMENT, EQUIPMENT_ICONS, floor_words, room_words
from app.booking.queries.desks import DeskList, DeskRow, DeskState
from app.booking.rules.places import DeskFacts, RoomFacts
from app.core import clock
from app.core.half import Half, Part
from app.core.i18n import current_locale, spoken

# In the app's extensions: rows by revision of the places and language.
_KEY = "vicino.desk_rows"
# Stands in a kept row for the address that depends on the day asked for.
_HALF_URL = "\ue000"
# And for who sits there or beside it, which differs by the person who looks: never kept.
_WHO = "\ue001"
_NAME = "\ue002"

Kept = dict[Any, str]


def drawn(
    found: DeskList,
    part: Part,
    half_url: str,
    chosen: int | None = None,
    who: Mapping[int, str] | None = None,
) -> Markup:
    """Return the rooms with their rows, a radio for each desk that can be had.

    `half_url` leads to the same list; the part of the day is added to it. `who` says
    of a desk which colleague sits there, or beside it.
    """
    who = who or {}
    kept, is_full = _kept(), bool(found.full_halves)
    pieces = ['<div id="desks">', _room_links(found)]
    for room in found.rooms:
        pieces.append(kept.get(room.room.id) or _draw_room(kept, room.room))
        for row in room.rows:
            facts = (row.state, row.can_be_had, row.free_half, row.outage, row.is_kept)
            key = (row.desk.id, *facts, part, is_full)
            drawn_row = kept.get(key) or _draw_row(kept, key, row, part, is_full=is_full)
            pieces.append(drawn_row.replace(_WHO, _who(kept, who.get(row.desk.id))))
        pieces.append("</ul></fieldset>")
    if not found.rooms:
        pieces.append(_macro("nothing")())
    pieces.append("</div>")
    markup = "".join(pieces).replace(_HALF_URL, str(escape(half_url)))
    if chosen is not None:
        markup = markup.replace(f'value="{chosen}" required', f'value="{chosen}" checked required')
    return Markup(markup)  # noqa: S704 - made of what our own template has escaped


def _kept() -> Kept:
    """Return the rows drawn of these places in this language; those of older places go."""
    now = (g.places_revision, current_locale(), clock.today().year)
    sheets: dict[Any, Kept] = current_app.extensions.setdefault(_KEY, {})
    if now not in sheets:
        for old in [key for key in sheets if key[0] != now[0]]:
            sheets.pop(old, None)
        sheets[now] = {}
    return sheets[now]


def _room_links(found: DeskList) -> str:
    """Return the way to each room, with what is free there when anything can be had."""
    rooms = found.rooms
    if len(rooms) < 2:
        return ""
    return _macro("room_links")(
        rooms=[(room.room.id, room_words(room.room.name), room.free) for room in rooms],
        is_any=any(room.free for room in rooms),
    )


def _draw_room(kept: Kept, room: RoomFacts) -> str:
    kept[room.id] = _macro("room_head")(
        number=room.id, name=room_words(room.name), floor=floor_words(room.floor)
    )
    return kept[room.id]


def _draw_row(kept: Kept, key: Any, row: DeskRow, part: Part, *, is_full: bool) -> str:
    kept[key] = _macro("row")(
        row=row,
        has=_equipment(row.desk),
        word=_state_words(row, is_full=is_full),
        part=part,
        half_url=_HALF_URL,
        who=_WHO,
    )
    return kept[key]


def _who(kept: Kept, words: str | None) -> str:
    """Return what a row says of a colleague; of nobody, nothing."""
    if words is None:
        return ""
    if "who" not in kept:
        kept["who"] = _macro("who")(words=_NAME)
    return kept["who"].replace(_NAME, str(escape(words)))


def _equipment(desk: DeskFacts) -> list[tuple[str, str]]:
    """Return the icon and the word of each thing that a desk has."""
    words = spoken(EQUIPMENT)
    items = [*desk.equipment, "accessible"] if desk.is_accessible else desk.equipment
    return [(EQUIPMENT_ICONS[item], words[item]) for item in items]


def _state_words(row: DeskRow, *, is_full: bool) -> str:
    """Return a desk's state in words; a free one that cannot be had tells why."""
    if row.state is DeskState.HALF:
        is_morning = row.free_half is Half.AM
        return str(_("Free in the morning") if is_morning else _("Free in the afternoon"))
    if row.state is DeskState.FREE and is_full:
        return str(_("Free, but full"))
    if row.is_kept:
        return str(_("Kept for a need"))
    words = {
        DeskState.FREE: _("Free"),
        DeskState.TAKEN: _("Taken"),
        DeskState.OFF: _("Out of order"),
        DeskState.OWN: _("Yours"),
    }
    return str(words[row.state])


def _macro(name: str) -> Callable[..., str]:
    module = current_app.jinja_env.get_template("booking/_desk_row.html").module
    macro: Callable[..., str] = getattr(module, name)
    return lambda **facts: str(macro(**facts)).strip()
