"""`flask filings`: telling the Ministry of Labour what it must be told."""

import click

from app.auth.actors import SYSTEM
from app.cli.group import Group
from app.core.errors import Refused
from app.pola.queries.filings_page import Sought, filing_lines

filings = Group("filings", help="Tell the Ministry of Labour of agreements.")


@filings.command("send")
@click.option("--limit", default=50, show_default=True, help="How many at most.")
def send(limit: int) -> None:
    """Tell what may be told now. Twice at once is once."""
    # Loaded when somebody sends.
    from app.pola.services.filings.sending import send_due

    try:
        done = send_due(by=SYSTEM, limit=limit)
    except Refused as refused:
        raise click.ClickException(
            "the Ministry's interface is not set up: nothing was sent (docs/operations.md)"
        ) from refused
    click.echo(
        f"{done['accepted']} accepted, {done['refused']} refused, {done['in_doubt']} in doubt,"
        f" {done['unreachable']} not sent, {done['incomplete']} incomplete"
    )


@filings.command("list")
def list_filings() -> None:
    """Show what is still to be told, by the day on which it is due."""
    for line in filing_lines(Sought(), limit=None):
        click.echo(
            f"{line.due_on}  {line.entry.id:>6}  {line.entry.act.name.lower():<10}"
            f" {line.entry.event_on}  {line.entry.state}"
        )
