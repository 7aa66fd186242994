from app.pola.queries.agreements import agreements_of
from tests.services.pola.test_import_agreements import line
from tests.support.factories import make_user
from tests.support.files import csv_file


def test_existing_agreements_come_in_by_command_and_twice_is_once(flask, tmp_path):
    anna = make_user(staff_number="1")
    file = csv_file(tmp_path, [line(1)], "accordi.csv")
    said = flask("import", "agreements", file, "--dry-run")
    assert said.output.splitlines() == [
        "accordi.csv: 1 new, 0 changed, 0 unchanged, 0 gone.",
        "This was a dry run: nothing was written.",
    ]
    assert agreements_of(anna.id) == []
    flask("import", "agreements", file)
    assert len(agreements_of(anna.id)) == 1
    again = flask("import", "agreements", file).output
    assert "0 new, 0 changed, 1 unchanged" in again


def test_a_file_with_a_mistake_is_refused_whole_with_its_lines(flask, tmp_path):
    anna = make_user(staff_number="1")
    file = csv_file(tmp_path, [line(1), line(2, data_fine="")], "accordi.csv")
    said = flask("import", "agreements", file)
    assert said.exit_code == 1
    assert 'line 3, column matricola, "2": nobody has this staff number' in said.stderr
    assert "2 things are to be put right in accordi.csv; nothing was imported." in said.stderr
    assert agreements_of(anna.id) == []
