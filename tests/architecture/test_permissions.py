"""The permission table, door by door and role by role."""

import ast
import inspect
import pkgutil
from dataclasses import dataclass, replace
from importlib import import_module

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from app.auth.actors import SYSTEM, Actor, Grant
from app.auth.models import Role
from app.auth.permissions import GRANTS, Permission, authorize, is_granted
from app.core.errors import Forbidden
from tests.support import permissions_page
from tests.support.browser import Page, words
from tests.support.factories import make_user, make_workplace

# Opened to everybody on purpose; a page that is missing here needs a sign-in.
PUBLIC = {
    "auth.login",
    "auth.logout",
    "auth.language",
    "booking.feed",
    "booking.answer",
    "booking.give_answer",
    "post.unsubscribe",
    "post.stop",
    "health.live",
    "health.ready",
    "health.jobs",
    "occupancy.screen",
    "pages.help",
    "pages.manifest",
    "pages.offline",
    "pages.worker",
    "pages.rules",
    "pages.accessibility",
    "pages.privacy",
    "token",
}


# Mail programs send neither cookies nor forms (RFC 8058): the signed address is the token.
SIGNED = {"booking.give_answer", "post.stop"}


@dataclass(frozen=True)
class Thing:
    """A subject: somebody's, in a workplace, with managers."""

    user_id: int = 1
    workplace_id: int = 7
    manager_ids: frozenset[int] = frozenset({3})
    director_ids: frozenset[int] = frozenset({4})
    delegate_ids: frozenset[int] = frozenset({5})


def person(*grants: Grant, id: int = 2) -> Actor:
    return Actor(id=id, full_name="Sofia", grants=frozenset(grants))


WHO = {
    "owner": person(id=1),
    "employee": person(),
    "line manager": replace(person(id=3), leads=True),
    "director": replace(person(id=4), leads=True),
    "delegate": person(id=5),
    "manager elsewhere": replace(person(Grant(Role.MANAGER)), leads=True),
    "hr": person(Grant(Role.HR)),
    "facility manager here": person(Grant(Role.FACILITY_MANAGER, workplace_id=7)),
    "facility manager elsewhere": person(Grant(Role.FACILITY_MANAGER, workplace_id=8)),
    "facility manager of all": person(Grant(Role.FACILITY_MANAGER)),
    "warden here": person(Grant(Role.WARDEN, workplace_id=7)),
    "warden elsewhere": person(Grant(Role.WARDEN, workplace_id=8)),
    "administrator": person(Grant(Role.ADMINISTRATOR)),
    "auditor": person(Grant(Role.AUDITOR)),
    "the system": SYSTEM,
}
EVERYBODY = set(WHO)
CHIEFS = {"administrator", "the system"}
HR = {"hr", "the system"}
LEADERS = {"line manager", "director", "manager elsewhere"}
HOUSE = CHIEFS | {"facility manager here", "facility manager of all"}
EVERY_HOUSE = HOUSE | {"facility manager elsewhere"}
EXPECTED = {
    Permission.SEE_DESKS: EVERYBODY,
    Permission.BOOK_DESK: EVERYBODY,
    Permission.SEE_BOOKING: CHIEFS | {"owner"},
    Permission.CHANGE_BOOKING: CHIEFS | {"owner"},
    Permission.EDIT_OWN_PROFILE: EVERYBODY,
    Permission.SEE_OWN_RECORD: EVERYBODY,
    Permission.SET_LIMITS: HOUSE,
    Permission.EDIT_PLACES: HOUSE,
    Permission.MOVE_BOOKING: HOUSE,
    Permission.ANSWER_MOVE: {"owner"},
    Permission.GIVE_DELEGATION: {"owner", "line manager"},
    Permission.BOOK_FOR: {"delegate", "line manager"},
    Permission.ASK_EXCHANGE: {"owner"},
    Permission.ANSWER_EXCHANGE: {"owner"},
    Permission.CALL_GROUP: EVERYBODY,
    Permission.CHANGE_GROUP: {"owner"},
    Permission.ANSWER_INVITE: {"owner"},
    Permission.RUN_SCREENS: HOUSE,
    Permission.SEE_OCCUPANCY: EVERY_HOUSE | HR | {"auditor"},
    Permission.SEE_PRESENT: {"warden here"},
    Permission.SEE_GUESTS: HOUSE,
    Permission.KEEP_SCENARIOS: EVERY_HOUSE | HR,
    Permission.COUNT_TOTALS: CHIEFS,
    Permission.RUN_JOBS: CHIEFS,
    Permission.SET_POLICIES: CHIEFS,
    Permission.EDIT_PEOPLE: CHIEFS,
    Permission.IMPORT_FILES: CHIEFS,
    Permission.SEE_AUDIT: CHIEFS | {"auditor"},
    Permission.SEE_AGREEMENT: HR | {"owner", "line manager", "director"},
    Permission.EDIT_AGREEMENT: {"owner"},
    Permission.DECIDE_AGREEMENT: HR | {"line manager", "director"},
    Permission.SIGN_AGREEMENT: {"owner", "line manager"},
    Permission.END_AGREEMENT: HR | {"owner", "line manager"},
    Permission.JUDGE_AGREEMENT: {"line manager"},
    Permission.SEE_PRIORITY: HR,
    Permission.SEE_PLAN: HR | {"owner", "line manager"},
    Permission.CHANGE_PLAN: {"owner"},
    Permission.DECIDE_PLAN: {"line manager"},
    Permission.SEE_TEAM: LEADERS,
    Permission.NAME_DEPUTY: HR | {"owner"},
    Permission.RECORD_ABSENCES: HR,
    Permission.RUN_PROGRAMME: HR,
    Permission.SEE_INDICATORS: HR | {"auditor"},
}


def test_every_permission_has_its_line_and_its_expectation():
    assert set(GRANTS) == set(Permission) == set(EXPECTED)


@pytest.mark.parametrize("permission", Permission)
def test_who_holds_a_permission_over_a_subject(permission):
    held = {name for name, actor in WHO.items() if is_granted(actor, permission, Thing())}
    assert held == EXPECTED[permission]


@pytest.mark.parametrize("permission", Permission)
def test_the_anonymous_hold_nothing(permission):
    assert not is_granted(None, permission, Thing())


def test_a_command_refuses_whom_the_table_does_not_name():
    with pytest.raises(Forbidden):
        authorize(WHO["employee"], Permission.CHANGE_BOOKING, Thing())
    authorize(WHO["owner"], Permission.CHANGE_BOOKING, Thing())


def test_the_paper_says_what_the_table_says():
    assert permissions_page.PAGE.read_text() == permissions_page.text(), (
        "the table has changed: .venv/bin/python -m tests.support.permissions_page"
    )


def _rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def _address(app: Flask, rule: Rule) -> str:
    """Return an address of this rule: number 1, or some word."""
    values = {
        name: 1 if isinstance(converter, IntegerConverter) else "X"
        for name, converter in rule._converters.items()
    }
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def test_every_page_is_marked_and_only_these_are_open_to_all(app):
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in _rules(app)}
    unmarked = [
        endpoint
        for endpoint, view in views.items()
        if getattr(view, "is_public", False) is (getattr(view, "permission", None) is not None)
    ]
    assert unmarked == []
    assert {e for e, view in views.items() if getattr(view, "is_public", False)} == PUBLIC


def test_before_signing_in_every_other_page_leads_to_the_door_and_tells_nothing(app, browser):
    make_workplace("SEGRETA", name="Sede segreta")
    make_user("segreta@example.it")
    for rule in _rules(app):
        if rule.endpoint in PUBLIC:
            continue
        address = _address(app, rule)
        for method in rule.methods & {"GET", "POST"}:
            page = browser.get(address) if method == "GET" else browser.post(address)
            assert page.status == 303, f"{method} {address}"
            assert page.location.startswith("/sign-in"), f"{method} {address}"
            assert "segreta" not in page.text.lower()


def test_no_form_is_taken_without_its_token(app, browser):
    browser.sign_in(make_user())
    for rule in _rules(app):
        if "POST" in rule.methods and rule.endpoint not in SIGNED:
            page = Page(browser.client.post(_address(app, rule)))
            assert page.status == 400, rule.rule
            assert page.heading == "This form is too old"


def test_a_page_that_nobody_marked_stays_closed(app, browser):
    browser.sign_in(make_user())
    view = app.view_functions["token"]
    view.is_public = False
    try:
        assert browser.get("/sign-in/token-for-tests").status == 403
    finally:
        view.is_public = True


# Housekeeping of the sign-in itself: counts and times, nobody's deed.
NOT_TOLD = {"begin_try", "note_wrong", "note_right", "keep_awake"}
# An audit line would keep the hour at which somebody came (art. 4 L. 300/1970).
NOT_TOLD |= {"confirm_booking"}
# Counts about places: nobody is told apart in them, and nothing is anybody's deed.
NOT_TOLD |= {"count_unmet", "_rebuild_month"}
# The system's own: the mail that it owes, or the run that it writes down, says so already.
NOT_TOLD |= {"remind_of", "_tell_loss"}
# Which notes a person has read is written down once, and theirs.
NOT_TOLD |= {"read_note"}
NOT_TOLD |= {"_answered", "_pass", "_forget_old", "begin_opening", "end_opening"}
# What is forgotten leaves no line about whose it was.
NOT_TOLD |= {"drop_old", "_delete_some", "_delete_draws", "_forget_some", "count_month"}
NOT_TOLD |= {"_forget_shared", "_delete_delegations"}
# These only look.
NOT_TOLD |= {"check_agreements", "check_desks", "check_house_desks", "check_parameter"}


def _service_modules():
    for feature in ("auth", "pola", "booking"):
        package = import_module(f"app.{feature}.services")
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            yield import_module(module.name)


def _functions(module):
    """Return a module's functions and methods by name, as trees."""
    tree = ast.parse(inspect.getsource(module))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _reaches_audit(module, name, seen):
    """Follow the calls inside services from a function to `audit.record`."""
    if (module.__name__, name) in seen:
        return False
    seen.add((module.__name__, name))
    tree = _functions(module).get(name)
    if tree is None:
        return False
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            said = ast.unparse(call.func)
            if said in {"audit.record", "record"}:
                return True
            owner, _, attribute = said.rpartition(".")
            target = getattr(module, owner, None) if owner else getattr(module, said, None)
            home = target if inspect.ismodule(target) else inspect.getmodule(target)
            if (
                home is not None
                and ".services." in home.__name__
                and _reaches_audit(home, attribute or said, seen)
            ):
                return True
    return False


def test_every_command_writes_who_did_what():
    silent = [
        f"{module.__name__}.{name}"
        for module in _service_modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if getattr(function, "is_command", False)
        and function.__module__ == module.__name__
        and name not in NOT_TOLD
        and not _reaches_audit(module, name, set())
    ]
    assert silent == []


def test_a_page_for_another_role_says_so_in_words(app, browser):
    browser.sign_in(make_user())
    view = app.view_functions["token"]
    view.is_public, view.permission = False, Permission.EDIT_PEOPLE
    try:
        page = browser.get("/sign-in/token-for-tests")
    finally:
        view.is_public = True
        del view.permission
    assert page.status == 403
    assert words(page.all("h1")[0]) == "This is not open to you"
