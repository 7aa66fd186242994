import pytest

from app.booking.rules.unmet import FreeAt, was_unmet


@pytest.mark.parametrize(("sites", "expected"), [
    ([], True),
    ([FreeAt(1.0, 3, True)], False),
    ([FreeAt(5.0, 1, True)], False),
    ([FreeAt(5.1, 1, True)], True),
    ([FreeAt(1.0, 0, True), FreeAt(7.0, 9, True)], True),
    ([FreeAt(1.0, 4, False)], True),
    ([FreeAt(1.0, 0, True), FreeAt(4.0, 1, True)], False),
], ids=["no workplace", "near", "just near", "too far", "near and full", "needs an agreement",
        "the second"])  # fmt: skip
def test_a_search_is_unmet_when_nothing_near_can_be_booked(sites, expected):
    assert was_unmet(sites, 5) is expected
