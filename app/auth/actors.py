"""Who acts: a light, frozen picture of the signed-in person, or the system itself."""

from dataclasses import dataclass

from flask_login import UserMixin

from app.auth.models import Role


@dataclass(frozen=True)
class Grant:
    """A role, over an office and all below it, or over a workplace, or over everything."""

    role: Role
    office_id: int | None = None
    workplace_id: int | None = None


@dataclass(frozen=True, eq=False)
class Actor(UserMixin):  # type: ignore[misc]
    """The person behind a request, read in one query; never Flask-Login's proxy."""

    id: int | None
    full_name: str
    given_name: str = ""
    email: str = ""
    locale: str | None = None
    area_code: str | None = None
    was_asked_area: bool = True
    workplace_order: tuple[int, ...] = ()
    # What they need of a desk: codes of booking/rules/needs.py, nobody else's business.
    desk_needs: frozenset[str] = frozenset()
    # What they like a desk to have; codes of equipment.
    wished_equipment: frozenset[str] = frozenset()
    office_id: int | None = None
    office_workplace_id: int | None = None
    grants: frozenset[Grant] = frozenset()
    # True when somebody reports to this person, or an office was given to them.
    leads: bool = False
    # Messages that nobody has read under the bell.
    new_notices: int = 0
    sign_in_id: int | None = None
    # Secret of this browser's sign-in; Flask-Login keeps it in the session cookie.
    token: str = ""

    def get_id(self) -> str:
        """Return what the session cookie holds: the sign-in's secret, never the person's id."""
        return self.token

    def has(self, role: Role) -> bool:
        """Return True if the person has the role over anything at all."""
        return any(grant.role is role for grant in self.grants)


# Jobs and the command line act as nobody; the audit line shows no person.
SYSTEM = Actor(
    id=None,
    full_name="Vicino",
    grants=frozenset({Grant(Role.ADMINISTRATOR), Grant(Role.FACILITY_MANAGER), Grant(Role.HR)}),
)
