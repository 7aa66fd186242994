"""Screens on walls: each has an address of its own, shown once and revoked at will (ADR 27)."""

import secrets

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Screen
from app.booking.queries.calendar import token_hash
from app.core import audit, clock
from app.core.db import command, db


@command
def add_screen(name: str, workplace_id: int | None, *, by: Actor, locale: str = "it") -> str:
    """Let a device show a workplace, or with None all of them; return the secret of its address.

    Nobody can read the secret again: only its hash is kept.
    """
    authorize(by, Permission.RUN_SCREENS, Screen(workplace_id=workplace_id))
    token = secrets.token_urlsafe(32)
    screen = Screen(
        name=name,
        workplace_id=workplace_id,
        token_hash=token_hash(token),
        locale=locale,
        created_at=clock.now(),
    )
    db.session.add(screen)
    db.session.flush()
    words = {"name": name, "workplace": workplace_id, "locale": locale}
    audit.record(by.id, "add_screen", "screen", screen.id, after=words)
    return token


@command
def revoke_screen(screen_id: int, *, by: Actor) -> None:
    """Let a screen's address answer nobody any more; a second time does nothing."""
    authorize(by, Permission.RUN_SCREENS, screen := db.session.get_one(Screen, screen_id))
    if screen.revoked_at is None:
        screen.revoked_at = clock.now()
        words = {"name": screen.name, "workplace": screen.workplace_id}
        audit.record(by.id, "revoke_screen", "screen", screen.id, before=words)
