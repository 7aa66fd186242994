"""`flask users`: accounts by hand, their roles and passwords."""

import sys

import click
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Office, Role, RoleGrant, User
from app.auth.rules import PASSWORD_LENGTH
from app.auth.services import people
from app.auth.services.passwords import hash_new_password
from app.booking.models import Workplace
from app.cli.group import Group
from app.cli.words import Account, OfficeCode, WorkplaceCode
from app.core.db import connection
from app.core.errors import Refused
from app.core.tables.cells import email as read_email
from app.core.tables.cells import text

read_name = text(100)

users = Group("users", help="Make accounts by hand, give roles, set passwords.")

ROLE = click.Choice([role.value for role in Role])
# What a role may be over; the others are over everything.
OVER_OFFICE = {Role.MANAGER, Role.HR}
OVER_WORKPLACE = {Role.FACILITY_MANAGER, Role.WARDEN}


@users.command("create")
@click.argument("email")
@click.argument("given_name")
@click.argument("surname")
@click.option("--role", type=ROLE, help="Give this role as well, over everything.")
def create(email: str, given_name: str, surname: str, *, role: str | None) -> None:
    """Make an account for EMAIL; the personnel file makes the others."""
    try:
        names = [read_name(given_name), read_name(surname)]
        user = people.create_user(read_email(email.strip()), *names, by=SYSTEM)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    click.echo(f"{user.email} has an account.")
    if role:
        people.grant_role(user, Role(role), by=SYSTEM)
        click.echo(f"{user.email} is {Role(role)}.")
    click.echo(f"It has no password yet: flask users password {user.email}")


@users.command("role")
@click.argument("user", metavar="EMAIL", type=Account())
@click.argument("role", type=ROLE)
@click.option("--office", type=OfficeCode(), help="Over this office and all below it.")
@click.option("--workplace", type=WorkplaceCode(), help="Over this workplace.")
@click.option("--revoke", is_flag=True, help="Take the role away instead.")
def role(
    user: User, role: str, *, office: Office | None, workplace: Workplace | None, revoke: bool
) -> None:
    """Give EMAIL a role, over an office, a workplace or everything; or take it away."""
    kind = Role(role)
    if office and kind not in OVER_OFFICE:
        raise click.UsageError(f"{kind} is not a role over an office")
    if workplace and kind not in OVER_WORKPLACE:
        raise click.UsageError(f"{kind} is not a role over a workplace")
    over = office.code if office else workplace.code if workplace else "everything"
    ids = {
        "office_id": office.id if office else None,
        "workplace_id": workplace.id if workplace else None,
    }
    name = user.email
    if not revoke:
        people.grant_role(user, kind, by=SYSTEM, **ids)
        click.echo(f"{name} is {kind} over {over}.")
    elif people.revoke_role(user, kind, by=SYSTEM, **ids):
        click.echo(f"{name} is no longer {kind}" + (f" over {over}." if any(ids.values()) else "."))
    else:
        raise click.ClickException(f"{name} was not {kind} over {over}; nothing was changed.")


@users.command("password")
@click.argument("user", metavar="EMAIL", type=Account())
@click.option("--stdin", is_flag=True, help="Read it from standard input, one line.")
def password(user: User, *, stdin: bool) -> None:
    """Set the password of EMAIL, asked for twice, and end all their sign-ins."""
    if stdin:
        words = sys.stdin.readline().rstrip("\r\n")
    else:
        words = click.prompt("New password", hide_input=True, confirmation_prompt=True)
    name = user.email
    try:
        people.set_password(user, hash_new_password(words), by=SYSTEM)
    except Refused as refused:
        shortest, longest = PASSWORD_LENGTH
        sentence = f"Use from {shortest} to {longest} characters; nothing was changed."
        raise click.ClickException(sentence) from refused
    click.echo(f"{name} has a new password and is signed out everywhere.")


@users.command("list")
@click.option("--all", "everybody", is_flag=True, help="Everybody, not only who has a role.")
def list_users(*, everybody: bool) -> None:
    """List the accounts that have a role, a password, or were made by hand."""
    select = (
        sa.select(
            User.email,
            User.given_name,
            User.surname,
            User.is_active,
            User.password_hash.is_not(None).label("has_password"),
            RoleGrant.role,
            Office.code.label("office"),
            Workplace.code.label("workplace"),
        )
        .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
        .outerjoin(Office, Office.id == RoleGrant.office_id)
        .outerjoin(Workplace, Workplace.id == RoleGrant.workplace_id)
        .order_by(User.email, RoleGrant.id)
    )
    if not everybody:
        by_hand = User.staff_number.is_(None)
        noted = sa.or_(RoleGrant.id.is_not(None), User.password_hash.is_not(None), by_hand)
        select = select.where(noted)
    lines: dict[str, list[str]] = {}
    for row in connection().execute(select):
        states = [] if row.is_active else ["not active"]
        states += [] if row.has_password else ["no password"]
        words = lines.setdefault(
            row.email, [f"{row.email}  {row.given_name} {row.surname}", *states]
        )
        if row.role:
            over = row.office or row.workplace
            words.append(f"{row.role} over {over}" if over else str(row.role))
    for words in lines.values():
        click.echo(", ".join(words))
    if not lines:
        click.echo("There are no such accounts yet: flask users create EMAIL GIVEN SURNAME")
