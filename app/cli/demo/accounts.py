"""The five people whom one can sign in as, each for one side of Vicino."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Office, Role, User
from app.auth.rules import DEMO_PASSWORD
from app.auth.services.passwords import hash_password
from app.auth.services.people import grant_role
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
# What HR knows of her: enough for an agreement and for the Ministry.
SOFIA_ON_FILE = {
    "sex": "F",
    "born_on": date(1986, 5, 14),
    "fiscal_code": "DNGSFO86E54F205V",
    "grade": "Funzionario",
    "hired_on": date(2014, 3, 3),
    "contract": "A01",
}
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
    _make_team(sofia, manager, offices[OFFICE])
    return sofia


def _make_team(sofia: int, manager: int, office: int) -> None:
    """Let Sofia and the others of the office report to its new manager, who reports further up."""
    run = connection().execute
    here = list(run(sa.select(User.id).where(User.office_id == office)).scalars())
    above = sa.select(User.manager_id).where(User.id.in_(here), User.manager_id.not_in(here))
    chief = run(above.order_by(User.id).limit(1)).scalar()
    led_here = sa.or_(User.id == sofia, User.manager_id.in_(here))
    run(sa.update(User).where(User.id.in_(here), led_here).values(manager_id=manager))
    run(sa.update(User).where(User.id == manager).values(manager_id=chief))
    run(sa.update(User).where(User.id == sofia).values(SOFIA_ON_FILE))


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
