import pytest

from tests.e2e.everybody import obstacles, speak
from tests.e2e.tour import OTHERS


@pytest.mark.parametrize("name", OTHERS)
def test_everybody_can_use_it_on_any_screen(look_at, name):
    assert obstacles(look_at(name)) == {}


@pytest.mark.parametrize(
    "name",
    ["sign-in", "first question", "booking", "my bookings", "profile", "my data", "rules", "help"],
)
def test_everybody_can_use_it_in_english(look_at, name):
    assert obstacles(speak(look_at(name), "en")) == {}
