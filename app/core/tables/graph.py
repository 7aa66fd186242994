"""Chains that come back to where they began."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

Name = TypeVar("Name")


def cycles(above: Mapping[Name, Name | None]) -> Iterator[list[Name]]:
    """Yield each circle in a forest that names what stands above each, once."""
    seen: set[Name] = set()
    for start in above:
        path: dict[Name, int] = {}
        name: Name | None = start
        while name is not None and name not in seen:
            seen.add(name)
            path[name] = len(path)
            name = above.get(name)
        if name is not None and name in path:
            yield list(path)[path[name] :]
