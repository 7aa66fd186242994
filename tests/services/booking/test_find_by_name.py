import pytest

from app.booking.queries.colleagues import find_by_name
from app.core.db import transaction
from tests.support.factories import make_office, make_user


@pytest.fixture(autouse=True)
def people(app):
    office = make_office()
    make_user("anna@example.it", given_name="Anna", surname="De Bianchi", office_id=office.id)
    make_user(given_name="Bruno", surname="Bianchini")
    make_user(given_name="Carla", surname="Bianchini")
    make_user(given_name="Noël", surname="Élia")
    make_user(given_name="Dora", surname="100%_Rossi")


def names(text: str, **more: int) -> list[str]:
    return [one.name for one in find_by_name(text, **more)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bianchini", ["Bruno Bianchini", "Carla Bianchini"]),
        ("  BIAN ", ["Bruno Bianchini", "Carla Bianchini"]),
        ("de bianchi", ["Anna De Bianchi"]),
        ("anna de  bianchi", ["Anna De Bianchi"]),
        ("De Bianchi Anna", ["Anna De Bianchi"]),
        ("carla b", ["Carla Bianchini"]),
        ("ANNA@example.it", ["Anna De Bianchi"]),
        ("élia", ["Noël Élia"]),
        ("ÉLIA", ["Noël Élia"]),
        ("anna@", []),
        ("anna", []),
        ("bi", []),
        ("", []),
        ("%%%", []),
        ("___", []),
        ("100%", ["Dora 100%_Rossi"]),
        ("100_", []),
        ("nobody", []),
    ],
)
def test_a_colleague_is_found_by_surname_whole_name_or_mail(text, found):
    assert names(text) == found


def test_an_office_tells_namesakes_apart_and_no_more_than_asked_are_told():
    (anna,) = find_by_name("de bianchi")
    assert (anna.name, anna.office) == ("Anna De Bianchi", "Risorse umane")
    assert names("bianchini", limit=1) == ["Bruno Bianchini"]


def test_whoever_left_is_not_found():
    user = make_user(given_name="Ugo", surname="Partito")
    assert names("partito") == ["Ugo Partito"]
    with transaction():
        user.is_active = False
    assert names("partito") == []
