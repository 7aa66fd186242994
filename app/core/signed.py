"""Facts inside an address that nobody can make or change without SECRET_KEY."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def sign(purpose: str, facts: Mapping[str, Any]) -> str:
    """Return facts as part of an address; what is signed for one purpose serves no other."""
    return _serializer(purpose).dumps(dict(facts))


def read(purpose: str, token: str) -> dict[str, Any] | None:
    """Return the facts of a token of ours, or None for any other text."""
    try:
        facts = _serializer(purpose).loads(token)
    except BadSignature:
        return None
    return facts if isinstance(facts, dict) else None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"vicino/{purpose}")
