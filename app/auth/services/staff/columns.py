"""The columns of the personnel file, under the headings that cities give them."""

from app.core.tables.cells import (
    civil_date,
    email,
    matching,
    one_of,
    percentage,
    text,
    yes_or_no,
)
from app.core.tables.table import Column

# The area of residence is personal: whoever wants to, chooses where to start from.
NOT_STORED = ("cap_domicilio",)


def _fiscal_code(value: str) -> str:
    return "".join(value.split()).upper()


_number = matching(
    "[0-9A-Za-z][0-9A-Za-z._/-]{0,19}", "write a staff number: digits and letters, at most 20"
)

COLUMNS = (
    Column("staff_number", ("matricola", "staff_number"), _number),
    Column("surname", ("cognome", "surname"), text(100)),
    Column("given_name", ("nome", "given_name"), text(100)),
    Column("email", ("email", "e_mail", "posta_elettronica"), email),
    Column("office", ("ufficio", "office"), text(20)),
    Column(
        "sex", ("sesso", "sex"), one_of({"F": "F", "M": "M"}), is_needed=False, may_be_empty=True
    ),
    Column("born_on", ("data_nascita", "born_on"), civil_date, is_needed=False, may_be_empty=True),
    Column(
        "fiscal_code",
        ("codice_fiscale", "fiscal_code"),
        _fiscal_code,
        is_needed=False,
        may_be_empty=True,
    ),
    Column("grade", ("inquadramento", "grade"), text(60), is_needed=False, may_be_empty=True),
    Column(
        "manager",
        ("matricola_responsabile", "manager"),
        _number,
        is_needed=False,
        may_be_empty=True,
    ),
    Column(
        "hired_on", ("data_assunzione", "hired_on"), civil_date, is_needed=False, may_be_empty=True
    ),
    # Code table of the Ministry's communication, such as A01 for a permanent contract.
    Column(
        "contract",
        ("tipo_rapporto", "contract"),
        matching("[A-Z][0-9]{2}", "write a kind of contract such as A01"),
        is_needed=False,
        may_be_empty=True,
    ),
    Column("is_remote_capable", ("attivita_agile", "remote_capable"), yes_or_no, is_needed=False),
    Column("hours_percent", ("percentuale_orario", "hours_percent"), percentage, is_needed=False),
)
