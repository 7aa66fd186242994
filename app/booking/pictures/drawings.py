"""A drawing (SVG) is rebuilt from a list of what shapes and words need; the rest stays behind.

What is not in the list cannot go over, whoever thinks of it next.
"""

import math
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import fromstring

from app.booking.pictures.styles import (
    LOOKS,
    clean_declarations,
    clean_sheet,
    is_plain,
    local_urls,
    words,
)
from app.booking.rules.pictures import (
    LONGEST_SIDE,
    MEGABYTE,
    MOST_DRAWING_BYTES,
    CleanPicture,
    Dropped,
    PictureRefusal,
    is_oblong,
)
from app.core.errors import Reason, Refused

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
# Elements that a browser would draw, those that are drawn again by `use` included.
MOST_ELEMENTS = 30_000
DEEPEST = 60
# Beyond this a length is not one of a plan.
LARGEST = 10_000_000
SMALLEST = 1e-6

_SHAPES = words(
    "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan title desc"
    " style clipPath linearGradient radialGradient stop pattern marker"
)
_SPOKEN = frozenset({"text", "tspan", "title", "desc"})
_MEASURES = words(
    "x y x1 y1 x2 y2 cx cy r rx ry fx fy fr width height d points dx dy rotate pathLength"
    " textLength lengthAdjust offset transform gradientTransform patternTransform gradientUnits"
    " patternUnits patternContentUnits clipPathUnits spreadMethod viewBox preserveAspectRatio"
    " refX refY markerWidth markerHeight markerUnits orient"
)
_REFERRING = frozenset({"use", "linearGradient", "radialGradient", "pattern"})
_LOST = {
    "script": Dropped.SCRIPTS,
    "handler": Dropped.SCRIPTS,
    "a": Dropped.LINKS,
    "image": Dropped.EMBEDDED,
    "feImage": Dropped.EMBEDDED,
    "foreignObject": Dropped.EMBEDDED,
    "iframe": Dropped.EMBEDDED,
}
_NAME = re.compile(r"[\w.:-]{1,200}")
# A number or a letter of a path: no corner has fewer than one of them.
_CORNER = re.compile(r"[A-Za-z]|[0-9.]+")
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?)\s*(px|pt|pc|mm|cm|in)?\s*")
# Pixels in each unit (CSS Values 4, § 6.2).
_UNITS = {"px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}


def clean_drawing(content: bytes) -> CleanPicture:
    """Return an SVG of shapes and words alone, and what it lost; Refused with the reason."""
    if len(content) > MOST_DRAWING_BYTES:
        most = MOST_DRAWING_BYTES // MEGABYTE
        raise Refused([Reason(PictureRefusal.DRAWING_TOO_LARGE, {"most": most})])
    try:
        found = fromstring(content)
    except (EntitiesForbidden, ExternalReferenceForbidden) as error:
        raise Refused([Reason(PictureRefusal.HAS_ENTITIES)]) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused([Reason(PictureRefusal.BROKEN)]) from error
    if _split(found.tag) not in {(SVG, "svg"), ("", "svg")}:
        raise Refused([Reason(PictureRefusal.UNKNOWN_KIND)])
    box = _box(found)
    lost: set[Dropped] = set()
    root = _rebuilt(found, lost, DEEPEST)
    _check_weight(root)
    scale = LONGEST_SIDE / max(box[2:])
    width, height = (max(1, round(side * scale)) for side in box[2:])
    root.attrib.pop("preserveAspectRatio", None)
    root.attrib.pop("x", None)
    root.attrib.pop("y", None)
    root.set("xmlns", SVG)
    root.set("viewBox", " ".join(f"{number:.10g}" for number in box))
    root.set("width", str(width))
    root.set("height", str(height))
    told = tuple(kind for kind in Dropped if kind in lost)
    return CleanPicture(tostring(root, "utf-8"), "image/svg+xml", width, height, told)


def _split(tag: str) -> tuple[str, str]:
    """Return the namespace and the name of an element or an attribute."""
    space, _brace, name = tag.rpartition("}")
    return space.removeprefix("{"), name


def _box(found: Element) -> tuple[float, float, float, float]:
    """Return the drawing's corner and size, in its own units."""
    numbers = _numbers(found.get("viewBox", ""))
    if len(numbers) != 4:
        numbers = [0.0, 0.0, _pixels(found.get("width")), _pixels(found.get("height"))]
    x, y, width, height = numbers
    is_sane = all(math.isfinite(n) and abs(n) <= LARGEST for n in numbers)
    if not is_sane or min(width, height) < SMALLEST:
        raise Refused([Reason(PictureRefusal.NO_SIZE)])
    if is_oblong(width, height):
        raise Refused([Reason(PictureRefusal.TOO_OBLONG)])
    return x, y, width, height


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in re.split(r"[\s,]+", text.strip())]
    except ValueError:
        return []


def _pixels(text: str | None) -> float:
    match = _LENGTH.fullmatch(text or "")
    return float(match[1]) * _UNITS[match[2] or "px"] if match else 0.0


def _rebuilt(found: Element, lost: set[Dropped], depth: int) -> Element:
    """Return an element with what may go over, and note what stays behind."""
    if depth == 0:
        raise Refused([Reason(PictureRefusal.TOO_COMPLEX)])
    name = _split(found.tag)[1]
    # What led somewhere is a group of the same shapes.
    made = Element("g" if name == "a" else name, dict(_attributes(found, name, lost)))
    if name == "style":
        made.text, went = clean_sheet(found.text or "")
        if went:
            lost.add(Dropped.STYLES)
        return made
    if name in _SPOKEN:
        made.text = found.text
    for child in found:
        if _is_shape(child, lost):
            again = _rebuilt(child, lost, depth - 1)
            again.tail = child.tail if name in _SPOKEN else None
            made.append(again)
    return made


def _is_shape(child: Element, lost: set[Dropped]) -> bool:
    """Return True for an element that goes over; what is seen to go is noted."""
    space, name = _split(child.tag)
    is_drawn = space in {SVG, ""}
    if name == "a" and is_drawn:
        lost.add(Dropped.LINKS)
        return True
    if is_drawn and name in _SHAPES:
        return True
    if name in _LOST:
        lost.add(_LOST[name])
    elif is_drawn and name != "metadata":
        lost.add(Dropped.EFFECTS)
    return False


def _attributes(found: Element, name: str, lost: set[Dropped]) -> Iterator[tuple[str, str]]:
    for key, value in found.attrib.items():
        space, short = _split(key)
        if short.lower().startswith("on"):
            lost.add(Dropped.SCRIPTS)
        elif short == "href" and space in {"", XLINK}:
            if name in _REFERRING and _is_local(value):
                yield "href", value.strip()
            elif name != "a":
                lost.add(Dropped.LINKS)
        elif not space and (kept := _kept(short, value, lost)):
            yield short, kept


def _kept(name: str, value: str, lost: set[Dropped]) -> str | None:
    """Return what goes over of an attribute, or None."""
    if name == "style":
        declarations, went = clean_declarations(value)
        if went:
            lost.add(Dropped.STYLES)
        return declarations
    if name == "id":
        return value if _NAME.fullmatch(value) else None
    if name != "class" and name not in LOOKS and name not in _MEASURES:
        return None
    if not is_plain(value):
        lost.add(Dropped.STYLES)
        return None
    return value


def _is_local(value: str) -> bool:
    return value.strip().startswith("#") and _NAME.fullmatch(value.strip()[1:]) is not None


def _check_weight(root: Element) -> None:
    """Refuse a drawing that unfolds to more than a browser should draw.

    A `use` draws its target again, and so does each pattern, marker or clip that an
    attribute names: ten of ten, ten times over, are ten thousand million.
    """
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    known: dict[Element, int] = {}

    def weigh(element: Element, depth: int) -> int:
        if depth == 0:
            raise Refused([Reason(PictureRefusal.TOO_COMPLEX)])
        if element not in known:
            # A circle comes back here until the depth is used up.
            below = sum(weigh(child, depth - 1) for child in element)
            targets = [named[ref] for ref in _references(element) if ref in named]
            times = _corners(element) if "marker" in " ".join(map(" ".join, element.items())) else 1
            drawn = sum(weigh(target, depth - 1) for target in targets)
            known[element] = 1 + below + times * drawn
        return known[element]

    # Deeper than the drawing itself may be: a target stands in a depth of its own.
    if weigh(root, 3 * DEEPEST) > MOST_ELEMENTS:
        raise Refused([Reason(PictureRefusal.TOO_COMPLEX)])


def _corners(element: Element) -> int:
    """Return how often a marker may be drawn: in each corner of a line and of all within."""
    lines = (one.get(name, "") for one in element.iter() for name in ("d", "points"))
    return 1 + sum(len(_CORNER.findall(line)) for line in lines)


def _references(element: Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        if key == "href":
            yield value[1:]
        elif "url(" in value:
            yield from local_urls(value)
