"""A whole city to measure pages in: its files, who is signed in, what a page costs."""

import hashlib
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from app import create_app
from app.auth.models import SignIn, User
from app.booking.models import HouseNoteRead, Workplace
from app.core import clock
from app.core.db import connection, db, transaction
from app.start import prepare
from bench.crowd import SECRET_KEY, token
from tests.support.databases import new_database, start_postgresql

DEMO = Path(__file__).resolve().parent.parent / "demo"
ROUNDS = 9


def build(folder: Path, url: str, fill: Callable[[], None]) -> Flask:
    """Return an app on a database with the city's files, and what `fill` writes."""
    environ = {
        "LOCAL": "1",
        "DEMO": "0",
        "SECRET_KEY": SECRET_KEY,
        "INSTANCE_PATH": str(folder),
        "DATABASE_URL": url,
    }
    app = create_app({}, environ)
    prepare(app)
    for kind, name in (
        ("workplaces", "workplaces"),
        ("desks", "desks"),
        ("postal-codes", "postal_codes"),
        ("offices", "offices"),
        ("people", "people"),
    ):
        outcome = app.test_cli_runner().invoke(args=["import", kind, str(DEMO / f"{name}.csv")])
        if outcome.exit_code:
            raise SystemExit(outcome.output)
    with app.app_context():
        fill()
        _let_read()
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect() as there:
                there.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                    "VACUUM ANALYZE"
                )
        db.engine.dispose()
    return app


def _let_read() -> None:
    """Let everybody have read every house's note, as people have who book every week."""
    everything = sa.select(User.id, Workplace.id, sa.literal(clock.now())).join(
        Workplace, sa.true()
    )
    with transaction():
        connection().execute(
            sa.insert(HouseNoteRead).from_select(["user_id", "workplace_id", "read_at"], everything)
        )


def batches(rows: Iterator[dict[str, Any]], size: int = 20_000) -> Iterator[list[dict[str, Any]]]:
    """Cut a stream of rows into lists."""
    while batch := list(itertools.islice(rows, size)):
        yield batch


def sign_in(people: Sequence[int]) -> None:
    """Sign these people in, inside the caller's transaction; `ask` names them by their place."""
    now = clock.now()
    for n, user_id in enumerate(people):
        hashed = hashlib.sha256(token(n).encode()).hexdigest()
        values = {"token_hash": hashed, "user_id": user_id, "created_at": now, "seen_at": now}
        connection().execute(sa.insert(SignIn), [values])


def ask(app: Flask, who: int, path: str) -> Callable[[], int]:
    """Return a function that asks for a page as one of the signed-in people."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": token(who), "_fresh": True})

    def get() -> int:
        return client.get(path, headers={"Accept-Encoding": "gzip"}).status_code

    return get


def measure(app: Flask, title: str, pages: Sequence[tuple[str, int, str]]) -> None:
    """Print what each page costs: seconds, CPU of this process, queries."""
    print(f"\n{title}; median of {ROUNDS}")
    print(f"{'page':<26}{'seconds':>9}{'CPU':>8}{'queries':>9}")
    queries = 0

    def count(*_facts: object) -> None:
        nonlocal queries
        queries += 1

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
    for name, who, path in pages:
        get = ask(app, who, path)
        if (status := get()) != 200:
            print(f"{name:<26}answered {status}")
            continue
        seconds, spent = [], []
        for _round in range(ROUNDS):
            queries, wall, cpu = 0, time.perf_counter(), time.process_time()
            get()
            seconds.append(time.perf_counter() - wall)
            spent.append(time.process_time() - cpu)
        print(
            f"{name:<26}{statistics.median(seconds):>9.3f}{statistics.median(spent):>8.3f}"
            f"{queries:>9}",
            flush=True,
        )


def on_engines(name: str, bench: Callable[[Path, str, str], None]) -> None:
    """Run a bench on the engines that are named on the command line, or on both."""
    engines = [e for e in ("sqlite", "postgresql") if e in sys.argv] or ["sqlite", "postgresql"]
    for engine in engines:
        with tempfile.TemporaryDirectory(prefix="vicino-bench-") as folder:
            url = new_database(start_postgresql(), name) if engine == "postgresql" else ""
            bench(Path(folder), url, engine)
