import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Office, Role
from app.auth.services import offices
from app.core.audit import AuditLine
from app.core.db import db
from app.core.errors import Forbidden
from app.core.tables.reading import read_table
from app.core.tables.table import FileRefused, Tally
from tests.support.factories import actor, make_office, make_user, make_workplace
from tests.support.files import csv_file, remedies

pytestmark = pytest.mark.usefixtures("app")


def office(code, parent="", **more):
    return {"code": code, "name": f"Ufficio {code}", "parent": parent, "level": "unit"} | more


@pytest.fixture
def bring_in(tmp_path):
    def run(*rows, workplaces=None, by=SYSTEM):
        table = read_table(csv_file(tmp_path, rows, "offices.csv"), offices.COLUMNS)
        return offices.import_offices(table, by=by, workplaces=workplaces or {})

    return run


def tree():
    rows = db.session.scalars(sa.select(Office).order_by(Office.code))
    return {row.code: row.parent.code if row.parent else None for row in rows}


def test_an_office_may_come_before_the_one_that_it_belongs_to(bring_in):
    assert bring_in(office("RU11", "RU1"), office("RU1", "RU"), office("RU")) == Tally(new=3)
    assert tree() == {"RU": None, "RU1": "RU", "RU11": "RU1"}


def test_the_same_file_twice_changes_nothing_and_writes_nothing(bring_in):
    rows = [office("RU"), office("RU1", "RU")]
    bring_in(*rows)
    assert bring_in(*rows) == Tally(unchanged=2)
    assert len(db.session.scalars(sa.select(AuditLine)).all()) == 1


def test_an_office_can_move_and_be_renamed_and_others_stay(bring_in):
    bring_in(office("CMI"), office("RU", "CMI"), office("DIG", "CMI"), office("RU1", "RU"))
    tally = bring_in(office("CMI"), office("RU1", "DIG"), office("DIG", "CMI", name="Digitale"))
    assert tally == Tally(changed=2, unchanged=1, gone=1)
    assert tree() == {"CMI": None, "DIG": "CMI", "RU": "CMI", "RU1": "DIG"}
    audit = db.session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert audit.action == "import_offices"
    assert '"changed": 2' in audit.after


def test_an_office_has_its_usual_workplace_and_minimum_presence(bring_in):
    place = make_workplace("SILE")
    columns = {"usual_workplace_id": "SILE", "minimum_presence_percent": "40%"}
    bring_in(office("RU", **columns), workplaces={"SILE": place.id})
    stored = db.session.scalars(sa.select(Office)).one()
    assert (stored.workplace_id, stored.minimum_presence_percent) == (place.id, 40)
    bring_in(office("RU"))
    db.session.refresh(stored)
    assert stored.workplace_id == place.id, "a column that is not there changes nothing"
    bring_in(office("RU", **columns | {"usual_workplace_id": ""}))
    db.session.refresh(stored)
    assert stored.workplace_id is None


def test_unknown_offices_and_workplaces_are_told_with_their_lines(bring_in):
    with pytest.raises(FileRefused) as refused:
        bring_in(
            office("RU", usual_workplace_id="MARTE"), office("RU1", "XX", usual_workplace_id="")
        )
    assert remedies(refused.value.problems) == [
        'line 2, column usual_workplace_id, "MARTE": no workplace has this code: correct it, or'
        " import the workplaces first",
        'line 3, column parent, "XX": no office has this code',
    ]
    assert tree() == {}


@pytest.mark.parametrize(("rows", "remedy"), [
    ([office("A", "A")], 'line 2, column parent, "A": these offices contain each other: A → A'),
    ([office("X"), office("A", "B"), office("B", "A")],
     'line 3, column parent, "B": these offices contain each other: A → B → A'),
    ([office("A"), office("A")],
     'line 3, column code, "A": each may be there once, and this is on line 2 as well'),
])  # fmt: skip
def test_what_is_no_tree_is_refused(bring_in, rows, remedy):
    with pytest.raises(FileRefused) as refused:
        bring_in(*rows)
    assert remedies(refused.value.problems) == [remedy]


def test_a_circle_may_close_through_an_office_that_is_stored(bring_in):
    root = make_office("RU")
    make_office("RU1", parent_id=root.id)
    with pytest.raises(FileRefused, match="RU → RU1 → RU"):
        bring_in(office("RU", "RU1"))


def test_only_administrators_bring_files_in(bring_in):
    with pytest.raises(Forbidden):
        bring_in(office("RU"), by=actor(make_user(), Role.HR))
