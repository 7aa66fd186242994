"""Our own static files: hashed names, compressed at build time, cached for ever."""

import json
import re
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

PREFIX = "/static/"
FOLDER = Path(__file__).resolve().parent.parent / "static" / "vendor"
_HASHED = re.compile(r"-[0-9a-f]{10}\.\w+$")


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
            add_headers_function=_add_headers,
        )


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    """Say what our pages say: no guessing of types, no use by other sites."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
