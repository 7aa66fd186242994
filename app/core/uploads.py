"""Files that people send: pages that take them say how large they may be."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])
MEGABYTE = 1024 * 1024
# The other fields of the form.
_ROOM = 64 * 1024


def takes_files(megabytes: int) -> Callable[[View], View]:
    """Let a page take files of together so many megabytes; others stay at the usual limit."""

    def mark(view: View) -> View:
        view.most_bytes = megabytes * MEGABYTE + _ROOM  # type: ignore[attr-defined]
        return view

    return mark


def _widen(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Say the limit before anything reads the form, the CSRF token included."""
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, "most_bytes", None)
    if most is not None:
        request.max_content_length = most


def _close(_error: BaseException | None) -> None:
    """Close what large files were spooled into."""
    request.close()


def init_app(app: Flask) -> None:
    """Install the limits."""
    app.url_value_preprocessor(_widen)
    app.teardown_request(_close)
