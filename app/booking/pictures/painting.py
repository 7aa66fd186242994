"""Pictures and pages, painted anew: pixels go over, and nothing else of the file."""

import io
import threading
import warnings
from itertools import islice

import pypdfium2
from PIL import Image, ImageOps

from app.booking.rules.pictures import (
    LONGEST_SIDE,
    MOST_PIXELS,
    CleanPicture,
    PictureRefusal,
    is_oblong,
)
from app.core.errors import Reason, Refused

_JPEG_QUALITY = 85
# Lines and fills of a page: a file of a few kilobytes may ask for minutes of painting.
MOST_STROKES = 30_000
# PDFium keeps its state in the process: one page at a time.
_one_at_a_time = threading.Lock()


def clean_photograph(content: bytes) -> CleanPicture:
    """Return a PNG or JPEG upright, at most 2400 pixels long, without its metadata."""
    try:
        with warnings.catch_warnings():
            # Its own limit on pixels; ours is lower, and refuses.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as found:
                # Known from the heading, before anything is unpacked.
                _check_size(*found.size)
                is_jpeg = found.format == "JPEG"
                found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(found)
                return _painted(upright, "JPEG" if is_jpeg else "PNG")
    except Refused:
        raise
    except Exception as error:
        # What is broken inside such a file breaks its reader in many ways.
        raise Refused([Reason(PictureRefusal.BROKEN)]) from error


def clean_page(content: bytes) -> CleanPicture:
    """Return the first page of a PDF as a picture; scripts and forms in it are never run."""
    try:
        with _one_at_a_time:
            document = pypdfium2.PdfDocument(content)
            try:
                page = document[0]
                width, height = page.get_size()
                _check_size(width, height)
                if sum(1 for _one in islice(page.get_objects(), MOST_STROKES + 1)) > MOST_STROKES:
                    raise Refused([Reason(PictureRefusal.TOO_COMPLEX)])
                scale = LONGEST_SIDE / max(width, height)
                return _painted(page.render(scale=scale, may_draw_forms=False).to_pil(), "PNG")
            finally:
                document.close()
    except Refused:
        raise
    except Exception as error:
        is_locked = "password" in str(error).lower()
        code = PictureRefusal.LOCKED if is_locked else PictureRefusal.BROKEN
        raise Refused([Reason(code)]) from error


def _check_size(width: float, height: float) -> None:
    """Refuse what would unpack to too much, and what no room looks like."""
    if not (width >= 1 and height >= 1):
        raise Refused([Reason(PictureRefusal.NO_SIZE)])
    if width * height > MOST_PIXELS:
        raise Refused([Reason(PictureRefusal.TOO_MANY_PIXELS, {"most": MOST_PIXELS // 10**6})])
    if is_oblong(width, height):
        raise Refused([Reason(PictureRefusal.TOO_OBLONG)])


def _painted(picture: Image.Image, kind: str) -> CleanPicture:
    """Return a fresh picture of the same pixels, on white where one can see through it."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    colours = picture.convert("RGBA")
    fresh = Image.new("RGB", colours.size, "white")
    fresh.paste(colours, mask=colours.getchannel("A"))
    out = io.BytesIO()
    fresh.save(out, kind, optimize=True, quality=_JPEG_QUALITY)
    return CleanPicture(out.getvalue(), f"image/{kind.lower()}", *fresh.size)
