"""Where nothing of ours runs, nobody need count our lines."""

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def untraced(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call what runs no code of the app, without coverage watching each line of it."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        return function(*args, **kwargs)
    finally:
        sys.settrace(tracer)
        # Coverage takes hold again in the next call, and must see this one end.
        _step()


def _step() -> None:
    pass
