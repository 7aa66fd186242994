"""The permission table: what is not opened here is closed.

Pages wear `@requires`, commands call `authorize`.
`docs/permissions.md` is printed from this table.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from app.auth.actors import Actor
from app.auth.models import Role
from app.core.errors import Forbidden

View = TypeVar("View", bound=Callable[..., Any])
Predicate = Callable[[Actor, Any], bool]


class Permission(StrEnum):
    """Something that a person may or may not do."""

    SEE_DESKS = "see_desks"
    BOOK_DESK = "book_desk"
    SEE_BOOKING = "see_booking"
    CHANGE_BOOKING = "change_booking"
    EDIT_OWN_PROFILE = "edit_own_profile"
    SEE_OWN_RECORD = "see_own_record"
    SET_LIMITS = "set_limits"
    EDIT_PLACES = "edit_places"
    MOVE_BOOKING = "move_booking"
    ANSWER_MOVE = "answer_move"
    GIVE_DELEGATION = "give_delegation"
    BOOK_FOR = "book_for"
    ASK_EXCHANGE = "ask_exchange"
    ANSWER_EXCHANGE = "answer_exchange"
    CALL_GROUP = "call_group"
    CHANGE_GROUP = "change_group"
    ANSWER_INVITE = "answer_invite"
    RUN_SCREENS = "run_screens"
    SEE_OCCUPANCY = "see_occupancy"
    SEE_PRESENT = "see_present"
    SEE_GUESTS = "see_guests"
    KEEP_SCENARIOS = "keep_scenarios"
    COUNT_TOTALS = "count_totals"
    RUN_JOBS = "run_jobs"
    SET_POLICIES = "set_policies"
    EDIT_PEOPLE = "edit_people"
    IMPORT_FILES = "import_files"
    SEE_AUDIT = "see_audit"
    SEE_AGREEMENT = "see_agreement"
    EDIT_AGREEMENT = "edit_agreement"
    DECIDE_AGREEMENT = "decide_agreement"
    SIGN_AGREEMENT = "sign_agreement"
    END_AGREEMENT = "end_agreement"
    JUDGE_AGREEMENT = "judge_agreement"
    SEE_PRIORITY = "see_priority"
    SEE_PLAN = "see_plan"
    CHANGE_PLAN = "change_plan"
    DECIDE_PLAN = "decide_plan"
    SEE_TEAM = "see_team"
    NAME_DEPUTY = "name_deputy"
    RECORD_ABSENCES = "record_absences"
    RUN_PROGRAMME = "run_programme"
    SEE_INDICATORS = "see_indicators"


def anyone(_actor: Actor, _subject: Any) -> bool:
    """Hold for everybody who is signed in."""
    return True


def owner(actor: Actor, subject: Any) -> bool:
    """Hold for the person whom the subject belongs to."""
    return actor.id is not None and getattr(subject, "user_id", None) == actor.id


def administrator(actor: Actor, _subject: Any) -> bool:
    """Hold for administrators, and the system itself."""
    return actor.has(Role.ADMINISTRATOR)


def auditor(actor: Actor, _subject: Any) -> bool:
    """Hold for auditors, who read and never write."""
    return actor.has(Role.AUDITOR)


def facility_manager(actor: Actor, subject: Any) -> bool:
    """Hold for the managers of this workplace, and those of every workplace.

    The subject is a workplace, or something that says its `workplace_id`.
    """
    return _is_given(actor, Role.FACILITY_MANAGER, subject)


def any_facility_manager(actor: Actor, _subject: Any) -> bool:
    """Hold for the managers of any workplace: they see the others' without touching them."""
    return actor.has(Role.FACILITY_MANAGER)


def warden(actor: Actor, subject: Any) -> bool:
    """Hold for the emergency staff of this workplace (D.Lgs. 81/2008)."""
    return _is_given(actor, Role.WARDEN, subject)


def _is_given(actor: Actor, role: Role, subject: Any) -> bool:
    """Return True if the role is held over the subject's workplace, or over all of them."""
    workplace = getattr(subject, "workplace_id", getattr(subject, "id", None))
    return any(
        grant.role is role and (grant.workplace_id is None or grant.workplace_id == workplace)
        for grant in actor.grants
    )


def hr(actor: Actor, _subject: Any) -> bool:
    """Hold for human resources, and the system itself."""
    return actor.has(Role.HR)


def line_manager(actor: Actor, subject: Any) -> bool:
    """Hold for the manager of the person whom the subject belongs to, or today's deputy.

    The subject says who they are: `manager_ids`.
    """
    return actor.id is not None and actor.id in getattr(subject, "manager_ids", ())


def delegate(actor: Actor, subject: Any) -> bool:
    """Hold for whoever was asked to book for the person: by them, or for their office.

    The subject says who they are: `delegate_ids`.
    """
    return actor.id is not None and actor.id in getattr(subject, "delegate_ids", ())


def director(actor: Actor, subject: Any) -> bool:
    """Hold for the manager of that manager, or today's deputy (`director_ids`)."""
    return actor.id is not None and actor.id in getattr(subject, "director_ids", ())


def leader(actor: Actor, _subject: Any) -> bool:
    """Hold for everybody who leads somebody."""
    return actor.leads


# One line per permission; it is granted if any predicate on its line holds.
GRANTS: dict[Permission, list[Predicate]] = {
    Permission.SEE_DESKS: [anyone],
    Permission.BOOK_DESK: [anyone],
    Permission.SEE_BOOKING: [owner, administrator],
    Permission.CHANGE_BOOKING: [owner, administrator],
    Permission.EDIT_OWN_PROFILE: [anyone],
    Permission.SEE_OWN_RECORD: [anyone],
    Permission.SET_LIMITS: [facility_manager, administrator],
    Permission.EDIT_PLACES: [facility_manager, administrator],
    Permission.MOVE_BOOKING: [facility_manager, administrator],
    Permission.ANSWER_MOVE: [owner],
    Permission.GIVE_DELEGATION: [owner, line_manager],
    Permission.BOOK_FOR: [delegate, line_manager],
    Permission.ASK_EXCHANGE: [owner],
    Permission.ANSWER_EXCHANGE: [owner],
    Permission.CALL_GROUP: [anyone],
    Permission.CHANGE_GROUP: [owner],
    Permission.ANSWER_INVITE: [owner],
    Permission.RUN_SCREENS: [facility_manager, administrator],
    Permission.SEE_OCCUPANCY: [any_facility_manager, hr, administrator, auditor],
    Permission.SEE_PRESENT: [warden],
    Permission.SEE_GUESTS: [facility_manager, administrator],
    Permission.KEEP_SCENARIOS: [any_facility_manager, hr, administrator],
    Permission.COUNT_TOTALS: [administrator],
    Permission.RUN_JOBS: [administrator],
    Permission.SET_POLICIES: [administrator],
    Permission.EDIT_PEOPLE: [administrator],
    Permission.IMPORT_FILES: [administrator],
    Permission.SEE_AUDIT: [auditor, administrator],
    Permission.SEE_AGREEMENT: [owner, line_manager, director, hr],
    Permission.EDIT_AGREEMENT: [owner],
    Permission.DECIDE_AGREEMENT: [line_manager, director, hr],
    Permission.SIGN_AGREEMENT: [owner, line_manager],
    Permission.END_AGREEMENT: [owner, line_manager, hr],
    Permission.JUDGE_AGREEMENT: [line_manager],
    Permission.SEE_PRIORITY: [hr],
    Permission.SEE_PLAN: [owner, line_manager, hr],
    Permission.CHANGE_PLAN: [owner],
    Permission.DECIDE_PLAN: [line_manager],
    Permission.SEE_TEAM: [leader],
    Permission.NAME_DEPUTY: [owner, hr],
    Permission.RECORD_ABSENCES: [hr],
    Permission.RUN_PROGRAMME: [hr],
    Permission.SEE_INDICATORS: [hr, auditor],
}


def is_granted(actor: Actor | None, permission: Permission, subject: Any = None) -> bool:
    """Return True if any predicate on the permission's line holds; never for the anonymous."""
    if actor is None:
        return False
    return any(predicate(actor, subject) for predicate in GRANTS.get(permission, []))


def authorize(actor: Actor, permission: Permission, subject: Any = None) -> None:
    """Raise Forbidden unless the actor holds the permission over the subject."""
    if not is_granted(actor, permission, subject):
        raise Forbidden(permission)


def requires(permission: Permission) -> Callable[[View], View]:
    """Open a page to those who hold the permission; its service still checks the subject."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def impersonal(view: View) -> View:
    """Open an address to everybody without asking who they are: what a device fetches by itself.

    So it neither keeps a sign-in awake nor ends one before its person presses a button.
    """
    view.is_impersonal = True  # type: ignore[attr-defined]
    return public(view)


def public(view: View) -> View:
    """Open a page to everybody, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view
