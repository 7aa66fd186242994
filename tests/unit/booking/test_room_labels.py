import pytest
from flask import Flask
from flask_babel import Babel

from app.booking.labels import rooms as labels
from app.booking.rules.pictures import Dropped, PictureRefusal
from app.booking.rules.places import EQUIPMENT
from app.booking.rules.rooms import RoomRefusal
from app.booking.rules.workplaces import WorkplaceRefusal
from app.core.errors import Reason
from app.core.i18n import speaking

TABLES = {
    "ROOM_REFUSALS": (labels.ROOM_REFUSALS, RoomRefusal),
    "PICTURE_REFUSALS": (labels.PICTURE_REFUSALS, PictureRefusal),
    "WORKPLACE_REFUSALS": (labels.WORKPLACE_REFUSALS, WorkplaceRefusal),
    "DROPPED": (labels.DROPPED, Dropped),
}
FACTS = {
    "code": "LAR-0A-01",
    "other": "LAR-0A-02",
    "room": "Sala 0A",
    "workplace": "Uffici di via Larga",
    "text": "12-1",
    "first": 1,
    "last": 12,
    "number": 7,
    "word": "fridge",
    "needs": ["quiet"],
    "most": 10,
    "fits": 4,
    "wanted": 12,
    "postal_code": "20162",
    "width": None,
    "depth": None,
}
REFUSALS = [*RoomRefusal, *PictureRefusal, *WorkplaceRefusal]


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


@pytest.mark.parametrize("locale", ["it", "en"])
@pytest.mark.parametrize("refusal", REFUSALS)
def test_every_refusal_is_a_whole_sentence(refusal, locale):
    with speaking(locale):
        (said,) = labels.room_refusal_words([Reason(refusal, FACTS)])
    assert "%(" not in said
    assert "None" not in said
    assert said.endswith(".")
    assert ".." not in said


def test_a_line_is_told_before_what_is_wrong_with_it():
    reason = Reason(RoomRefusal.CODE_TWICE, FACTS | {"line": 3})
    with speaking("en"):
        (said,) = labels.room_refusal_words([reason])
    assert said.startswith("Line 3: Code LAR-0A-01 is there twice.")


def test_a_measured_room_says_its_size():
    reason = Reason(RoomRefusal.OUTSIDE, FACTS | {"width": 8.0, "depth": 4.5})
    with speaking("en"):
        (said,) = labels.room_refusal_words([reason])
        assert labels.size_words(None, 4.5) == "not measured"
    assert "8 by 4.5 metres" in said


def test_people_write_equipment_in_italian_or_english():
    with speaking("it"):
        read = labels.equipment_spellings()
    assert set(read.values()) == {*EQUIPMENT, "accessible"}
    assert (read["finestra"], read["window"], read["accessibile"]) == (
        "window",
        "window",
        "accessible",
    )


def test_what_was_left_out_is_one_list():
    with speaking("en"):
        assert labels.dropped_words([Dropped.SCRIPTS, Dropped.LINKS]) == "scripts and links"
