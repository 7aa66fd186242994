"""What the stories stand on: a server in a process of its own, and browsers without history."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

from tests.support.databases import scratch

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = [sys.executable, "-m", "gunicorn", "wsgi:app"]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE, SMALLEST = (1280, 900), (360, 780), (320, 640)
PATIENCE = 15_000


@dataclass(frozen=True)
class Server:
    """A server that runs, its environment, and its database."""

    url: str
    environ: dict[str, str]
    process: "subprocess.Popen[bytes]"

    def ask(self, question: str, *facts: object) -> list[Any]:
        """Read or write the database behind the server's back."""
        path = Path(self.environ["INSTANCE_PATH"]) / "vicino.sqlite3"
        with closing(sqlite3.connect(path, timeout=10)) as database, database:
            return database.execute(question, facts).fetchall()

    def is_up(self) -> bool:
        """Tell whether pages are answered."""
        try:
            urllib.request.urlopen(f"{self.url}/health/ready", timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        return True


def start(*command: str, **more: str) -> Server:
    """Start a server as `make run` does, on an empty folder and a free port."""
    port = _free_port()
    environ = os.environ | {"LOCAL": "1", "DEMO": "1", "WEB_WORKERS": "1"} | more
    environ |= {"PORT": str(port), "INSTANCE_PATH": str(scratch())}
    environ.pop("DATABASE_URL", None)
    # A group of its own, as a terminal gives to what is started in it.
    process = subprocess.Popen(
        command or GUNICORN,
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    server = Server(f"http://localhost:{port}", environ, process)
    for _try in range(600):
        if server.is_up():
            return server
        assert process.poll() is None, "the server stopped while starting"
        time.sleep(0.1)
    raise AssertionError("the server did not answer within a minute")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_context(
    browser: Browser, base_url: str, size: tuple[int, int] = WIDE, **more: Any
) -> BrowserContext:
    """Return a browser without history, as somebody in Milan has it."""
    # Without motion, so that what is scrolled to is there at once.
    settings = {"locale": "it-IT", "timezone_id": "Europe/Rome", "reduced_motion": "reduce"} | more
    context = browser.new_context(
        base_url=base_url, viewport={"width": size[0], "height": size[1]}, **settings
    )
    context.set_default_timeout(PATIENCE)
    return context


@dataclass(frozen=True)
class Window:
    """A page, and what was wrong with all that was shown in its browser."""

    kind: str
    page: Page
    complaints: list[str]

    def resized(self, size: tuple[int, int]) -> Page:
        """Return the page in another size."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        return self.page

    def forget(self) -> None:
        """Close what else was opened, and forget who was there."""
        for other in self.page.context.pages:
            if other != self.page:
                other.close()
        self.page.unroute_all()
        self.page.evaluate("() => { try { sessionStorage.clear() } catch { /* not our page */ } }")
        self.page.context.clear_cookies()
        self.page.goto("about:blank")


class Windows:
    """Windows that are used again by the next story: a new one costs more than its pages."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url
        self._spare: dict[str, list[Window]] = defaultdict(list)

    def take(self, *, script: str = "", is_new: bool = False, **more: Any) -> Window:
        """Return a window in which nobody is signed in; `script` runs before each page's own."""
        kind = f"{script} {more}"
        if self._spare[kind] and not is_new:
            return self._spare[kind].pop()
        context = new_context(self.browser, self.base_url, **more)
        complaints: list[str] = []
        _watch(context, self.base_url, complaints)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        return Window(kind, page, complaints)

    def give_back(self, window: Window) -> list[str]:
        """Take a window back; return what was wrong with what it showed."""
        window.forget()
        self._spare[window.kind].append(window)
        complaints = [*window.complaints]
        window.complaints.clear()
        return complaints


def _watch(context: BrowserContext, base_url: str, complaints: list[str]) -> None:
    """Complain of requests to elsewhere, failures of the server, and errors of scripts.

    A page may be refused with a status of its own; what it is made of may not.
    """

    def on_request(request: Request) -> None:
        if not request.url.startswith((f"{base_url}/", "data:")):
            complaints.append(f"asked {request.url}")

    def on_response(response: Response) -> None:
        request = response.request
        # A page that comes through the worker of an installed app is asked for by it as well.
        is_page = request.resource_type in {"document", "xhr", "fetch"} or request.service_worker
        is_part = not is_page
        if response.status >= 500 or (is_part and response.status >= 400):
            complaints.append(f"{response.status} {response.url}")

    def on_console(message: Any) -> None:
        # Chromium repeats each status here; those are judged above.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"console: {message.text}")

    context.on("request", on_request)
    context.on("response", on_response)
    context.on("console", on_console)
    context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))


def until(page: Page, question: str, fact: Any = None) -> None:
    """Wait until a function answers yes; it may be asynchronous.

    `Page.wait_for_function` takes the promise itself for a yes.
    """
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(question, fact):
        assert time.monotonic() < end, f"{question} is never true"
        page.wait_for_timeout(20)


def settled(page: Page) -> Page:
    """Wait until everything is drawn, fonts and what this device keeps included."""
    page.wait_for_load_state("load")
    until(
        page,
        "() => !document.querySelector('[data-device]') ||"
        " document.querySelector('[data-device-state]:not([hidden])')",
    )
    page.evaluate(
        "() => document.fonts.ready.then(() => new Promise((done) =>"
        " requestAnimationFrame(() => requestAnimationFrame(done))))"
    )
    return page
