"""Send the mails that are owed, each once, to those who want it."""

import logging
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.core import clock, outbox
from app.core.db import connection
from app.core.i18n import DEFAULT, LOCALES, speaking
from app.core.kinds import ALWAYS, BOOKING_TOPICS, DIARY_TOPICS, KINDS, OPT_IN, BookingMail, Topic
from app.core.letters import Recipient
from app.core.mail import MailChoice, MailState
from app.core.outbox import LEASE, ClaimedMail
from app.core.smtp import TIMEOUT_SECONDS, MailRefused, MailServer, MailServerAway
from app.post.emails import LETTERS
from app.post.emails.compose import compose, method_of
from app.post.queries.diaries import is_in_diary
from app.post.queries.subscriptions import unsubscribe_url

# Taken at once: few enough that a process which dies keeps little for its lease.
BATCH = 20
# After a server was slow for so long, the rest of a batch is made sure of, mail by mail.
FRESH = timedelta(seconds=TIMEOUT_SECONDS)
_log = logging.getLogger(__name__)
_person = sa.select(
    User.given_name,
    User.surname,
    User.email,
    User.locale,
    User.is_active,
    User.is_demo,
    User.booking_mail,
    sa.select(MailChoice.is_wanted)
    .where(MailChoice.user_id == User.id, MailChoice.topic == sa.bindparam("topic"))
    .scalar_subquery()
    .label("is_wanted"),
).where(User.id == sa.bindparam("user"))
Send = Callable[[ClaimedMail, EmailMessage], None]


def send_mails(
    *, by: Actor, limit: int | None = None, lease: timedelta = LEASE
) -> Counter[MailState]:
    """Send what is due; return how many mails went how, those put off as owed.

    One transaction for each mail, never in a caller's transaction, and none while
    the mail server is spoken to. Several processes may do it at once. Raises
    MailServerAway when no mail can be sent now: they all wait.
    """
    authorize(by, Permission.RUN_JOBS)
    if not current_app.config["PUBLIC_URL"]:
        raise MailServerAway("links need the address of Vicino (PUBLIC_URL)")
    done: Counter[MailState] = Counter()
    if folder := current_app.config["MAIL_FOLDER"]:
        _send_all(done, _into(Path(folder)), limit, lease)
        return done
    with MailServer(current_app.config) as server:
        _send_all(done, lambda _mail, message: server.send(message), limit, lease)
    return done


def _send_all(done: Counter[MailState], send: Send, limit: int | None, lease: timedelta) -> None:
    """Send batch by batch, until nothing is due or so many were tried."""
    while limit is None or done.total() < limit:
        most = BATCH if limit is None else min(BATCH, limit - done.total())
        claimed = outbox.claim(most, lease)
        if not claimed:
            return
        for n, mail in enumerate(claimed):
            held = _held(mail, lease)
            if held is None:
                continue
            try:
                done[_send_one(held, send)] += 1
            except MailServerAway:
                outbox.hand_back([held, *claimed[n + 1 :]])
                raise


def _held(mail: ClaimedMail, lease: timedelta) -> ClaimedMail | None:
    """Return a mail with nearly all of its lease before it; None once somebody else took it."""
    if mail.until - clock.now() > lease - FRESH:
        return mail
    return outbox.keep(mail, lease)


def _send_one(mail: ClaimedMail, send: Send) -> MailState:
    """Send one mail and write down what came of it; raises MailServerAway."""
    try:
        message = write(mail)
        if message is None:
            outbox.mark_unwanted(mail.id)
            return MailState.UNWANTED
        send(mail, message)
    except MailRefused as refused:
        if refused.is_final:
            outbox.give_up(mail.id, str(refused))
            return MailState.FAILED
        return _put_off(mail, str(refused))
    except MailServerAway:
        raise
    except Exception as error:
        # Whatever it is, the other mails can be written. No word of a person goes into a log.
        kind = type(error).__name__
        _log.error("mail %s of kind %s cannot be written: %s", mail.id, mail.kind, kind)
        return _put_off(mail, f"it cannot be written: {kind}")
    outbox.mark_sent(mail, method=method_of(message))
    return MailState.SENT


def _put_off(mail: ClaimedMail, error: str) -> MailState:
    return MailState.OWED if outbox.postpone(mail, error) else MailState.FAILED


def write(mail: ClaimedMail) -> EmailMessage | None:
    """Return a mail in its person's language, or None when they are not to get it."""
    topic = KINDS[mail.kind].topic
    row = connection().execute(_person, {"user": mail.user_id, "topic": topic}).one()
    is_wanted = _is_wanted(topic, row)
    is_usual = is_wanted and row.booking_mail is BookingMail.INVITATIONS
    wants_invitations = is_usual or _is_in_diary(mail)
    if not is_wanted and not (wants_invitations and _may_be_mended(topic, row)):
        return None
    locale = row.locale if row.locale in LOCALES else DEFAULT
    to = Recipient(
        user_id=mail.user_id,
        full_name=f"{row.given_name} {row.surname}",
        given_name=row.given_name,
        email=row.email,
        locale=locale,
        wants_invitations=wants_invitations,
    )
    base_url = f"{current_app.config['PUBLIC_URL']}/"
    with current_app.test_request_context(base_url=base_url), speaking(locale):
        letter = LETTERS[mail.kind](mail.facts | {"at": mail.created_at}, to)
        if letter is None or not (is_wanted or letter.invitation):
            return None
        away = unsubscribe_url(mail.user_id, topic)
        return compose(letter, to, mail_id=mail.id, unsubscribe_url=away)


def _is_in_diary(mail: ClaimedMail) -> bool:
    """Return True if an earlier mail put the booking that this one is about into a diary.

    Whoever wants no more invitations still has those that came: only the same event,
    one number up, takes them out again or sets them right (RFC 5546 §3.2).
    """
    booking_id = mail.facts.get("booking_id")
    return booking_id is not None and is_in_diary(mail.user_id, booking_id)


def _may_be_mended(topic: Topic, row: Any) -> bool:
    """Return True if an entry that a mail made is set right although the topic is not wanted.

    Whoever has only the calendar address now still has it, and nothing else takes it
    out; whoever wants no mail at all about desks gets none.
    """
    return _is_here(row) and topic in DIARY_TOPICS and row.booking_mail is not BookingMail.NOTHING


def _is_here(row: Any) -> bool:
    """Return True unless a person has left, or is only shown where it is tried out."""
    return row.is_active and (not row.is_demo or current_app.config["DEMO"])


def _is_wanted(topic: Topic, row: Any) -> bool:
    """Return True if a person gets mails on a topic: nobody who has left does."""
    if not _is_here(row):
        return False
    if topic in ALWAYS:
        return True
    if topic in BOOKING_TOPICS:
        return row.booking_mail in BOOKING_TOPICS[topic]
    return bool(topic not in OPT_IN if row.is_wanted is None else row.is_wanted)


def _into(folder: Path) -> Send:
    """Return what writes mails into a folder, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)

    def write_file(mail: ClaimedMail, message: EmailMessage) -> None:
        name = re.sub(r"[^a-z_]", "", mail.kind)
        draft = folder / f".{mail.id:05}.part"
        try:
            draft.write_bytes(message.as_bytes())
            draft.replace(folder / f"{mail.id:05}-{name}.eml")
        except OSError as error:
            raise MailServerAway(f"the mail folder cannot be written: {error.strerror}") from error

    return write_file
