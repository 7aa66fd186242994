from datetime import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.desk_lists import read_lines
from app.booking.rules.places import AreaFacts, Owner
from app.booking.rules.rooms import (
    DESK_DEPTH_M,
    DESK_WIDTH_M,
    MOST_DESKS,
    DeskOrder,
    RoomRefusal,
    Spot,
    arrangement,
    code_prefix,
    code_refusals,
    is_inside,
    lay_out,
    number_codes,
    read_numbers,
    room_extent,
    spot_refusals,
)
from app.booking.rules.workplaces import (
    WorkplaceEntry,
    WorkplaceRefusal,
    coordinates,
    entry_refusals,
)

WORDS = {"window": "window", "finestra": "window", "monitor": "monitor", "accessible": "accessible"}
AREA = AreaFacts("20162", "Milano", False, True, 45.518, 9.198)
NIGUARDA = WorkplaceEntry(
    name="Sede di Niguarda",
    address="Via Ornato 7",
    postal_code="20162",
    latitude=None,
    longitude=None,
    owner=Owner.MUNICIPAL,
    opens=time(8),
    midday=time(13, 30),
    closes=time(19),
    is_cooled=True,
)


def spot(desk_id, x, y, code=None):
    return Spot(desk_id, code or f"A-{desk_id:02}", x, y)


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["A-01", "A-02"], []),
        (["", "A-02"], [RoomRefusal.CODE_MISSING]),
        (["A 01"], [RoomRefusal.CODE_MALFORMED]),
        (["A/01"], [RoomRefusal.CODE_MALFORMED]),
        (["A" * 31], [RoomRefusal.CODE_MALFORMED]),
        (["A\u200b1"], [RoomRefusal.CODE_MALFORMED]),
        (["A-01", "A-01"], [RoomRefusal.CODE_TWICE]),
    ],
)
def test_a_desk_needs_a_code_of_its_own(written, expected):
    assert codes(code_refusals((code, None) for code in written)) == expected


def test_a_code_that_comes_twice_is_told_with_both_lines():
    (reason,) = code_refusals([("A-01", 1), ("A-02", 2), ("A-01", 3)])
    assert reason.facts == {"code": "A-01", "line": 3, "first": 1}


@pytest.mark.parametrize(
    ("spots", "expected"),
    [
        ([spot(1, 0, 0), spot(2, 1.2, 0)], []),
        ([spot(1, 1, 1), spot(2, 1, 1)], [RoomRefusal.ONE_SPOT]),
        ([spot(1, 1, 1), spot(2, 1.5, 1.5)], [RoomRefusal.ONE_SPOT]),
        ([spot(1, 1, 1), spot(2, 1.6, 1)], []),
        ([spot(1, 1, 1), spot(2, 1.1, 1.6)], []),
        ([spot(1, -0.1, 1)], [RoomRefusal.OUTSIDE]),
        ([spot(1, 7.5, 1)], [RoomRefusal.OUTSIDE]),
        ([spot(1, 7.4, 4.4)], []),
        ([spot(1, float("nan"), 1)], [RoomRefusal.OUTSIDE]),
        ([spot(1, float("inf"), 1)], [RoomRefusal.OUTSIDE]),
    ],
)
def test_desks_stand_in_the_room_and_not_in_each_other(spots, expected):
    assert codes(spot_refusals(spots, 8, 5)) == expected


def test_two_desks_on_one_spot_are_both_named():
    (reason,) = spot_refusals([spot(2, 1, 1, "B"), spot(1, 1.2, 1, "A")], None, None)
    assert (reason.facts["code"], reason.facts["other"]) == ("A", "B")


def test_a_room_that_nobody_measured_has_no_walls_nearby():
    assert is_inside(900, 900, None, None)
    assert not is_inside(1001, 0, None, None)


@given(
    count=st.integers(0, 60),
    width=st.none() | st.floats(1, 30),
    depth=st.none() | st.floats(1, 30),
)
def test_desks_that_are_laid_out_stand_inside_and_apart(count, width, depth):
    corners = lay_out(count, width, depth, [(2.0, 2.0)])
    assert len(corners) <= count
    if depth is None and (width is None or width >= 2.0):
        assert len(corners) == count
    assert all(is_inside(x, y, width, depth) for x, y in corners)
    for (x, y), (a, b) in combinations([*corners, (2.0, 2.0)], 2):
        assert abs(x - a) >= DESK_WIDTH_M - 1e-6 or abs(y - b) >= DESK_DEPTH_M - 1e-6


def test_twelve_desks_stand_in_two_rows_of_six_where_nobody_measured():
    corners = lay_out(12, None, None)
    assert len({y for _x, y in corners}) == 2
    assert corners[:2] == [(0.4, 0.4), (1.8, 0.4)]


def test_desks_stand_closer_when_the_room_is_small():
    wide, narrow = lay_out(4, 10, 10), lay_out(4, 3.2, 2.6)
    assert wide[1][0] - wide[0][0] == pytest.approx(1.4)
    assert len(narrow) == 4
    assert narrow[1][0] - narrow[0][0] == pytest.approx(1.2)


def test_as_many_as_fit_are_found_a_place():
    assert len(lay_out(12, 3.2, 2.6)) == 4
    assert lay_out(3, 1, 1) == []


def test_a_room_is_drawn_as_measured_else_as_large_as_its_desks_need():
    assert room_extent([(3, 3)], 8, 5) == (8, 5)
    assert room_extent([], None, None) == (6, 4)
    assert room_extent([(9.1, 7)], None, None) == (11, 9)


def test_another_place_or_code_is_another_arrangement_whatever_the_order():
    one, other = spot(1, 1, 1), spot(2, 3, 1)
    assert arrangement([one, other]) == arrangement([other, one])
    assert arrangement([one]) != arrangement([spot(1, 1, 1.1)])
    assert arrangement([one]) != arrangement([spot(1, 1, 1, "B")])


@pytest.mark.parametrize(
    ("room", "there", "prefix"),
    [
        ("Sala 0A", [], "LAR-0A-"),
        ("Biblioteca", [], "LAR-"),
        ("", [], "LAR-"),
        ("Sala 0A", ["LAR-0A-07", "LAR-0A-08"], "LAR-0A-"),
        ("Sala 0A", ["X12"], "X"),
    ],
)
def test_codes_begin_as_those_of_the_room_do(room, there, prefix):
    assert code_prefix("LARGA", room, there) == prefix


def test_codes_begin_with_the_whole_workplace_where_its_letters_are_shared():
    assert code_prefix("NONA", "Sala 0A", is_shared=True) == "NONA-0A-"


@pytest.mark.parametrize(
    ("text", "numbers", "digits"),
    [
        ("1-12", list(range(1, 13)), 2),
        ("1-3, 9; 11\u201312", [1, 2, 3, 9, 11, 12], 2),
        ("7", [7], 1),
        ("001-002", [1, 2], 3),
    ],
)
def test_numbers_are_written_as_people_write_them(text, numbers, digits):
    assert read_numbers(text) == (numbers, digits, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", RoomRefusal.NO_DESKS),
        ("one to twelve", RoomRefusal.NUMBERS_MALFORMED),
        ("-3", RoomRefusal.NUMBERS_MALFORMED),
        ("1.5", RoomRefusal.NUMBERS_MALFORMED),
        ("12-1", RoomRefusal.NUMBERS_BACKWARDS),
        ("1-5, 3", RoomRefusal.NUMBERS_TWICE),
        ("1-999999", RoomRefusal.TOO_MANY_DESKS),
        (f"1-{MOST_DESKS}, {MOST_DESKS + 1}", RoomRefusal.TOO_MANY_DESKS),
    ],
)
def test_numbers_that_cannot_be_meant_are_refused(text, expected):
    assert codes(read_numbers(text)[2]) == [expected]


def test_codes_have_two_digits_at_least():
    assert number_codes("A-", [1, 12], 1) == ["A-01", "A-12"]
    assert number_codes("A-", [1], 3) == ["A-001"]


def test_a_pasted_list_is_read_line_by_line():
    text = "0A-01; window, monitor; accessible\n\n0A-02;\n0A-03\tFinestra\n"
    orders, reasons = read_lines(text, WORDS)
    assert reasons == []
    assert orders == [
        DeskOrder("0A-01", ("window", "monitor"), True, 1),
        DeskOrder("0A-02", (), False, 3),
        DeskOrder("0A-03", ("window",), False, 4),
    ]


def test_a_thing_that_no_desk_has_is_told_with_its_line():
    orders, (reason,) = read_lines("A-01\nA-02; fridge", WORDS)
    assert len(orders) == 2
    assert reason.code is RoomRefusal.EQUIPMENT_UNKNOWN
    assert reason.facts == {"word": "fridge", "line": 2, "column": 2}


def test_an_empty_list_is_refused():
    assert codes(read_lines(" \n", WORDS)[1]) == [RoomRefusal.NO_DESKS]


def change(**values):
    return WorkplaceEntry(**{**vars(NIGUARDA), **values})


@pytest.mark.parametrize(
    ("entry", "area", "expected"),
    [
        (NIGUARDA, AREA, []),
        (NIGUARDA, None, [WorkplaceRefusal.UNKNOWN_PLACE]),
        (change(latitude=45.5, longitude=9.2), None, []),
        (change(latitude=45.5), AREA, [WorkplaceRefusal.HALF_A_PLACE]),
        (change(latitude=9.2, longitude=45.5), AREA, [WorkplaceRefusal.ABROAD]),
        (change(latitude=45.5, longitude=45.5), AREA, [WorkplaceRefusal.ABROAD]),
        (change(latitude=float("nan"), longitude=9.2), AREA, [WorkplaceRefusal.ABROAD]),
        (change(midday=time(7)), AREA, [WorkplaceRefusal.HOURS]),
        (change(closes=time(13)), AREA, [WorkplaceRefusal.HOURS]),
    ],
)
def test_what_a_workplace_must_be(entry, area, expected):
    assert codes(entry_refusals(entry, area)) == expected


def test_a_workplace_is_where_it_says_else_in_the_centre_of_its_postal_code():
    assert coordinates(NIGUARDA, AREA) == (45.518, 9.198)
    assert coordinates(change(latitude=45.5, longitude=9.2), AREA) == (45.5, 9.2)
