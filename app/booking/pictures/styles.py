"""What an attribute or a style of a drawing may say: looks alone, and no address."""

import re


def words(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


# Attributes that are looks; the same words may stand in a style.
LOOKS = words(
    "alignment-baseline baseline-shift clip-path clip-rule color display dominant-baseline fill"
    " fill-opacity fill-rule font-family font-size font-style font-variant font-weight"
    " letter-spacing marker marker-end marker-mid marker-start opacity overflow paint-order"
    " shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset"
    " stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor"
    " text-decoration text-rendering vector-effect visibility word-spacing writing-mode"
)
_FUNCTION = re.compile(r"([\w-]*)\s*\(")
_FUNCTIONS = words(
    "rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley rotate"
    " skewx skewy"
)
_LOCAL_URL = re.compile(r"""url\(\s*(["']?)#([\w.:-]+)\1\s*\)""")
_SELECTOR = re.compile(r"[\w\s.#,>*-]+")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def is_plain(value: str) -> bool:
    """Return True for a value that shows something and asks for nothing.

    A function that is not known, an address that is not within the drawing, and a
    backslash, with which both could be hidden, are none of these.
    """
    # A sign stays where the address stood: what is around it does not grow together.
    bare = _LOCAL_URL.sub("#", value)
    if any(sign in bare for sign in "\\<>@{};"):
        return False
    return all(name.lower() in _FUNCTIONS for name in _FUNCTION.findall(bare))


def local_urls(value: str) -> list[str]:
    """Return the ids that a value refers to as `url(#id)`."""
    return [found[1] for found in _LOCAL_URL.findall(value)]


def clean_declarations(text: str, *, may_refer: bool = True) -> tuple[str, bool]:
    """Return `fill:red;stroke:blue` without what is not looks, and whether anything went.

    With `may_refer` a value may name a part of the drawing itself.
    """
    kept, went = [], False
    for declaration in filter(None, (part.strip() for part in text.split(";"))):
        name, _colon, value = declaration.partition(":")
        name, value = name.strip().lower(), value.replace("!important", "").strip()
        refers = "url(" in value and not may_refer
        if name in LOOKS and value and is_plain(value) and not refers:
            kept.append(f"{name}:{value}")
        else:
            # What programs add for themselves, such as `-inkscape-…`, is no loss.
            went = went or refers or not (name.startswith("-") or is_plain(value))
    return ";".join(kept), went


def clean_sheet(text: str) -> tuple[str, bool]:
    """Return a style sheet of plain rules, and whether any of it went.

    Its rules refer to nothing: how often they would draw it cannot be counted.
    """
    kept, went = [], False
    for chunk in _COMMENT.sub("", text).split("}"):
        selector, brace, body = chunk.partition("{")
        if not brace:
            went = went or bool(chunk.strip())
        elif _SELECTOR.fullmatch(selector.strip() or "?"):
            declarations, lost = clean_declarations(body, may_refer=False)
            kept.append(f"{selector.strip()}{{{declarations}}}")
            went = went or lost
        else:
            went = True
    return "\n".join(kept), went
