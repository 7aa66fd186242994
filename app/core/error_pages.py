"""What people see when something fails: calm words, a way out, and the right status."""

import logging

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from app.core.errors import Busy, Forbidden, Refused

log = logging.getLogger(__name__)
RETRY_SECONDS = "5"
_PAGES = {400, 403, 404, 409, 413, 429, 500, 503}


def _page(status: int) -> Response:
    """Render a status's page; if even that fails, a line that touches nothing.

    The templates ask neither the session nor the database: those may be what fails.
    """
    shown = status if status in _PAGES else (404 if status < 500 else 500)
    try:
        body = render_template(f"errors/{shown}.html", reasons=())
    except Exception:
        log.exception("the error page for %s failed", status)
        body = f'<!DOCTYPE html><html lang="it"><title>{status}</title><h1>{status}</h1></html>'
    response = Response(body, status=status, content_type="text/html; charset=utf-8")
    if status == 503:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _forbidden(_error: Exception) -> Response:
    return _page(403)


def _refused(_error: Exception) -> Response:
    return _page(409)


def _stale_form(_error: Exception) -> Response:
    return _page(400)


def _database_away(error: Exception) -> Response:
    log.error("database: %s", error)
    return _page(503)


def _busy(error: Exception) -> Response:
    log.warning("busy: %s", error)
    return _page(503)


def _foreign_host(_error: Exception) -> Response:
    """Answer under a name that is not ours: no link of a page could be trusted there."""
    body = (
        '<!DOCTYPE html><html lang="it"><title>400</title>'
        "<h1>400</h1><p>Vicino non risponde sotto questo nome."
        ' <span lang="en">Vicino does not answer under this name.</span></p></html>'
    )
    return Response(body, status=400, content_type="text/html; charset=utf-8")


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        # Not a failure: Werkzeug's own way to redirect.
        return error.get_response()  # type: ignore[return-value]
    response = _page(status)
    # RFC 9110 §15.5.6 wants Allow; a view's own Retry-After is kept as well.
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    if current_app.testing or current_app.debug:
        raise error
    # The endpoint and no address: that may hold a booking's number or a calendar's secret.
    log.exception("%s %s", request.method, request.endpoint)
    return _page(500)


_HANDLERS = {
    Busy: _busy,
    Forbidden: _forbidden,
    Refused: _refused,
    CSRFError: _stale_form,
    OperationalError: _database_away,
    PoolTimeout: _database_away,
    SecurityError: _foreign_host,
    HTTPException: _http,
    Exception: _unexpected,
}


def init_app(app: Flask) -> None:
    """Register one handler for each way to fail."""
    for kind, handler in _HANDLERS.items():
        app.register_error_handler(kind, handler)
