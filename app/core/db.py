"""The database: base class, types, and the only place that commits."""

import functools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

P = ParamSpec("P")
R = TypeVar("R")

_open: ContextVar[bool] = ContextVar("transaction_open", default=False)
_frozen: ContextVar[bool] = ContextVar("snapshot_open", default=False)
_raised: ContextVar[bool] = ContextVar("revision_raised", default=False)

BUSY_SECONDS = 30
RETRIES = 3
# PostgreSQL: serialization failure, deadlock. The whole command may be tried again.
RETRYABLE = {"40001", "40P01"}


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An aware instant, stored in UTC; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table shares: named constraints, and instants in UTC."""

    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UTCDateTime()},
    )


class ReadingSession(Session):
    """A session that opens a transaction for commands only.

    PostgreSQL gives every statement of READ COMMITTED a snapshot of its own, in a
    transaction or not: a page that only reads saves its BEGIN and its ROLLBACK.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """Return the engine, outside a command one that commits each statement by itself."""
        bind = super().get_bind(*args, **kwargs)
        if _open.get() or _frozen.get() or bind.dialect.name != "postgresql":
            return bind
        return _reading(bind)


@functools.cache
def _reading(engine: Engine) -> Engine:
    """Return an engine on the same pool of connections."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


db = SQLAlchemy(
    model_class=Base, session_options={"expire_on_commit": False, "class_": ReadingSession}
)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def short_enum(kind: type) -> sa.Enum:
    """Return a column type that stores a StrEnum by value: a new member needs no migration."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class Revision(Model):
    """A number that grows whenever a cached part of the database changes."""

    __tablename__ = "revisions"
    name: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    number: Mapped[int]


PLACES = "places"


def raise_revision(name: str = PLACES) -> None:
    """Tell every process that what it remembers under this name is old."""
    insert_if_new(Revision, {"name": name, "number": 0})
    db.session.execute(
        sa.update(Revision).where(Revision.name == name).values(number=Revision.number + 1)
    )
    _raised.set(True)


def is_revision_ours() -> bool:
    """Return True while a revision raised by this transaction may still be undone."""
    return _raised.get()


@contextmanager
def transaction() -> Iterator[None]:
    """Commit everything inside or nothing; an inner one joins the outer one.

    The outer one starts afresh, so that its first statement sees what is
    committed now and, on SQLite, waits for its turn to write.
    """
    if _open.get():
        yield
        return
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("something was changed outside a command")
    db.session.rollback()
    token = _open.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _open.reset(token)
        _raised.set(False)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything inside as it stood at one instant, whatever is committed meanwhile."""
    db.session.rollback()
    token = _frozen.set(True)
    try:
        if is_postgresql():
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield
    finally:
        db.session.rollback()
        _frozen.reset(token)


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction; a deadlock is tried again from the start."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _open.get():
            return function(*args, **kwargs)
        for attempt in range(RETRIES):
            try:
                with transaction():
                    return function(*args, **kwargs)
            except DBAPIError as error:
                last = attempt == RETRIES - 1
                if last or getattr(error.orig, "sqlstate", None) not in RETRYABLE:
                    raise
        raise AssertionError("unreachable")

    run.is_command = True  # type: ignore[attr-defined]
    return run


def connection() -> Connection:
    """Return the session's connection, for hot reads and writes without objects."""
    return db.session.connection()


def insert_if_new(model: type[Base], row: dict[str, Any]) -> None:
    """Insert a row unless one with its key stands already, without an error either way."""
    dialect = postgresql if is_postgresql() else sqlite
    connection().execute(dialect.insert(model).values(row).on_conflict_do_nothing())


def is_postgresql() -> bool:
    """Return True when the engine behind the session locks rows, not the whole file."""
    return db.engine.dialect.name == "postgresql"


def init_app(app: Flask) -> None:
    """Bind the database to the app: lasting connections, SQLite's pragmas."""
    options: dict[str, Any] = {
        "pool_size": app.config["POOL_SIZE"],
        "max_overflow": 0,
        # No name, address or secret goes into a log with an error.
        "hide_parameters": True,
    }
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        options["connect_args"] = {"timeout": BUSY_SECONDS}
        app.config["INSTANCE_PATH"].mkdir(parents=True, exist_ok=True)
    else:
        # A full pool answers 503 soon rather than hanging.
        options["pool_timeout"] = 5
        options["connect_args"] = {"connect_timeout": 5}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: object) -> None:
    """Set up a new SQLite connection; `begin` below opens its transactions."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: a booking that was committed survives a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    # Pages are read from the system's own cache, which all processes share.
    cursor.execute("PRAGMA mmap_size=134217728")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Open SQLite's transaction; a command takes the write lock at once.

    Without IMMEDIATE a reader that turns writer fails when somebody wrote meanwhile.
    """
    if connection.dialect.name == "sqlite":
        # Straight to the driver: it is said before every first statement of a request.
        words = "BEGIN IMMEDIATE" if _open.get() else "BEGIN"
        try:
            connection.connection.cursor().execute(words)
        except sqlite3.OperationalError as error:
            raise OperationalError(words, None, error) from error
