"""Where the pages of this feature hang, and the links that lead to them from every page."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.auth.actors import SYSTEM, Actor
from app.auth.login import find_me
from app.auth.models import Role
from app.auth.permissions import Permission, is_granted
from app.booking.queries.places import places
from app.booking.rules import releases
from app.booking.rules.places import WorkplaceFacts
from app.booking.services.releases import release_when_due
from app.core import clock
from app.core.half import Part
from app.pola.views.links import hr_pages

bp = Blueprint("booking", __name__)
# Words for everybody: help, house rules, accessibility, privacy.
pages_bp = Blueprint("pages", __name__)

_MY_BOOKINGS = {
    "booking.my_bookings",
    "booking.booking",
    "booking.cancel",
    "booking.restore",
    "booking.change",
    "booking.away",
    "booking.give_back_days",
    "booking.new_series",
    "booking.series",
    "booking.change_series",
    "booking.usual_week_page",
    "booking.set_usual_week",
    "booking.usual_week_days",
    "booking.colleagues",
    "booking.fairness",
    "booking.groups",
    "booking.group",
    "booking.new_group",
    "booking.call_group",
    "booking.exchanges",
    "booking.new_exchange",
    "booking.ask_exchange",
    "booking.on_behalf",
    "booking.book_for_page",
    "booking.book_for",
}
_PROFILE = {
    "booking.profile",
    "booking.area",
    "booking.order",
    "booking.needs",
    "booking.wishes",
    "booking.show_desks",
    "booking.delegations",
    "booking.give_delegation",
    "booking.my_data",
    "booking.new_feed",
    "booking.revoke_feed",
    "auth.password",
    "post.choices",
    "post.choose",
    "pola.commute",
    "pola.answer_commute",
}
_WEEKS = {
    "booking.weeks",
    "booking.plan_half",
    "booking.ask_swap",
    "booking.take_swap_back",
}
_AGREEMENT = {
    "pola.my_agreement",
    "pola.start_request",
    "pola.abandon_request",
    "pola.take_notice_back",
    "pola.edit_request",
    "pola.save_request",
}
_TEAM = {"pola.team", "pola.answer_swap", "booking.recall"}
_INDICATORS = {"pola.indicators"}
# Pages that show who has which desk.
_ABOUT_DESKS = {"booking", "occupancy", "places"}
_HOME = {
    "booking.home",
    "booking.desks",
    "booking.first_day",
    "booking.book",
}


def _only_reads(who: Actor) -> bool:
    """Return True for auditors; human resources find the indicators among their own pages."""
    return who.has(Role.AUDITOR) and not who.has(Role.HR)


def _house(who: Actor) -> list[tuple[str, str, set[str]]]:
    """Return the entry that leads facility managers to all pages about workplaces."""
    if not (who.has(Role.FACILITY_MANAGER) or who.has(Role.ADMINISTRATOR)):
        return []
    here = request.endpoint or ""
    ours = {here} if here.startswith(("occupancy.", "places.", "jobs.")) else set()
    return [("occupancy.today", _("Workplaces"), ours)]


def _emergency(who: Actor) -> list[dict[str, Any]]:
    """Return the entry that leads emergency staff to the list of their workplace."""
    if _house(who) or not who.has(Role.WARDEN):
        return []
    known = places(g.places_revision).workplaces
    own = next((one for one in known if is_granted(who, Permission.SEE_PRESENT, one)), None)
    if own is None:
        return []
    address = url_for("occupancy.present", code=own.code)
    is_current = request.endpoint == "occupancy.present"
    return [{"label": _("Emergency list"), "url": address, "is_current": is_current}]


@bp.before_app_request
def _release_unconfirmed() -> None:
    """Free what nobody confirmed in time before anybody looks: a late job changes nothing."""
    if "places_revision" in g and request.blueprint in _ABOUT_DESKS:
        release_when_due(places(g.places_revision), by=SYSTEM)


@bp.app_template_global()
def asked_until(workplace: WorkplaceFacts, day: date, part: Part) -> datetime | None:
    """Return until when people are still asked to say that they come; None where nobody asks."""
    return releases.asked_until(workplace, day, part, clock.wall())


# The pages beside one's bookings, by the words of their titles.
_BESIDE = (
    ("booking.my_bookings", _l("My bookings")),
    ("booking.usual_week_page", _l("Your usual week")),
    ("booking.groups", _l("Sit together")),
    ("booking.exchanges", _l("Exchanges of desks")),
    ("booking.on_behalf", _l("Book for somebody")),
    ("booking.colleagues", _l("Where a colleague sits")),
    ("booking.fairness", _l("My fair share")),
)


@bp.app_template_global()
def bookings_links() -> list[dict[str, Any]]:
    """Return the links between the pages about one's bookings."""
    here = request.endpoint
    return [
        {"label": label, "url": url_for(endpoint), "is_current": endpoint == here}
        for endpoint, label in _BESIDE
    ]


@bp.app_template_global()
def nav_items() -> list[dict[str, Any]]:
    """Return the links of the header; none before signing in."""
    who = find_me()
    if who is None:
        return []
    links = [
        *(_house(who)),
        ("booking.home", _("Book a desk"), _HOME),
        ("booking.my_bookings", _("My bookings"), _MY_BOOKINGS),
        ("booking.weeks", _("My weeks"), _WEEKS),
        ("pola.my_agreement", _("My agreement"), _AGREEMENT),
        *([("pola.team", _("Team"), _TEAM)] if who.leads else []),
        *([("pola.inbox", _("Requests"), hr_pages())] if who.leads or who.has(Role.HR) else []),
        *([("pola.indicators", _("Indicators"), _INDICATORS)] if _only_reads(who) else []),
        ("booking.profile", _("Profile"), _PROFILE),
    ]
    return _emergency(who) + [
        {"label": label, "url": url_for(endpoint), "is_current": request.endpoint in pages}
        for endpoint, label, pages in links
    ]
