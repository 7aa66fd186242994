"""Keep a file between its preview and its confirmation."""

import hashlib
from datetime import timedelta

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import audit, clock
from app.core.db import command, connection
from app.pola.models import Upload

KEPT_FOR = timedelta(days=1)
LONGEST_NAME = 200


@command
def keep_upload(name: str, content: bytes, *, by: Actor) -> None:
    """Keep one's file until it is imported or a day has passed; it takes the last one's place."""
    authorize(by, Permission.RUN_PROGRAMME)
    put_away(name, content, by=by)


@command
def drop_upload(*, by: Actor) -> None:
    """Forget one's file."""
    authorize(by, Permission.RUN_PROGRAMME)
    take_away(by=by)


def put_away(name: str, content: bytes, *, by: Actor) -> None:
    """Keep one's file, in the caller's transaction, who has asked whether one may."""
    run = connection().execute
    sha256 = hashlib.sha256(content).hexdigest()
    outdated = sa.or_(Upload.user_id == by.id, Upload.created_at < clock.now() - KEPT_FOR)
    run(sa.delete(Upload).where(outdated))
    run(
        sa.insert(Upload),
        {
            "user_id": by.id,
            "name": name[:LONGEST_NAME],
            "content": content,
            "sha256": sha256,
            "created_at": clock.now(),
        },
    )
    audit.record(by.id, "keep_upload", "user", by.id, after={"sha256": sha256})


def take_away(*, by: Actor) -> None:
    """Forget one's file, in the caller's transaction, who has asked whether one may."""
    gone = connection().execute(sa.delete(Upload).where(Upload.user_id == by.id))
    if gone.rowcount:
        audit.record(by.id, "drop_upload", "user", by.id)
