"""People's accounts: roles, passwords, language, and leaving."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import Role, RoleGrant, SignIn, User
from app.auth.permissions import Permission, authorize
from app.auth.services.passwords import PasswordHash, follow_password_change
from app.core import audit
from app.core.db import command, connection, db
from app.core.i18n import LOCALES
from app.core.tables.cells import text

_read_name = text(100)


@command
def create_user(email: str, given_name: str, surname: str, *, by: Actor) -> User:
    """Add a person by hand; imports add the others.

    ValueError if the address is taken, or a name cannot be printed.
    """
    authorize(by, Permission.EDIT_PEOPLE)
    names = {"given_name": _read_name(given_name), "surname": _read_name(surname)}
    if db.session.scalar(sa.select(User.id).where(User.email == email.lower())):
        raise ValueError(f"{email} is already somebody's address")
    user = User(email=email.lower(), **names)
    db.session.add(user)
    db.session.flush()
    # Not who it is: the line outlives the account.
    audit.record(by.id, "create_user", "user", user.id)
    return user


@command
def grant_role(
    user: User,
    role: Role,
    *,
    by: Actor,
    office_id: int | None = None,
    workplace_id: int | None = None,
) -> None:
    """Give a person a role over an office, a workplace or everything; twice is once."""
    authorize(by, Permission.EDIT_PEOPLE)
    held = sa.select(RoleGrant.id).where(
        RoleGrant.user_id == user.id,
        RoleGrant.role == role,
        RoleGrant.office_id.is_not_distinct_from(office_id),
        RoleGrant.workplace_id.is_not_distinct_from(workplace_id),
    )
    if db.session.scalar(held):
        return
    db.session.add(
        RoleGrant(user_id=user.id, role=role, office_id=office_id, workplace_id=workplace_id)
    )
    db.session.flush()
    over = {"role": role, "office_id": office_id, "workplace_id": workplace_id}
    audit.record(by.id, "grant_role", "user", user.id, after=over)


@command
def revoke_role(
    user: User,
    role: Role,
    *,
    by: Actor,
    office_id: int | None = None,
    workplace_id: int | None = None,
) -> int:
    """Take a role away: over an office, over a workplace, or whatever it was over.

    Returns how many grants are gone; none is no error.
    """
    authorize(by, Permission.EDIT_PEOPLE)
    taken = sa.delete(RoleGrant).where(RoleGrant.user_id == user.id, RoleGrant.role == role)
    if office_id is not None:
        taken = taken.where(RoleGrant.office_id == office_id)
    if workplace_id is not None:
        taken = taken.where(RoleGrant.workplace_id == workplace_id)
    count = int(connection().execute(taken).rowcount)
    over = {"role": role, "office_id": office_id, "workplace_id": workplace_id}
    audit.record(by.id, "revoke_role", "user", user.id, before=over | {"grants": count})
    return count


@command
def set_password(user: User, password: PasswordHash, *, by: Actor) -> None:
    """Set a person's password for them and end all their sign-ins."""
    authorize(by, Permission.EDIT_PEOPLE)
    _store_password(user.id, password, keep=None, by=by)


@command
def change_password(new: PasswordHash, *, by: Actor) -> None:
    """Change one's own password, once the old one was checked; other browsers are signed out."""
    authorize(by, Permission.EDIT_OWN_PROFILE)
    assert by.id is not None
    _store_password(by.id, new, keep=by.sign_in_id, by=by)


def _store_password(user_id: int, new: PasswordHash, *, keep: int | None, by: Actor) -> None:
    connection().execute(sa.update(User).where(User.id == user_id).values(password_hash=new))
    others = sa.delete(SignIn).where(SignIn.user_id == user_id)
    connection().execute(others.where(SignIn.id != keep) if keep else others)
    audit.record(by.id, "set_password", "user", user_id)
    follow_password_change(user_id, by=by)


@command
def choose_language(locale: str, *, by: Actor) -> None:
    """Remember the person's language on every browser."""
    authorize(by, Permission.EDIT_OWN_PROFILE)
    if locale not in LOCALES:
        raise ValueError(f"{locale} is not one of {', '.join(LOCALES)}")
    connection().execute(sa.update(User).where(User.id == by.id).values(locale=locale))
    audit.record(
        by.id,
        "choose_language",
        "user",
        by.id,
        before={"locale": by.locale},
        after={"locale": locale},
    )
