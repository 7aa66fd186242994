"""Files such as cities send, written for a test."""

from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from codicefiscale import codicefiscale

from app.auth.services.staff import columns as staff
from app.core.tables.reading import read_table
from app.core.tables.table import Table

DEMO = Path(__file__).resolve().parents[2] / "demo"
BORN = date(1979, 6, 17)


def fiscal_code(surname: str, given_name: str, sex: str = "F", born_on: date = BORN) -> str:
    """A right fiscal code of somebody born in Milan."""
    code = (
        codicefiscale.encode_lastname(surname)
        + codicefiscale.encode_firstname(given_name)
        + codicefiscale.encode_birthdate(datetime.combine(born_on, time()), sex)
        + "F205"
    )
    return code + codicefiscale.encode_cin(code)


def csv_file(folder: Path, rows: Iterable[dict[str, Any]], name: str = "file.csv") -> Path:
    """A file with the headings that its first row has, separated by semicolons."""
    listed = list(rows)
    lines = [";".join(listed[0]), *(";".join(str(v) for v in row.values()) for row in listed)]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def person(number: int, surname: str = "Rossi", **more: Any) -> dict[str, Any]:
    """A line of a personnel file, as plain as it may be."""
    return {
        "matricola": number,
        "cognome": surname,
        "nome": "Anna",
        "email": f"anna.{surname.lower().replace(' ', '')}{number}@example.it",
        "ufficio": "RU",
    } | more


def people_table(folder: Path, *rows: dict[str, Any]) -> Table:
    """Lines of a personnel file, read."""
    return read_table(csv_file(folder, rows, "people.csv"), staff.COLUMNS)


def remedies(problems: Iterable[Any]) -> list[str]:
    """What a city's office would read, one line each."""
    return [str(problem) for problem in problems]
