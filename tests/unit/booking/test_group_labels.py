import pytest
from flask import Flask
from flask_babel import Babel

from app.booking.labels.groups import GROUP_REFUSALS, INVITE_ICONS, INVITE_STATES, MEASURES
from app.booking.rules.groups import GroupRefusal, InviteState
from app.booking.rules.together import Measure
from app.core.errors import Reason
from app.core.i18n import speaking
from app.core.templating import sentence

FACTS = {"most": 12, "people": 13, "workplace": "Larga", "free": 2}


@pytest.fixture(scope="module", autouse=True)
def _words():
    """The catalogue alone: no database."""
    app = Flask("app")
    Babel(app, default_translation_directories="translations")
    with app.app_context(), speaking("en"):
        yield


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (INVITE_STATES, InviteState),
        (INVITE_ICONS, InviteState),
        (MEASURES, Measure),
        (GROUP_REFUSALS, GroupRefusal),
    ],
)
def test_every_member_has_its_words(words, members):
    assert set(words) == set(members)
    assert all(str(one).strip() for one in words.values())


@pytest.mark.parametrize("code", GroupRefusal)
def test_every_refusal_is_a_whole_sentence(code):
    said = sentence(Reason(code, FACTS), GROUP_REFUSALS)
    assert "%" not in said
    assert said[0].isupper()
    assert said.endswith(".")
