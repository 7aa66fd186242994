import pytest

from config import SettingMissing, SettingWrong, settings


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


@pytest.mark.parametrize("name", [
    f"MINISTRY_{name}_URL" for name in ("TOKEN", "CREATE", "CHANGE", "ANNUL", "WITHDRAW", "SEARCH")
])  # fmt: skip
def test_peoples_names_leave_this_machine_only_by_https(name):
    key = {"SECRET_KEY": "x" * 32}
    assert settings(key)[name] == ""
    for address in ("http://ministry.example/", "ministry.example", "http://127.0.0.1.example/"):
        with pytest.raises(SettingWrong, match=f"{name} does not begin with https://"):
            settings(key | {name: address})
    for address in ("https://ministry.example/", "http://127.0.0.1:1/", "http://[::1]:1/"):
        assert settings(key | {name: address})[name] == address


def test_nothing_that_the_ministry_is_told_is_invented():
    given = settings({"SECRET_KEY": "x" * 32})
    for name in ("EMPLOYER_FISCAL_CODE", "EMPLOYER_NAME", "INAIL_PAT", "INAIL_TARIFF"):
        assert given[name] == ""


@pytest.mark.parametrize("seconds", ["0", "61", "-1", "nan"])
def test_nobody_waits_for_the_ministry_longer_than_a_minute(seconds):
    with pytest.raises(SettingWrong, match="MINISTRY_TIMEOUT"):
        settings({"SECRET_KEY": "x" * 32, "MINISTRY_TIMEOUT": seconds})
