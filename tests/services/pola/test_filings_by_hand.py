"""What people do with communications: try again, settle, take away in a file, take back."""

from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.core.errors import Forbidden, Refused
from app.pola.queries.filings_page import Sought, count_filings, filing_lines
from app.pola.rules.filing_faults import FilingFault
from app.pola.rules.filings import Act, FilingState
from app.pola.services.filings import hand
from app.pola.services.filings.sending import send_due
from tests.support.agreements import make_agreement
from tests.support.counting import counted
from tests.support.factories import actor, make_user
from tests.support.filings import (
    file_start,
    file_withdrawal,
    fiscal_code,
    make_worker,
    stand,
    states,
    the_filing,
)
from tests.support.ministry import EMPLOYER_SETTINGS, configured, running_ministry

CODE = "26030200000000009"
WAITING, EXPORTED = FilingState.WAITING, FilingState.EXPORTED


@pytest.fixture
def started(app):
    with configured(EMPLOYER_SETTINGS):
        agreement = make_agreement(make_worker())
        file_start(agreement)
        yield agreement


def refused(deed, *words):
    with pytest.raises(Refused) as why:
        deed(*words, by=SYSTEM)
    return why.value.codes


@pytest.mark.parametrize("state", [
    WAITING, FilingState.IN_DOUBT, FilingState.REFUSED, EXPORTED,
])  # fmt: skip
def test_a_code_from_the_ministrys_pages_settles_it(started, state):
    stand(state, answer="E999", message="No")
    hand.settle_by_hand(the_filing().id, f" {CODE[:5]} {CODE[5:]} ", by=SYSTEM)
    told = the_filing()
    assert (told.state, told.code, told.answer, told.message) == (
        FilingState.ACCEPTED, CODE, "", "",
    )  # fmt: skip


def test_a_code_is_checked_and_belongs_to_one(started):
    filing_id = the_filing().id
    assert refused(hand.settle_by_hand, filing_id, "12") == [FilingFault.NO_CODE]
    other = make_agreement(make_worker(1))
    file_start(other)
    hand.settle_by_hand(the_filing(agreement=other).id, CODE, by=SYSTEM)
    assert refused(hand.settle_by_hand, filing_id, CODE) == [FilingFault.CODE_TAKEN]
    assert refused(hand.settle_by_hand, 10**6, CODE) == [FilingFault.GONE]


@pytest.mark.parametrize(("state", "why"), [
    (FilingState.SENDING, FilingFault.BEING_SENT),
    (FilingState.ACCEPTED, FilingFault.NOT_NOW),
    (FilingState.DROPPED, FilingFault.NOT_NOW),
])  # fmt: skip
def test_what_is_settled_or_being_sent_is_left_alone(started, state, why):
    stand(state)
    assert refused(hand.settle_by_hand, the_filing().id, CODE) == [why]
    assert refused(hand.retry_filing, the_filing().id) == [why]


@pytest.mark.parametrize(("state", "then"), [
    (FilingState.REFUSED, WAITING),
    (WAITING, WAITING),
    # They may have been told: they are searched first.
    (FilingState.IN_DOUBT, FilingState.IN_DOUBT),
    (EXPORTED, FilingState.IN_DOUBT),
])  # fmt: skip
def test_it_is_tried_again_at_once(started, state, then):
    stand(state)
    hand.retry_filing(the_filing().id, by=SYSTEM)
    told = the_filing()
    assert (told.state, told.next_attempt_at) == (then, None)


def test_a_start_that_was_wrong_is_taken_back(started):
    hand.annul_filing(the_filing().id, by=SYSTEM)
    assert states() == [FilingState.DROPPED]
    assert refused(hand.annul_filing, the_filing().id) == [FilingFault.NOT_NOW]
    stand(FilingState.ACCEPTED, code=CODE)
    hand.annul_filing(the_filing().id, by=SYSTEM)
    assert states() == [FilingState.ACCEPTED, WAITING]
    annulment = the_filing(Act.ANNULMENT)
    assert annulment.previous_id == the_filing().id
    assert refused(hand.annul_filing, annulment.id) == [FilingFault.NOT_NOW]


def test_a_file_holds_what_is_complete_and_refers_to_nothing_open(started):
    file_withdrawal(started, date(2026, 4, 1))
    file_start(make_agreement(make_worker(1, contract=None)))
    assert hand.export_waiting(by=SYSTEM) == 1
    assert states(Act.START) == [EXPORTED, WAITING]
    assert hand.export_waiting(by=SYSTEM) == 0
    headings, rows = hand.exported_rows(Act.START)
    line = dict(zip(headings, rows[0], strict=True))
    assert len(rows) == 1
    assert line["codiceFiscaleLavoratore"] == fiscal_code()
    assert line["dataInizioPeriodo"] == "2026-03-02"
    hand.settle_by_hand(the_filing(agreement=started).id, CODE, by=SYSTEM)
    assert hand.export_waiting(by=SYSTEM) == 1
    headings, rows = hand.exported_rows(Act.WITHDRAWAL)
    assert headings == ["CodiceComunicazione", "DataFinePeriodo", "CodTipologiaComunicazione"]
    assert rows == [[CODE, "2026-04-01", "R"]]


def test_a_file_has_the_headings_of_the_official_sheet_once_they_are_known(started, tmp_path):
    mapping = tmp_path / "columns.toml"
    mapping.write_text('[I]\ncognomeLavoratore = "Cognome"\nnomeLavoratore = "Nome"\n')
    hand.export_waiting(by=SYSTEM)
    with configured({"MINISTRY_COLUMNS": str(mapping)}):
        assert hand.exported_rows(Act.START) == (["Cognome", "Nome"], [["Rossi", "Sofia"]])
        assert hand.exported_rows(Act.CHANGE)[0][0] == "CodiceComunicazione"


def test_what_is_in_a_file_is_not_sent(started):
    hand.export_waiting(by=SYSTEM)
    with running_ministry() as ministry, configured(ministry.settings):
        assert send_due(by=SYSTEM) == {}
        assert ministry.asked == []


def test_only_human_resources_touch_communications(started):
    sofia, filing_id = actor(make_user()), the_filing().id
    for deed, words in (
        (hand.retry_filing, (filing_id,)),
        (hand.settle_by_hand, (filing_id, CODE)),
        (hand.annul_filing, (filing_id,)),
        (hand.export_waiting, ()),
    ):
        with pytest.raises(Forbidden):
            deed(*words, by=sofia)


def test_a_list_of_any_length_takes_as_many_queries(started):
    with counted() as few:
        filing_lines(Sought())
        count_filings(Sought())
    for number in range(1, 20):
        file_start(make_agreement(make_worker(number)))
    with counted() as many:
        assert len(filing_lines(Sought())) == 20
        assert count_filings(Sought()) == 20
    assert len(few) == len(many)


def test_the_most_urgent_come_first(started):
    late = make_agreement(make_worker(1), starts_on=date(2026, 2, 2))
    file_start(late)
    assert [line.entry.agreement_id for line in filing_lines(Sought())] == [late.id, started.id]
    soon = Sought(due_by=date(2026, 3, 20))
    assert [line.entry.agreement_id for line in filing_lines(soon)] == [late.id]
    assert count_filings(Sought(agreement_id=late.id)) == 1
