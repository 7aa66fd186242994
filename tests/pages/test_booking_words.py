"""Each page speaks one language: none of the other's catalogue is left on it."""

from html import unescape

import pytest
from babel.messages.pofile import read_po

from app.auth.actors import SYSTEM
from app.booking.services import limits
from app.booking.services.bookings import cancel_booking
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.messages import CATALOGUE
from tests.support.town import MONDAY, TUESDAY, WEDNESDAY, fill, make_neighbour, make_town

# Shorter ones are words of both languages, or parts of names.
LONG_ENOUGH = 9


def phrases():
    """Return the messages that say something different in the two languages: English, Italian."""
    with CATALOGUE.open("rb") as file:
        messages = [m for m in read_po(file, locale="it") if m.id and isinstance(m.id, str)]
    return [
        (m.id, m.string)
        for m in messages
        if m.string
        and m.id != m.string
        and "%(" not in m.id
        and len(m.id) >= LONG_ENOUGH
        and len(m.string) >= LONG_ENOUGH
    ]


@pytest.fixture
def addresses(app):
    """A city in which most things can be seen, and where."""
    durando, padova, larga = make_town()
    sofia = make_neighbour()
    desks = desks_of(durando)
    today = make_booking(sofia, desks[0], MONDAY, Part.PM)
    gone = make_booking(sofia, desks[1], date_of(6))
    cancel_booking(gone, by=actor(sofia))
    make_booking(sofia, desks[2], date_of(5), Part.AM)
    make_booking(make_user(), desks[0], TUESDAY, Part.AM)
    fill(padova, TUESDAY)
    for workplace in (durando, padova, larga):
        fill(workplace, date_of(9))
    limits.put_out_of_order(desks[3], TUESDAY, WEDNESDAY, "-", by=SYSTEM)
    limits.close_workplace(larga, TUESDAY, TUESDAY, "-", by=SYSTEM)
    return sofia, [
        "/",
        "/?day=2026-03-05",
        "/?day=2026-03-09",
        "/?day=2026-03-07",
        "/?workplace=PADOVA",
        "/?workplace=LARGA",
        "/?day=2026-03-02",
        "/bookings",
        f"/bookings/{today}",
        f"/bookings/{gone}",
        "/workplaces/DURANDO/desks?day=2026-03-03",
        "/workplaces/PADOVA/desks?day=2026-03-03",
        "/workplaces/LARGA/desks?day=2026-03-03",
        "/workplaces/DURANDO/desks?day=2026-03-05&part=am",
        f"/workplaces/DURANDO/desks?day=2026-03-03&booking={today}",
        "/workplaces/DURANDO/desks?day=2026-03-03&with=quiet&with=window",
    ]


def date_of(day):
    return MONDAY.replace(day=day)


@pytest.mark.parametrize(("language", "foreign"), [("it", 0), ("en", 1)])
def test_no_page_says_anything_in_the_other_language(browser, addresses, language, foreign):
    sofia, urls = addresses
    browser.speak(language).sign_in(sofia)
    wrong = [pair[foreign] for pair in phrases()]
    for url in urls:
        page = browser.get(url)
        assert page.status == 200, url
        said = unescape(page.text)
        assert [words for words in wrong if f">{words}<" in said or words in page] == [], url
        assert "%(" not in said
