"""What is measured: prepared requests of signed-in people, and the goal of each."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from app.core import clock
from app.core.calendar import working_days
from bench.client import fetch, request
from bench.crowd import PEOPLE, SECRET_KEY, token

WORKPLACE = "SILE"
_CSRF = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
_ETAG = re.compile(rb"ETag: ([^\r]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """A kind of request, the floor it is held against, and the least share of its rate."""

    name: str
    floor: str
    least: float


TARGETS = (
    Target("availability", "F0", 1 / 4),
    Target("availability 304", "F0", 1 / 2),
    Target("home", "F1", 1 / 2),
    Target("book", "F2", 1 / 3),
)


class People:
    """200 signed-in browsers: each with its cookie and CSRF token."""

    def __init__(self, port: int) -> None:
        signer = Flask("bench")
        signer.secret_key = SECRET_KEY
        serializer = SecureCookieSessionInterface().get_signing_serializer(signer)
        assert serializer
        sessions = [
            {"_user_id": token(n), "_fresh": True, "csrf_token": "x" * 40} for n in range(PEOPLE)
        ]
        self.cookies = [f"vicino={serializer.dumps(session)}" for session in sessions]
        self.port = port
        _status, _head, body = fetch(port, request("GET", "/", self.headers(0)))
        found = _CSRF.search(body)
        assert found, body[:500]
        # The token signs the session's own secret, which all of these share.
        self.csrf = found.group(1).decode()

    def headers(self, person: int) -> dict[str, str]:
        """Return what a person's browser sends."""
        return {"Cookie": self.cookies[person]}


class Requests:
    """Endless requests of each kind against one server."""

    def __init__(self, port: int, desks: list[int]) -> None:
        self.port, self.desks = port, desks
        self.people = People(port)
        self.days = working_days(clock.today(), 248, "MI")[1:]
        self._bookings = self._every_booking()

    def floor(self, name: str) -> Iterator[bytes]:
        """Return a floor's requests, with a person's cookie as well."""
        method = "POST" if name == "F2" else "GET"
        raw = request(method, f"/floor/{name.lower()}", self.people.headers(0))
        return itertools.repeat(raw)

    def of(self, name: str) -> Iterator[bytes]:
        """Return the requests of one target."""
        if name in {"F0", "F1", "F2"}:
            return self.floor(name)
        if name == "home":
            return itertools.cycle(
                [request("GET", "/", self.people.headers(n)) for n in range(PEOPLE)]
            )
        if name == "book":
            return self._bookings
        return self._availability(is_known=name.endswith("304"))

    def _availability(self, *, is_known: bool) -> Iterator[bytes]:
        made = []
        for person in range(PEOPLE):
            day = self.days[person % 10]
            path = f"/workplaces/{WORKPLACE}/availability?day={day}&part=day"
            headers = self.people.headers(person)
            if is_known:
                headers["If-None-Match"] = self._etag(path, headers)
            made.append(request("GET", path, headers))
        return itertools.cycle(made)

    def _etag(self, path: str, headers: dict[str, str]) -> str:
        _status, head, _body = fetch(self.port, request("GET", path, headers))
        found = _ETAG.search(head)
        assert found, head
        return found.group(1).decode()

    def _every_booking(self) -> Iterator[bytes]:
        """Return each person's booking of each half of each day: no two are the same."""
        for day in reversed(self.days):
            for part in ("am", "pm"):
                for person in range(PEOPLE):
                    form = {
                        "csrf_token": self.people.csrf,
                        "day": str(day),
                        "part": part,
                        "desk_id": self.desks[person],
                    }
                    yield request(
                        "POST", "/bookings", self.people.headers(person), urlencode(form).encode()
                    )
