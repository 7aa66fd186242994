import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.forms import clean
from app.core.security import is_local


@pytest.mark.parametrize("target", ["/", "/profile", "/?day=2026-03-03&part=am", "/a//b", "/città"])
def test_paths_of_this_site_are_local(target):
    assert is_local(target)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "evil",
        "//evil",
        "///evil",
        "/\\evil",
        "\\/evil",
        "/a\\b",
        "https://evil",
        "HTTPS:/evil",
        "javascript:alert(1)",
        "/\t/evil",
        "/\r\n/evil",
        "\t//evil",
        "/\x00",
        "/\u2028",
        "/" + "a" * 2000,
    ],
)
def test_whatever_may_lead_away_is_not(target):
    assert not is_local(target)


@given(st.text())
@example("/[::1]//")
def test_what_is_local_begins_with_exactly_one_slash_after_a_browser_has_read_it(target):
    if is_local(target):
        # WHATWG URL §4.1: tabs and newlines go, a backslash is a slash.
        read = "".join(c for c in target if c not in "\t\r\n").strip().replace("\\", "/")
        assert read.startswith("/")
        assert not read.startswith("//")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  sofia ", "sofia"),
        ("a\x00b", "ab"),
        ("riga\nriga", "riga\nriga"),
        (None, None),
        ("\u200bà", "à"),
        ("😀", "😀"),
    ],
)
def test_text_is_cleaned_of_what_a_database_refuses(written, kept):
    assert clean(written) == kept
