import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pola.rules.suppression import FEWEST, hidden_cells

COUNTS = st.lists(st.integers(0, 40), max_size=12)


@pytest.mark.parametrize(("counts", "hidden"), [
    ([], set()),
    ([12, 30, 5], set()),
    # One small cell alone would be the total minus the others.
    ([12, 3, 30], {0, 1}),
    # Two small ones hide each other only if together they are five or more.
    ([2, 3, 30, 9], {0, 1}),
    ([1, 2, 30, 9], {0, 1, 3}),
    # A total minus the shown of nought would say that both are nought.
    ([0, 0, 30, 9], {0, 1, 3}),
    ([0, 20, 30], {0, 1}),
    # One group that is small is the total.
    ([4], {0}),
    ([1, 2, 1], {0, 1, 2}),
    ([40], set()),
    # The first of two equal ones is taken.
    ([6, 6, 1], {0, 2}),
])  # fmt: skip
def test_small_counts_are_hidden_and_so_is_what_gives_them_away(counts, hidden):
    assert hidden_cells(counts) == hidden


def test_what_is_hidden_around_a_group_is_hidden_within_it():
    assert hidden_cells([20, 9, 30], forced=[0]) == {0, 1}
    assert hidden_cells([20, 9, 30], forced=[0, 2]) == {0, 2}


@given(COUNTS, st.sets(st.integers(0, 11)))
def test_no_shown_count_is_small_and_what_was_to_be_hidden_is(counts, forced):
    forced = {place for place in forced if place < len(counts)}
    hidden = hidden_cells(counts, forced)
    assert forced <= hidden
    assert all(count >= FEWEST for place, count in enumerate(counts) if place not in hidden)


@given(COUNTS)
def test_the_total_less_what_is_shown_is_never_one_group_nor_a_small_one(counts):
    hidden = hidden_cells(counts)
    total = sum(counts)
    if hidden and total >= FEWEST:
        left = total - sum(c for place, c in enumerate(counts) if place not in hidden)
        assert len(hidden) >= 2
        assert left >= FEWEST


@given(COUNTS)
def test_a_table_without_small_counts_is_shown_whole(counts):
    if counts and min(counts) >= FEWEST:
        assert hidden_cells(counts) == frozenset()


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_no_hidden_count_follows_from_the_shown_ones_and_the_total(counts):
    hidden = sorted(hidden_cells(counts))
    total = sum(counts)
    # A small total is not shown either, so nothing bounds the hidden ones.
    if not hidden or total < FEWEST:
        return
    left = sum(counts[place] for place in hidden)
    tables = [
        table
        for table in itertools.product(range(left + 1), repeat=len(hidden))
        if sum(table) == left
    ]
    for place in range(len(hidden)):
        assert {table[place] for table in tables} == set(range(left + 1))
