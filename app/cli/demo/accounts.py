"""The five people whom one can sign in as, each for one side of Vicino."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Office, Role, User
from app.auth.rules import DEMO_PASSWORD
from app.auth.services.people import grant_role
from app.auth.services.sign_ins import hash_password
from app.core.db import connection, db

OFFICE = "WEL11"


@dataclass(frozen=True)
class Account:
    """An invented person with a public password."""

    email: str
    given_name: str
    surname: str
    office: str
    shows: str
    role: Role | None = None
    area: str | None = None


MANAGER = Account(
    "responsabile@vicino.example", "Marco", "Ferrante", OFFICE, "manager of an office", Role.MANAGER
)
SOFIA = Account("dipendente@vicino.example", "Sofia", "D'Angelo", OFFICE, "employee", area="20162")
ACCOUNTS = (
    SOFIA,
    MANAGER,
    Account("hr@vicino.example", "Giulia", "Bellini", "RU1", "human resources", Role.HR),
    Account(
        "sedi@vicino.example",
        "Paolo",
        "Cattaneo",
        "DEM",
        "facility manager of all workplaces",
        Role.FACILITY_MANAGER,
    ),
    Account(
        "admin@vicino.example", "Chiara", "Montanari", "DIG", "administrator", Role.ADMINISTRATOR
    ),
)


def make_accounts() -> int:
    """Make the five accounts with their roles; return Sofia's id."""
    offices = dict(connection().execute(sa.select(Office.code, Office.id)).all())
    connection().execute(sa.insert(User), [_row(account, offices) for account in ACCOUNTS])
    users = {user.email: user for user in db.session.scalars(sa.select(User).where(User.is_demo))}
    for account in ACCOUNTS:
        if account.role:
            # The others' roles are over the whole city.
            over = offices[account.office] if account.role is Role.MANAGER else None
            grant_role(users[account.email], account.role, by=SYSTEM, office_id=over)
    sofia, manager = users[SOFIA.email].id, users[MANAGER.email].id
    connection().execute(sa.update(User).where(User.id == sofia).values(manager_id=manager))
    return sofia


def _row(account: Account, offices: dict[str, int]) -> dict[str, object]:
    return {
        "email": account.email,
        "given_name": account.given_name,
        "surname": account.surname,
        "office_id": offices[account.office],
        "password_hash": hash_password(DEMO_PASSWORD),
        "is_demo": True,
        "is_remote_capable": True,
        "area_code": account.area,
        "was_asked_area": account.area is not None,
    }
