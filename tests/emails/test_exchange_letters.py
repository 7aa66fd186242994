"""What two colleagues are told who exchange desks, in both languages, as it was found right."""

from datetime import date

import pytest

from app.booking.services.exchanges import answer_exchange, ask_exchange, withdraw_exchange
from app.core.kinds import KINDS
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.letters import assert_reads_as_kept, last_letter, owed

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


@pytest.mark.parametrize("kind", ["exchange_asked", "exchange_declined"])
def test_every_message_reads_as_it_was_found_right(kind, pair):
    anna, bruno, number = pair
    if kind == "exchange_declined":
        answer_exchange(number, accept=False, by=actor(bruno))
    reader = anna if kind == "exchange_declined" else bruno
    assert_reads_as_kept(f"emails/exchanges/{kind}", kind, owed(kind, reader)[-1], reader)


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
