"""A real server with the demo, and a real browser in front of it."""

import itertools
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from app import create_app
from app.core.db import db
from tests.e2e.stage import QUIET, WIDE, Server, new_context, settled, start, watch
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
def terminal(server: Server) -> Iterator[Callable[..., str]]:
    """Give a command as at the server's own terminal; return what it says."""
    app = create_app(environ=server.environ)

    def run(*words: object, typed: str | None = None) -> str:
        with app.app_context():
            said = app.test_cli_runner().invoke(args=[str(word) for word in words], input=typed)
        assert said.exit_code == 0, said.output
        return str(said.output)

    yield run
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def newcomer(terminal: Callable[..., str]) -> Callable[[], str]:
    """Make an account of somebody who has never signed in; return the e-mail."""
    numbers = itertools.count(1)

    def make() -> str:
        email = f"persona{next(numbers)}@vicino.example"
        terminal("users", "create", email, "Anna", "Verdi")
        terminal("users", "password", email, "--stdin", typed=f"{OWN_PASSWORD}\n")
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


@pytest.fixture
def open_page(chromium: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Open a page at a size; every request must stay at home and no rule be broken."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def new(size: tuple[int, int] = WIDE, **more: Any) -> Page:
        context = new_context(chromium, base_url, size, **more)
        contexts.append(context)
        watch(context, base_url, complaints)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def world(chromium: Browser, server: Server, newcomer: Callable[[], str]) -> World:
    """The people who walk through every page, signed in, and what they hold."""
    return build(chromium, server, newcomer)


@pytest.fixture(scope="module")
def _windows(chromium: Browser, base_url: str) -> Iterator[dict[str, tuple[Page, list[str]]]]:
    """A window for each of them, which stays open while a file's stories are told."""
    windows: dict[str, tuple[Page, list[str]]] = {}
    yield windows
    for page, _complaints in windows.values():
        page.context.close()


@pytest.fixture
def look_at(
    chromium: Browser, base_url: str, world: World, _windows: dict[str, tuple[Page, list[str]]]
) -> Iterator[Callable[..., Page]]:
    """Open a page of the tour by its name, as the person who sees it, in a window of a size."""

    def look(name: str, size: tuple[int, int] = WIDE) -> Page:
        stop = STOPS[name]
        if stop.who not in _windows:
            context = new_context(chromium, base_url, storage_state=world.cookies[stop.who])
            complaints: list[str] = []
            watch(context, base_url, complaints)
            _windows[stop.who] = context.new_page(), complaints
        page = _windows[stop.who][0]
        page.set_viewport_size({"width": size[0], "height": size[1]})
        return settled(stop.visit(page, world))

    yield look
    for _page, complaints in _windows.values():
        assert complaints == []
