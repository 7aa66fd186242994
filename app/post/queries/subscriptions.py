"""What a person receives, and the address at which they can stop it."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import url_for

from app.auth.models import User
from app.core.db import connection
from app.core.kinds import ALWAYS, CHOOSABLE, OPT_IN, BookingMail, Topic
from app.core.mail import MailChoice
from app.core.signed import read, sign

PURPOSE = "unsubscribe"


@dataclass(frozen=True)
class Subscriptions:
    """What a person wants to hear."""

    booking_mail: BookingMail
    topics: frozenset[Topic]


@dataclass(frozen=True)
class Unsubscription:
    """What a link in a mail stops."""

    user_id: int
    topic: Topic
    # In which the mail was written.
    locale: str | None


def subscriptions_of(user_id: int) -> Subscriptions:
    """Return a person's choices; where they said nothing, what is usual."""
    manner = (
        connection().execute(sa.select(User.booking_mail).where(User.id == user_id)).scalar_one()
    )
    rows = connection().execute(
        sa.select(MailChoice.topic, MailChoice.is_wanted).where(MailChoice.user_id == user_id)
    )
    said = {row.topic: row.is_wanted for row in rows}
    wanted = {topic for topic in CHOOSABLE if said.get(topic, topic not in OPT_IN)}
    return Subscriptions(manner, frozenset(wanted))


def unsubscribe_url(user_id: int, topic: Topic) -> str | None:
    """Return the address that stops the mails of a topic; None where nothing may stop them."""
    if topic in ALWAYS:
        return None
    token = sign(PURPOSE, {"user": user_id, "topic": topic.value})
    return url_for("post.unsubscribe", token=token, _external=True)


def find_unsubscription(token: str) -> Unsubscription | None:
    """Return what a link stops, or None if it is not one of ours or its person has left."""
    facts = read(PURPOSE, token)
    if facts is None:
        return None
    here = sa.select(User.id, User.locale).where(User.id == facts["user"], User.is_active)
    person = connection().execute(here).first()
    return Unsubscription(person.id, Topic(facts["topic"]), person.locale) if person else None
