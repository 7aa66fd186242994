"""Whole page or fragment: every address answers both."""

from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response


def wants_fragment() -> bool:
    """Return True when HTMX asks for a piece of the page it already shows."""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def render(page: str, fragment: str, *, status: int = 200, **context: Any) -> Response:
    """Render the page, or only its fragment when HTMX asked."""
    response = make_response(render_template(fragment if wants_fragment() else page, **context))
    response.status_code = status
    response.vary.add("HX-Request")
    return response
