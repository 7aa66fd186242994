"""A real server with the demo, and a real browser in front of it."""

import itertools
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from app import create_app
from app.auth.actors import SYSTEM
from app.auth.models import User
from app.booking.services.leaving import leave
from app.core.db import db, transaction
from tests.e2e.stage import QUIET, WIDE, Server, Window, Windows, settled, start
from tests.e2e.tour import STOPS, World, build
from tests.support.chromium import SENTENCE, find
from tests.support.people import OWN_PASSWORD


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(autouse=True)
def _stopped_clock() -> None:
    """Let the clock run: the server is another process, and its clock runs."""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start gunicorn as `make run` does; stop it as Ctrl-C does."""
    server = start()
    yield server
    server.process.send_signal(signal.SIGINT)
    server.process.wait(30)


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """The server's address."""
    return server.url


@pytest.fixture(scope="session")
def beside(server: Server) -> Iterator[Flask]:
    """The application on the server's own database, in this process."""
    app = create_app(environ=server.environ)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def terminal(beside: Flask) -> Callable[..., str]:
    """Give a command as at the server's own terminal; return what it says."""

    def run(*words: object, typed: str | None = None) -> str:
        with beside.app_context():
            said = beside.test_cli_runner().invoke(args=[str(word) for word in words], input=typed)
        assert said.exit_code == 0, said.output
        return str(said.output)

    return run


@pytest.fixture(scope="session")
def guests() -> list[str]:
    """Whoever came for the story that is being told: their e-mails."""
    return []


@pytest.fixture(autouse=True)
def _desks_given_back(guests: list[str], request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave the desks to the next story: a house that fills up would change how it ends."""
    yield
    if guests:
        with request.getfixturevalue("beside").app_context(), transaction():
            ids = db.session.scalars(sa.select(User.id).where(User.email.in_(guests))).all()
            leave(sorted(ids), by=SYSTEM)
        guests.clear()


@pytest.fixture(scope="session")
def newcomer(terminal: Callable[..., str], server: Server, guests: list[str]) -> Callable[[], str]:
    """Make an account of somebody who has never signed in; return the e-mail.

    They know how to get into every house: a story of its own tells of whoever does not.
    """
    numbers = itertools.count(1)

    def make() -> str:
        email = f"persona{next(numbers)}@vicino.example"
        terminal("users", "create", email, "Anna", "Verdi")
        terminal("users", "password", email, "--stdin", typed=f"{OWN_PASSWORD}\n")
        server.ask(
            "INSERT INTO house_notes_read SELECT u.id, w.id, datetime('now')"
            " FROM users u, workplaces w WHERE u.email = ?",
            email,
        )
        guests.append(email)
        return email

    return make


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What starts browsers."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser for all stories."""
    path = find()
    assert path, SENTENCE
    browser = playwright.chromium.launch(executable_path=path, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def windows(chromium: Browser, base_url: str) -> Windows:
    """Where the stories' windows come from."""
    return Windows(chromium, base_url)


@pytest.fixture
def open_page(windows: Windows) -> Iterator[Callable[..., Page]]:
    """Open a page at a size; every request must stay at home and no rule be broken.

    `cookies` are those of a person of the tour; other options are Playwright's,
    and those of `Windows.take`.
    """
    used: list[Window] = []

    def new(size: tuple[int, int] = WIDE, cookies: Any = None, **more: Any) -> Page:
        used.append(windows.take(**more))
        page = used[-1].resized(size)
        page.context.add_cookies(cookies or [])
        return page

    yield new
    assert [complaint for window in used for complaint in windows.give_back(window)] == []


@pytest.fixture(scope="session")
def world(
    chromium: Browser, server: Server, newcomer: Callable[[], str], guests: list[str]
) -> World:
    """The people who walk through every page, signed in, and what they hold, to the end."""
    world = build(chromium, server, newcomer)
    guests.clear()
    return world


@pytest.fixture(scope="session")
def _windows_of() -> dict[str, Window]:
    """A window for each person of the tour, who stays signed in."""
    return {}


@pytest.fixture
def look_at(
    windows: Windows, world: World, _windows_of: dict[str, Window]
) -> Iterator[Callable[..., Page]]:
    """Open a page of the tour by its name, as the person who sees it, in a window of a size."""
    used: list[Window] = []

    def look(name: str, size: tuple[int, int] = WIDE) -> Page:
        stop = STOPS[name]
        if stop.who not in _windows_of:
            _windows_of[stop.who] = windows.take()
        window = _windows_of[stop.who]
        used.append(window)
        # Those of the person alone: no language that an earlier story chose.
        window.page.context.clear_cookies()
        window.page.context.add_cookies(world.cookies[stop.who])
        return settled(stop.visit(window.resized(size), world))

    yield look
    for window in used:
        assert window.complaints == []
