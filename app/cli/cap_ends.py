"""The end of a cap, told in the terminal."""

from datetime import date

import click

from app.auth.actors import SYSTEM
from app.booking.queries.places import places
from app.booking.services.caps import end_cap
from app.cli.words import tell_surplus
from app.core.errors import Refused


def end_cap_on(code: str, workplace_id: int, day: date) -> None:
    """End the cap that counts on a day, and say which counts then; bookings stay."""
    place = places().by_id.get(workplace_id)
    cap = place.limit(day) if place else None
    if cap is None:
        raise click.UsageError(f"no cap counts at {code} on {day}")
    try:
        end_cap(cap.id, day, by=SYSTEM)
    except Refused as refused:
        raise click.UsageError(", ".join(str(code) for code in refused.codes)) from refused
    under = places().by_id[workplace_id].limit(day)
    measure = "any of its desks"
    if under:
        measure = f"{under.percent}%" if under.number is None else f"{under.number} desks"
    click.echo(f"From {day} {code} may lend {measure}.")
    tell_surplus(workplace_id)
