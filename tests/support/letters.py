"""Letters as their readers get them, from facts or from what is owed."""

import json
import re

import sqlalchemy as sa
from flask import current_app

from app.auth.models import User
from app.core.db import db
from app.core.i18n import LOCALES, speaking
from app.core.letters import Recipient
from app.core.mail import OutboxMail
from app.post.emails import LETTERS
from app.post.emails.compose import compose
from tests.support.snapshots import assert_matches


def recipient(user: User, locale: str = "en") -> Recipient:
    """The person as letters know them."""
    return Recipient(user.id, user.full_name, user.given_name, user.email, locale)


def letter(kind: str, facts, user: User, locale: str = "en"):
    """What is said to a person; None when there is nothing to say any more."""
    plain = json.loads(json.dumps(facts, default=str))
    with current_app.test_request_context(base_url="https://localhost/"), speaking(locale):
        return LETTERS[kind](plain, recipient(user, locale))


def owed(kind: str, user: User | None = None) -> list[dict]:
    """The facts of what is owed of a kind, oldest first."""
    db.session.rollback()
    select = sa.select(OutboxMail.facts).where(OutboxMail.kind == kind).order_by(OutboxMail.id)
    if user:
        select = select.where(OutboxMail.user_id == user.id)
    return [json.loads(facts) for facts in db.session.scalars(select)]


def last_letter(kind: str, user: User, locale: str = "en"):
    """The letter that the newest of what is owed to a person of a kind becomes."""
    return letter(kind, owed(kind, user)[-1], user, locale)


def assert_reads_as_kept(name: str, kind: str, facts, user: User) -> None:
    """Compare a mail in each language with what was read and found right."""
    plain = json.loads(json.dumps(facts, default=str))
    for locale in LOCALES:
        to = recipient(user, locale)
        base = current_app.test_request_context(base_url="https://localhost/")
        with base, speaking(locale):
            built = LETTERS[kind](plain, to)
            assert built is not None
            message = compose(built, to, mail_id=7)
        text, html = message.iter_parts()
        head = "\n".join(f"{part}: {message[part]}" for part in ("From", "To", "Subject"))
        assert_matches(f"{name}.{locale}.txt", f"{head}\n\n{_lasting(text.get_content())}")
        assert_matches(f"{name}.{locale}.html", _lasting(html.get_content()))


def _lasting(text: str) -> str:
    """Leave out what is new each time: the keys and numbers of links."""
    text = re.sub(r"/answers/[\w.-]+", "/answers/KEY", text.replace("\r", ""))
    return re.sub(r"/(bookings|groups)/\d+", r"/\1/N", text)
