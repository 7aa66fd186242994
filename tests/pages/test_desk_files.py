import io

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.booking.models import Desk
from app.booking.queries.places import places
from app.core.db import db, transaction
from app.core.sheets import write_sheet
from tests.support.browser import words
from tests.support.factories import make_user, make_workplace
from tests.support.town import one


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", 4)


@pytest.fixture
def manager(browser):
    """Somebody who looks after every workplace, signed in."""
    return browser.sign_in(make_user(None, Role.FACILITY_MANAGER))


def problems(page):
    return [words(e) for e in one(page, "div", id="error-summary").iter() if e.tag.endswith("}li")]


FILE = "codice;piano;sala;dotazione;note\nLAR-0A-01;0;Room 0A;monitor;x\nLAR-0A-09;0;Room 0A;;\n"


def send(browser, text, name="postazioni.csv"):
    content = {"file": (io.BytesIO(text.encode()), name)}
    return browser.post("/places/LARGA/desks/import", content)


def test_a_file_is_looked_at_and_then_brought_in(manager, larga):
    assert "dotazione" in manager.get("/places/LARGA/desks/import")
    page = manager.follow(send(manager, FILE))
    for said in ("Nothing has happened yet", "1 new desk", "3 desks are here", "not read: note"):
        assert said in page
    sha256 = one(page, "input", name="sha256").get("value")
    assert len(places().by_code["LARGA"].desks) == 4
    page = manager.post("/places/LARGA/desks/import/confirm", {"sha256": sha256, "complete": "1"})
    assert "1 desk of the file is brought in." in manager.follow(page)
    assert [d.code for d in places().by_code["LARGA"].desks.values()] == ["LAR-0A-01", "LAR-0A-09"]
    page = manager.post("/places/LARGA/desks/import/confirm", {"sha256": sha256})
    assert "The file is no longer here" in manager.follow(page)
    assert manager.get("/places/LARGA/desks/import/preview").status == 303


def test_a_wrong_file_is_told_line_by_line(manager, larga):
    page = send(manager, FILE + "LAR-0A-10;x;Room 0A;fridge;\n")
    assert page.status == 422
    assert "line 4, column piano, “x”: write a whole number" in " ".join(problems(page))
    page = send(manager, "codice;piano\nA;0\n")
    assert "this column is missing" in " ".join(problems(page))
    lines = "".join(f"A-{n};x;\n" for n in range(600))
    assert "… and 200 more." in " ".join(problems(send(manager, f"codice;piano;sala\n{lines}")))
    assert manager.post("/places/LARGA/desks/import").status == 422
    head = (
        f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{manager.token()}\r\n'
        '--edge\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
    )
    body = head.encode() + b"x" * (5 * 1024**2 + 1) + b"\r\n--edge--\r\n"
    kind = "multipart/form-data; boundary=edge"
    large = manager.post_body("/places/LARGA/desks/import", body, kind)
    assert "larger than 5 MB" in " ".join(problems(large))


def test_what_changed_after_the_preview_is_told(manager, larga):
    page = manager.follow(send(manager, FILE))
    sha256 = one(page, "input", name="sha256").get("value")
    make_workplace("PADOVA", 1)
    with transaction():
        db.session.execute(sa.update(Desk).where(Desk.code == "PAD-0A-01").values(code="LAR-0A-09"))
    page = manager.get("/places/LARGA/desks/import/preview")
    assert "another workplace has this code" in " ".join(problems(page))
    page = manager.post("/places/LARGA/desks/import/confirm", {"sha256": sha256})
    assert page.status == 422


def test_the_preview_says_where_each_desk_will_stand(manager, larga):
    text = "codice;piano;sala;x_m;y_m\nLAR-0A-08;0;Room 0A;8,5;1\nLAR-0A-09;0;Room 0A;;\n"
    page = manager.follow(send(manager, text))
    assert "8.5 · 1" in page
    assert "where it is, or the next free place" in page


def test_a_spreadsheet_is_read_as_well(manager, larga):
    sheet = write_sheet(["codice", "piano", "sala"], [["LAR-0A-09", 0, "Room 0A"]])
    content = {"file": (io.BytesIO(sheet), "postazioni.xlsx")}
    page = manager.follow(manager.post("/places/LARGA/desks/import", content))
    assert "1 new desk" in page


def test_a_file_is_forgotten(manager, larga):
    send(manager, FILE)
    page = manager.follow(manager.post("/places/LARGA/desks/import/drop"))
    assert "Nothing was brought in" in page
