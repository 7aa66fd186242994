import pytest

from tests.e2e.everybody import obstacles, speak
from tests.e2e.tour import LARGE


@pytest.mark.parametrize("name", LARGE)
def test_everybody_can_use_it_on_any_screen(look_at, name):
    assert obstacles(look_at(name)) == {}


@pytest.mark.parametrize("name", ["home", "desks"])
def test_everybody_can_use_it_in_english(look_at, name):
    assert obstacles(speak(look_at(name), "en")) == {}
