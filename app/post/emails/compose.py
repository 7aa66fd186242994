"""Make a mail of a letter: text, HTML and, where wanted, an invitation."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from textwrap import fill
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template

from app.core import clock
from app.core.letters import Letter, Recipient

# RFC 5322 §2.1.1 recommends lines of 78 at most; readers quote them.
WIDTH = 72
# What separates addresses (RFC 5322 §3.2.3): Python loses the quotes around a name that it
# folds or encodes, and one person becomes many.
_SEPARATORS = str.maketrans(dict.fromkeys(',;:<>@()[]\\"', " "))
# A longer name is folded inside itself, which not every program puts together again.
LONGEST_NAME = 64


class _Policy(EmailPolicy):
    """Python's own for SMTP, but an address to click stays as it is.

    It would write one that is longer than a line in encoded words, which no mail program
    reads there (RFC 2047 §5, RFC 8058 §3.1).
    """

    def fold(self, name: str, value: Any) -> str:
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name == "List-Unsubscribe":
            return self.fold(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))


_POLICY = _Policy(linesep=SMTP.linesep)


def compose(
    letter: Letter,
    to: Recipient,
    *,
    mail_id: int,
    unsubscribe_url: str | None = None,
) -> EmailMessage:
    """Return the mail in the recipient's language; ValueError for an address that is none.

    The same mail always has the same Message-ID, so that one sent twice is the
    same message to whoever reads it (ADR 29).
    """
    config = current_app.config
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = message_id(mail_id)
    message["Date"] = format_datetime(clock.now())
    message["From"] = _address(
        f"Vicino - {letter.sender or config['CITY_NAME']}", config["MAIL_SENDER"]
    )
    message["To"] = _address(to.full_name, to.email)
    message["Subject"] = _line(letter.subject)
    message["Content-Language"] = to.locale
    # RFC 3834 §5: no machine answers a machine.
    message["Auto-Submitted"] = "auto-generated"
    if letter.invitation is None:
        message["X-Auto-Response-Suppress"] = "All"
    if unsubscribe_url:
        # RFC 8058: one click of the mail program's own button.
        message["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    words = {"letter": letter, "to": to, "unsubscribe_url": unsubscribe_url}
    message.set_content(
        _wrapped(render_template("emails/letter.txt", **words)), cte="quoted-printable"
    )
    message.add_alternative(
        render_template("emails/letter.html", **words), subtype="html", cte="quoted-printable"
    )
    if letter.invitation is not None:
        # The last part is the one that programs prefer (RFC 2046 §5.1.4).
        message.attach(_calendar(letter.invitation.text, letter.invitation.method))
    return message


def message_id(mail_id: int) -> str:
    """Return a mail's Message-ID: the same at every try."""
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"
    return f"<mail-{mail_id}@{host}>"


def _calendar(text: bytes, method: str) -> EmailMessage:
    """Return the calendar part (RFC 6047 §2.4): its method stands in its header too."""
    part = EmailMessage(policy=SMTP)
    part.set_content(text, "text", "calendar", cte="base64")
    part.replace_header("Content-Type", f'text/calendar; method={method}; charset="utf-8"')
    return part


def method_of(message: EmailMessage) -> str | None:
    """Return the method of a mail's calendar part; None when it has none."""
    for part in message.iter_parts():
        if part.get_content_type() == "text/calendar":
            return str(part.get_param("method"))
    return None


def _address(name: str, address: str) -> Address:
    """Return a name and an address; ValueError for one that cannot be written to."""
    if any(not sign.isprintable() for sign in address) or not address.isascii():
        raise ValueError("not an address")
    plain = _line(name)
    written = Address(plain, addr_spec=address)
    if plain.isascii() and len(f"From: {written}") <= WIDTH:
        return written
    plain = _line(plain.translate(_SEPARATORS))[:LONGEST_NAME].rstrip()
    return Address(plain, addr_spec=address)


def _line(text: str) -> str:
    """Return a text on one line: no header begins inside it.

    Nor in an encoded word (RFC 2047), which Python would read as what it stands for: `=?`
    begins one, and it may stand for the end of the line.
    """
    plain = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.replace("=?", "= ?").split())


def _wrapped(text: str) -> str:
    """Return a text in lines that are easy to read; addresses stay whole."""
    lines = text.splitlines()
    return (
        "\n".join(
            fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in lines
        ).strip()
        + "\n"
    )
