"""Why a plan is not taken, and what was left out of one that is."""

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 10
# A browser draws a plan under every list of desks: a larger drawing should be a picture.
MOST_DRAWING_BYTES = 4 * MEGABYTE
# Longest side of what is kept, in pixels.
LONGEST_SIDE = 2400
# Unpacked at three bytes a pixel, this is what one upload may take of the memory.
MOST_PIXELS = 40_000_000
# A room drawn as a line is a mistake.
MOST_OBLONG = 20


class PictureRefusal(StrEnum):
    """Why a plan is not taken. The words are in labels/rooms.py."""

    EMPTY = "empty"
    UNKNOWN_KIND = "unknown_kind"
    TOO_LARGE = "too_large"
    DRAWING_TOO_LARGE = "drawing_too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_OBLONG = "too_oblong"
    BROKEN = "broken"
    LOCKED = "locked"
    HAS_ENTITIES = "has_entities"
    TOO_COMPLEX = "too_complex"
    NO_SIZE = "no_size"


class Dropped(StrEnum):
    """What a drawing had and a plan may not have. The words are in labels/rooms.py."""

    SCRIPTS = "scripts"
    LINKS = "links"
    EMBEDDED = "embedded"
    STYLES = "styles"
    EFFECTS = "effects"


@dataclass(frozen=True)
class CleanPicture:
    """A plan as it may be shown; width and height are in pixels and tell its proportions."""

    content: bytes
    media_type: str
    width: int
    height: int
    # In the order of `Dropped`; pages say it.
    dropped: tuple[Dropped, ...] = ()


def is_oblong(width: float, height: float) -> bool:
    """Return True for what cannot be the plan of a room."""
    return max(width, height) > MOST_OBLONG * min(width, height)
