import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.tables.graph import cycles


@pytest.mark.parametrize(("above", "expected"), [
    ({}, []),
    ({"a": None, "b": "a", "c": "b"}, []),
    ({"a": "a"}, [["a"]]),
    ({"c": "a", "a": "b", "b": "a"}, [["a", "b"]]),
    ({"a": "b", "b": "a", "c": "d", "d": "c"}, [["a", "b"], ["c", "d"]]),
    ({"a": "elsewhere"}, []),
])  # fmt: skip
def test_a_chain_that_comes_back_is_found_once(above, expected):
    assert list(cycles(above)) == expected


def test_the_same_forest_gives_the_same_circles_in_any_order():
    above = {"d": "b", "c": "a", "a": "c", "b": "d", "e": "a"}
    backwards = dict(reversed(above.items()))
    assert list(cycles(above)) == list(cycles(backwards)) == [["a", "c"], ["b", "d"]]


@given(st.dictionaries(st.integers(0, 9), st.none() | st.integers(0, 9)))
def test_whoever_is_above_themselves_is_in_exactly_one_circle(above):
    found = [name for circle in cycles(above) for name in circle]
    looping = []
    for start in above:
        name = above[start]
        for _step in above:
            if name == start:
                looping.append(start)
                break
            name = above.get(name)
    assert sorted(found) == sorted(looping)
