"""Every setting of Vicino, read once from the environment (see .env.example)."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
KILOBYTE = 1024
SHORTEST_SECRET = 32


LONGEST_TIMEOUT = 60


class SettingMissing(RuntimeError):
    """A setting that production cannot do without; the message names it."""


class SettingWrong(RuntimeError):
    """A setting that must not be used as it stands; the message names it."""


def settings(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return Flask's configuration from environment variables.

    LOCAL=1, which `make run` sets, is for one machine opened at http://localhost:
    it makes a secret of its own and serves cookies without HTTPS. Everywhere
    else SettingMissing is raised when SECRET_KEY is not given, or short enough to guess.
    """
    instance = Path(environ.get("INSTANCE_PATH", ROOT / "instance"))
    local = environ.get("LOCAL", "0") == "1"
    return {
        "LOCAL": local,
        # Invented people with a public password; off everywhere but in a demo.
        "DEMO": environ.get("DEMO", "0") == "1",
        "CITY_NAME": environ.get("CITY_NAME", "Comune di Milano"),
        "INSTANCE_PATH": instance,
        "SECRET_KEY": _secret_key(environ, instance, local=local),
        "SQLALCHEMY_DATABASE_URI": database_url(environ, instance),
        # Sized for one gthread worker; every worker has a pool of its own.
        "POOL_SIZE": int(environ.get("POOL_SIZE", environ.get("WEB_THREADS", "4"))),
        # Subdivision whose patron's day is a holiday; MI adds 7 December.
        "HOLIDAYS_SUBDIVISION": environ.get("HOLIDAYS_SUBDIVISION", "MI"),
        "ACCESSIBILITY_URL": environ.get("ACCESSIBILITY_URL", ""),
        "PRIVACY_URL": environ.get("PRIVACY_URL", ""),
        "CONTACT_EMAIL": environ.get("CONTACT_EMAIL", "vicino@vicino.example"),
        # How many reverse proxies stand before us and may be believed.
        "TRUSTED_PROXIES": int(environ.get("TRUSTED_PROXIES", "0")),
        # The names under which Vicino answers; empty: under any.
        "TRUSTED_HOSTS": _names(environ.get("TRUSTED_HOSTS", "")) or None,
        "MAIL_SERVER": environ.get("MAIL_SERVER", ""),
        "MAIL_PORT": int(environ.get("MAIL_PORT", "25")),
        "MAIL_SENDER": environ.get("MAIL_SENDER", "vicino@vicino.example"),
        "MAIL_USER": environ.get("MAIL_USER", ""),
        "MAIL_PASSWORD": environ.get("MAIL_PASSWORD", ""),
        # `none`, `starttls` or `tls`.
        "MAIL_SECURITY": _mail_security(environ),
        # Mails are written here as files instead of being sent: a demo has no mail server.
        "MAIL_FOLDER": environ.get("MAIL_FOLDER", str(instance / "mails") if local else ""),
        # Where people reach Vicino: links in mails begin with it.
        "PUBLIC_URL": _public_url(environ, local=local),
        # A local start brings the process that does what happens without a click.
        "JOBS": environ.get("JOBS", "1" if local else "0") == "1",
        **_retention(environ),
        **_ministry(environ),
        "SESSION_COOKIE_SECURE": not local,
        "SESSION_COOKIE_NAME": "vicino" if local else "__Host-vicino",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Our forms are small; a page that takes files raises it for itself, on its request.
        "MAX_CONTENT_LENGTH": 64 * KILOBYTE,
        "MAX_FORM_MEMORY_SIZE": 64 * KILOBYTE,
        "WTF_CSRF_TIME_LIMIT": None,  # lives as long as the session that it belongs to
        "BABEL_DEFAULT_LOCALE": "it",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Rome",
        "COMPRESS_LEVEL": 4,
        "COMPRESS_ALGORITHM": ["gzip"],
    }


def database_url(environ: Mapping[str, str], instance: Path) -> str:
    """Return the SQLAlchemy address: DATABASE_URL, or one SQLite file under instance/."""
    url = environ.get("DATABASE_URL", "")
    if not url:
        return f"sqlite:///{instance / 'vicino.sqlite3'}"
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _mail_security(environ: Mapping[str, str]) -> str:
    """Return how the mail server is spoken to; raises SettingWrong for an unknown way."""
    way = environ.get("MAIL_SECURITY", "none")
    if way not in {"none", "starttls", "tls"}:
        raise SettingWrong("MAIL_SECURITY is not none, starttls or tls.")
    return way


def _public_url(environ: Mapping[str, str], *, local: bool) -> str:
    """Return the address of Vicino without a slash at its end; a local start knows its own."""
    here = f"http://localhost:{environ.get('PORT', '8000')}" if local else ""
    address = environ.get("PUBLIC_URL", here)
    _check_address("PUBLIC_URL", address)
    return address.rstrip("/")


def _retention(environ: Mapping[str, str]) -> dict[str, int]:
    """Return after how many days what is past is forgotten; raises SettingWrong if out of order.

    Bookings: 30 and 90 days after their day; mails: 21 days (Garante, 6 June 2024).
    """
    days = {
        "ANONYMISE_AFTER_DAYS": int(environ.get("ANONYMISE_AFTER_DAYS", "30")),
        "DELETE_AFTER_DAYS": int(environ.get("DELETE_AFTER_DAYS", "90")),
        "MAILS_KEPT_DAYS": int(environ.get("MAILS_KEPT_DAYS", "21")),
    }
    if not 1 <= days["ANONYMISE_AFTER_DAYS"] <= days["DELETE_AFTER_DAYS"]:
        raise SettingWrong("ANONYMISE_AFTER_DAYS is not between 1 and DELETE_AFTER_DAYS.")
    if days["MAILS_KEPT_DAYS"] < 1:
        raise SettingWrong("MAILS_KEPT_DAYS is less than 1.")
    return days


def _ministry(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return how the Ministry of Labour is reached and what it is told of the employer.

    None has a default: nothing is invented. Without them nothing is sent. Raises
    SettingWrong for an address without HTTPS, unless it is this machine's own.
    """
    timeout = float(environ.get("MINISTRY_TIMEOUT", "30"))
    if not 0 < timeout <= LONGEST_TIMEOUT:
        raise SettingWrong(f"MINISTRY_TIMEOUT is not between 0 and {LONGEST_TIMEOUT} seconds.")
    addresses = {
        "MINISTRY_TOKEN_URL": environ.get("MINISTRY_TOKEN_URL", ""),
        "MINISTRY_CREATE_URL": environ.get("MINISTRY_CREATE_URL", ""),
        "MINISTRY_CHANGE_URL": environ.get("MINISTRY_CHANGE_URL", ""),
        "MINISTRY_ANNUL_URL": environ.get("MINISTRY_ANNUL_URL", ""),
        "MINISTRY_WITHDRAW_URL": environ.get("MINISTRY_WITHDRAW_URL", ""),
        "MINISTRY_SEARCH_URL": environ.get("MINISTRY_SEARCH_URL", ""),
    }
    for name, address in addresses.items():
        _check_address(name, address)
    return {
        **addresses,
        "MINISTRY_SCOPE": environ.get("MINISTRY_SCOPE", ""),
        "MINISTRY_CLIENT_ID": environ.get("MINISTRY_CLIENT_ID", ""),
        "MINISTRY_CLIENT_SECRET": environ.get("MINISTRY_CLIENT_SECRET", ""),
        # Certificates to trust instead of the system's own.
        "MINISTRY_CA_FILE": environ.get("MINISTRY_CA_FILE", ""),
        "MINISTRY_TIMEOUT": timeout,
        # The schema asks for the first day in a change, clients that work leave it out.
        "MINISTRY_CHANGE_SAYS_START": environ.get("MINISTRY_CHANGE_SAYS_START", "0") == "1",
        # A TOML file with the headings of the official sheets.
        "MINISTRY_COLUMNS": environ.get("MINISTRY_COLUMNS", ""),
        "EMPLOYER_FISCAL_CODE": environ.get("EMPLOYER_FISCAL_CODE", ""),
        "EMPLOYER_NAME": environ.get("EMPLOYER_NAME", ""),
        "INAIL_PAT": environ.get("INAIL_PAT", ""),
        "INAIL_TARIFF": environ.get("INAIL_TARIFF", ""),
    }


def _check_address(name: str, address: str) -> None:
    """Raise SettingWrong unless secrets and people's names may go to an address."""
    parts = urlsplit(address)
    is_here = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if address and parts.scheme != "https" and not is_here:
        raise SettingWrong(f"{name} does not begin with https://.")


def _names(text: str) -> list[str]:
    """Return names that stand between commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _secret_key(environ: Mapping[str, str], instance: Path, *, local: bool) -> str:
    """Return SECRET_KEY; a local start keeps one of its own under instance/."""
    key = environ.get("SECRET_KEY", "")
    if not local and len(key) < SHORTEST_SECRET:
        wrong = f"shorter than {SHORTEST_SECRET} characters" if key else "not set"
        raise SettingMissing(
            f"SECRET_KEY is {wrong}. Make one with"
            " `python -c 'import secrets; print(secrets.token_hex(32))'`"
            " and put it in the environment."
        )
    if key:
        return key
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()
