import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.queries.places import places
from app.booking.rules.places import AreaFacts
from app.booking.services.imports import areas
from app.core.errors import Forbidden
from app.core.tables.reading import read_table
from app.core.tables.table import FileRefused, Tally
from tests.support.factories import actor, make_user
from tests.support.files import csv_file, remedies

pytestmark = pytest.mark.usefixtures("app")


def postal_code(code="20162", **more):
    row = {"postal_code": code, "place": "Milano", "latitude": "45.518", "longitude": "9.198"}
    return row | {"in_milan": "yes"} | more


def district(code="M9", **more):
    return {"code": code, "name": "Municipio 9", "latitude": "45.509", "longitude": "9.183"} | more


@pytest.fixture
def bring_in(tmp_path):
    def run(*rows, is_district=False, by=SYSTEM):
        columns = areas.DISTRICTS if is_district else areas.POSTAL_CODES
        table = read_table(csv_file(tmp_path, rows), columns)
        return areas.import_areas(table, by=by, is_district=is_district)

    return run


def test_postal_codes_and_districts_are_kept_apart(bring_in):
    assert bring_in(postal_code(), postal_code("20861", place="Brugherio", in_milan="no")).new == 2
    assert bring_in(district(), is_district=True) == Tally(new=1)
    assert list(places().areas.values()) == [
        AreaFacts("20162", "Milano", False, True, 45.518, 9.198),
        AreaFacts("20861", "Brugherio", False, False, 45.518, 9.198),
        AreaFacts("M9", "Municipio 9", True, True, 45.509, 9.183),
    ]


def test_the_same_file_twice_changes_nothing_and_a_shorter_one_takes_nothing_away(bring_in):
    rows = [postal_code(), postal_code("20161")]
    bring_in(*rows)
    assert bring_in(*rows) == Tally(unchanged=2)
    assert bring_in(postal_code(latitude="45.52")) == Tally(changed=1, gone=1)
    assert places().areas["20162"].latitude == 45.52
    assert "20161" in places().areas


def test_what_cannot_be_is_told(bring_in):
    with pytest.raises(FileRefused) as refused:
        bring_in(postal_code("M9"), postal_code("20161"), postal_code("20161", latitude="0"))
    assert remedies(refused.value.problems) == [
        'line 2, column postal_code, "M9": write a postal code of five digits, such as 20122',
        'line 4, column latitude, "0": write a number from 35 to 48, such as 45.4618',
        'line 4, column postal_code, "20161": each may be there once, and this is on line 3'
        " as well",
    ]
    with pytest.raises(FileRefused, match="begins with a letter, such as M9"):
        bring_in(district("20162"), is_district=True)


def test_only_administrators_bring_files_in(bring_in):
    with pytest.raises(Forbidden):
        bring_in(postal_code(), by=actor(make_user(), Role.FACILITY_MANAGER))
