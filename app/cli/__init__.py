"""The command line: every deed is a service's, done by nobody in particular."""

from flask import Flask

from app.cli.agreements import agreements
from app.cli.check import check
from app.cli.demo.command import demo
from app.cli.filings import filings
from app.cli.imports import imports
from app.cli.jobs import jobs
from app.cli.places import places
from app.cli.users import users


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in (imports, demo, check, users, places, agreements, filings, jobs):
        app.cli.add_command(command)
