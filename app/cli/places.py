"""`flask places`: what facility managers decide, until they have pages for it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Closure, Desk, Workplace
from app.booking.queries.availability import counts_on
from app.booking.queries.places import places as known_places
from app.booking.rules.dated import DrawFacts
from app.booking.rules.house import house_rules
from app.booking.rules.moves import MoveState
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.policies import PolicyName
from app.booking.services import limits
from app.booking.services.closures import carry_on
from app.booking.services.closures import reopen as reopen_closure
from app.booking.services.fairness import end_draw, set_draw
from app.booking.services.releases import ask_to_confirm
from app.cli.cap_ends import end_cap_on
from app.cli.group import Group
from app.cli.words import Day, DeskCode, Limit, WorkplaceCode, tell_booked, tell_surplus
from app.core import clock
from app.core.calendar import working_days
from app.core.db import db
from app.core.errors import Refused
from app.core.half import Half

DAYS_SHOWN = 10

places = Group(
    "places", help="See workplaces, limit or close them, take desks out of order, set house rules."
)

FROM = click.option("--from", "from_day", type=Day(), default="today", help="First day.")
HALF = click.Choice([half.value for half in Half])


def _try(deed: Callable[[], Any]) -> Any:
    """Do a deed; what is wrong with the wish is told as a wrong use."""
    try:
        return deed()
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@places.command("show")
@click.argument("workplace", required=False, type=WorkplaceCode())
def show(workplace: Workplace | None) -> None:
    """Show how full the next ten working days are; of one workplace, its limits as well."""
    known = known_places()
    shown = [w for w in known.workplaces if workplace is None or w.id == workplace.id]
    if not shown:
        click.echo("There are no workplaces yet: flask import workplaces FILE")
        return
    days = working_days(clock.today(), DAYS_SHOWN, known.subdivision)
    counts = counts_on(days, shown)
    for facts in shown:
        click.echo(f"{facts.code}  {facts.name}, {facts.address}: {len(facts.desks)} desks")
        for day in days:
            halves = [(half, counts[day, facts.id].of(half)) for half in Half]
            taken = ", ".join(f"{half} {count.taken} of {count.cap}" for half, count in halves)
            click.echo(f"  {day:%a} {day}  {taken}")
        if workplace is not None:
            _show_limits(facts)


def _show_limits(facts: WorkplaceFacts) -> None:
    today = clock.today()
    for cap in facts.caps:
        if cap.to_day is None or cap.to_day >= today:
            measure = f"{cap.percent}%" if cap.number is None else f"{cap.number} desks"
            click.echo(f"  cap {measure} {_span(cap.from_day, cap.to_day)}")
    for closure in facts.closures:
        if closure.to_day >= today:
            first, last = (
                f"{closure.from_day} {closure.from_half}",
                f"{closure.to_day} {closure.to_half}",
            )
            click.echo(f"  closed from {first} to {last}: {closure.reason}")
    for outage in facts.outages:
        if outage.desk_id in facts.desks and (outage.to_day is None or outage.to_day >= today):
            code = facts.desks[outage.desk_id].code
            span = _span(outage.from_day, outage.to_day)
            click.echo(f"  {code} out of order {span}: {outage.reason}")


def _span(first: date, last: date | None) -> str:
    return f"from {first}" + (f" to {last}" if last else "")


@places.command("cap")
@click.argument("workplace", type=WorkplaceCode())
@click.argument("limit", metavar="CAP", type=Limit(), required=False)
@FROM
@click.option("--to", "to_day", type=Day(), help="Last day; without it the cap stands.")
@click.option("--reason", default="", help="Why; it is kept.")
@click.option("--end", is_flag=True, help="End the cap that counts on the first day.")
def cap(
    workplace: Workplace,
    limit: dict[str, int] | None,
    *,
    from_day: date,
    to_day: date | None,
    reason: str,
    end: bool,
) -> None:
    """Limit the desks taken in WORKPLACE to CAP: 60% of the working ones, or 12; or --end."""
    code, number = workplace.code, workplace.id
    if end == (limit is not None):
        raise click.UsageError("say either CAP or --end")
    if limit is None:
        end_cap_on(code, number, from_day)
        return
    _try(
        lambda: limits.set_cap(
            workplace,
            by=SYSTEM,
            percent=limit.get("percent"),
            number=limit.get("number"),
            from_day=from_day,
            to_day=to_day,
            reason=reason,
        )
    )
    measure = "".join(f"{v}%" if k == "percent" else f"{v} desks" for k, v in limit.items())
    click.echo(f"{code} may lend {measure} {_span(from_day, to_day)}.")
    tell_surplus(number)


@places.command("confirm")
@click.argument("workplace", type=WorkplaceCode())
@click.option("--within", type=int, metavar="MINUTES", help="After the beginning of a half.")
@click.option("--off", is_flag=True, help="Ask nobody any more.")
def confirm(workplace: Workplace, within: int | None, *, off: bool) -> None:
    """Ask people at WORKPLACE from tomorrow on to say that they come, or their desk is freed.

    The law asks for an agreement with the unions first (art. 4 L. 300/1970).
    """
    if off == (within is not None):
        raise click.UsageError("say either --within MINUTES or --off")
    code = workplace.code
    try:
        ask_to_confirm(workplace.id, within, by=SYSTEM)
    except Refused as refused:
        words = refused.reasons[0].facts
        raise click.UsageError(
            f"write a number of minutes from {words['least']} to {words['most']}"
        ) from refused
    asked = "Nobody has to confirm" if off else f"People confirm within {within} minutes"
    click.echo(f"{asked} at {code}.")


@places.command("draw")
@click.argument("workplace", type=WorkplaceCode())
@click.option("--on", "weekdays", default="", help="Days of the week, 1 is Monday: 24; else all.")
@click.option("--days-before", type=int, default=1, show_default=True)
@click.option("--at", type=click.DateTime(["%H:%M"]), default="12:00", show_default=True)
@FROM
@click.option("--to", "to_day", type=Day(), help="Last day; without it the draw stands.")
@click.option("--end", is_flag=True, help="Draw no more.")
def draw(
    workplace: Workplace,
    *,
    weekdays: str,
    days_before: int,
    at: datetime,
    from_day: date,
    to_day: date | None,
    end: bool,
) -> None:
    """Draw the desks of WORKPLACE at an hour before the day, among those who asked."""
    code, number = workplace.code, workplace.id
    if end:
        end_draw(number, by=SYSTEM)
        click.echo(f"Desks are drawn no more at {code}.")
        return
    days = "".join(sorted(set(weekdays)))
    days = "" if days == "12345" else days
    try:
        set_draw(number, DrawFacts(days, days_before, at.time(), from_day, to_day), by=SYSTEM)
    except Refused as refused:
        raise click.UsageError(", ".join(str(code) for code in refused.codes)) from refused
    before = "the day before" if days_before == 1 else f"{days_before} days before"
    on = f" on weekdays {days}" if days else ""
    click.echo(f"Desks are drawn at {code}{on} at {at:%H:%M}, {before}, {_span(from_day, to_day)}.")


@places.command("close")
@click.argument("workplace", type=WorkplaceCode())
@FROM
@click.option("--to", "to_day", type=Day(), help="Last day; without it one day.")
@click.option("--from-half", type=HALF, default=Half.AM.value, show_default=True)
@click.option("--to-half", type=HALF, default=Half.PM.value, show_default=True)
@click.option("--reason", required=True, help="Why; people read it.")
@click.option("--move", is_flag=True, help="Move whoever has booked to the nearest other desk.")
def close(
    workplace: Workplace,
    *,
    from_day: date,
    to_day: date | None,
    from_half: str,
    to_half: str,
    reason: str,
    move: bool,
) -> None:
    """Close WORKPLACE from a half-day to a half-day, both included; bookings stay, or move."""
    code, number, last = workplace.code, workplace.id, to_day or from_day
    first_half, last_half = Half(from_half), Half(to_half)
    made = _try(
        lambda: limits.close_workplace(
            workplace, from_day, last, reason, from_half=first_half, to_half=last_half, by=SYSTEM
        )
    )
    closure_id = made.id
    click.echo(f"{code} is closed from {from_day} {from_half} to {last} {to_half}: {reason}")
    if move:
        for state, count in sorted(carry_on(closure_id, by=SYSTEM).items()):
            click.echo(f"  {state}: {count}")
    tell_surplus(number)


@places.command("reopen")
@click.argument("workplace", type=WorkplaceCode())
@click.option("--on", "day", type=Day(), default="today", help="A day of the closure.")
def reopen(workplace: Workplace, *, day: date) -> None:
    """Take back every closure of WORKPLACE that covers a day; who was moved may come back."""
    code = workplace.code
    closures = db.session.scalars(
        sa.select(Closure).where(
            Closure.workplace_id == workplace.id,
            Closure.from_day <= day,
            Closure.to_day >= day,
            Closure.reopened_at.is_(None),
        )
    ).all()
    if not closures:
        raise click.UsageError(f"{code} is not closed on {day}")
    numbers = [closure.id for closure in closures]
    offered = sum(reopen_closure(number, by=SYSTEM) for number in numbers)
    click.echo(f"{code} is open again on {day}.")
    if offered:
        click.echo(f"  {MoveState.WAY_BACK}: {offered}")


@places.command("out-of-order")
@click.argument("desk", type=DeskCode())
@FROM
@click.option("--to", "to_day", type=Day(), help="Last day; without it until it is mended.")
@click.option("--reason", required=True, help="Why; people read it.")
def out_of_order(desk: Desk, *, from_day: date, to_day: date | None, reason: str) -> None:
    """Take DESK out of order; its bookings stay."""
    code, number, desk_id = desk.code, desk.workplace_id, desk.id
    _try(lambda: limits.put_out_of_order(desk, from_day, to_day, reason, by=SYSTEM))
    click.echo(f"{code} is out of order {_span(from_day, to_day)}: {reason}")
    tell_booked(desk_id, from_day, to_day)
    tell_surplus(number)


@places.command("mend")
@click.argument("desk", type=DeskCode())
@click.option("--on", "day", type=Day(), help="From this day on; without it from today.")
def mend(desk: Desk, *, day: date | None) -> None:
    """Say that DESK is in order again; what is planned for later stays."""
    code = desk.code
    _try(lambda: limits.mend_desk(desk, on=day, by=SYSTEM))
    click.echo(f"{code} can be booked again.")


@places.command("policy")
@click.argument("name", required=False, type=click.Choice([name.value for name in PolicyName]))
@click.argument("value", required=False)
@FROM
def policy(name: str | None, value: str | None, *, from_day: date) -> None:
    """List the house rules in force; or set NAME to VALUE from a day on."""
    if name is not None:
        if value is None:
            raise click.UsageError(f"say to what: flask places policy {name} VALUE")
        words = value
        _try(lambda: limits.set_policy(PolicyName(name), words, from_day, by=SYSTEM))
        click.echo(f"{name} is {words.strip()} from {from_day}.")
        return
    for rule in house_rules(clock.today(), known_places().policy_rows):
        since = f" since {rule.since}" if rule.since else ""
        click.echo(f"{rule.name}  {_plain(rule.value)}{since}")
        for day, value in rule.changes:
            click.echo(f"{rule.name}  {_plain(value)} from {day}")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:%H:%M}" if hasattr(value, "hour") else str(value)
