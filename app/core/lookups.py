"""Facts that many letters need, asked of the database together instead of one by one."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")
Many = Callable[[Collection[Key]], Mapping[Key, Found]]

_held: ContextVar[dict[tuple[Any, Any], Any] | None] = ContextVar("lookups", default=None)


def look_up(many: Many[Key, Found], key: Key) -> Found | None:
    """Return what a function finds for one key: from what was gathered, or asked now."""
    held = _held.get()
    if held is None:
        return many([key]).get(key)
    gather(many, [key])
    found: Found | None = held[many, key]
    return found


def gather(many: Many[Key, Found], keys: Collection[Key]) -> None:
    """Ask for these keys at once; what is not there is known not to be. Only when `gathering`."""
    held = _held.get()
    if held is None:
        raise RuntimeError("nothing is gathered here")
    new = {key for key in keys if (many, key) not in held}
    if new:
        found = many(new)
        held.update({(many, key): found.get(key) for key in new})


@contextmanager
def gathering() -> Iterator[None]:
    """Remember what is looked up until the end of this: for reading only, since it grows old."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def ids_in(told: Iterable[Mapping[str, Any]], name: str) -> set[int]:
    """Return the ids of this name in the facts of letters."""
    return {facts[name] for facts in told if isinstance(facts.get(name), int)}
