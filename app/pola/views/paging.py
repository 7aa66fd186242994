"""From where to where a list is shown, and the addresses of what comes before and after."""

from typing import NamedTuple

from flask import request, url_for


class PageLinks(NamedTuple):
    """A page of a list; empty addresses where there is no way on."""

    offset: int
    first: int
    last: int
    total: int
    previous_url: str
    next_url: str


def page_links(endpoint: str, total: int, size: int) -> PageLinks:
    """Return the page that the address asks for by `from`; the rest of the query is kept."""
    asked = request.args.get("from", 0, int)
    offset = min(max(0, asked), max(0, total - 1)) // size * size
    last = min(offset + size, total)

    def address(start: int) -> str:
        kept = {**(request.view_args or {}), **request.args.to_dict(flat=True)}
        return url_for(endpoint, **(kept | {"from": start or None}))

    return PageLinks(
        offset=offset,
        first=min(offset + 1, total),
        last=last,
        total=total,
        previous_url=address(offset - size) if offset else "",
        next_url=address(last) if last < total else "",
    )
