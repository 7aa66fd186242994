"""What a person wants to be told by mail."""

from collections.abc import Collection

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.core import audit
from app.core.db import command, connection, insert_if_new
from app.core.kinds import BookingMail, Topic
from app.core.mail import MailChoice
from app.post.queries.subscriptions import Unsubscription


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
    if found.topic is Topic.BOOKINGS:
        _less(found.user_id, BookingMail.FEED, {BookingMail.INVITATIONS, BookingMail.PLAIN})
    elif found.topic is Topic.MOVES:
        _less(found.user_id, BookingMail.NOTHING, set(BookingMail))
    else:
        _set_topic(found.user_id, found.topic, is_wanted=False)
    words = {"topic": found.topic}
    audit.record(found.user_id, "unsubscribe", "user", found.user_id, after=words)


def _less(user_id: int, wanted: BookingMail, instead_of: set[BookingMail]) -> None:
    """Send fewer mails about bookings; whoever gets fewer already keeps their choice."""
    connection().execute(
        sa.update(User)
        .where(User.id == user_id, User.booking_mail.in_(instead_of))
        .values(booking_mail=wanted)
    )


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
