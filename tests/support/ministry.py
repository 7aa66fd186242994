"""The Ministry's interface as clients that work know it: a real server on this machine."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import current_app

EMPLOYER = "01199250158"
CLIENT, SECRET = "vicino", "very:secret"
# What the settings of a city that was enabled look like; none of it is real.
EMPLOYER_SETTINGS = {
    "EMPLOYER_FISCAL_CODE": EMPLOYER,
    "EMPLOYER_NAME": "COMUNE DI MILANO",
    "INAIL_PAT": "123456789",
    "INAIL_TARIFF": "0722",
}
ACTS = {
    "create": ("Comunicazione", "codTipologiaComunicazione", "I"),
    "change": ("ModificaComunicazione", "CodTipologiaComunicazione", "M"),
    "annul": ("AnnullaComunicazione", "CodTipologiaComunicazione", "A"),
    "withdraw": ("RecediComunicazione", "CodTipologiaComunicazione", "R"),
}


@dataclass
class Period:
    """A period that the Ministry knows."""

    code: str
    person: str
    starts: str
    ends: str | None
    employer: str = EMPLOYER


@dataclass
class FakeMinistry:
    """What the server took in, and how it is to behave next."""

    url: str = ""
    # Every message taken in, as `(act, its line, the code given)`.
    accepted: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    # Every request: `POST create`, `GET search`, `POST token`.
    asked: list[str] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    # How the next messages are answered, in their order; then as the interface does.
    plan: list[str] = field(default_factory=list)
    # Seconds for which every message is held after it was taken in.
    slow: float = 0.0
    tokens: set[str] = field(default_factory=set)
    expires_in: int = 3600
    search_fails: bool = False
    # Called once a message was taken in, before it is answered.
    on_accept: Callable[[], None] | None = None
    lock: Any = field(default_factory=threading.Lock)

    @property
    def settings(self) -> dict[str, Any]:
        """What Vicino must be set to, to speak to this server."""
        names = ("TOKEN", "CREATE", "CHANGE", "ANNUL", "WITHDRAW", "SEARCH")
        urls = {f"MINISTRY_{name}_URL": f"{self.url}/{name.lower()}" for name in names}
        secret = {"MINISTRY_CLIENT_ID": CLIENT, "MINISTRY_CLIENT_SECRET": SECRET}
        return urls | secret | EMPLOYER_SETTINGS | {"MINISTRY_SCOPE": "SmartWorking"}

    def acts(self) -> list[str]:
        """The kinds of all messages taken in, in their order."""
        return [act for act, _line, _code in self.accepted]

    def take(self, act: str, line: dict[str, Any]) -> tuple[str, str]:
        """Take a message in as the interface does; return its answer and the code given."""
        with self.lock:
            if act == "I":
                return self._begin(line)
            period = next((p for p in self.periods if p.code == line["CodiceComunicazione"]), None)
            if period is None:
                return "E020", ""
            period.code = self._keep(act, line)
            if act == "A":
                self.periods.remove(period)
            else:
                end = line if act == "R" else line["SezioneAccordoSmartWorking"]
                period.ends = end["DataFinePeriodo"]
            return "E100", period.code

    def _begin(self, line: dict[str, Any]) -> tuple[str, str]:
        term, person = line["SezioneAccordoSmartWorking"], line["SezioneLavoratore"]
        starts, cf = term["dataInizioPeriodo"], person["codiceFiscaleLavoratore"]
        if starts < term["dataSottoscrizioneAccordo"]:
            return "E037", ""
        if any(p.person == cf and (p.ends is None or p.ends >= starts) for p in self.periods):
            return "E050", ""
        code = self._keep("I", line)
        self.periods.append(Period(code, cf, starts, term["dataFinePeriodo"]))
        return "E100", code

    def _keep(self, act: str, line: dict[str, Any]) -> str:
        code = f"{26030200000000000 + len(self.accepted) + 1}"
        self.accepted.append((act, line, code))
        return code


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def log_message(self, *words: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Give a token, or take a message in."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        ministry, name = self.server.ministry, self.path.strip("/")
        ministry.asked.append(f"POST {name}")
        if name == "token":
            self._token(body)
            return
        if self._is_unknown():
            return
        section, kind, act = ACTS[name]
        (line,) = json.loads(body)[section]
        assert line[kind] == act
        how = ministry.plan.pop(0) if ministry.plan else "E100"
        if how.startswith("HTTP "):
            self._say(int(how[5:]), {})
        elif how not in ("E100", "silence", "malformed"):
            self._answer(how, "", "Non accettata")
        else:
            self._take(how, act, line)

    def _take(self, how: str, act: str, line: dict[str, Any]) -> None:
        ministry = self.server.ministry
        answer, code = ministry.take(act, line)
        if ministry.on_accept:
            ministry.on_accept()
        time.sleep(ministry.slow)
        if how == "silence":
            # It was taken in, and the line breaks.
            self.close_connection = True
        elif how == "malformed":
            self._say(200, "<html>")
        else:
            self._answer(answer, code, "")

    def do_GET(self) -> None:
        """Search."""
        ministry, parts = self.server.ministry, urlsplit(self.path)
        ministry.asked.append("GET search")
        if self._is_unknown():
            return
        if ministry.search_fails:
            self._say(500, {})
            return
        (person,) = parse_qs(parts.query)["CFLavoratore"]
        found = [
            {
                "codiceComunicazione": p.code,
                "CFLavoratore": p.person,
                "dataInizioPeriodo": p.starts,
                "dataFineAccordo": p.ends,
                "CFAzienda": p.employer,
            }
            for p in ministry.periods
            if p.person == person
        ]
        self._say(200, {"Comunicazioni": found})

    def _token(self, body: bytes) -> None:
        ministry, form = self.server.ministry, parse_qs(body.decode())
        secret = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        is_right = self.headers["Authorization"] == f"Basic {secret}"
        if not is_right or form["grant_type"] != ["client_credentials"]:
            self._say(401, {"error": "invalid_client"})
            return
        token = f"token-{len(ministry.asked)}"
        ministry.tokens.add(token)
        lasts = ministry.expires_in
        self._say(200, {"access_token": token, "token_type": "Bearer", "expires_in": lasts})

    def _is_unknown(self) -> bool:
        held = (self.headers["Authorization"] or "").removeprefix("Bearer ")
        if held in self.server.ministry.tokens:
            return False
        self._say(401, {"error": "invalid_token"})
        return True

    def _answer(self, answer: str, code: str, message: str) -> None:
        line = {"idComunicazione": 1, "codiceComunicazione": code, "codice": answer}
        self._say(200, {"Esito": [line | {"messaggio": message, "linguaggio": "it"}]})

    def _say(self, status: int, content: Any) -> None:
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    ministry: FakeMinistry


@contextmanager
def running_ministry() -> Iterator[FakeMinistry]:
    """A Ministry on a free port of this machine, until the end of the block."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.ministry = FakeMinistry(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.ministry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def configured(settings: dict[str, Any]) -> Iterator[None]:
    """The app with these settings, as they were before afterwards."""
    kept = {name: current_app.config[name] for name in settings}
    current_app.config.update(settings)
    try:
        yield
    finally:
        current_app.config.update(kept)
