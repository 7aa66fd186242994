"""A real server with the demo, and a real browser in front of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.chromium import SENTENCE, find
from tests.support.databases import scratch

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]
WIDE, PHONE, SMALLEST = (1280, 900), (360, 780), (320, 640)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    """Start gunicorn as `make run` does, on an empty folder; stop it as Ctrl-C does."""
    port = _free_port()
    environ = os.environ | {
        "LOCAL": "1", "DEMO": "1", "PORT": str(port), "INSTANCE_PATH": str(scratch()),
        "WEB_WORKERS": "1",
    }
    environ.pop("DATABASE_URL", None)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=environ,
        stdout=subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}"
    for _try in range(600):
        try:
            urllib.request.urlopen(f"{url}/health/ready", timeout=5).close()
            break
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, "the server stopped while starting"
            time.sleep(0.1)
    yield url
    server.send_signal(signal.SIGINT)
    server.wait(30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all stories."""
    path = find()
    assert path, SENTENCE
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Open a page at a size; every request must stay at home and no rule be broken."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def new(size: tuple[int, int] = WIDE, **more: object) -> Page:
        context = chromium.new_context(
            base_url=base_url, viewport={"width": size[0], "height": size[1]}, locale="it-IT",
            timezone_id="Europe/Rome", **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith((base_url, "data:")) or complaints.append(
            f"asked {r.url}"))
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("console", lambda m: m.type == "error" and "422" not in m.text
                and complaints.append(f"console: {m.text}"))
        return page

    yield new
    for context in contexts:
        context.close()
    assert complaints == []
