"""What a communication says, field by field, exactly as the Ministry's interface names it.

The names and their casing are those of clients that work (italia/LavoroAgile and RAI's):
camelCase in a start, PascalCase in what refers to an earlier communication.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.pola.rules.filings import Act, birth_place
from app.pola.rules.months import last_day, term_months

OPEN_ENDED, FIXED_TERM = "TI", "TD"
# The number by which the sender knows a line of its own message; each carries one.
LINE = 1
_DAYS = {"born_on", "hired_on", "signed_on", "starts_on", "ends_on"}


@dataclass(frozen=True)
class Told:
    """What is told of a person and of the period in which they work remotely."""

    fiscal_code: str = ""
    given_name: str = ""
    surname: str = ""
    born_on: date | None = None
    hired_on: date | None = None
    # The relation's code, such as A01 for a permanent one.
    contract: str = ""
    signed_on: date | None = None
    starts_on: date | None = None
    # None for an open-ended period; the new last day in a change or a withdrawal.
    ends_on: date | None = None
    duration: str = ""


@dataclass(frozen=True)
class Employer:
    """What is told of the employer in every communication: settings, never invented."""

    fiscal_code: str
    name: str
    # Where the employer is insured against accidents, and under which tariff.
    pat: str
    tariff: str


def write_told(told: Told) -> str:
    """Return what is told as JSON, to be stored with its filing."""
    return json.dumps(asdict(told), default=date.isoformat, ensure_ascii=False)


def read_told(written: str) -> Told:
    """Return what was stored; empty where it was told before anything was stored."""
    held: dict[str, Any] = json.loads(written)
    for name in _DAYS & held.keys():
        held[name] = date.fromisoformat(held[name]) if held[name] else None
    return Told(**held)


def payload(
    act: Act, told: Told, employer: Employer, code: str = "", *, change_says_start: bool = False
) -> dict[str, Any]:
    """Return the message for one act; `code` is the communication that it refers to."""
    if act is Act.START:
        return {"Comunicazione": [_start(told, employer)]}
    if act is Act.CHANGE:
        return {"ModificaComunicazione": [_change(told, employer, code, change_says_start)]}
    line = {"id": LINE, "CodiceComunicazione": code}
    if act is Act.ANNULMENT:
        return {"AnnullaComunicazione": [line | {"CodTipologiaComunicazione": act.value}]}
    last = {"DataFinePeriodo": _day(told.ends_on), "CodTipologiaComunicazione": act.value}
    return {"RecediComunicazione": [line | last]}


def columns(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message as one line of a sheet: the interface's names, in the interface's order."""
    (lines,) = message.values()
    flat: dict[str, Any] = {}
    for name, value in lines[0].items():
        flat |= value if isinstance(value, Mapping) else {name: value}
    # Our own number of the line says nothing to whoever uploads it.
    del flat["id"]
    return flat


def duration_months(told: Told) -> int | None:
    """Return how many whole months a fixed term lasts; None if they are not whole."""
    if told.starts_on is None or told.ends_on is None or told.ends_on < told.starts_on:
        return None
    months = term_months(told.starts_on, told.ends_on)
    return months if last_day(told.starts_on, months) == told.ends_on else None


def _start(told: Told, employer: Employer) -> dict[str, Any]:
    return {
        "id": LINE,
        "codTipologiaComunicazione": Act.START.value,
        "SezioneDatoreLavoro": {
            "codiceFiscaleDatoreLavoro": employer.fiscal_code,
            "denominazioneDatoreLavoro": employer.name,
        },
        "SezioneLavoratore": {
            "codiceFiscaleLavoratore": told.fiscal_code,
            "nomeLavoratore": told.given_name,
            "cognomeLavoratore": told.surname,
            "dataNascitaLavoratore": _day(told.born_on),
            "codComuneNascitaLavoratore": birth_place(told.fiscal_code),
        },
        "SezioneRapportoLavoro": {
            "dataInizioRapportoLavoro": _day(told.hired_on),
            "codTipologiaRapportoLavoro": told.contract,
            "posizioneINAIL": employer.pat,
            "tariffaINAIL": employer.tariff,
        },
        "SezioneAccordoSmartWorking": {
            "dataSottoscrizioneAccordo": _day(told.signed_on),
            "dataInizioPeriodo": _day(told.starts_on),
            "dataFinePeriodo": _day(told.ends_on),
            "tipologiaDurataPeriodo": told.duration,
            "mesiDurataAccordo": duration_months(told),
        },
        "SezioneSoggettoAbilitato": {
            "codTipologiaSoggettoAbilitato": None,
            "codiceFiscaleSoggettoAbilitato": None,
        },
    }


def _change(told: Told, employer: Employer, code: str, says_start: bool) -> dict[str, Any]:
    period: Mapping[str, Any] = {
        "DataSottoscrizioneAccordo": _day(told.signed_on),
        **({"DataInizioPeriodo": _day(told.starts_on)} if says_start else {}),
        "DataFinePeriodo": _day(told.ends_on),
        "TipologiaDurataPeriodo": told.duration,
    }
    return {
        "id": LINE,
        "CodiceComunicazione": code,
        "CodTipologiaComunicazione": Act.CHANGE.value,
        "SezioneRapportoLavoro": {
            "CodTipologiaRapportoLavoro": told.contract,
            "PosizioneINAIL": employer.pat,
            "TariffaINAIL": employer.tariff,
        },
        "SezioneAccordoSmartWorking": period,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
