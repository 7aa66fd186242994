"""The floors: the least that Flask itself costs on this machine, in the same gunicorn.

F0 a bare answer; F1 one indexed select of 100 rows through a flat template;
F2 one committed insert. They know nothing of Vicino but its database's address.
"""

import os

import sqlalchemy as sa
from flask import Flask, render_template_string
from sqlalchemy.orm import Session
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from wsgi import app as vicino

metadata = sa.MetaData()
rows = sa.Table(
    "bench_rows",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("page", sa.Integer, index=True, nullable=False),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("value", sa.Integer, nullable=False),
)
notes = sa.Table(
    "bench_notes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("words", sa.String(60), nullable=False),
)
PAGE = """<!DOCTYPE html><html lang="it"><head><title>Floor</title></head><body><table>
{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.name }}</td><td>{{ row.value }}</td></tr>
{% endfor %}</table></body></html>"""

bare = Flask("floors")
_select = sa.select(rows).where(rows.c.page == sa.bindparam("page"))
_insert = sa.insert(notes)


def _session() -> Session:
    with vicino.app_context():
        engine = vicino.extensions["sqlalchemy"].engine
    return Session(engine)


@bare.get("/f0")
def f0() -> str:
    return "ok"


@bare.get("/f1")
def f1() -> str:
    with _session() as session:
        return render_template_string(PAGE, rows=session.execute(_select, {"page": 7}).all())


@bare.post("/f2")
def f2() -> str:
    with _session() as session:
        session.execute(_insert, {"words": "a line"})
        session.commit()
    return "ok"


def fill() -> None:
    """Make the floors' own tables: 100 pages of 100 rows."""
    with vicino.app_context():
        engine = vicino.extensions["sqlalchemy"].engine
    metadata.create_all(engine)
    with engine.begin() as connection:
        made = [
            {"page": n // 100, "name": f"row {n}", "value": n * 7 % 1000} for n in range(10_000)
        ]
        connection.execute(sa.insert(rows), made)
    engine.dispose()


if os.environ.get("BENCH_FILL"):
    fill()
app = DispatcherMiddleware(vicino, {"/floor": bare})
