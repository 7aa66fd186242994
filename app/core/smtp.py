"""Speak to the mail server: one connection for many mails."""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

TIMEOUT_SECONDS = 20


class MailServerAway(Exception):
    """Nothing can be sent now; the message tells the administrator why."""


class MailRefused(Exception):
    """The server does not take this one mail; others may pass."""

    def __init__(self, words: str, *, is_final: bool) -> None:
        super().__init__(words)
        self.is_final = is_final


# RFC 5321 §4.2.1: 5yz will not be better next time.
_PERMANENT = 500
# RFC 5321 §3.8: the server hangs up with this answer. It may be about this mail alone.
_HANGS_UP = 421


class MailServer:
    """An open connection; opened by the first mail, used by all."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        if not config["MAIL_SERVER"]:
            raise MailServerAway("no mail server is set (MAIL_SERVER)")
        self._config = config
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over; it is the server's when this returns.

        Raises MailRefused for this mail alone, MailServerAway when no mail can be
        sent. When the line is cut after the whole mail was told, nobody knows
        whether it was taken (RFC 5321 §4.5.3.2.6): it is tried again, with the
        same Message-ID.
        """
        server = self._open or self._connect()
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise self._refused(code, words) from error
        except smtplib.SMTPSenderRefused as error:
            # It is our own address: no other mail would pass either.
            raise MailServerAway(_words(error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPDataError as error:
            raise self._refused(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            cut = f"the mail server cut the line: {_kind(error)}"
            # This mail waits, even if it is the reason: the next one opens another line.
            raise MailRefused(cut, is_final=False) from error
        except (UnicodeError, ValueError) as error:
            raise MailRefused(f"it cannot be written: {_kind(error)}", is_final=True) from error

    def _connect(self) -> smtplib.SMTP:
        """Open the connection; raises MailServerAway."""
        config, way = self._config, self._config["MAIL_SECURITY"]
        host, port = config["MAIL_SERVER"], config["MAIL_PORT"]
        try:
            server: smtplib.SMTP
            if way == "tls":
                server = smtplib.SMTP_SSL(
                    host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
                )
            else:
                server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
            self._open = server
            if way == "starttls":
                server.starttls(context=ssl.create_default_context())
            if config["MAIL_USER"]:
                server.login(config["MAIL_USER"], config["MAIL_PASSWORD"])
        except smtplib.SMTPResponseException as error:
            self._close()
            raise MailServerAway(_words(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            raise MailServerAway(f"{host}:{port} does not answer: {_kind(error)}") from error
        return server

    def _refused(self, code: int, words: bytes | str) -> MailRefused:
        """Return the refusal of one mail; after one that hangs up the next opens another line."""
        if code == _HANGS_UP:
            self._close()
        return MailRefused(_words(code, words), is_final=code >= _PERMANENT)

    def _close(self) -> None:
        server, self._open = self._open, None
        if server is None:
            return
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()


def _words(code: int, words: bytes | str) -> str:
    """Return what the server said, on one line; its own words may be in any language."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(f"the mail server says {code} {text}".split())


def _kind(error: BaseException) -> str:
    """Return what went wrong, without addresses or content."""
    reason = getattr(error, "strerror", None)
    return reason or type(error).__name__
