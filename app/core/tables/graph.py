"""Chains that come back to where they began."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

# Something that can be put in order.
Name = TypeVar("Name", bound=Any)


def cycles(above: Mapping[Name, Name | None]) -> Iterator[list[Name]]:
    """Yield each circle in a forest that names what stands above each, once.

    The smallest names go first, so that a forest gives the same answer in any order.
    """
    seen: set[Name] = set()
    for start in sorted(above):
        path: dict[Name, int] = {}
        name: Name | None = start
        while name is not None and name not in seen:
            seen.add(name)
            path[name] = len(path)
            name = above.get(name)
        if name is not None and name in path:
            circle = list(path)[path[name] :]
            first = circle.index(min(circle))
            yield circle[first:] + circle[:first]
