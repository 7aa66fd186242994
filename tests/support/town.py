"""A small city: three workplaces around postal code 20162, and people who fill them."""

from datetime import date
from typing import Any

from app.booking.models import Desk, Room, Workplace
from app.booking.services.bookings import book_desk
from app.core.db import db, raise_revision, transaction
from app.core.half import Part
from tests.support.browser import Browser, Page, words
from tests.support.factories import actor, desks_of, make_area, make_user, make_workplace

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
DURANDO = {"name": "Uffici di via Durando", "latitude": 45.5058, "longitude": 9.1642}
PADOVA = {"name": "Sede di via Padova", "latitude": 45.4966, "longitude": 9.2303}


def make_town(desks: int = 4) -> tuple[Workplace, Workplace, Workplace]:
    """Return Durando, the nearest to 20162, then Padova, then Larga."""
    make_area("20162", 45.518, 9.198)
    durando = make_workplace("DURANDO", desks, **DURANDO)
    padova = make_workplace("PADOVA", desks, **PADOVA)
    return durando, padova, make_workplace("LARGA", desks)


def make_neighbour(**more: Any):
    """Return a person who starts from 20162."""
    return make_user(**{"area_code": "20162"} | more)


def fill(workplace: Workplace, day: date, part: Part = Part.DAY, *, but: int = 0) -> list[Desk]:
    """Let other people book a workplace's desks, `but` the last few; return those desks."""
    desks = desks_of(workplace)
    taken = desks[: len(desks) - but]
    for desk in taken:
        book_desk(desk.id, day, part, by=actor(make_user()))
    return taken


def rename_room(workplace: Workplace, name: str) -> None:
    """Call a workplace's only room something else."""
    desk = desks_of(workplace)[0]
    with transaction():
        db.session.get_one(Room, desk.room_id).name = name
        raise_revision()


def one(page: Page, tag: str, **attributes: str) -> Any:
    """Return the only element of a name with these attributes."""
    found = [e for e in page.all(tag) if all(e.get(n) == v for n, v in attributes.items())]
    assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
    return found[0]


def classed(page: Page, name: str) -> list[str]:
    """Return the words of every element of a class."""
    return [words(e) for e in page.tree.iter() if name in (e.get("class") or "").split()]


def offered(page: Page) -> tuple[str, str] | None:
    """Return the workplace and the desk that the first page offers, or None."""
    forms = [form for form in page.all("form") if form.get("aria-labelledby") == "proposal-title"]
    if not forms:
        return None
    title = one(page, "h2", id="proposal-title")
    return words(title), classed(page, "v-desk-code")[0]


def offer(page: Page) -> dict[str, str]:
    """Return what the button of the first page would send."""
    form = one(page, "form", **{"aria-labelledby": "proposal-title"})
    sent = {}
    for field in form.iter("{http://www.w3.org/1999/xhtml}input"):
        is_left_out = field.get("type") == "radio" and field.get("checked") is None
        if not is_left_out:
            sent[field.get("name")] = field.get("value")
    return {name: value for name, value in sent.items() if name != "csrf_token"}


def links(page: Page, text: str) -> list[str]:
    """Return where the links with these words lead."""
    return [a.get("href") for a in page.all("a") if words(a) == text]


def press(browser: Browser, page: Page, label: str) -> Page:
    """Press the one button with these words, with all that its form carries."""
    for form in page.all("form"):
        buttons = list(form.iter("{http://www.w3.org/1999/xhtml}button"))
        if any(words(button) == label for button in buttons):
            fields = form.iter("{http://www.w3.org/1999/xhtml}input")
            sent = {f.get("name"): f.get("value") for f in fields}
            sent.pop("csrf_token", None)
            return browser.post(form.get("action"), sent)
    raise AssertionError(f"no button {label!r}")
