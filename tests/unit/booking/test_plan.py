import itertools

from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.plan import (
    CHAIR,
    COLUMN,
    DESK_HEIGHT,
    DESK_WIDTH,
    LEFT,
    ROW,
    TOP,
    WIDTH,
    room_plan,
)
from tests.support.facts import desk_facts


def desks_at(*metres: tuple[float, float]):
    return [desk_facts(n, x_m=x, y_m=y) for n, (x, y) in enumerate(metres, start=1)]


def test_desks_that_face_each_other_stay_side_by_side():
    plan = room_plan(desks_at((2.0, 2.0), (3.4, 2.0), (2.0, 3.6), (3.4, 3.6)))
    assert plan.at == {
        1: (LEFT, TOP),
        2: (LEFT + COLUMN, TOP),
        3: (LEFT, TOP + ROW),
        4: (LEFT + COLUMN, TOP + ROW),
    }


def test_a_long_rooms_groups_stand_below_each_other():
    plan = room_plan(desks_at((2, 2), (3.4, 2), (6, 2), (7.4, 2)))
    (_x, first), (_x2, second) = plan.at[1], plan.at[3]
    assert plan.at[3][0] == LEFT
    assert second > first + ROW
    assert plan.width == WIDTH


def test_a_room_without_desks_is_drawn_all_the_same():
    plan = room_plan([])
    assert plan.at == {}
    assert plan.height > 0


metres = st.floats(0, 30, allow_nan=False).map(lambda m: round(m, 1))


@given(st.lists(st.tuples(metres, metres), unique=True, max_size=30))
def test_no_desk_covers_another_and_all_are_inside(places):
    plan = room_plan(desks_at(*places))
    assert len(plan.at) == len(places)
    for (x, y), (other_x, other_y) in itertools.combinations(plan.at.values(), 2):
        assert abs(x - other_x) >= DESK_WIDTH or abs(y - other_y) >= DESK_HEIGHT + CHAIR
    for x, y in plan.at.values():
        assert 0 <= x <= plan.width - DESK_WIDTH
        assert 0 <= y <= plan.height - DESK_HEIGHT
