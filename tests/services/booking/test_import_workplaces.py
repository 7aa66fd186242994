from datetime import date, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Cap, Workplace, WorkplaceDay
from app.booking.queries.checks import problems, surplus
from app.booking.queries.places import current_revision, places
from app.booking.services import limits
from app.booking.services.bookings import cancel_booking
from app.booking.services.imports import workplaces
from app.core.audit import AuditLine
from app.core.db import db
from app.core.half import Half
from app.core.tables.reading import read_table
from app.core.tables.table import FileRefused, Tally
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.files import csv_file, remedies

TODAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
pytestmark = pytest.mark.usefixtures("app")


def site(code="LARGA", **more):
    return {
        "id": code, "name": "Uffici", "address": "Via Larga 12", "postal_code": "20122",
        "municipio": "1", "latitude": "45.4618", "longitude": "9,1936", "owner": "municipal",
        "cooled": "yes", "opens": "08:00", "closes": "19:00", "cap_percent": "100",
    } | more  # fmt: skip


@pytest.fixture
def bring_in(tmp_path):
    def run(*rows, by=SYSTEM, **more):
        table = read_table(csv_file(tmp_path, rows, "workplaces.csv"), workplaces.COLUMNS)
        return workplaces.import_workplaces(table, by=by, **more)

    return run


def caps():
    return [
        (cap.percent, cap.from_day, cap.to_day)
        for cap in db.session.scalars(sa.select(Cap).order_by(Cap.id))
    ]


def test_a_workplace_is_stored_as_the_file_says(bring_in):
    row = site(guest_note='"Mostra il tesserino.\nWi-Fi: dipendenti"', midday="13.00")
    assert bring_in(row) == Tally(new=1)
    facts = places().by_code["LARGA"]
    assert (facts.latitude, facts.longitude) == (45.4618, 9.1936)
    assert (facts.opens, facts.midday, facts.closes) == (time(8), time(13), time(19))
    assert facts.guest_note == "Mostra il tesserino.\nWi-Fi: dipendenti"
    assert db.session.scalar(sa.select(Workplace.district)) == "M1"
    assert caps() == [], "a limit of 100 per cent is none"


def test_the_same_file_twice_changes_nothing_and_writes_nothing(bring_in):
    bring_in(site(cap_percent="60"))
    revision = current_revision()
    assert bring_in(site(cap_percent="60")) == Tally(unchanged=1)
    assert current_revision() == revision
    assert len(db.session.scalars(sa.select(AuditLine)).all()) == 1


def test_an_import_raises_the_revision_once(bring_in):
    bring_in(site("A", cap_percent="60"), site("B", cap_percent="50"))
    assert current_revision() == 1


def test_another_limit_is_a_new_row_and_reaches_days_that_are_open(bring_in):
    place = make_workplace(desks=10)
    desks = desks_of(place)
    for desk in desks[:6]:
        make_booking(make_user(), desk, TUESDAY)
    bring_in(site(cap_percent="80"))
    assert bring_in(site(cap_percent="50")) == Tally(changed=1)
    assert caps() == [(80, TODAY, None), (50, TODAY, None)]
    day = db.session.scalars(sa.select(WorkplaceDay)).one()
    assert (day.cap_am, day.taken_am) == (5, 6)
    assert surplus() == [(place.id, f"{TUESDAY} {half}", 6, 5) for half in Half]
    assert problems() == []


def test_a_limit_for_a_few_days_is_not_undone_by_the_same_file(bring_in):
    bring_in(site(cap_percent="80"))
    place = db.session.scalars(sa.select(Workplace)).one()
    limits.set_cap(place, percent=30, from_day=TODAY, to_day=TUESDAY, by=SYSTEM)
    assert bring_in(site(cap_percent="80")) == Tally(unchanged=1)
    assert caps()[-1] == (30, TODAY, TUESDAY)


def test_a_file_without_limits_leaves_them_alone(bring_in):
    bring_in(site(cap_percent="80"))
    row = site(name="Altro nome")
    del row["cap_percent"]
    assert bring_in(row) == Tally(changed=1)
    assert caps() == [(80, TODAY, None)]


@pytest.mark.parametrize(("more", "remedy"), [
    ({"latitude": "9.1936"},
     'column latitude, "9.1936": write a number from 35 to 48, such as 45.4618'),
    ({"longitude": "45.46"},
     'column longitude, "45.46": write a number from 6 to 19, such as 9.1936'),
    ({"closes": "08:00"}, 'column closes, "08:00": it must be later than 08:00'),
    ({"closes": "13:00"}, 'column midday, "13:30": the afternoon must begin between opening and'
                          " closing: say when in this column"),
    ({"owner": "private"}, 'column owner, "private": write one of these: municipal, partner'),
    ({"cap_percent": "120"},
     'column cap_percent, "120": write a percentage from 0 to 100, such as 60'),
    ({"postal_code": "2012"}, 'column postal_code, "2012": write a postal code of five digits, such'
                              " as 20122"),
    ({"id": "via Larga"},
     'column id, "via Larga": write letters and digits without spaces, at most 20'),
    ({"opens": "presto"}, 'column opens, "presto": write a time such as 08:00'),
])  # fmt: skip
def test_what_cannot_be_is_told(bring_in, more, remedy):
    with pytest.raises(FileRefused) as refused:
        bring_in(site(**more))
    assert remedies(refused.value.problems) == [f"line 2, {remedy}"]
    assert places().workplaces == ()


def test_a_workplace_that_is_gone_is_taken_off_the_list_unless_it_is_booked(bring_in):
    place = make_workplace("SILE")
    person = make_user()
    booking = make_booking(person, desks_of(place)[0], TUESDAY)
    assert bring_in(site()) == Tally(new=1, gone=1)
    with pytest.raises(FileRefused) as refused:
        bring_in(site(), complete=True)
    assert remedies(refused.value.problems) == [
        'column id, "SILE": it is not in the file, but desks there are booked on 2026-03-03'
    ]
    cancel_booking(booking, by=actor(person))
    assert bring_in(site(), complete=True) == Tally(unchanged=1, gone=1)
    assert [facts.code for facts in places().workplaces] == ["LARGA"]
    assert problems() == []
    assert bring_in(site(), site("SILE"), complete=True) == Tally(changed=1, unchanged=1)
    assert {facts.code for facts in places().workplaces} == {"LARGA", "SILE"}


def test_whose_building_it_is_stays_as_long_as_somebody_is_booked_there(bring_in):
    bring_in(site(), site("SILE"))
    person, place = make_user(), make_workplace("PADOVA")
    booking = make_booking(person, desks_of(place)[0], TUESDAY)
    renamed = site("SILE", name="Uffici nuovi", owner="partner")
    with pytest.raises(FileRefused) as refused:
        bring_in(renamed, site("PADOVA", owner="partner"))
    assert remedies(refused.value.problems) == [
        'line 3, column owner, "partner": desks there are booked on 2026-03-03, and a day at a'
        " partner's house counts otherwise: leave municipal here; when nobody is booked any more,"
        " its facility manager or an administrator changes it on the workplace's page"
    ]
    facts = places().by_code
    assert (facts["SILE"].name, facts["PADOVA"].owner) == ("Uffici", "municipal")
    assert bring_in(site(), renamed, site("PADOVA")).changed == 2, "nobody is booked at SILE"
    cancel_booking(booking, by=actor(person))
    assert bring_in(renamed, site("PADOVA", owner="partner")).changed == 1
    assert places().by_code["PADOVA"].owner == "partner"
