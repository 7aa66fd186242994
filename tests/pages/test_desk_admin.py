from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role, RoleGrant
from app.booking.queries.desk_admin import bookings_to_come, find_desk
from app.booking.services.desks import retire_desk
from app.booking.services.limits import put_out_of_order
from app.core.db import db, transaction
from app.core.half import Part
from tests.support.browser import Browser
from tests.support.counting import counted
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.town import links, one
from tests.support.traces import at, mails_owed, rows, slots_of

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
OUT = {"from_day": "2026-03-03", "to_day": "2026-03-04", "reason": "La lampada è rotta"}


@pytest.fixture
def larga(app):
    return make_workplace(desks=3)


@pytest.fixture
def manager(larga, browser) -> Browser:
    """The browser of somebody who manages Larga alone."""
    user = make_user()
    with transaction():
        db.session.add(
            RoleGrant(user_id=user.id, role=Role.FACILITY_MANAGER, workplace_id=larga.id)
        )
    return browser.sign_in(user)


def page_of(desk, code: str = "LARGA") -> str:
    return f"/places/{code}/desks/{desk.id}"


def preview(desk, **more: str) -> str:
    asked = OUT | more
    return page_of(desk) + "?" + "&".join(f"{name}={value}" for name, value in asked.items())


def test_a_desk_against_which_nothing_stands_says_so(larga, manager):
    page = manager.get(page_of(desks_of(larga)[0]))
    assert page.heading == "Desk 0A-01, Uffici di via Larga"
    assert "Nothing stands against this desk today." in page
    assert one(page, "input", id="from_day").get("value") == "2026-03-02"


def test_a_preview_shows_who_would_move_where_and_changes_nothing(larga, manager):
    desk = desks_of(larga)[0]
    make_booking(make_user(given_name="Anna", surname="Zeta"), desk, TUESDAY)
    make_booking(make_user(), desk, date(2026, 3, 5))
    before = rows()
    page = manager.get(preview(desk))
    assert "1 booking stands in these days" in page
    assert "Nothing has happened yet: this is a preview." in page
    assert "Out of order, and move 1 booking" in page
    assert "Zeta" not in page
    assert desk.code in page
    after = rows()
    # Looking keeps the sign-in awake, and nothing else.
    assert {name for name in after if after[name] != before[name]} <= {"sign_ins"}


def test_two_clicks_put_a_desk_out_of_order_and_move_its_bookings(larga, manager):
    desk, other = desks_of(larga)[:2]
    guest = make_user()
    booking = make_booking(guest, desk, TUESDAY)
    page = manager.get(preview(desk))
    form = one(page, "form", action=page_of(desk) + "/out-of-order")
    sent = {e.get("name"): e.get("value") for e in form.iter() if e.get("type") == "hidden"}
    sent.pop("csrf_token")
    done = manager.follow(manager.post(form.get("action"), sent))
    assert "Desk 0A-01 is out of order." in done
    assert "1 booking has moved, and its person is told." in done
    assert "La lampada è rotta" in done
    assert {slot.desk_id for slot in slots_of(booking)} == {other.id}
    assert [kind for kind, *_ in mails_owed(guest.id)][-1] == "booking_moved"


def test_what_finds_no_other_desk_stays_and_is_listed(larga, manager):
    desks = desks_of(larga)
    stuck = make_booking(make_user(given_name="Anna", surname="Zeta"), desks[0], TUESDAY)
    for desk in desks[1:]:
        make_booking(make_user(), desk, TUESDAY)
    done = manager.follow(manager.post(page_of(desks[0]) + "/out-of-order", OUT))
    assert "1 booking found no other desk: it stays here, and its person is told." in done
    assert "1 booking found no other desk" in done
    assert "Zeta" not in done
    assert {slot.desk_id for slot in slots_of(stuck)} == {desks[0].id}


def test_without_a_last_day_a_desk_is_out_until_it_is_mended(larga, manager):
    desk = desks_of(larga)[0]
    manager.post(page_of(desk) + "/out-of-order", OUT | {"from_day": "2026-03-02", "to_day": ""})
    page = manager.get(page_of(desk))
    assert "Out of order until it is mended: La lampada è rotta." in page
    done = manager.follow(manager.post(page_of(desk) + "/mend"))
    assert "Desk 0A-01 can be booked again." in done
    assert "Nothing stands against this desk today." in done


def test_an_outage_with_an_end_says_until_when(larga, manager):
    desk = desks_of(larga)[0]
    put_out_of_order(desk, MONDAY, WEDNESDAY, "Pittura", by=SYSTEM)
    page = manager.get(page_of(desk))
    assert "Out of order until Wednesday 4 March: Pittura." in page
    assert "from 02/03/2026 to 04/03/2026" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"from_day": ""}, "Choose a day."),
        ({"from_day": "2026-03-01"}, "This day has passed. Choose one from today on."),
        ({"from_day": "0001-01-01"}, "Write a year from 2017 to 2100."),
        ({"to_day": "9999-12-31"}, "Write a year from 2017 to 2100."),
        ({"to_day": "2026-03-02"}, "The last day is before the first. Turn them round."),
        ({"to_day": "domani"}, "Write a date such as 01/04/2026."),
        ({"reason": " \x00"}, "Write a reason in a few words."),
        ({"reason": "x" * 201}, "Write at most 200 characters."),
    ],
)
def test_a_crooked_outage_is_told_and_changes_nothing(larga, manager, wrong, words):
    desk = desks_of(larga)[0]
    before = rows()["outages"]
    for page in (
        manager.post(page_of(desk) + "/out-of-order", OUT | wrong),
        manager.get(preview(desk, **{k: v.replace("\x00", "%00") for k, v in wrong.items()})),
    ):
        assert page.status == 422
        assert words in page
    assert rows()["outages"] == before


def test_a_desk_without_bookings_is_retired_and_comes_back(larga, manager):
    desk = desks_of(larga)[0]
    done = manager.follow(manager.post(page_of(desk) + "/retire"))
    assert "Desk 0A-01 is retired. Its past stays on record." in done
    assert "This desk is retired: nobody can book it." in done
    back = manager.follow(manager.post(page_of(desk) + "/return"))
    assert "Desk 0A-01 can be booked again." in back
    assert find_desk(desk.id, "LARGA").is_active


def test_a_retired_desk_is_found_again_among_the_rooms(larga, manager):
    desk = desks_of(larga)[0]
    assert "Retired desks" not in manager.get("/places/LARGA/rooms")
    retire_desk(desk.id, by=SYSTEM)
    page = manager.get("/places/LARGA/rooms")
    assert links(page, "LAR-0A-01") == [page_of(desk)]


def test_a_desk_with_bookings_is_not_retired_unless_they_move(larga, manager):
    desk, other = desks_of(larga)[:2]
    booking = make_booking(make_user(), desk, TUESDAY)
    page = manager.post(page_of(desk) + "/retire")
    assert page.status == 422
    assert "Desk LAR-0A-01 still has 1 booking to come. Move it first." in page
    assert "Move 1 booking and retire the desk" in page
    done = manager.follow(manager.post(page_of(desk) + "/retire", {"move": "yes"}))
    assert "Desk 0A-01 is retired." in done
    assert {slot.desk_id for slot in slots_of(booking)} == {other.id}


def test_a_desk_whose_bookings_cannot_move_stays_and_lets_nobody_else_in(larga, manager):
    desks = desks_of(larga)
    stuck = make_booking(make_user(), desks[0], TUESDAY)
    for desk in desks[1:]:
        make_booking(make_user(), desk, TUESDAY)
    for _again in range(2):
        page = manager.post(page_of(desks[0]) + "/retire", {"move": "yes"})
        assert page.status == 422
        assert "Desk LAR-0A-01 still has 1 booking to come." in page
        assert "Out of order until it is mended: the desk is being taken away." in page
    assert bookings_to_come(desks[0].id) == [stuck]
    assert len(find_desk(desks[0].id, "LARGA").spells) == 1


def test_who_has_gone_home_is_not_moved(larga, manager):
    desk, guest = desks_of(larga)[0], make_user()
    make_booking(guest, desk, MONDAY, Part.AM)
    owed = len(mails_owed(guest.id))
    with at(MONDAY, 15):
        manager.post(page_of(desk) + "/out-of-order", OUT | {"from_day": "2026-03-02"})
    assert len(mails_owed(guest.id)) == owed


def test_a_desk_of_another_house_is_looked_at_and_not_touched(larga, manager):
    padova = make_workplace("PADOVA")
    desk = desks_of(padova)[0]
    retired = desks_of(padova)[1]
    retire_desk(retired.id, by=SYSTEM)
    page = manager.get(page_of(desk, "PADOVA"))
    assert page.status == 200
    assert [f.get("action") for f in page.all("form") if "/places/" in f.get("action")] == []
    before = rows()
    for deed in ("out-of-order", "mend", "retire"):
        assert manager.post(f"{page_of(desk, 'PADOVA')}/{deed}", OUT).status == 403
    assert manager.post(f"{page_of(desk, 'PADOVA')}/retire", {"move": "yes"}).status == 403
    assert manager.post(f"{page_of(retired, 'PADOVA')}/return").status == 403
    after = rows()
    assert {name for name in after if after[name] != before[name]} <= {"sign_ins"}


def test_a_desk_that_is_not_there_is_not_found(larga, manager):
    desk = desks_of(make_workplace("PADOVA"))[0]
    for address in (page_of(desk), "/places/LARGA/desks/2147483647", "/places/NULLA/desks/1"):
        assert manager.get(address).status == 404
        assert manager.post(f"{address}/mend").status == 404
    assert manager.get(f"/places/LARGA/desks/{10**30}").status == 404


def test_the_page_costs_the_same_for_one_booking_as_for_ten(larga, manager):
    desk, costs = desks_of(larga)[0], []
    for days in ([3], [4, 5, 6, 9, 10, 11, 12, 13, 16]):
        for day in days:
            make_booking(make_user(), desk, date(2026, 3, day))
        address = preview(desk, to_day="2026-03-31")
        manager.get(address)
        with counted() as statements:
            manager.get(address)
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_a_planned_outage_is_taken_back_before_it_begins_and_another_one_stays(larga, manager):
    desk = desks_of(larga)[0]
    planned = put_out_of_order(desk, TUESDAY, WEDNESDAY, "Pittura", by=SYSTEM)
    put_out_of_order(desk, WEDNESDAY, WEDNESDAY, "Cavi", by=SYSTEM)
    assert "Take it back" in manager.get(page_of(desk))
    address = f"{page_of(desk)}/outages/{planned.id}/withdraw"
    done = manager.follow(manager.post(address))
    assert "The outage of desk 0A-01 from Tuesday 3 March on is taken back." in done
    assert "Pittura" not in done
    assert "Cavi" in done
    assert manager.post(address).status == 404


def test_an_outage_that_has_begun_is_ended_and_not_taken_back(larga, manager):
    desk = desks_of(larga)[0]
    running = put_out_of_order(desk, MONDAY, WEDNESDAY, "Pittura", by=SYSTEM)
    assert "Take it back" not in manager.get(page_of(desk))
    done = manager.follow(manager.post(f"{page_of(desk)}/outages/{running.id}/withdraw"))
    assert "It has begun: say when the desk is mended." in done
    assert "Pittura" in done


def test_nobody_takes_back_an_outage_of_another_house_or_through_another_desk(larga, manager):
    padova = make_workplace("PADOVA")
    theirs = put_out_of_order(desks_of(padova)[0], TUESDAY, None, "Pittura", by=SYSTEM)
    own, other = desks_of(larga)[0], page_of(desks_of(padova)[0], "PADOVA")
    assert manager.post(f"{page_of(own)}/outages/{theirs.id}/withdraw").status == 404
    assert manager.post(f"{other}/outages/{theirs.id}/withdraw").status == 403


def test_before_a_desk_is_taken_away_one_sees_where_its_bookings_would_go(larga, manager):
    desk = desks_of(larga)[0]
    make_booking(make_user(given_name="Anna", surname="Zeta"), desk, TUESDAY)
    (address,) = links(manager.get(page_of(desk)), "See where they would go")
    before = rows()
    page = manager.get(address)
    assert "1 goes to Uffici di via Larga" in page
    assert "Zeta" not in page, "names are not needed to decide"
    assert "Move 1 booking and retire the desk" in page
    assert rows() == before
