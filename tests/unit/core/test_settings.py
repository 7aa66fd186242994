import pytest

from config import SettingMissing, settings


@pytest.mark.parametrize(("key", "wrong"), [("", "not set"), ("x" * 31, "shorter than 32")])
def test_production_does_not_start_with_a_secret_that_can_be_guessed(key, wrong):
    with pytest.raises(SettingMissing, match=f"SECRET_KEY is {wrong}.*Make one with"):
        settings({"SECRET_KEY": key})
    assert settings({"SECRET_KEY": "x" * 32})["SECRET_KEY"] == "x" * 32


def test_the_names_under_which_vicino_answers_stand_between_commas():
    key = {"SECRET_KEY": "x" * 32}
    assert settings(key)["TRUSTED_HOSTS"] is None
    names = settings(key | {"TRUSTED_HOSTS": "a.example, .b.example"})["TRUSTED_HOSTS"]
    assert names == ["a.example", ".b.example"]
