from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.auth.login import _who
from app.auth.models import SignIn
from app.auth.services import sign_ins
from app.core import clock
from app.core.db import connection, db, is_postgresql, transaction
from app.core.kinds import KINDS
from app.core.letters import Letter
from app.core.mail import MailState, OutboxMail
from app.post.emails import LETTERS
from app.post.emails.notices import _path
from app.post.queries.notices import find_notice, notices_of
from app.post.services.notices import mark_all_read, mark_read
from tests.support.bell import owe, unread
from tests.support.factories import actor, make_user

pytestmark = pytest.mark.usefixtures("app")


def read_at(notice):
    return db.session.scalar(sa.select(OutboxMail.seen_at).where(OutboxMail.id == notice))


def test_a_message_is_read_once_and_keeps_when():
    user = make_user()
    notice = owe(user, "agreement_active")
    first = clock.now()
    mark_read(notice, by=actor(user))
    with clock.frozen(first + timedelta(hours=1)):
        mark_read(notice, by=actor(user))
        mark_all_read(notice, by=actor(user))
    assert read_at(notice) == first
    assert not find_notice(user.id, notice).is_new


def test_only_ones_own_messages_are_marked():
    user, other = make_user(), make_user()
    mine, theirs = owe(user, "agreement_active"), owe(other, "agreement_active")
    mark_read(theirs, by=actor(user))
    mark_all_read(theirs, by=actor(user))
    assert (unread(user), unread(other)) == ([], [theirs])
    assert find_notice(user.id, theirs) is None
    assert [notice.id for notice in notices_of(user.id).rows] == [mine]


def test_a_message_is_told_whatever_became_of_its_mail():
    user = make_user()
    for state in MailState:
        notice = owe(user, "agreement_active")
        with transaction():
            db.session.get_one(OutboxMail, notice).state = state
    found = notices_of(user.id)
    assert (len(found.rows), found.total) == (len(MailState), len(MailState))
    assert all(notice.is_new for notice in found.rows)


def test_every_message_that_rings_has_its_words():
    ringing = {kind for kind, held in KINDS.items() if held.is_notice}
    assert ringing - set(LETTERS) == set()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://vicino.example/moves/7", "/moves/7"),
        ("https://vicino.example/?day=2026-03-03&part=am", "/?day=2026-03-03&part=am"),
        ("https://vicino.example", "/"),
        ("https://vicino.example//evil.example", "/"),
        ("https://vicino.example/\\evil.example", "/"),
    ],
)
def test_a_message_leads_to_this_site_alone(url, path):
    assert _path(Letter(subject="", paragraphs=(), url=url)) == path


def test_a_page_beyond_the_last_is_empty():
    user = make_user()
    owe(user, "agreement_active")
    assert notices_of(user.id, 50) == notices_of(make_user().id)


def test_the_guard_counts_what_is_unread_by_its_index():
    user = make_user()
    sign_ins.begin_sign_in(user.id, "x" * 64)
    everybody = [make_user().id for _person in range(20)]
    row = {"kind": "agreement_active", "facts": "{}", "created_at": clock.now()}
    row |= {"state": MailState.SENT, "due_at": clock.now(), "tries": 1, "error": ""}
    with transaction():
        seen = [row | {"user_id": one, "seen_at": clock.now()} for one in everybody]
        connection().execute(sa.insert(OutboxMail), seen * 250)
    with transaction():
        if is_postgresql():
            connection().execute(sa.text("ANALYZE outbox_mails"))
        word = "EXPLAIN" if is_postgresql() else "EXPLAIN QUERY PLAN"
        # As the guard sends it, with its values in it.
        values = {"token_hash": "x" * 64, "today": clock.today()}
        question = _who.params(values).compile(db.engine, compile_kwargs={"literal_binds": True})
        lines = connection().exec_driver_sql(f"{word} {question}".replace("%", "%%")).all()
    plan = "\n".join(str(line) for line in lines)
    assert "ix_outbox_mails_user_id_seen_at" in plan
    assert db.session.query(SignIn).count() == 1
