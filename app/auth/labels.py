"""The words of accounts: enum member to sentence."""

from flask_babel import lazy_gettext as _l

from app.auth.models import Role
from app.auth.rules import IDLE_MINUTES, Ended, PasswordRefusal

PASSWORD_REFUSALS = {
    PasswordRefusal.WRONG: _l("The present password is not right. Write it again."),
    PasswordRefusal.LENGTH: _l("Use from 12 to 200 characters for the new password."),
}

SIGNED_OUT = {
    Ended.IDLE: _l(
        "You were signed out because nothing was done for %(minutes)d minutes."
        " Sign in again: you will be back where you were.",
        minutes=IDLE_MINUTES,
    ),
    Ended.TOO_LONG: _l(
        "You were signed out because a working day has passed."
        " Sign in again: you will be back where you were."
    ),
    Ended.GONE: _l("You are no longer signed in here. Sign in again."),
    Ended.BY_PERSON: _l("You are signed out."),
}

ROLES = {
    Role.MANAGER: _l("Office manager"),
    Role.HR: _l("Human resources"),
    Role.FACILITY_MANAGER: _l("Facility manager"),
    Role.WARDEN: _l("Emergency staff"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.AUDITOR: _l("Auditor"),
}

# Who may be tried in the demo: address of the invented account, and what it shows.
DEMO_ROLES = {
    "dipendente@vicino.example": _l("Employee"),
    "responsabile@vicino.example": ROLES[Role.MANAGER],
    "hr@vicino.example": ROLES[Role.HR],
    "sedi@vicino.example": ROLES[Role.FACILITY_MANAGER],
    "admin@vicino.example": ROLES[Role.ADMINISTRATOR],
}
