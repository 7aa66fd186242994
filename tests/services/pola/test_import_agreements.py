from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.core.db import db
from app.core.errors import Forbidden
from app.core.half import Half
from app.core.sheets import write_sheet
from app.core.tables.reading import parse_table, read_table
from app.core.tables.table import FileRefused
from app.pola.models import Agreement, Filing, PlannedHalf
from app.pola.queries.agreements import agreements_of, find_agreement
from app.pola.rules.communications import read_told
from app.pola.rules.filings import Act, FilingState
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.rules.terms import Duration, Rhythm, WeekHalf
from app.pola.services.imports import agreements
from app.pola.services.imports.agreements import check_agreements, import_agreements
from app.pola.services.imports.columns import COLUMNS
from tests.support.agreements import make_agreement
from tests.support.factories import actor, make_office, make_user
from tests.support.files import csv_file, remedies

CODE = "26011512345678901"


def line(number, **more):
    """A line of the file, as plain as it may be."""
    return {
        "matricola": number,
        "durata": "TD",
        "data_inizio": "01/01/2026",
        "data_fine": "31/12/2026",
        "ritmo": "giorni fissi",
        "mezze_giornate": "mar, gio mattina",
        "fasce_contattabilita": "9-13, 14-16",
        "inoperabilita": "20:00-7:30",
        "luoghi": "Casa",
        "giorni_preavviso": 30,
        "data_firma": "12/12/2025",
    } | more


@pytest.fixture
def anna(app):
    return make_user(staff_number="1", office_id=make_office().id)


@pytest.fixture
def bruno(app):
    return make_user(staff_number="2")


@pytest.fixture
def bring_in(tmp_path):
    def run(*rows, service=import_agreements, by=SYSTEM):
        return service(read_table(csv_file(tmp_path, rows, "accordi.csv"), COLUMNS), by=by)

    return run


@pytest.fixture
def problems(bring_in):
    def run(*rows):
        with pytest.raises(FileRefused) as refused:
            bring_in(*rows)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Filing)) == 0
        return remedies(refused.value.problems)

    return run


def agreement_of(user):
    (found,) = agreements_of(user.id)
    return find_agreement(found.id)


def test_an_agreement_comes_in_as_it_was_signed(anna, bring_in):
    tally = bring_in(line(1, protocollo="2025/123", data_protocollo="2025-12-15"))
    assert (tally.new, tally.unchanged) == (1, 0)
    found = agreement_of(anna)
    assert (found.state, found.origin, found.office_id) == (
        State.ACTIVE, Origin.IMPORT, anna.office_id,
    )  # fmt: skip
    assert (found.in_force_from, found.in_force_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert found.rules_of == date(2025, 12, 12)
    assert (found.protocol_number, found.protocol_on) == ("2025/123", date(2025, 12, 15))
    terms = found.terms
    assert (terms.duration, terms.notice_days, terms.places) == (Duration.FIXED, 30, ("Casa",))
    assert terms.pattern.rhythm is Rhythm.WEEKDAYS
    assert terms.pattern.halves == (
        WeekHalf(1, Half.AM), WeekHalf(1, Half.PM), WeekHalf(3, Half.AM),
    )  # fmt: skip
    assert db.session.get(Agreement, found.id).halves_a_month == 13
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Filing)) == 0


def test_its_days_are_in_the_plan_from_today_on(anna, bring_in):
    bring_in(line(1))
    first = sa.select(PlannedHalf.day, PlannedHalf.half).order_by(PlannedHalf.day, PlannedHalf.half)
    assert [tuple(row) for row in db.session.execute(first.limit(3))] == [
        (date(2026, 3, 3), Half.AM), (date(2026, 3, 3), Half.PM), (date(2026, 3, 5), Half.AM),
    ]  # fmt: skip


def test_counts_open_terms_and_agreements_that_are_over_come_in_too(anna, bruno, bring_in):
    bring_in(
        line(1, durata="TI", data_fine="", ritmo="al mese", mezze_giornate=12),
        line(2, ritmo="a settimana", mezze_giornate=4, data_inizio="2025-01-01",
             data_fine="2025-12-31", data_firma="2024-12-20"),
    )  # fmt: skip
    open_ended, over = agreement_of(anna), agreement_of(bruno)
    assert (open_ended.state, open_ended.in_force_until) == (State.ACTIVE, None)
    assert (open_ended.terms.pattern.rhythm, open_ended.terms.pattern.count) == (
        Rhythm.PER_MONTH, 12,
    )  # fmt: skip
    assert (over.state, over.terms.pattern.count) == (State.EXPIRED, 4)


def test_the_same_file_twice_changes_nothing(anna, bruno, bring_in):
    rows = [line(1, codice_comunicazione=CODE), line(2, codice_comunicazione="")]
    assert bring_in(*rows).new == 2
    again = bring_in(*rows)
    assert (again.new, again.unchanged) == (0, 2)
    assert bring_in(*rows, service=check_agreements).unchanged == 2


def test_what_was_filed_keeps_its_code_and_what_was_not_is_put_into_the_queue(
    anna, bruno, bring_in
):
    clara = make_user(staff_number="3")
    bring_in(
        line(1, codice_comunicazione=CODE),
        line(2, codice_comunicazione=""),
        line(3, codice_comunicazione="", data_inizio="2025-01-01", data_fine="2025-06-30"),
    )
    filed = {row.user_id: row for row in db.session.scalars(sa.select(Filing))}
    assert set(filed) == {anna.id, bruno.id}, clara
    told = filed[anna.id]
    assert (told.act, told.state, told.code) == (Act.START, FilingState.ACCEPTED, CODE)
    assert (told.event_on, told.due_on) == (date(2026, 1, 1), date(2026, 2, 20))
    assert told.previous_id is None
    assert filed[bruno.id].state is FilingState.WAITING
    assert [read_told(one.facts).signed_on for one in filed.values()] == [date(2025, 12, 12)] * 2


def test_a_look_at_the_file_writes_nothing(anna, bring_in):
    assert bring_in(line(1), service=check_agreements).new == 1
    assert agreements_of(anna.id) == []


def test_a_spreadsheet_comes_in_like_text(anna):
    row = line(1) | {"data_inizio": date(2026, 1, 1), "codice_comunicazione": CODE}
    content = write_sheet(list(row), [list(row.values())])
    assert import_agreements(parse_table("accordi.xlsx", content, COLUMNS), by=SYSTEM).new == 1


def test_everything_that_is_wrong_is_told_at_once(anna, problems):
    make_user(staff_number="9", is_active=False)
    assert problems(
        line(8),
        line(9),
        line(1, data_fine=""),
        line(1, durata="TI", data_inizio="2027-01-01", data_fine="2027-02-01"),
        line(1, data_inizio="2028-05-01", data_fine="2028-04-01", data_firma="2026-03-03"),
        line(1, data_inizio="2029-01-01", data_fine="ieri", mezze_giornate=4),
        line(1, data_inizio="2030-01-01", data_fine="2030-02-01", ritmo="al mese"),
        line(1, data_inizio="2031-01-01", data_fine="2031-02-01", ritmo="a settimana",
             mezze_giornate=11),
    ) == [
        'line 2, column matricola, "8": nobody has this staff number: correct it, or import the'
        " people first",
        'line 3, column matricola, "9": this person has left, and the agreement is still in force',
        "line 4, column data_fine: a fixed-term agreement needs its last day",
        'line 5, column data_fine, "2027-02-01": an open-ended agreement has no last day: leave it'
        " empty",
        'line 5, column data_inizio, "2027-01-01": this person\'s agreement on line 4 is still in'
        " force then",
        'line 6, column data_fine, "2028-04-01": this is before the first day, 2028-05-01',
        'line 6, column data_firma, "2026-03-03": this is still to come: only agreements that both'
        " have signed come in",
        'line 7, column data_fine, "ieri": write a date such as 1979-06-17 or 17/06/1979',
        'line 7, column mezze_giornate, "4": write which days, such as mar, gio or lun mattina',
        "line 8, column mezze_giornate: write how many half-days, such as 6",
        'line 8, column data_inizio, "2030-01-01": this person\'s agreement on line 7 is still in'
        " force then",
        'line 9, column mezze_giornate, "11": a week has 10 half-days: write 10 or fewer',
    ]  # fmt: skip
    assert agreements_of(anna.id) == []


def test_two_agreements_of_a_person_on_one_day_are_told_with_their_lines(anna, bruno, problems):
    told = problems(
        line(1, data_inizio="2026-06-01", data_fine="2026-12-31"),
        line(2),
        line(1, data_inizio="2025-06-01", data_fine="2026-06-01"),
    )
    assert told == [
        'line 2, column data_inizio, "2026-06-01": this person\'s agreement on line 4 is still in'
        " force then"
    ]


@pytest.mark.parametrize(("until", "words"), [
    (date(2026, 8, 31), "from 2026-03-02 to 2026-08-31"),
    (None, "from 2026-03-02 on"),
])  # fmt: skip
def test_an_agreement_that_is_stored_already_is_told(anna, problems, until, words):
    make_agreement(anna, in_force_until=until)
    (told,) = problems(line(1))
    assert told.endswith(f"another agreement of this person is in force here {words}")


def test_a_code_of_the_ministry_belongs_to_one_agreement(anna, bruno, bring_in, problems):
    (told,) = problems(line(1, codice_comunicazione=CODE), line(2, codice_comunicazione=CODE))
    assert "each may be there once, and this is on line 2 as well" in told
    bring_in(line(1, codice_comunicazione=CODE))
    with pytest.raises(FileRefused, match="this code belongs to another communication"):
        bring_in(line(2, codice_comunicazione=CODE))


def test_only_human_resources_bring_agreements_in(anna, bring_in):
    for service in (check_agreements, import_agreements):
        with pytest.raises(Forbidden):
            bring_in(line(1), service=service, by=actor(anna, Role.ADMINISTRATOR))


def test_a_line_with_unreadable_cells_is_checked_as_far_as_it_goes(anna, problems):
    make_agreement(anna, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
    assert problems(line(1, inoperabilita="sempre"), line("", ritmo="mai")) == [
        'line 2, column inoperabilita, "sempre": write hours such as 20:00-07:30',
        "line 3, column matricola: this is empty: fill it in",
        'line 3, column ritmo, "mai": write one of these: giorni fissi, a settimana, al mese,'
        " weekdays, per week, per month",
    ]


def test_of_two_who_begin_at_once_the_file_gives_way(anna, bring_in, monkeypatch):
    # The window between reading what is in force and writing the file.
    monkeypatch.setattr(agreements, "check_periods", lambda *_facts: None)
    make_agreement(anna)
    with pytest.raises(FileRefused, match="an agreement of one of these people has just begun"):
        bring_in(line(1))
    assert len(agreements_of(anna.id)) == 1
