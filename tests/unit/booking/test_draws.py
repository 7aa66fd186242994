import hashlib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.draws import Candidate, draw_order, lot

JANUARY, FEBRUARY = date(2026, 1, 12), date(2026, 2, 9)


def test_whoever_never_moved_is_drawn_before_whoever_did_and_the_least_recent_first():
    order = draw_order(
        [Candidate(1, FEBRUARY), Candidate(2, JANUARY), Candidate(3), Candidate(4, JANUARY)], "seed"
    )
    assert order[0] == 3
    assert set(order[1:3]) == {2, 4}
    assert order[3] == 1


def test_among_equals_the_lot_decides_and_anybody_can_draw_it_again():
    people = [Candidate(number) for number in range(1, 8)]
    by_hand = sorted(range(1, 8), key=lambda n: hashlib.sha256(f"a3f0/{n}".encode()).hexdigest())
    assert draw_order(people, "a3f0") == by_hand
    assert draw_order(people, "b7e1") != by_hand


def test_a_lot_can_be_worked_out_on_any_command_line():
    # printf '00ff/7' | sha256sum
    assert lot(7, "00ff") == "667ca085f5ca16da938a623046556088d123a5f526b5cc1332f239ca7c5135f3"


def test_people_with_a_priority_or_a_need_take_no_part():
    people = [Candidate(1), Candidate(2, is_exempt=True), Candidate(3, JANUARY, is_exempt=True)]
    assert draw_order(people, "seed") == [1]
    assert draw_order(people[1:], "seed") == []


_people = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 500),
        st.none() | st.dates(date(2025, 1, 1), date(2026, 3, 1)),
        st.booleans(),
    ),
    unique_by=lambda one: one.booking_id,
    max_size=30,
)


@given(_people, st.randoms(use_true_random=False), st.text(min_size=1, max_size=32))
def test_a_draw_is_the_same_whoever_draws_again_and_nobody_exempt_is_drawn(people, chance, seed):
    drawn = draw_order(people, seed)
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert draw_order(shuffled, seed) == drawn
    known = {one.booking_id: one for one in people}
    assert sorted(drawn) == sorted(one.booking_id for one in people if not one.is_exempt)
    moved = [known[number].last_moved or date.min for number in drawn]
    assert moved == sorted(moved)
