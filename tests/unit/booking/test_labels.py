from datetime import date, time

import pytest
from flask import Flask
from flask_babel import Babel

from app.booking import labels
from app.booking.rules.places import EQUIPMENT, Owner
from app.booking.rules.policies import PolicyName
from app.booking.rules.refusals import Refusal
from app.core.errors import Reason
from app.core.half import Half, Part
from app.core.i18n import speaking

TUESDAY = date(2026, 3, 3)
FACTS = {
    Refusal.DAY_PAST: {"day": TUESDAY},
    Refusal.HALF_ENDED: {"halves": [Half.AM]},
    Refusal.TOO_LATE_TODAY: {"until": time(18)},
    Refusal.TOO_FAR_AHEAD: {"days": 28, "last": TUESDAY},
    Refusal.NOT_A_WORKING_DAY: {"day": TUESDAY},
    Refusal.WORKPLACE_CLOSED: {"workplace": "Larga", "reason": "Lavori"},
    Refusal.DESK_OUT_OF_ORDER: {"desk": "0A-07", "reason": "Lampada", "until": None},
    Refusal.DESK_GONE: {},
    Refusal.DESK_TAKEN: {"desk": "0A-07", "halves": [Half.PM]},
    Refusal.OFFICE_FULL: {"workplace": "Larga", "halves": [Half.AM]},
    Refusal.KEPT_FOR_OFFICES: {
        "workplace": "Larga",
        "halves": [Half.AM],
        "hour": time(18),
        "day": date(2026, 3, 3),
    },
    Refusal.KEPT_FOR_NEEDS: {
        "desk": "0A-07",
        "hour": time(18),
        "day": date(2026, 3, 3),
        "needs": ["accessible"],
    },
    Refusal.WAITED_FOR: {"workplace": "Larga"},
    Refusal.TO_BE_DRAWN: {"workplace": "Larga", "hour": time(12), "day": TUESDAY},
    Refusal.BEING_OPENED: {"day": TUESDAY},
    Refusal.WORKPLACE_FULL: {"workplace": "Larga", "cap": 9, "halves": [Half.AM, Half.PM]},
    Refusal.ALREADY_BOOKED: {"halves": [Half.AM, Half.PM], "booking_id": 7},
    Refusal.TOO_MANY_OPEN: {"most": 10},
    Refusal.NEEDS_AGREEMENT: {"workplace": "Larga"},
    Refusal.ON_LEAVE: {"day": TUESDAY, "halves": [Half.AM]},
    Refusal.RECALLED: {"day": TUESDAY, "halves": [Half.AM]},
    Refusal.ALREADY_CANCELLED: {},
    Refusal.NOT_CANCELLED: {},
    Refusal.NOTHING_TO_CHANGE: {},
}
TABLES = {
    "PARTS": (labels.PARTS, Part),
    "HALVES": (labels.HALVES, Half),
    "EQUIPMENT": (labels.EQUIPMENT, [*EQUIPMENT, "accessible"]),
    "EQUIPMENT_ICONS": (labels.EQUIPMENT_ICONS, [*EQUIPMENT, "accessible"]),
    "OWNERS": (labels.OWNERS, Owner),
    "POLICIES": (labels.POLICIES, PolicyName),
    "REFUSALS": (labels.REFUSALS, Refusal),
}
# The same in both languages.
SHARED = {"Docking station", "Monitor"}


@pytest.fixture(scope="module", autouse=True)
def _words():
    """The catalogue alone: no database."""
    app = Flask("app")
    Babel(app, default_translation_directories="translations")
    with app.app_context():
        yield


@pytest.mark.parametrize(("table", "members"), TABLES.values(), ids=TABLES)
def test_every_member_has_its_words_and_nothing_else_does(table, members):
    assert set(table) == set(members)


@pytest.mark.parametrize("name", sorted(TABLES.keys() - {"EQUIPMENT_ICONS"}))
def test_every_word_is_said_in_both_languages(name):
    for member, label in TABLES[name][0].items():
        with speaking("it"):
            italian = str(label)
        with speaking("en"):
            english = str(label)
        assert italian.strip()
        assert english.strip()
        assert italian != english or english in SHARED, member


@pytest.mark.parametrize("locale", ["it", "en"])
@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_is_a_whole_sentence(refusal, locale):
    with speaking(locale):
        (said,) = labels.refusal_words([Reason(refusal, FACTS[refusal])])
    assert "%" not in said
    assert "None" not in said
    assert not {"am", "pm", "day"} & {word.strip("().,:") for word in said.split()} - {"day"}
    assert said[0].isupper() or said[0].isdigit()
    assert said.endswith(".")
    assert ".." not in said


@pytest.mark.parametrize(
    ("halves", "italian", "english"),
    [
        ([Half.AM], "mattina", "morning"),
        ([Half.PM], "pomeriggio", "afternoon"),
        ([Half.AM, Half.PM], "giornata", "whole day"),
    ],
)
def test_halves_are_spoken(halves, italian, english):
    reason = Reason(Refusal.ALREADY_BOOKED, {"halves": halves, "booking_id": 7})
    for locale, word in (("it", italian), ("en", english)):
        with speaking(locale):
            assert word in labels.refusal_words([reason])[0]


def test_several_reasons_are_said_in_their_order():
    with speaking("en"):
        said = labels.refusal_words([Reason(Refusal.DESK_GONE), Reason(Refusal.NOT_CANCELLED)])
    assert [sentence.split()[1] for sentence in said] == ["desk", "booking"]


def test_floors_are_said_as_people_say_them():
    with speaking("it"):
        assert [labels.floor_words(n) for n in (0, 1, 2)] == ["piano terra", "piano 1", "piano 2"]


@pytest.mark.parametrize(
    ("equipment", "is_accessible", "said"),
    [
        (["window", "monitor"], False, "Window, monitor"),
        (["quiet"], True, "Quiet room, wheelchair accessible"),
        ([], True, "Wheelchair accessible"),
        ([], False, "Desk and chair"),
    ],
)
def test_what_a_desk_has_is_one_list_in_words(equipment, is_accessible, said):
    with speaking("en"):
        assert labels.equipment_words(equipment, is_accessible=is_accessible) == said
