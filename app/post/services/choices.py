"""What a person wants to be told by mail."""

from collections.abc import Collection

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.core import audit
from app.core.db import command, connection, insert_if_new
from app.core.kinds import BOOKING_TOPICS, BookingMail, Topic
from app.core.mail import MailChoice
from app.post.queries.subscriptions import Unsubscription, subscriptions_of

# What is left of the mails about desks once those of a topic are stopped.
_LEFT = {Topic.BOOKINGS: BookingMail.FEED, Topic.MOVES: BookingMail.NOTHING}


@command
def choose_mails(
    booking_mail: BookingMail, wanted: Collection[Topic], offered: Collection[Topic], *, by: Actor
) -> None:
    """Note how a person wants to be told of bookings, and which of the offered topics they want.

    Topics that were not offered to them stay as they are.
    """
    authorize(by, Permission.EDIT_OWN_PROFILE)
    assert by.id is not None
    _set_booking_mail(by.id, booking_mail)
    for topic in offered:
        _set_topic(by.id, topic, is_wanted=topic in wanted)
    words = {"booking_mail": booking_mail, "topics": sorted(wanted)}
    audit.record(by.id, "choose_mails", "user", by.id, after=words)


@command
def unsubscribe(found: Unsubscription) -> None:
    """Stop the mails of one topic for whom a link was sent to; twice is once.

    The link's signature is the authority: nobody signs in from a mail program.
    """
    if _stop(found.user_id, found.topic):
        words = {"topic": found.topic}
        audit.record(found.user_id, "unsubscribe", "user", found.user_id, after=words)


def _stop(user_id: int, topic: Topic) -> bool:
    """Stop a topic's mails; False for whoever gets none of them: they keep their choice."""
    if topic in BOOKING_TOPICS:
        stopped = connection().execute(
            sa.update(User)
            .where(User.id == user_id, User.booking_mail.in_(BOOKING_TOPICS[topic]))
            .values(booking_mail=_LEFT[topic])
        )
        return stopped.rowcount > 0
    if topic not in subscriptions_of(user_id).topics:
        return False
    _set_topic(user_id, topic, is_wanted=False)
    return True


def _set_booking_mail(user_id: int, choice: BookingMail) -> None:
    connection().execute(sa.update(User).where(User.id == user_id).values(booking_mail=choice))


def _set_topic(user_id: int, topic: Topic, *, is_wanted: bool) -> None:
    row = {"user_id": user_id, "topic": topic, "is_wanted": is_wanted}
    insert_if_new(MailChoice, row)
    connection().execute(
        sa.update(MailChoice)
        .where(MailChoice.user_id == user_id, MailChoice.topic == topic)
        .values(is_wanted=is_wanted)
    )
