"""Speaking to the Ministry's interface, over HTTPS whose certificate is always checked.

Two failures are told apart: what surely never arrived, and what may have arrived.
Imported by whoever sends, so that web processes do not load an HTTP client at their start.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Self

import httpx

from app.pola.ministry.settings import Channel
from app.pola.rules.filings import Act, is_accepted
from app.pola.rules.found import Found

# A token is thrown away so many seconds before it runs out.
_MARGIN = 30.0
# An answer that refused the token, and those that ask to come back later.
_UNKNOWN_TOKEN, _LATER = 401, {408, 425, 429}
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class UnreachableError(Exception):
    """The Ministry cannot have received it."""


class InDoubtError(Exception):
    """The Ministry may have received it; nobody knows."""


@dataclass(frozen=True)
class Answered:
    """What the Ministry said: the answer's code, its words, and the 17 digits if it gave any."""

    answer: str
    message: str
    code: str


class Ministry:
    """A conversation: one connection, and a token for as long as it lasts."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        trusted = ssl.create_default_context()
        if channel.ca_file:
            trusted.load_verify_locations(cafile=channel.ca_file)
        self._http = httpx.Client(
            verify=trusted, timeout=channel.timeout, follow_redirects=False, trust_env=True
        )
        self._token, self._expires = "", 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def tell(self, act: Act, message: Mapping[str, Any]) -> Answered:
        """Send a message and return the answer, whether it is yes or no.

        Raises UnreachableError or InDoubtError.
        """
        answer = self._ask("POST", self._channel.urls[act], json=message)
        if answer.is_client_error:
            return Answered(f"HTTP {answer.status_code}", "", "")
        if not answer.is_success:
            # Redirects are not followed: who knows what stands behind them.
            raise InDoubtError(f"HTTP {answer.status_code}")
        try:
            line = answer.json()["Esito"][0]
            said = Answered(
                str(line["codice"] or "")[:20],
                str(line.get("messaggio") or ""),
                str(line.get("codiceComunicazione") or ""),
            )
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise InDoubtError("the answer cannot be read") from error
        if is_accepted(said.answer) and not said.code:
            raise InDoubtError("accepted without a code")
        return said

    def search(self, fiscal_code: str) -> list[Found]:
        """Return the periods that the Ministry knows of a person; raises UnreachableError."""
        query = {"CFLavoratore": fiscal_code}
        try:
            answer = self._ask("GET", self._channel.search_url, params=query)
        except InDoubtError as error:
            raise UnreachableError(str(error)) from error
        if not answer.is_success:
            raise UnreachableError(f"HTTP {answer.status_code}")
        try:
            return [_found(one) for one in answer.json()["Comunicazioni"] or ()]
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise UnreachableError("the answer cannot be read") from error

    def _ask(self, method: str, url: str, **content: Any) -> httpx.Response:
        """Send a request; a token that is no longer known is renewed once."""
        for _attempt in range(2):
            bearer = {"Authorization": f"Bearer {self._bearer()}"}
            try:
                answer = self._http.request(method, url, headers=bearer, **content)
            except _NEVER_SENT as error:
                raise UnreachableError(type(error).__name__) from error
            except httpx.HTTPError as error:
                raise InDoubtError(type(error).__name__) from error
            if answer.status_code != _UNKNOWN_TOKEN:
                break
            self._token = ""
        if answer.status_code == _UNKNOWN_TOKEN or answer.status_code in _LATER:
            raise UnreachableError(f"HTTP {answer.status_code}")
        return answer

    def _bearer(self) -> str:
        """Return a token that will hold for a while; raises UnreachableError."""
        if self._token and time.monotonic() < self._expires:
            return self._token
        form = {"grant_type": "client_credentials"}
        if self._channel.scope:
            form["scope"] = self._channel.scope
        secret = httpx.BasicAuth(self._channel.client_id, self._channel.client_secret)
        try:
            answer = self._http.post(self._channel.token_url, data=form, auth=secret)
            if not answer.is_success:
                raise UnreachableError(f"no token: HTTP {answer.status_code}")
            held = answer.json()
            self._token = str(held["access_token"])
            lasts = float(held.get("expires_in") or 0)
        except httpx.HTTPError as error:
            raise UnreachableError(f"no token: {type(error).__name__}") from error
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise UnreachableError("no token: the answer cannot be read") from error
        self._expires = time.monotonic() + lasts - _MARGIN
        return self._token


def _found(line: Mapping[str, Any]) -> Found:
    return Found(
        code=str(line["codiceComunicazione"]),
        employer=str(line.get("CFAzienda") or ""),
        starts_on=date.fromisoformat(str(line["dataInizioPeriodo"])[:10]),
        ends_on=_day(line.get("dataFineAccordo")),
    )


def _day(value: object) -> date | None:
    day = date.fromisoformat(str(value)[:10]) if value else None
    # Some services write the first day of all where there is none.
    return None if day == date.min else day
