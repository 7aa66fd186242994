import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auth.rules import read_codes
from app.booking.rules.choice import best_desk
from app.booking.rules.needs import (
    Need,
    kept,
    known_needs,
    served,
    served_in_vain,
    write_needs,
)
from app.booking.rules.places import EQUIPMENT
from tests.support.facts import desk_facts

PLAIN = desk_facts(1, equipment=("monitor",))
QUIET = desk_facts(2, equipment=("quiet",))
KEPT = desk_facts(3, equipment=("quiet",), kept_for={"quiet"})
ACCESSIBLE = desk_facts(4, is_accessible=True)
BOTH = desk_facts(5, equipment=("quiet",), is_accessible=True, kept_for={"quiet"})
LIFT = desk_facts(6, equipment=("near-lift",))
needs_of = st.sets(st.sampled_from(list(Need)))


@given(needs_of)
def test_needs_are_read_as_they_were_written(needs):
    assert read_codes(write_needs(needs)) == needs


@pytest.mark.parametrize(
    ("codes", "needs"),
    [
        ("", set()),
        ("quiet|accessible", {Need.QUIET, Need.ACCESSIBLE}),
        ("quiet|sauna||quiet", {Need.QUIET}),
    ],
)
def test_what_is_no_need_is_left_out(codes, needs):
    assert known_needs(codes.split("|")) == needs


@pytest.mark.parametrize(
    ("equipment", "is_accessible", "needs"),
    [
        ((), False, set()),
        (("monitor", "quiet"), False, {Need.QUIET}),
        (("near-lift", "height-adjustable"), True,
         {Need.NEAR_LIFT, Need.HEIGHT_ADJUSTABLE, Need.ACCESSIBLE}),
        # That a wheelchair gets there is said apart.
        (("accessible",), False, set()),
    ],
)  # fmt: skip
def test_a_desk_serves_the_needs_for_which_it_has_something(equipment, is_accessible, needs):
    assert served(equipment, is_accessible=is_accessible) == needs


@pytest.mark.parametrize(
    ("chosen", "serves", "is_kept_for"),
    [
        ([], {Need.QUIET}, set()),
        (["quiet"], {Need.QUIET, Need.NEAR_LIFT}, {Need.QUIET}),
        # Nobody is helped by a desk that does not have it.
        (["quiet"], set(), set()),
        ([], {Need.ACCESSIBLE}, {Need.ACCESSIBLE}),
        (["accessible"], set(), set()),
    ],
)
def test_a_desk_is_kept_for_what_it_serves_and_an_accessible_one_always(
    chosen, serves, is_kept_for
):
    assert kept(chosen, frozenset(serves)) == is_kept_for
    assert served_in_vain(chosen, frozenset(serves)) == [n for n in chosen if n not in serves]


@pytest.mark.parametrize(
    ("desk", "needs", "is_open"),
    [
        (PLAIN, set(), True),
        (QUIET, set(), True),
        (KEPT, set(), False),
        (KEPT, {"near-lift"}, False),
        (KEPT, {"quiet", "near-lift"}, True),
        (BOTH, {"accessible"}, True),
        (ACCESSIBLE, {"quiet"}, False),
    ],
)
def test_a_kept_desk_is_open_to_whoever_has_one_of_its_needs(desk, needs, is_open):
    assert desk.is_open_to(frozenset(needs)) is is_open


@pytest.mark.parametrize(
    ("free", "needs", "best"),
    [
        ([PLAIN, QUIET, KEPT], {"quiet"}, KEPT),
        ([PLAIN, QUIET], {"quiet"}, QUIET),
        ([PLAIN, ACCESSIBLE], {"quiet"}, PLAIN),
        # One that is kept for somebody else as well comes after one that is not.
        ([KEPT, BOTH], {"quiet"}, KEPT),
        ([KEPT, ACCESSIBLE, BOTH], {"quiet", "accessible"}, BOTH),
        ([KEPT, PLAIN], set(), PLAIN),
        ([LIFT, PLAIN], set(), PLAIN),
        ([LIFT, PLAIN], {"near-lift"}, LIFT),
    ],
)
def test_whoever_has_a_need_is_offered_what_serves_it_and_others_the_rest(free, needs, best):
    assert best_desk(free, needs=frozenset(needs)) == best


def test_a_usual_desk_that_does_not_serve_the_need_gives_way():
    needs = frozenset({"quiet"})
    assert best_desk([PLAIN, QUIET], usual=PLAIN.id, needs=needs) == QUIET
    assert best_desk([PLAIN, QUIET, KEPT], usual=QUIET.id, needs=needs) == QUIET


desks = st.builds(
    desk_facts,
    st.integers(1, 99),
    equipment=st.sets(st.sampled_from(EQUIPMENT)).map(tuple),
    is_accessible=st.booleans(),
    kept_for=needs_of,
)


@given(st.lists(desks, min_size=1, unique_by=lambda desk: desk.id), needs_of)
def test_nobody_is_offered_a_desk_that_serves_less_than_another(free, needs):
    best = best_desk(free, needs=frozenset(needs))
    assert best.unmet(frozenset(needs)) == min(desk.unmet(frozenset(needs)) for desk in free)
    if not needs and not all(desk.kept_for for desk in free):
        assert not best.kept_for
