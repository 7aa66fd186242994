"""The words of accounts: enum member to sentence."""

from flask_babel import lazy_gettext as _l

from app.auth.models import Role
from app.auth.rules import PasswordRefusal


PASSWORD_REFUSALS = {
    PasswordRefusal.WRONG: _l("The present password is not right. Write it again."),
    PasswordRefusal.LENGTH: _l("Use from 12 to 200 characters for the new password."),
}

ROLES = {
    Role.MANAGER: _l("Office manager"),
    Role.HR: _l("Human resources"),
    Role.FACILITY_MANAGER: _l("Facility manager"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.AUDITOR: _l("Auditor"),
}
