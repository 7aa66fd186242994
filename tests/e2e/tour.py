"""Every page that an employee can reach, and the people who reach it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.ringing import ring
from tests.e2e.stage import Server, new_context
from tests.support.people import (
    EMPLOYEE,
    OWN_PASSWORD,
    PASSWORD,
    book,
    cancel,
    fill_in,
    press,
    proposal,
    settle,
    sign_in,
)

# Nobody has signed in; Sofia has a past; Anna books; Luca told us no area; Ugo was not asked yet.
NOBODY, SOFIA, ANNA, LUCA, UGO = "nobody", "sofia", "anna", "luca", "ugo"
# Leads an office; runs the programme.
MARCO, GIULIA = "marco", "giulia"
# Runs all workplaces.
PAOLO = "paolo"
# Keeps Vicino running.
CHIARA = "chiara"


@dataclass(frozen=True)
class World:
    """The cookies of each person, and what the addresses are filled with."""

    cookies: dict[str, Any]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Stop:
    """A page in one of its states: who sees it, its address, and what is done there."""

    who: str
    address: str
    deed: Callable[[Page, dict[str, Any]], None] = field(default=lambda _page, _facts: None)

    def visit(self, page: Page, world: World) -> Page:
        """Open the page and bring it into its state."""
        page.goto(self.address.format(**world.facts))
        self.deed(page, world.facts)
        return page


def _send_nothing(page: Page, _facts: dict[str, Any]) -> None:
    page.locator("main form:not(.v-inline) button[type=submit]").first.click()
    expect(page.locator("[data-error-summary]")).to_be_visible()


def _sign_in_wrongly(page: Page, _facts: dict[str, Any]) -> None:
    fill_in(page, "nessuno@vicino.example", PASSWORD)
    expect(page.locator("[data-error-summary]")).to_be_visible()


def _write_a_strange_postal_code(page: Page, facts: dict[str, Any]) -> None:
    page.locator("input[name=area]").fill("00000")
    _send_nothing(page, facts)


def _book_in_vain(page: Page, facts: dict[str, Any]) -> None:
    desk = page.locator("#proposal [name=desk_id]")
    desk.evaluate("(e, taken) => { e.value = taken }", facts["taken"])
    press(proposal(page))
    expect(page.locator("[data-error-summary]")).to_be_visible()


def _sign_out_with_an_old_form(page: Page, _facts: dict[str, Any]) -> None:
    page.locator("form[action='/sign-out'] [name=csrf_token]").evaluate("(e) => { e.value = 'x' }")
    page.locator("form[action='/sign-out'] button").click()
    expect(page.locator(".v-error-page")).to_be_visible()


CLOSURE = (
    "/places/closures/preview?workplace=PADOVA&from_day={soon}&from_half=am&to_day={soon}"
    "&to_half=pm&kind=works&reason=Lavori"
)
STOPS = {
    "sign-in": Stop(NOBODY, "/sign-in"),
    "sign-in, nothing filled in": Stop(NOBODY, "/sign-in", _send_nothing),
    "sign-in, wrong password": Stop(NOBODY, "/sign-in", _sign_in_wrongly),
    "help": Stop(NOBODY, "/help"),
    "rules": Stop(ANNA, "/rules"),
    "privacy": Stop(NOBODY, "/privacy"),
    "accessibility": Stop(ANNA, "/accessibility"),
    "no such page": Stop(NOBODY, "/nowhere"),
    "somebody else's booking": Stop(ANNA, "/bookings/{past}"),
    "an old form": Stop(LUCA, "/profile", _sign_out_with_an_old_form),
    "first question": Stop(UGO, "/start"),
    "first question, unknown postal code": Stop(UGO, "/start", _write_a_strange_postal_code),
    "home": Stop(SOFIA, "/"),
    "home, the nearest is full": Stop(SOFIA, "/?day={full_on}&workplace={full}"),
    "home, a Sunday": Stop(SOFIA, "/?day={sunday}"),
    "home, without an area": Stop(LUCA, "/"),
    "home, a desk is held": Stop(ANNA, "/?day={day}"),
    "home, the booking was refused": Stop(ANNA, "/?day={full_on}", _book_in_vain),
    "desks": Stop(SOFIA, "/workplaces/SANSOVINO/desks"),
    "desks, filtered to none": Stop(
        SOFIA, "/workplaces/PADOVA/desks?with=accessible&with=height-adjustable&with=quiet"
    ),
    "desks, full": Stop(SOFIA, "/workplaces/{full}/desks?day={full_on}"),
    "desks, closed": Stop(SOFIA, "/workplaces/{closed}/desks?day={closed_on}"),
    "desks, moving a booking": Stop(
        ANNA, "/workplaces/SANSOVINO/desks?day={day}&part=day&booking={active}"
    ),
    "booking": Stop(ANNA, "/bookings/{active}"),
    "booking, cancelled": Stop(ANNA, "/bookings/{cancelled}"),
    "booking, over": Stop(SOFIA, "/bookings/{past}"),
    "my bookings": Stop(SOFIA, "/bookings"),
    "my bookings, none": Stop(LUCA, "/bookings"),
    "profile": Stop(ANNA, "/profile"),
    "profile, nothing told": Stop(LUCA, "/profile"),
    "colleagues": Stop(ANNA, "/colleagues?q=rus"),
    "password": Stop(ANNA, "/profile/password"),
    "password, nothing filled in": Stop(ANNA, "/profile/password", _send_nothing),
    "my data": Stop(SOFIA, "/my-data"),
    "my weeks": Stop(SOFIA, "/weeks"),
    "my agreement": Stop(SOFIA, "/agreement"),
    "my agreement, none": Stop(LUCA, "/agreement"),
    "withdrawal": Stop(SOFIA, "/agreement/{mine}/withdraw"),
    "evaluation": Stop(SOFIA, "/agreement/{mine}/evaluation"),
    "deputies": Stop(MARCO, "/deputies"),
    "team": Stop(MARCO, "/team"),
    "inbox": Stop(GIULIA, "/inbox"),
    "inbox of a manager": Stop(MARCO, "/inbox"),
    "inbox, expiring": Stop(GIULIA, "/inbox?box=expiring"),
    "request": Stop(GIULIA, "/inbox/{asked}"),
    "people": Stop(GIULIA, "/people?q=ricci"),
    "person": Stop(GIULIA, "/people/{sofia}"),
    "register": Stop(GIULIA, "/agreements"),
    "campaigns": Stop(GIULIA, "/campaigns"),
    "campaign": Stop(GIULIA, "/campaigns/1"),
    "programme": Stop(GIULIA, "/programme"),
    "filings": Stop(GIULIA, "/filings"),
    "indicators": Stop(GIULIA, "/indicators"),
    "today in the workplaces": Stop(PAOLO, "/today"),
    "a workplace today": Stop(PAOLO, "/today/PADOVA"),
    "workplaces": Stop(PAOLO, "/places"),
    "limits": Stop(PAOLO, "/places/LARGA/limits"),
    "limits, nothing filled in": Stop(PAOLO, "/places/LARGA/limits", _send_nothing),
    "limits, a preview": Stop(PAOLO, "/places/LARGA/limits/preview?number=1&from_day={soon}"),
    "offices' shares": Stop(PAOLO, "/places/LARGA/shares"),
    "draws": Stop(CHIARA, "/places/LARGA/draws"),
    "draws, a preview": Stop(
        CHIARA, "/places/LARGA/draws?days_before=1&hour=12:00&from_day={soon}"
    ),
    "my fair share": Stop(SOFIA, "/fairness"),
    "my usual week": Stop(SOFIA, "/usual-week"),
    "groups": Stop(SOFIA, "/groups"),
    "a new group": Stop(SOFIA, "/groups/new"),
    "a new group, nobody of the name": Stop(SOFIA, "/groups/new?find=1&names=Zzzzz"),
    "a new group, where there are desks": Stop(
        SOFIA, "/groups/new?find=1&day={soon}&names=Ricci%0Aresponsabile@vicino.example"
    ),
    "exchanges": Stop(SOFIA, "/exchanges"),
    "an exchange": Stop(ANNA, "/bookings/{active}/exchange"),
    "closures": Stop(PAOLO, "/places/closures"),
    "a new closure": Stop(PAOLO, "/places/closures/new?workplace=PADOVA"),
    "a closure, a preview": Stop(PAOLO, CLOSURE),
    "rooms": Stop(PAOLO, "/places/PADOVA/rooms"),
    "what guests read": Stop(PAOLO, "/places/PADOVA/house"),
    "screens": Stop(PAOLO, "/places/screens"),
    "use": Stop(PAOLO, "/use"),
    "forecast of a workplace": Stop(PAOLO, "/forecast?workplace=PADOVA"),
    "messages": Stop(ANNA, "/notices"),
    "messages, none": Stop(LUCA, "/notices"),
    "mails that I want": Stop(ANNA, "/profile/mail"),
    "a link that has ended": Stop(NOBODY, "/answers/expired"),
    "a mail's foot that has ended": Stop(NOBODY, "/mail/unsubscribe/expired"),
    "jobs": Stop(CHIARA, "/jobs"),
    "confirming": Stop(CHIARA, "/places/LARGA/confirmation"),
    "what if": Stop(PAOLO, "/simulator?place1=LARGA&what1=closes"),
}


# The largest pages, which take as long as all others together.
LARGE = [name for name in STOPS if name.startswith(("home", "desks"))]
OTHERS = [name for name in STOPS if name not in LARGE]


def build(browser: Browser, server: Server, newcomer: Callable[[], str]) -> World:
    """Let everybody sign in, and Anna book, cancel and make a calendar address."""
    cookies: dict[str, Any] = {NOBODY: []}

    def enter(who: str, deed: Callable[[Page], Any]) -> Any:
        context = new_context(browser, server.url)
        done = deed(context.new_page())
        cookies[who] = context.cookies()
        context.close()
        return done

    enter(SOFIA, lambda page: sign_in(page, EMPLOYEE))
    enter(MARCO, lambda page: sign_in(page, "responsabile@vicino.example"))
    enter(GIULIA, lambda page: sign_in(page, "hr@vicino.example"))
    enter(PAOLO, lambda page: sign_in(page, "sedi@vicino.example"))
    enter(CHIARA, lambda page: sign_in(page, "admin@vicino.example"))
    enter(LUCA, lambda page: settle(page, newcomer(), area=""))
    enter(UGO, lambda page: sign_in(page, newcomer(), OWN_PASSWORD))
    email = newcomer()
    facts = enter(ANNA, lambda page: _anna(page, email))
    ring(server, email)
    ring(server, email, is_new=False)
    return World(cookies, facts | _calendar(server))


def _anna(page: Page, email: str) -> dict[str, Any]:
    settle(page, email)
    day = page.locator("input[name=day]").first.input_value()
    cancelled = book(page)
    cancel(page, cancelled)
    page.goto("/")
    active = book(page)
    page.goto("/profile")
    press(page.locator("form[action='/profile/calendar']"))
    return {"active": active, "cancelled": cancelled, "day": day}


def _calendar(server: Server) -> dict[str, Any]:
    """Return days and bookings of the demo that show something, from its database."""
    today = "date('now', 'localtime')"
    ((past,),) = server.ask(
        "SELECT max(b.id) FROM bookings b JOIN users u ON u.id = b.user_id"
        f" WHERE u.email = ? AND b.state = 'active' AND b.day < {today}",
        EMPLOYEE,
    )
    ((full, full_on, taken),) = server.ask(
        "SELECT w.code, min(d.day), s.desk_id FROM workplace_days d"
        " JOIN workplaces w ON w.id = d.workplace_id"
        " JOIN slots s ON s.workplace_id = w.id AND s.day = d.day"
        f" WHERE d.day > {today} AND d.cap_am > 0 AND d.taken_am >= d.cap_am"
        " AND d.taken_pm >= d.cap_pm"
    )
    ((closed, closed_on),) = server.ask(
        "SELECT w.code, c.from_day FROM closures c JOIN workplaces w ON w.id = c.workplace_id"
        " WHERE c.reopened_at IS NULL ORDER BY c.id LIMIT 1"
    )
    ((sunday,),) = server.ask(f"SELECT date({today}, 'weekday 0', '+7 days')")
    ((soon,),) = server.ask(f"SELECT min(day) FROM workplace_days WHERE day > {today}")
    ((mine, sofia),) = server.ask(
        "SELECT a.id, u.id FROM agreements a JOIN users u ON u.id = a.user_id"
        " WHERE u.email = ? ORDER BY a.id LIMIT 1",
        EMPLOYEE,
    )
    ((asked,),) = server.ask(
        "SELECT max(id) FROM agreements WHERE state = 'submitted' AND approvals_given = 1"
    )
    return {
        "mine": mine,
        "sofia": sofia,
        "asked": asked,
        "past": past,
        "full": full,
        "full_on": full_on,
        "taken": taken,
        "closed": closed,
        "closed_on": closed_on,
        "sunday": sunday,
        "soon": soon,
    }
