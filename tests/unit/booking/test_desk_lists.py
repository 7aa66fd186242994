import pytest

from app.booking.rules.desk_lists import read_lines
from app.booking.rules.rooms import DeskOrder, RoomRefusal, kept_refusals

WORDS = {name: name for name in ("window", "quiet", "near-lift", "accessible")}


def test_the_fourth_column_says_for_whom_a_desk_is_kept():
    text = "A-01; window, quiet; accessible; quiet\nA-02\tnear-lift\t\tnear-lift\nA-03; quiet"
    orders, reasons = read_lines(text, WORDS)
    assert reasons == []
    assert orders == [
        DeskOrder("A-01", ("window", "quiet"), True, 1, ("quiet",)),
        DeskOrder("A-02", ("near-lift",), False, 2, ("near-lift",)),
        DeskOrder("A-03", ("quiet",), False, 3),
    ]
    assert kept_refusals(orders) == []


@pytest.mark.parametrize("word", ["window", "rest"])
def test_what_nobody_needs_is_told_with_its_line_and_column(word):
    _orders, (reason,) = read_lines(f"A-01\nA-02; window;; {word}", WORDS)
    assert reason.code is RoomRefusal.NEED_UNKNOWN
    assert reason.facts == {"word": word, "line": 2, "column": 4}


def test_a_desk_is_not_kept_for_what_it_does_not_have():
    orders, _reasons = read_lines("A-01; window;; quiet, accessible", WORDS)
    (reason,) = kept_refusals(orders)
    assert (reason.facts["line"], reason.facts["column"]) == (1, 4)
    assert reason.facts["needs"] == ["accessible", "quiet"]


def test_an_accessible_desk_may_say_so_twice():
    (order,), _reasons = read_lines("A-01;; accessible; accessible", WORDS)
    assert (order.is_accessible, order.kept_for) == (True, ())
