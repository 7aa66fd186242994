"""Make a plan safe to show: a drawing is rebuilt, a picture is painted anew (ADR 25).

Bytes come in as somebody sent them; what goes out holds shapes, words and pixels.
"""

from app.booking.pictures.drawings import clean_drawing
from app.booking.pictures.painting import clean_page, clean_photograph
from app.booking.rules.pictures import MEGABYTE, MOST_MEGABYTES, CleanPicture, PictureRefusal
from app.core.errors import Reason, Refused

_PAGE, _PNG, _JPEG = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# Readers of PDF skip what stands before its first words (ISO 32000-1, annex H).
_HEAD = 1024


def clean_picture(content: bytes) -> CleanPicture:
    """Return a plan that may be shown, whatever its name said it was; Refused with the reason."""
    if not content.strip():
        raise Refused([Reason(PictureRefusal.EMPTY)])
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise Refused([Reason(PictureRefusal.TOO_LARGE, {"most": MOST_MEGABYTES})])
    if content.startswith((_PNG, _JPEG)):
        return clean_photograph(content)
    if _PAGE in content[:_HEAD]:
        return clean_page(content)
    if b"<" in content[:_HEAD]:
        return clean_drawing(content)
    raise Refused([Reason(PictureRefusal.UNKNOWN_KIND)])
