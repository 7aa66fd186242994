"""From a file's bytes to its text."""

import re
import unicodedata

from app.core.tables.table import FileRefused
from app.core.tables.words import N_

SAVE_AS = N_('open it in the program that made it and save it as "CSV UTF-8"')

# How other kinds of file begin.
_KINDS = {
    b"%PDF": N_("a PDF"),
    b"PK\x03\x04": N_("a spreadsheet or an archive"),
    b"\xd0\xcf\x11\xe0": N_("an old spreadsheet"),
    b"\x1f\x8b": N_("an archive"),
    b"{\\rtf": N_("a text document"),
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Marks that nobody sees and that make equal words different.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# UTF-8 that was once read as Windows-1252, such as `NicolÃ²`; or a letter already lost.
_TAILS = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore"))
_GARBLED = re.compile(f"[\u00c2\u00c3][{_TAILS}]|\u00e2\u20ac|\ufffd")


def read_text(name: str, raw: bytes) -> str:
    """Return a file's text: UTF-8, UTF-16 with its mark, else Windows-1252.

    FileRefused for another kind of file, or a letter in no encoding.
    """
    for start, kind in _KINDS.items():
        if raw.startswith(start):
            remedy = N_(
                "this is %(kind)s, not a table of text: %(remedy)s", kind=kind, remedy=SAVE_AS
            )
            raise FileRefused.because(name, remedy)
    is_utf16 = raw.startswith(_UTF16)
    if not is_utf16 and b"\0" in raw:
        remedy = N_("this is not a table of text: %(remedy)s", remedy=SAVE_AS)
        raise FileRefused.because(name, remedy)
    try:
        text = raw.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        text = _as_windows(name, raw, error)
    if not text.strip():
        raise FileRefused.because(name, N_("the file is empty"))
    return normal(text)


def normal(text: str) -> str:
    """Return text with whole letters and without marks that nobody sees."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def is_garbled(text: str) -> bool:
    """Return True if accents were lost before the file came to us."""
    return _GARBLED.search(text) is not None


def _as_windows(name: str, raw: bytes, error: UnicodeDecodeError) -> str:
    """Return the text as Windows-1252, unless it is a UTF-8 file with a broken letter in it."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        text = "\ufffd"
    if error.encoding.startswith("utf-16") or is_garbled(text):
        line = raw.count(b"\n", 0, error.start) + 1
        remedy = N_("a letter on this line is in no known encoding: %(remedy)s", remedy=SAVE_AS)
        raise FileRefused.because(name, remedy, line) from error
    return text
