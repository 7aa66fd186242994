"""Desks as somebody pastes them, one a line: code; what it has; accessible; kept for."""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.booking.rules.needs import CHOSEN, Need
from app.booking.rules.places import EQUIPMENT
from app.booking.rules.rooms import LONGEST_CODE, DeskOrder, RoomRefusal
from app.core.errors import Reason

# The first is the code; from this one on stands for whom a desk is kept.
KEPT_COLUMN = 4


def read_lines(text: str, words: Mapping[str, str]) -> tuple[list[DeskOrder], list[Reason]]:
    """Read pasted lines such as `0A-01; window, quiet; accessible; quiet`.

    `words` leads from how people call a thing, in small letters, to our name for it.
    Who wants it to be kept for nobody leaves the fourth column out.
    """
    orders, found = [], []
    for line, written in enumerate(text.splitlines(), 1):
        if not written.strip():
            continue
        code, *rest = (part.strip() for part in re.split("[;\t]", written))
        owned: set[str] = set()
        needs: set[str] = set()
        for column, word in _words(rest):
            meaning = words.get(" ".join(word.casefold().split()))
            is_need = column >= KEPT_COLUMN
            if meaning is None or (is_need and meaning not in set(Need)):
                facts = {"word": word[:LONGEST_CODE], "line": line, "column": column}
                unknown = RoomRefusal.NEED_UNKNOWN if is_need else RoomRefusal.EQUIPMENT_UNKNOWN
                found.append(Reason(unknown, facts))
            else:
                (needs if is_need else owned).add(meaning)
        orders.append(_order(code, owned, needs, line))
    if not orders:
        found.append(Reason(RoomRefusal.NO_DESKS))
    return orders, found


def _words(rest: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the words of a line after its code, each with the number of its column."""
    for column, part in enumerate(rest, 2):
        for word in re.split("[,|]", part):
            if word.strip():
                yield column, word.strip()


def _order(code: str, owned: set[str], needs: set[str], line: int) -> DeskOrder:
    """Return a desk; an accessible one is kept for who needs that without saying so."""
    equipment = tuple(item for item in EQUIPMENT if item in owned)
    said = [*CHOSEN] if Need.ACCESSIBLE in owned else list(Need)
    kept_for = tuple(need for need in said if need in needs)
    return DeskOrder(code, equipment, "accessible" in owned, line, kept_for)
