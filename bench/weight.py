"""What a first visit and a later page weigh over the wire, compressed."""

import gzip
import re
from pathlib import Path

from bench.client import fetch, request
from bench.targets import Requests

_LINKS = re.compile(rb'(?:href|src)="(/static/[^"#]+)')
_FONTS = re.compile(rb"url\(\"?([^)\"]+\.woff2)")
ROOT = Path(__file__).resolve().parent.parent


def _get(port: int, path: str, headers: dict[str, str]) -> bytes:
    status, _head, body = fetch(
        port, request("GET", path, headers | {"Accept-Encoding": "gzip, br"})
    )
    if status != 200:
        raise SystemExit(f"{path}: {status}")
    return body


def weight(requests: Requests) -> str:
    """Return one line: kilobytes of a first visit of the home page, and of a later page."""
    headers, port = requests.people.headers(0), requests.port
    page = _get(port, "/", headers)
    html = gzip.decompress(page)
    seen, queue, total = set(), {m.decode() for m in _LINKS.findall(html)}, len(page)
    while queue:
        path = queue.pop()
        seen.add(path)
        total += len(_get(port, path, headers))
        if path.endswith(".css"):
            style = fetch(port, request("GET", path, headers))[2]
            folder = path.rsplit("/", 1)[0]
            fonts = {f"{folder}/{m.decode().removeprefix('./')}" for m in _FONTS.findall(style)}
            queue |= fonts - seen
    later = len(_get(port, "/bookings", headers))
    return (
        f"weight: first visit {total / 1024:.0f} KB in {len(seen) + 1} files (goal 150),"
        f" home again {len(page) / 1024:.1f} KB, my bookings {later / 1024:.1f} KB (goal 12)"
    )
