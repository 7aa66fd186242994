import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Role, User
from app.core import clock
from app.core.db import db, transaction
from app.core.sheets import write_sheet
from app.pola.models import Upload
from app.pola.queries.agreements import agreements_of
from tests.conftest import MONDAY
from tests.services.pola.test_import_agreements import line
from tests.support.browser import Page
from tests.support.factories import make_user


@pytest.fixture
def hr(browser):
    browser.sign_in(make_user("hr@example.it", Role.HR))
    return browser


@pytest.fixture
def anna(app):
    return make_user(staff_number="1")


def content(*rows):
    return write_sheet(list(rows[0]), [list(row.values()) for row in rows])


def send(browser, inside, name="accordi.xlsx"):
    return browser.post("/agreements/import", {"file": (io.BytesIO(inside), name)})


def send_large(browser, size):
    """Send a file whose form is made by hand: the test client leaves large ones open."""
    fields = (
        f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser.token()}\r\n'
        '--edge\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\n\r\n'
    )
    body = fields.encode() + b"x" * size + b"\r\n--edge--\r\n"
    kind = "multipart/form-data; boundary=edge"
    return Page(browser._send("POST", "/agreements/import", data=body, content_type=kind))


def hidden(page):
    return next(e.get("value") for e in page.all("input") if e.get("name") == "sha256")


def kept():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Upload))


def test_a_file_is_looked_at_and_then_brought_in(hr, anna):
    page = hr.get("/agreements/import")
    assert "fasce_contattabilita" in page
    page = hr.follow(send(hr, content(line(1) | {"Note": "x"})))
    assert "Nothing has happened yet" in page
    for words in ("1 new agreement.", "Tuesday and Thursday morning", "9:00-13:00", "20:00-7:30",
                  "31/12/2026", "Columns that are not read: Note."):  # fmt: skip
        assert words in page, words
    assert agreements_of(anna.id) == []
    done = hr.follow(hr.post("/agreements/import/confirm", {"sha256": hidden(page)}))
    assert "1 agreement is brought in." in done
    assert len(agreements_of(anna.id)) == 1
    assert kept() == 0
    again = hr.follow(send(hr, content(line(1))))
    assert "1 is here already and stays as it is." in again
    assert "Bring" not in [b.text for b in again.all("button")]


def test_all_that_is_wrong_is_told_and_nothing_is_kept(hr, anna):
    rows = [line(n, data_fine="ieri") for n in range(2, 32)]
    page = send(hr, content(*rows))
    assert page.status == 422
    assert "Nothing was brought in from “accordi.xlsx”." in page
    assert "There are 60 things to put right" in page
    assert "line 31, column matricola, “31”: nobody has this staff number" in page
    assert kept() == 0


def test_a_page_holds_a_thousand_problems_and_counts_the_others(hr):
    page = send(hr, content(*(line(n, data_fine="ieri") for n in range(501))))
    assert "… and 2 more." in page


def test_what_is_wrong_is_told_in_the_language_of_the_page(hr, anna):
    page = send(hr, b"%PDF-1.7", "accordi.pdf")
    assert "this is a PDF, not a table of text: open it in the program that made it" in page
    assert page.status == 422


@pytest.mark.parametrize(("size", "status"), [(5 * 1024**2, 422), (5 * 1024**2 + 1, 422),
                                              (6 * 1024**2, 413)])  # fmt: skip
def test_a_file_may_have_five_megabytes(hr, size, status):
    page = send_large(hr, size)
    assert page.status == status
    assert ("larger than 5 MB" in page) == (size == 5 * 1024**2 + 1)


def test_a_file_of_very_many_lines_is_for_the_command_line(hr):
    rows = (line(1, matricola=n) for n in range(1001))
    text = "\n".join([";".join(line(1)), *(";".join(map(str, row.values())) for row in rows)])
    page = send(hr, text.encode(), "accordi.csv")
    assert page.status == 422
    assert "this file has more than 1000 lines: split it" in page


def test_no_file_is_no_import(hr):
    page = hr.post("/agreements/import")
    assert page.status == 422
    assert "File: Choose a file." in page
    assert hr.get("/agreements/import/preview").status == 303
    lost = hr.follow(hr.post("/agreements/import/confirm", {"sha256": "x"}))
    assert "The file is no longer here" in lost


def test_only_the_file_that_was_seen_is_brought_in(hr, anna):
    first = hr.follow(send(hr, content(line(1))))
    send(hr, content(line(1, luoghi="Altrove")))
    lost = hr.follow(hr.post("/agreements/import/confirm", {"sha256": hidden(first)}))
    assert "it is another one" in lost
    assert agreements_of(anna.id) == []


def test_a_file_can_be_forgotten_and_is_forgotten_after_a_day(hr, anna):
    send(hr, content(line(1)))
    assert "The file is forgotten." in hr.follow(hr.post("/agreements/import/drop"))
    assert kept() == 0
    send(hr, content(line(1)))
    with clock.frozen(MONDAY + timedelta(days=1, minutes=1)):
        other = make_user("hr2@example.it", Role.HR)
        hr.sign_in(other)
        send(hr, content(line(1)))
    assert kept() == 1


def test_what_changed_since_the_preview_is_told(hr, anna):
    page = hr.follow(send(hr, content(line(1))))
    with transaction():
        db.session.execute(sa.update(User).where(User.id == anna.id).values(staff_number="5"))
    for told in (
        hr.get("/agreements/import/preview"),
        hr.post("/agreements/import/confirm", {"sha256": hidden(page)}),
    ):
        assert told.status == 422
        assert "nobody has this staff number" in told


def test_importing_is_for_human_resources_alone(browser, app):
    browser.sign_in(make_user(None, Role.MANAGER, Role.ADMINISTRATOR))
    assert browser.get("/agreements/import").status == 403
    assert send(browser, b"x").status == 403
