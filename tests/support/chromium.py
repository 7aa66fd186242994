"""Find Chromium for the browser tests, or install it, or say what to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SENTENCE = (
    "The browser tests need Chromium. Install your system's package"
    " (Debian: `sudo apt-get install chromium`) or run `.venv/bin/playwright install chromium`."
)


def find() -> str | None:
    """Return the path of a browser: CHROMIUM, the machine's own, or Playwright's."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install() -> None:
    """Try Debian's package when we may, then Playwright's own download."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "check": False}
        subprocess.run(["apt-get", "-qq", "update"], **quiet)
        subprocess.run(
            ["apt-get", "-qq", "-y", "install", "--no-install-recommends", "chromium"],
            stdout=subprocess.DEVNULL,
            **quiet,
        )
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if find() is None:
        _install()
    if find() is None:
        sys.exit(SENTENCE)
