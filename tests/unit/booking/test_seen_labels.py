import pytest
from flask import Flask
from flask_babel import Babel

from app.booking.labels.seen import SEEN_BY, names_words
from app.booking.rules.seen import SeenBy
from app.core.half import Half, Part
from app.core.i18n import speaking

AM, PM = Half


@pytest.fixture(scope="module", autouse=True)
def _words():
    """The catalogue alone: no database."""
    app = Flask("app")
    Babel(app, default_translation_directories="translations")
    with app.app_context(), speaking("en"):
        yield


def test_every_choice_has_its_words():
    assert set(SEEN_BY) == set(SeenBy)
    assert all(str(words).strip() for words in SEEN_BY.values())


@pytest.mark.parametrize(
    ("names", "part", "words"),
    [
        ({}, Part.DAY, ""),
        ({AM: "Anna", PM: "Anna"}, Part.DAY, "Anna sits here"),
        ({AM: "Anna"}, Part.DAY, "Anna in the morning"),
        ({PM: "Anna"}, Part.DAY, "Anna in the afternoon"),
        ({AM: "Anna", PM: "Bruno"}, Part.DAY, "Anna in the morning, Bruno in the afternoon"),
        ({AM: "Anna", PM: "Bruno"}, Part.AM, "Anna sits here"),
        ({AM: "Anna", PM: "Bruno"}, Part.PM, "Bruno sits here"),
        ({PM: "Bruno"}, Part.AM, ""),
    ],
)
def test_a_desk_says_who_sits_there_in_the_part_that_is_looked_at(names, part, words):
    assert names_words(names, part.halves) == words
