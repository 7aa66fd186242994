"""A real mail server on this machine, which can be slow, rude, or gone."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Server:
    """What the server has taken, and how it behaves."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        # What is said to whom, for example {"a@example.it": "550 no such person"}.
        self.refuse_recipients: dict[str, str] = {}
        # What is said after a whole mail, for example "451 come back later".
        self.refuse_data = ""
        # Seconds before each answer to a whole mail.
        self.delay = 0.0
        # So many mails are taken, and then the line is cut without an answer.
        self.drop_after_data = 0
        self.port = _free_port()
        self._controller: Controller | None = None
        self.up()

    @property
    def messages(self) -> list[EmailMessage]:
        """Return the mails in the order in which they came."""
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(one) for one in self.raw]

    def up(self) -> None:
        """Answer."""
        if self._controller is None:
            self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
            self._controller.start()

    def down(self) -> None:
        """Answer nobody."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.refuse_recipients:
            return self.refuse_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        time.sleep(self.delay)
        if self.refuse_data:
            return self.refuse_data
        self.raw.append(_bytes(envelope.content))
        if self.drop_after_data:
            self.drop_after_data -= 1
            server.transport.abort()
        return "250 taken"


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def smtp_server() -> Iterator[Server]:
    """Run a mail server for a while."""
    server = Server()
    try:
        yield server
    finally:
        server.down()


@contextmanager
def deliver_to(app: Any, server: Server) -> Iterator[None]:
    """Let the app send its mails to this server."""
    change = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": server.port, "MAIL_FOLDER": ""}
    before = {name: app.config[name] for name in change}
    app.config.update(change)
    try:
        yield
    finally:
        app.config.update(before)
