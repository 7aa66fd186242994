"""What people see when something fails: calm words, a way out, and the right status."""

import logging

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.core.errors import Forbidden, Refused

log = logging.getLogger(__name__)
RETRY_SECONDS = "5"
_PAGES = {400, 403, 404, 405, 409, 413, 429, 500, 503}


def _page(status: int) -> Response:
    """Render a status's page; if even that fails, a line that touches nothing."""
    shown = status if status in _PAGES else (404 if status < 500 else 500)
    if status in {405, 413}:
        shown = 400
    try:
        body = render_template(f"errors/{shown}.html")
    except Exception:
        log.exception("the error page for %s failed", status)
        body = f"<!DOCTYPE html><title>{status}</title><h1>{status}</h1>"
    response = Response(body, status=status, content_type="text/html; charset=utf-8")
    if status == 503:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def init_app(app: Flask) -> None:
    """Register one handler for each way to fail."""

    @app.errorhandler(Forbidden)
    def forbidden(_error: Forbidden) -> Response:
        return _page(403)

    @app.errorhandler(Refused)
    def refused(_error: Refused) -> Response:
        return _page(409)

    @app.errorhandler(CSRFError)
    def stale_form(_error: CSRFError) -> Response:
        return _page(400)

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def database_away(error: Exception) -> Response:
        log.error("database: %s", error)
        return _page(503)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400 and error.response is not None:
            return error.response  # type: ignore[return-value]
        return _page(status)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        if app.testing or app.debug:
            raise error
        log.exception("%s %s", request.method, request.path)
        return _page(500)
