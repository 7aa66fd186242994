"""What two colleagues are told who exchange desks, in both languages, as it was found right."""

import re
from datetime import date

import pytest
from flask import current_app

from app.booking.services.exchanges import answer_exchange, ask_exchange, withdraw_exchange
from app.core.i18n import LOCALES, speaking
from app.core.kinds import KINDS
from app.post.emails import LETTERS
from app.post.emails.compose import compose
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.letters import last_letter, owed, recipient
from tests.support.snapshots import assert_matches

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def pair(app):
    """Anna and Bruno, and the number of Anna's question for Bruno's desk."""
    first, second = desks_of(make_workplace())[:2]
    anna = make_user("anna@example.it", given_name="Anna", surname="Verdi")
    bruno = make_user("bruno@example.it", given_name="Bruno", surname="Rossi")
    mine = make_booking(anna, first, TUESDAY)
    make_booking(bruno, second, TUESDAY)
    return anna, bruno, ask_exchange(mine, second.id, by=actor(anna))


def plain(text):
    """Leave out what is new each time: keys and numbers."""
    text = re.sub(r"/answers/[\w.-]+", "/answers/KEY", text.replace("\r", ""))
    return re.sub(r"/bookings/\d+", "/bookings/N", text)


@pytest.mark.parametrize("kind", ["exchange_asked", "exchange_declined"])
def test_every_message_reads_as_it_was_found_right(kind, pair):
    anna, bruno, number = pair
    if kind == "exchange_declined":
        answer_exchange(number, accept=False, by=actor(bruno))
    reader = anna if kind == "exchange_declined" else bruno
    for locale in LOCALES:
        to = recipient(reader, locale)
        with current_app.test_request_context(base_url="https://localhost/"), speaking(locale):
            message = compose(LETTERS[kind](owed(kind, reader)[-1], to), to, mail_id=7)
        text, html = message.iter_parts()
        head = "\n".join(f"{name}: {message[name]}" for name in ("From", "To", "Subject"))
        name = f"emails/exchanges/{kind}.{locale}"
        assert_matches(f"{name}.txt", f"{head}\n\n{plain(text.get_content())}")
        assert_matches(f"{name}.html", plain(html.get_content()))


def test_every_kind_about_exchanges_has_its_story():
    kinds = {kind for kind in KINDS if kind.startswith("exchange_")}
    assert kinds == {"exchange_asked", "exchange_declined", "exchange_made"}


def test_a_question_that_was_taken_back_is_sent_no_more(pair):
    anna, bruno, number = pair
    withdraw_exchange(number, by=actor(anna))
    assert last_letter("exchange_asked", bruno) is None


def test_whoever_declines_is_not_named_to_whoever_asked(pair):
    anna, bruno, number = pair
    answer_exchange(number, accept=False, by=actor(bruno))
    told = last_letter("exchange_declined", anna)
    assert "Bruno" not in repr(told)
    assert "Rossi" not in repr(told)
