"""Our own static files: hashed names, compressed at build time, cached for ever."""

import json
import re
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

PREFIX = "/static/"
FOLDER = Path(__file__).resolve().parent.parent / "static" / "vendor"
_HASHED = re.compile(r"\.[0-9a-zA-Z]{8,}\.\w+$|-[0-9A-Z]{8}\.\w+$")


def load_manifest() -> dict[str, str]:
    """Return logical name to hashed name; empty until `make assets` has run."""
    path = FOLDER / "manifest.json"
    return json.loads(path.read_text()) if path.exists() else {}


def init_app(app: Flask) -> None:
    """Serve the built files in front of the app, and give templates their addresses."""
    manifest = load_manifest()

    def asset(name: str) -> str:
        return PREFIX + manifest.get(name, name)

    app.jinja_env.globals["asset"] = asset
    app.extensions["asset"] = asset
    if FOLDER.exists():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(FOLDER),
            prefix=PREFIX,
            max_age=60,
            immutable_file_test=lambda _path, url: bool(_HASHED.search(url)),
        )
