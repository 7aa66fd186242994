import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules import radar as geometry
from app.booking.rules.radar import RIM, SMALL_MARK_RADIUS, Box, radar

NAMES = ["Larga", "Padova", "Sansovino", "Sile", "Tibaldi", "Bergognone", "Accursio", "Durando"]
# The eight workplaces as they lie around postal codes, three of the city and two from which
# all are in the west or in the south: kilometres and bearing of each.
AROUND = {
    "20129": [
        (2.2, 237),
        (3.2, 27),
        (1.6, 30),
        (3.3, 168),
        (3.9, 219),
        (4.5, 244),
        (5.8, 291),
        (5.6, 318),
    ],
    "20121": [
        (1.2, 156),
        (4.3, 49),
        (3.0, 68),
        (4.3, 143),
        (3.2, 188),
        (2.9, 220),
        (4.2, 309),
        (4.2, 333),
    ],
    "20162": [
        (6.3, 183),
        (3.4, 133),
        (4.5, 153),
        (8.8, 168),
        (8.4, 189),
        (7.7, 200),
        (4.9, 236),
        (3.0, 243),
    ],
    "20054": [
        (8.7, 249),
        (5.3, 278),
        (5.8, 261),
        (8.1, 227),
        (10.4, 240),
        (11.2, 248),
        (11.8, 272),
        (10.5, 280),
    ],
    "22100": [
        (39.7, 168),
        (36.7, 162),
        (38.1, 163),
        (42.5, 166),
        (41.5, 170),
        (40.3, 171),
        (35.6, 172),
        (34.5, 170),
    ],
}
IN_THE_CITY = ["20129", "20121", "20162"]


def drawn(where):
    return radar(tuple((n, NAMES[(n - 1) % 8], *at) for n, at in enumerate(where, 1)))


def name_box(mark):
    width = 9.2 * len(mark.name)
    left = mark.label_x - {"start": 0, "end": width, "middle": width / 2}[mark.anchor]
    middle = mark.label_y - 19 / 3
    return Box(left, middle - 9.5, left + width, middle + 9.5)


def disc(mark, r):
    return Box(mark.x - r, mark.y - r, mark.x + r, mark.y + r)


@pytest.mark.parametrize(
    ("km", "bearing", "x", "y"),
    [(1, 0, 0, -30), (1, 90, 30, 0), (2, 180, 0, 60), (4, 270, -120, 0)],
)
def test_north_is_up_and_a_kilometre_is_at_most_thirty_units(km, bearing, x, y):
    mark = drawn([(km, bearing)]).marks[0]
    assert (mark.x, mark.y) == (pytest.approx(x), pytest.approx(y))
    assert mark.arrow is None


def test_the_farthest_workplace_sets_the_scale():
    picture = drawn([(5, 90), (10, 0)])
    near, far = picture.marks
    assert math.hypot(far.x, far.y) == pytest.approx(RIM, abs=0.2)
    assert math.hypot(near.x, near.y) == pytest.approx(RIM / 2, abs=0.2)
    assert [round(ring.radius / RIM * 10) for ring in picture.rings] == [1, 3, 5]
    assert picture.mark_radius == SMALL_MARK_RADIUS


def test_what_is_farther_than_the_picture_stands_on_its_rim_with_an_arrow():
    mark = drawn([(25, 300)]).marks[0]
    assert math.hypot(mark.x, mark.y) == pytest.approx(RIM, abs=0.2)
    assert mark.arrow == 300


def test_far_ones_in_the_same_direction_stand_beside_one_another():
    picture = drawn([(20 + n, 45) for n in range(8)])
    for one, two in itertools.combinations(picture.marks, 2):
        assert math.dist((one.x, one.y), (two.x, two.y)) >= 2 * picture.mark_radius
    assert {mark.arrow for mark in picture.marks} == {45}


def test_when_the_rim_is_full_a_mark_still_stands_in_its_true_direction():
    picture = drawn([(20, 90)] * 60)
    last = picture.marks[-1]
    assert (last.x, last.y) == (pytest.approx(RIM), pytest.approx(0, abs=0.1))


def test_a_name_in_the_west_is_written_in_the_west():
    west, east = drawn([(3, 270), (3, 90)]).marks
    assert (west.anchor, east.anchor) == ("end", "start")


@pytest.mark.parametrize("area", AROUND)
def test_no_name_covers_another_or_a_mark(area):
    picture = drawn(AROUND[area])
    boxes = [name_box(mark) for mark in picture.marks if mark.name]
    assert all(a.overlap(b) == 0 for a, b in itertools.combinations(boxes, 2))
    for box in boxes:
        assert box.outside() == 0
        assert all(box.overlap(disc(m, picture.mark_radius)) == 0 for m in picture.marks)


@pytest.mark.parametrize("area", AROUND)
def test_no_name_stands_on_an_arrow(area):
    picture = drawn(AROUND[area])
    r = picture.mark_radius
    for mark in picture.marks:
        if mark.arrow is not None:
            angle = math.radians(mark.arrow)
            for away in (r + 3, r + 12):
                x, y = mark.x + away * math.sin(angle), mark.y - away * math.cos(angle)
                tip = Box(x - 1, y - 1, x + 1, y + 1)
                assert all(tip.overlap(name_box(one)) == 0 for one in picture.marks if one.name)


@pytest.mark.parametrize("area", AROUND)
def test_no_name_stands_nearer_to_another_mark_than_to_its_own(area):
    marks = drawn(AROUND[area]).marks
    for mark in marks:
        box = name_box(mark)
        assert not mark.name or box.gap(mark.x, mark.y) <= min(box.gap(m.x, m.y) for m in marks) + 1


@pytest.mark.parametrize("area", AROUND)
def test_a_name_without_room_is_left_to_the_list(area):
    named = [mark.name for mark in drawn(AROUND[area]).marks]
    assert named.count("") == 0 if area in IN_THE_CITY else 1 <= named.count("") <= 3


@pytest.mark.parametrize("area", AROUND)
def test_ring_words_and_the_north_arrow_cover_nothing(area):
    picture = drawn(AROUND[area])
    words = [
        Box(ring.label[0] - 22, ring.label[1] - 14, ring.label[0] + 22, ring.label[1] + 4)
        for ring in picture.rings
        if ring.label
    ]
    x, y = picture.north
    arrow = Box(x - 22, y - 20, x + 22, y + 30)
    for box in [*words, arrow]:
        assert all(box.overlap(name_box(mark)) == 0 for mark in picture.marks if mark.name)
        assert all(box.overlap(disc(mark, picture.mark_radius)) == 0 for mark in picture.marks)


def test_a_ring_without_room_for_its_words_goes_without():
    crowd = [(1, bearing) for bearing in range(0, 360, 20)]
    assert drawn(crowd).rings[0].label is None


def test_an_empty_picture_has_rings_and_no_marks():
    picture = drawn([])
    assert picture.marks == ()
    assert [ring.km for ring in picture.rings] == [1, 3, 5]


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 360)), max_size=12))
def test_every_mark_and_name_stays_inside_wherever_the_workplaces_are(where):
    picture = drawn(where)
    assert [mark.number for mark in picture.marks] == list(range(1, len(where) + 1))
    for mark in picture.marks:
        assert math.hypot(mark.x, mark.y) <= RIM + 0.2
        assert not mark.name or name_box(mark).outside() == pytest.approx(0, abs=0.1)


def test_overlap_is_the_area_that_two_boxes_share():
    assert Box(0, 0, 4, 4).overlap(Box(2, 3, 9, 9)) == 2
    assert Box(0, 0, 4, 4).overlap(Box(4, 0, 8, 4)) == 0
    assert geometry.MARK_RADIUS > SMALL_MARK_RADIUS
