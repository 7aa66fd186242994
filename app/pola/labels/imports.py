"""The words of a file of existing agreements: its columns, and what a line says."""

from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.templating import day_numeric
from app.pola.labels.differences import bands_words, pattern_words
from app.pola.rules.terms import Terms


class ColumnTold(NamedTuple):
    """A column as its heading is written, what it holds, and how a cell may look."""

    heading: str
    what: LazyString
    example: str


# The headings and examples are what a file says: Italian, in every language.
COLUMNS_TOLD = (
    ColumnTold("matricola", _l("Staff number"), "104512"),
    ColumnTold("durata", _l("TD for a fixed term, TI for an open-ended one"), "TD"),
    ColumnTold("data_inizio", _l("First day"), "01/01/2026"),
    ColumnTold("data_fine", _l("Last day; empty for an open-ended one"), "31/12/2026"),
    ColumnTold("ritmo", _l("How the days are agreed"), "giorni fissi · a settimana · al mese"),
    ColumnTold(
        "mezze_giornate",
        _l("Which days, or how many half-days"),
        "mar, gio · lun mattina, mer · 6",
    ),
    ColumnTold(
        "fasce_contattabilita", _l("When the person is within reach"), "9:00-13:00, 14:00-16:00"
    ),
    ColumnTold("inoperabilita", _l("When nobody works"), "20:00-7:30"),
    ColumnTold("luoghi", _l("Where the person works, with ; between two places"), "Casa"),
    ColumnTold("giorni_preavviso", _l("Days of notice"), "30"),
    ColumnTold("data_firma", _l("When both had signed"), "12/12/2025"),
    ColumnTold("protocollo", _l("Protocol number; this column may be missing"), "2025/0123456"),
    ColumnTold("data_protocollo", _l("Protocol date; this column may be missing"), "15/12/2025"),
    ColumnTold(
        "codice_comunicazione",
        _l(
            "The Ministry's 17 digits, if the agreement was filed; with an empty cell Vicino"
            " will file it; this column may be missing"
        ),
        "26011512345678901",
    ),
)


def agreed_words(terms: Terms) -> list[str]:
    """Return the days, the pattern, the hours and the places of a line, for people to check."""
    return [
        day_numeric(terms.starts_on),
        day_numeric(terms.ends_on) if terms.ends_on else "",
        pattern_words(terms.pattern),
        bands_words(terms.contact),
        bands_words([terms.rest]),
        "; ".join(terms.places),
    ]
