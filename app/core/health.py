"""Whether the process is alive, and whether it can serve."""

import functools

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app.core.db import connection
from app.core.runs import late_jobs

bp = Blueprint("health", __name__)


def newest_migration() -> str | None:
    """Return the migration that this release needs."""
    return _newest(current_app.extensions["migrate"].directory)


@functools.cache
def _newest(directory: str) -> str | None:
    # Files do not change while we run.
    config = Config()
    config.set_main_option("script_location", directory)
    return ScriptDirectory.from_config(config).get_current_head()


def problem() -> str | None:
    """Return why this process cannot serve, or None."""
    try:
        current = connection().execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError as error:
        kind = type(getattr(error, "orig", error)).__name__
        if "alembic_version" in str(error):
            return "migrations pending: the database is empty"
        return f"database away: {kind}"
    newest = newest_migration()
    if current != newest:
        return f"migrations pending: the database is at {current}, this release needs {newest}"
    return None


@bp.get("/health/live")
def live() -> Response:
    """Answer as long as the process runs."""
    return jsonify(status="ok")


@bp.get("/health/ready")
def ready() -> tuple[Response, int]:
    """Answer 200 when the database is there and migrated, else 503 with the reason."""
    reason = problem()
    if reason:
        return jsonify(status="unavailable", reason=reason), 503
    # A late job is a problem of the machine on which the jobs run, not of this process:
    # it is told here, and a balancer does not take the pages away for it (ADR 31).
    late = late_jobs()
    return jsonify(status="late" if late else "ok", late_jobs=late), 200


@bp.get("/health/jobs")
def jobs() -> tuple[Response, int]:
    """Answer 200 when every job has run in time, else 503 with those that have not."""
    if reason := problem():
        return jsonify(status="unavailable", reason=reason), 503
    late = late_jobs()
    return jsonify(status="late" if late else "ok", late_jobs=late), 503 if late else 200


# Probes are not signed in.
live.is_public = True  # type: ignore[attr-defined]
ready.is_public = True  # type: ignore[attr-defined]
jobs.is_public = True  # type: ignore[attr-defined]
