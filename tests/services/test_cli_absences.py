from tests.support.factories import make_user


def test_leave_is_imported_from_the_command_line(flask, app, tmp_path):
    make_user(staff_number="M001")
    file = tmp_path / "ferie.csv"
    file.write_text("matricola;dal;al;tipo\nM001;03/03/2026;03/03/2026;ferie\n")
    outcome = flask("import", "absences", file)
    assert outcome.exit_code == 0
    assert "2 half-days of leave, 0 taken back, 0 bookings freed" in outcome.output
    assert "dry run" in flask("import", "absences", file, "--dry-run").output
