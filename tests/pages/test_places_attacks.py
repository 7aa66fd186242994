"""What somebody tries who may do less than they ask for, or sends what nobody should."""

import io
import re
import zlib
from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.models import Role, RoleGrant
from app.booking.models import Cap, Closure, Floor, Move, Room, Screen, Workplace
from app.booking.pictures import clean_picture
from app.booking.pictures.painting import MOST_STROKES
from app.booking.queries.checks import problems
from app.booking.rules.pictures import PictureRefusal
from app.booking.rules.places import CapFacts, ClosureFacts, Owner
from app.booking.services.caps import ask_everybody, start_cap
from app.booking.services.closures import start_closure
from app.booking.services.screens import add_screen
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.half import Half
from tests.support.factories import (
    actor,
    desks_of,
    make_area,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)

THURSDAY = date(2026, 3, 5)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 80"><rect/></svg>'
FACTS = {
    "name": "X",
    "address": "Via X 1",
    "postal_code": "20122",
    "owner": "municipal",
    "opens": "08:00",
    "midday": "13:30",
    "closes": "19:00",
}
CLOSURE = {
    "workplace": "LARGA",
    "from_day": "2026-03-05",
    "to_day": "2026-03-05",
    "from_half": "am",
    "to_half": "pm",
    "kind": "works",
    "reason": "Works",
}


@pytest.fixture
def town(app):
    """Durando, whose manager attacks, and Larga, where four people are booked."""
    make_area("20122", 45.4618, 9.1936)
    durando, larga = make_workplace("DURANDO"), make_workplace("LARGA", 6)
    boss = actor(make_user(), Role.ADMINISTRATOR)
    for desk in desks_of(larga)[:4]:
        make_booking(make_user(surname="Segreto"), desk, THURSDAY)
    cap = CapFacts(None, 3, THURSDAY, None, reason="Heating")
    ask_everybody(start_cap(larga.id, cap, by=boss), by=boss)
    friday = {"from_day": date(2026, 3, 6), "to_day": date(2026, 3, 6)}
    closed = ClosureFacts(**friday, from_half=Half.AM, to_half=Half.PM, reason="Works")
    start_closure(larga.id, closed, by=boss)
    add_screen("Entrance", larga.id, by=boss)
    return durando, larga


@pytest.fixture
def manager(town):
    user = make_user()
    with transaction():
        grant = {"role": Role.FACILITY_MANAGER, "workplace_id": town[0].id}
        db.session.add(RoleGrant(user_id=user.id, **grant))
    return user


def stored():
    """Return all that is in the tables, apart from who tried to sign in."""
    tables = [t for t in db.metadata.sorted_tables if t.name != "login_attempts"]
    found = {t.name: sorted(map(repr, db.session.execute(sa.select(t)))) for t in tables}
    db.session.rollback()
    return found


def deeds(town):
    """Return every form about Larga with what would be right to write into it."""
    durando, larga = town
    desk, room = desks_of(larga)[0].id, room_of(larga)
    office, cap, closure = make_office().id, one(Cap), one(Closure)
    plan = {"file": (io.BytesIO(SVG), "plan.svg"), "plan_width_m": "8"}
    file = {"file": (io.BytesIO(b"code;floor;room\nQQ-9;0;Room 0A\n"), "desks.csv")}
    ours = [
        ("/limits", {"percent": "50", "from_day": "2026-03-05", "way": "draw"}),
        (f"/limits/{cap}/moves", {"way": "draw"}),
        ("/shares", {"office": office, "guaranteed": "1", "from_day": "2026-03-05"}),
        (f"/shares/{office}/end", {}),
        ("/house", {"guest_note": "a", "house_rules": "b"}),
        ("/edit", FACTS),
        ("/rooms", {"floor": "0", "name": "New"}),
        (f"/rooms/{room}/change", {"floor": "0", "name": "Other"}),
        (f"/rooms/{room}/remove", {}),
        (f"/rooms/{room}/desks", {"prefix": "ZZ-", "numbers": "1-2"}),
        (f"/rooms/{room}/arrange", {f"code-{desk}": "A", f"x-{desk}": "1", f"y-{desk}": "1"}),
        (f"/rooms/{room}/plan", plan),
        (f"/rooms/{room}/plan/remove", {}),
        (f"/desks/{desk}/edit", {"code": "QQ-1", "room_id": room_of(durando)}),
        (f"/desks/{desk}/out-of-order", {"from_day": "2026-03-05", "reason": "Lamp"}),
        (f"/desks/{desk}/mend", {}),
        (f"/desks/{desk}/retire", {"move": "yes"}),
        (f"/desks/{desk}/return", {}),
        ("/desks/import", file),
        ("/desks/import/confirm", {"sha256": "x"}),
    ]
    elsewhere = [
        ("/places/closures", CLOSURE),
        (f"/places/closures/{closure}/go-on", {}),
        (f"/places/closures/{closure}/reopen", {}),
        ("/places/new", FACTS | {"code": "NUOVA"}),
        ("/places/screens", {"name": "S", "shows": str(larga.id), "language": "it"}),
        ("/places/screens", {"name": "S", "shows": "all", "language": "it"}),
        (f"/places/screens/{one(Screen)}/revoke", {}),
        (f"/today/LARGA/desks/{desk}/free", {"half": "am"}),
        (f"/today/DURANDO/desks/{desk}/free", {"half": "am"}),
        ("/today/LARGA/present", {"half": "am"}),
        (f"/moves/{one(Move)}", {"answer": "accept"}),
    ]
    # The desk, the room and the cap of Larga under the address of Durando, too.
    borrowed = [(f"/places/DURANDO{path}", sent) for path, sent in ours if re.search(r"\d", path)]
    return elsewhere + borrowed + [(f"/places/LARGA{path}", sent) for path, sent in ours]


def one(model):
    return db.session.scalars(sa.select(model.id).order_by(model.id)).first()


def room_of(workplace):
    room = sa.select(Room.id).join(Floor).where(Floor.workplace_id == workplace.id)
    return db.session.scalars(room).one()


@pytest.mark.parametrize("role", ["manager of another", Role.HR, Role.AUDITOR, None])
def test_nobody_changes_a_workplace_that_is_not_theirs(browser, town, manager, role):
    roles = [role] if isinstance(role, Role) else []
    browser.sign_in(manager if role == "manager of another" else make_user(None, *roles))
    all_deeds = deeds(town)
    before = stored()
    for address, sent in all_deeds:
        sent = {name: _again(value) for name, value in sent.items()}
        page = browser.post(address, sent)
        assert page.status in {403, 404, 422}, address
        assert "Segreto" not in page, address
    assert stored() == before


def _again(value):
    """Return a file that can be sent once more."""
    return (io.BytesIO(value[0].getvalue()), value[1]) if isinstance(value, tuple) else value


def test_another_workplaces_people_have_no_names(browser, town, manager):
    desk, room = desks_of(town[1])[0].id, room_of(town[1])
    browser.sign_in(manager)
    for path in (
        "/places/closures/preview?" + "&".join(f"{k}={v}" for k, v in CLOSURE.items()),
        f"/places/closures/{one(Closure)}",
        "/places/LARGA/limits",
        "/places/LARGA/limits/preview?number=1&from_day=2026-03-05",
        "/places/LARGA/guests?day=2026-03-02",
        f"/places/LARGA/desks/{desk}?from_day=2026-03-05&reason=x",
        f"/places/DURANDO/desks/{desk}?from_day=2026-03-05&reason=x",
        f"/places/LARGA/rooms/{room}",
        "/today/LARGA?day=2026-03-05",
        "/today/LARGA/present",
        f"/moves/{one(Move)}",
    ):
        assert "Segreto" not in browser.get(path), path


def test_whose_building_it_is_stays_while_somebody_is_booked(browser, town):
    browser.sign_in(make_user(None, Role.ADMINISTRATOR))
    page = browser.post("/places/LARGA/edit", FACTS | {"owner": "partner"})
    assert page.status == 422
    assert "Desks are booked here" in page
    assert problems() == []
    assert browser.post("/places/DURANDO/edit", FACTS | {"owner": "partner"}).status == 303
    durando = db.session.scalars(sa.select(Workplace).where(Workplace.code == "DURANDO")).one()
    assert durando.owner is Owner.PARTNER


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/places/LARGA/limits", {"number": "a\x00b", "from_day": "\x01"}),
        ("/places/LARGA/shares", {"guaranteed": "\x00", "from_day": "2026-03-05\x0b"}),
        ("/places/new", {"opens": "\x00", "closes": "a\x00b"}),
    ],
)
def test_control_characters_are_not_shown_again(browser, town, address, sent):
    browser.sign_in(make_user(None, Role.ADMINISTRATOR))
    page = browser.post(address, sent)
    assert page.status == 422
    assert not re.search("[\x00-\x08\x0b]", page.text)


def why_not(content):
    with pytest.raises(Refused) as refused:
        clean_picture(content)
    return refused.value.codes[0]


def test_a_drawing_too_small_to_have_a_size_is_refused():
    assert why_not(SVG.replace(b"100 80", b"5e-324 5e-324")) is PictureRefusal.NO_SIZE


@pytest.mark.parametrize(
    "line",
    [
        b'<path marker-mid="url(#m)" d="M0 0%b"/>',
        b'<path style="marker-mid:url(#m)" d="M0 0%b"/>',
        b'<g marker-start="url(#m)"><polyline points="0 0%b"/></g>',
    ],
)
def test_a_marker_in_every_corner_of_a_long_line_is_refused(line):
    marker = b'<marker id="m">' + b"<rect/>" * 100 + b"</marker>"
    short, long = (marker + line % (b" 1 1" * corners) for corners in (10, 1000))
    assert clean_picture(SVG.replace(b"<rect/>", short)).media_type == "image/svg+xml"
    assert why_not(SVG.replace(b"<rect/>", long)) is PictureRefusal.TOO_COMPLEX


def test_what_stands_around_an_address_does_not_grow_into_another():
    odd = b"<rect fill=\"rgburl(#a)('http://evil.example')\"/>"
    assert b"evil" not in clean_picture(SVG.replace(b"<rect/>", odd)).content


def pdf(strokes):
    """Return a page of so many lines."""
    content = zlib.compress(b"0 0 m 500 400 l S\n" * strokes)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 400]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(content), content),
    ]
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n0\n%%EOF"


def test_a_small_file_that_would_be_painted_for_minutes_is_refused():
    assert clean_picture(pdf(10)).media_type == "image/png"
    assert why_not(pdf(MOST_STROKES + 1)) is PictureRefusal.TOO_COMPLEX
