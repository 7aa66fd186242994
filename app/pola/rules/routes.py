"""Through whose hands a request goes: data, not code."""

from enum import StrEnum


class Approver(StrEnum):
    """Who decides at one step of the way."""

    MANAGER = "manager"
    DIRECTOR = "director"
    HR = "hr"


class Verdict(StrEnum):
    """What was decided at one step."""

    APPROVED = "approved"
    CHANGES_ASKED = "changes_asked"
    REFUSED = "refused"
    # Taken back within seconds of the click.
    UNDONE = "undone"


class Origin(StrEnum):
    """What an agreement comes from."""

    NEW = "new"
    REVISION = "revision"
    RENEWAL = "renewal"
    IMPORT = "import"


class Signer(StrEnum):
    """In which quality somebody signs."""

    EMPLOYEE = "employee"
    MANAGER = "manager"


class Side(StrEnum):
    """Which party ends an agreement."""

    EMPLOYEE = "employee"
    EMPLOYER = "employer"
