"""How the Ministry is reached and what it is told of the employer, from the settings."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.pola.rules.communications import Employer
from app.pola.rules.filings import Act

_URLS = {
    Act.START: "MINISTRY_CREATE_URL",
    Act.CHANGE: "MINISTRY_CHANGE_URL",
    Act.ANNULMENT: "MINISTRY_ANNUL_URL",
    Act.WITHDRAWAL: "MINISTRY_WITHDRAW_URL",
}
_NEEDED = (
    *_URLS.values(),
    "MINISTRY_TOKEN_URL",
    "MINISTRY_SEARCH_URL",
    "MINISTRY_CLIENT_ID",
    "MINISTRY_CLIENT_SECRET",
)


@dataclass(frozen=True)
class Channel:
    """Where to knock, and with which secret."""

    token_url: str
    urls: Mapping[Act, str]
    search_url: str
    scope: str
    client_id: str
    client_secret: str
    ca_file: str
    # Seconds.
    timeout: float
    change_says_start: bool


def missing_settings(config: Mapping[str, Any]) -> list[str]:
    """Return the names of the settings without which nothing can be sent."""
    return [name for name in _NEEDED if not config[name]]


def channel(config: Mapping[str, Any]) -> Channel | None:
    """Return how the Ministry is reached, or None if that was not set up."""
    if missing_settings(config):
        return None
    return Channel(
        token_url=config["MINISTRY_TOKEN_URL"],
        urls={act: config[name] for act, name in _URLS.items()},
        search_url=config["MINISTRY_SEARCH_URL"],
        scope=config["MINISTRY_SCOPE"],
        client_id=config["MINISTRY_CLIENT_ID"],
        client_secret=config["MINISTRY_CLIENT_SECRET"],
        ca_file=config["MINISTRY_CA_FILE"],
        timeout=config["MINISTRY_TIMEOUT"],
        change_says_start=config["MINISTRY_CHANGE_SAYS_START"],
    )


def employer(config: Mapping[str, Any]) -> Employer:
    """Return what is told of the employer; what was not set is empty."""
    return Employer(
        fiscal_code=config["EMPLOYER_FISCAL_CODE"],
        name=config["EMPLOYER_NAME"],
        pat=config["INAIL_PAT"],
        tariff=config["INAIL_TARIFF"],
    )


def headings(config: Mapping[str, Any], act: Act) -> Mapping[str, str]:
    """Return the interface's names with the headings of the official sheet, in its order.

    Empty if nobody wrote them down: then the names themselves are the headings.
    """
    path = config["MINISTRY_COLUMNS"]
    if not path:
        return {}
    held: Mapping[str, str] = tomllib.loads(Path(path).read_text()).get(act.value, {})
    return held
