"""What the Ministry is told, word for word, and what bars it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.pola.rules.communications import (
    Employer,
    Told,
    columns,
    duration_months,
    payload,
    read_told,
    write_told,
)
from app.pola.rules.filing_faults import FilingFault, code_faults, faults
from app.pola.rules.filings import (
    Act,
    birth_place,
    due_on,
    is_accepted,
    pause,
    target_on,
)
from app.pola.rules.found import Found, arrived, open_before, ours

EMPLOYER = Employer("01199250158", "COMUNE DI MILANO", "123456789", "0722")
TOLD = Told(
    fiscal_code="RSSSFO80A71F205X",
    given_name="Sofia",
    surname="Rossi",
    born_on=date(1980, 1, 31),
    hired_on=date(2010, 9, 1),
    contract="A01",
    signed_on=date(2026, 11, 2),
    starts_on=date(2026, 12, 1),
    ends_on=date(2027, 5, 31),
    duration="TD",
)
CODE = "26030200000000001"


def test_a_start_has_the_names_of_the_interface():
    assert payload(Act.START, TOLD, EMPLOYER) == {
        "Comunicazione": [
            {
                "id": 1,
                "codTipologiaComunicazione": "I",
                "SezioneDatoreLavoro": {
                    "codiceFiscaleDatoreLavoro": "01199250158",
                    "denominazioneDatoreLavoro": "COMUNE DI MILANO",
                },
                "SezioneLavoratore": {
                    "codiceFiscaleLavoratore": "RSSSFO80A71F205X",
                    "nomeLavoratore": "Sofia",
                    "cognomeLavoratore": "Rossi",
                    "dataNascitaLavoratore": "1980-01-31",
                    "codComuneNascitaLavoratore": "F205",
                },
                "SezioneRapportoLavoro": {
                    "dataInizioRapportoLavoro": "2010-09-01",
                    "codTipologiaRapportoLavoro": "A01",
                    "posizioneINAIL": "123456789",
                    "tariffaINAIL": "0722",
                },
                "SezioneAccordoSmartWorking": {
                    "dataSottoscrizioneAccordo": "2026-11-02",
                    "dataInizioPeriodo": "2026-12-01",
                    "dataFinePeriodo": "2027-05-31",
                    "tipologiaDurataPeriodo": "TD",
                    "mesiDurataAccordo": 6,
                },
                "SezioneSoggettoAbilitato": {
                    "codTipologiaSoggettoAbilitato": None,
                    "codiceFiscaleSoggettoAbilitato": None,
                },
            }
        ]
    }


@pytest.mark.parametrize("says_start", [False, True])
def test_a_change_has_the_names_of_the_interface(says_start):
    first = {"DataInizioPeriodo": "2026-12-01"} if says_start else {}
    assert payload(Act.CHANGE, TOLD, EMPLOYER, CODE, change_says_start=says_start) == {
        "ModificaComunicazione": [
            {
                "id": 1,
                "CodiceComunicazione": CODE,
                "CodTipologiaComunicazione": "M",
                "SezioneRapportoLavoro": {
                    "CodTipologiaRapportoLavoro": "A01",
                    "PosizioneINAIL": "123456789",
                    "TariffaINAIL": "0722",
                },
                "SezioneAccordoSmartWorking": {
                    "DataSottoscrizioneAccordo": "2026-11-02",
                    **first,
                    "DataFinePeriodo": "2027-05-31",
                    "TipologiaDurataPeriodo": "TD",
                },
            }
        ]
    }


def test_an_annulment_and_a_withdrawal_name_the_communication_they_refer_to():
    assert payload(Act.ANNULMENT, TOLD, EMPLOYER, CODE) == {
        "AnnullaComunicazione": [
            {"id": 1, "CodiceComunicazione": CODE, "CodTipologiaComunicazione": "A"}
        ]
    }
    early = replace(TOLD, ends_on=date(2027, 2, 28))
    assert payload(Act.WITHDRAWAL, early, EMPLOYER, CODE) == {
        "RecediComunicazione": [
            {
                "id": 1,
                "CodiceComunicazione": CODE,
                "DataFinePeriodo": "2027-02-28",
                "CodTipologiaComunicazione": "R",
            }
        ]
    }


def test_a_sheet_has_the_names_in_the_order_of_the_interface():
    names = list(columns(payload(Act.START, TOLD, EMPLOYER)))
    assert names[:3] == [
        "codTipologiaComunicazione",
        "codiceFiscaleDatoreLavoro",
        "denominazioneDatoreLavoro",
    ]
    assert names[-3:] == [
        "mesiDurataAccordo",
        "codTipologiaSoggettoAbilitato",
        "codiceFiscaleSoggettoAbilitato",
    ]
    assert len(names) == 19


def test_what_is_told_can_be_stored_and_read_again():
    for told in (TOLD, replace(TOLD, ends_on=None, duration="TI"), Told()):
        assert read_told(write_told(told)) == told
    assert read_told("{}") == Told()


@pytest.mark.parametrize(("last", "months"), [
    (date(2027, 5, 31), 6),
    (date(2026, 12, 31), 1),
    (date(2027, 5, 30), None),
    (None, None),
    (date(2026, 11, 30), None),
])  # fmt: skip
def test_months_are_told_only_where_they_are_whole(last, months):
    assert duration_months(replace(TOLD, ends_on=last)) == months


@pytest.mark.parametrize(("code", "place"), [
    ("RSSSFO80A71F205X", "F205"),
    # Letters stand for digits where two people would have the same code.
    ("RSSSFOULATMFNLRX", "F205"),
    ("RSSSFO80A71Z404X", "Z404"),
    ("", ""),
])  # fmt: skip
def test_the_place_of_birth_is_read_from_the_fiscal_code(code, place):
    assert birth_place(code) == place


@pytest.mark.parametrize(("change", "employer", "found"), [
    ({}, {}, []),
    ({"fiscal_code": "RSSSFO8LA71F2L5X"}, {}, []),
    ({"fiscal_code": ""}, {}, [FilingFault.FISCAL_CODE]),
    ({"fiscal_code": "RSSSFO80A71F205"}, {}, [FilingFault.FISCAL_CODE]),
    ({"fiscal_code": "RSSSFO80A71F205X\n"}, {}, [FilingFault.FISCAL_CODE]),
    ({"born_on": None, "hired_on": None}, {}, [FilingFault.BORN_ON, FilingFault.HIRED_ON]),
    ({"contract": ""}, {}, [FilingFault.RELATION]),
    ({"contract": "B01"}, {}, [FilingFault.RELATION]),
    ({"starts_on": None}, {}, [FilingFault.START]),
    ({"signed_on": None}, {}, [FilingFault.SIGNED_ON]),
    ({"signed_on": date(2026, 12, 1)}, {}, []),
    ({"signed_on": date(2026, 12, 2)}, {}, [FilingFault.STARTS_BEFORE_SIGNING]),
    ({"ends_on": None}, {}, [FilingFault.END]),
    ({"ends_on": None, "duration": "TI"}, {}, []),
    ({"duration": "TI"}, {}, [FilingFault.END]),
    ({"ends_on": date(2026, 11, 30)}, {}, [FilingFault.END_BEFORE_START]),
    ({}, {"fiscal_code": ""}, [FilingFault.EMPLOYER_CODE]),
    ({}, {"fiscal_code": "0119925015"}, [FilingFault.EMPLOYER_CODE]),
    ({}, {"name": ""}, [FilingFault.EMPLOYER_NAME]),
    ({}, {"pat": ""}, [FilingFault.PAT]),
    ({}, {"pat": "1234567"}, [FilingFault.PAT]),
    ({}, {"pat": "99992000"}, []),
    ({}, {"pat": "12345678901"}, [FilingFault.PAT]),
    ({}, {"tariff": "722"}, [FilingFault.TARIFF]),
    ({}, {"tariff": "0000"}, []),
])  # fmt: skip
def test_a_start_is_sent_only_if_it_is_whole(change, employer, found):
    reasons = faults(Act.START, replace(TOLD, **change), replace(EMPLOYER, **employer))
    assert [reason.code for reason in reasons] == found


@pytest.mark.parametrize(("act", "change", "code", "found"), [
    (Act.CHANGE, {}, CODE, []),
    (Act.CHANGE, {}, "", [FilingFault.NOTHING_BEFORE]),
    # A change is signed while the period runs.
    (Act.CHANGE, {"signed_on": date(2027, 1, 7)}, CODE, []),
    (Act.CHANGE, {"ends_on": None}, CODE, [FilingFault.END]),
    (Act.WITHDRAWAL, {"contract": "", "duration": "TI"}, CODE, []),
    (Act.WITHDRAWAL, {"ends_on": None}, CODE, [FilingFault.END]),
    (Act.ANNULMENT, {"ends_on": None, "fiscal_code": ""}, CODE, []),
    (Act.ANNULMENT, {}, "", [FilingFault.NOTHING_BEFORE]),
])  # fmt: skip
def test_what_refers_to_an_earlier_communication_needs_less(act, change, code, found):
    reasons = faults(act, replace(TOLD, **change), EMPLOYER, code)
    assert [reason.code for reason in reasons] == found


@pytest.mark.parametrize("code", ["", "1", CODE + "1", "2603020000000000A", "٢" * 17])
def test_a_code_has_17_digits(code):
    assert [reason.code for reason in code_faults(code)] == [FilingFault.NO_CODE]
    assert code_faults(CODE) == []


@pytest.mark.parametrize(("event", "due"), [
    (date(2026, 3, 2), date(2026, 4, 20)),
    (date(2026, 11, 30), date(2026, 12, 20)),
    (date(2026, 12, 1), date(2027, 1, 20)),
])  # fmt: skip
def test_the_law_asks_for_it_by_the_twentieth_of_the_next_month(event, due):
    assert due_on(event) == due
    assert target_on(event) == event + timedelta(days=5)


def test_only_one_answer_means_yes():
    assert [a for a in ("E100", "", "E037", "200", "e100", "HTTP 200") if is_accepted(a)] == [
        "E100"
    ]


@pytest.mark.parametrize(("attempts", "minutes"), [
    (0, 5), (1, 5), (2, 10), (3, 20), (8, 640), (9, 1280), (10, 1440), (10_000, 1440),
])  # fmt: skip
def test_every_pause_is_twice_the_one_before_up_to_a_day(attempts, minutes):
    assert pause(attempts) == timedelta(minutes=minutes)


FIRST, LAST = TOLD.starts_on, TOLD.ends_on


@pytest.mark.parametrize(("act", "starts", "ends", "has_arrived"), [
    (Act.START, FIRST, LAST, True),
    (Act.START, FIRST, None, True),
    (Act.START, FIRST - timedelta(days=1), LAST, False),
    (Act.CHANGE, FIRST, LAST, True),
    (Act.CHANGE, FIRST, None, False),
    (Act.WITHDRAWAL, FIRST, LAST - timedelta(days=1), False),
    (Act.ANNULMENT, FIRST, LAST, False),
    (Act.ANNULMENT, FIRST - timedelta(days=9), FIRST, True),
])  # fmt: skip
def test_a_search_tells_whether_something_arrived(act, starts, ends, has_arrived):
    found = [Found(CODE, "", starts, ends)]
    code = CODE if has_arrived and act is not Act.ANNULMENT else ""
    assert arrived(act, TOLD, found) == (has_arrived, code)


@pytest.mark.parametrize("act", [Act.START, Act.CHANGE, Act.WITHDRAWAL])
def test_a_period_under_anothers_code_is_no_proof_that_something_arrived(act):
    found = [Found(CODE, "", FIRST, LAST)]
    assert arrived(act, TOLD, found, {CODE}) == (False, "")


def test_a_period_bars_a_start_while_it_is_open_and_another_employers_is_left_alone():
    day = timedelta(days=1)
    periods = [
        Found("ended", "", FIRST - 9 * day, FIRST - day),
        Found("open", "01199250158", FIRST - 9 * day, None),
        Found("ends later", "", FIRST - 9 * day, FIRST),
        Found("same day", "", FIRST, None),
        Found("another's", "99999999999", FIRST - 9 * day, None),
    ]
    mine = ours(periods, "01199250158")
    assert [one.code for one in open_before(FIRST, mine)] == ["open", "ends later"]
