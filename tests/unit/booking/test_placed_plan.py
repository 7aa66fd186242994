from app.booking.rules.places import DeskFacts, PictureFacts, RoomFacts
from app.booking.rules.plan import (
    DESK_WIDTH,
    EDGE,
    HEAD,
    METRE,
    WIDTH,
    placed_plan,
    plan_of_room,
)

PICTURE = PictureFacts("a" * 64, "image/png")


def room(*corners, width=None, depth=None, picture=None):
    desks = tuple(
        DeskFacts(n, f"A-{n}", f"A-{n}", 1, x, y, (), False) for n, (x, y) in enumerate(corners)
    )
    return RoomFacts(1, 0, "Sala 0A", desks, width, depth, picture)


def test_a_measured_room_is_drawn_true_to_its_metres():
    plan = placed_plan(room((0, 0), (2.4, 1.6), width=8, depth=5))
    assert plan.inside == (EDGE, HEAD, 8 * METRE, 5 * METRE)
    assert plan.at == {0: (EDGE, HEAD), 1: (EDGE + 240, HEAD + 160)}
    assert (plan.width, plan.height) == (800 + 2 * EDGE, 500 + HEAD + EDGE)


def test_a_desk_is_as_wide_as_its_metres():
    plan = placed_plan(room((0, 0), width=8, depth=5))
    assert round(plan.scale * DESK_WIDTH) == 120


def test_only_rooms_with_a_size_or_a_picture_are_drawn_so():
    assert plan_of_room(room((2, 2))).inside is None
    assert plan_of_room(room((2, 2))).width == WIDTH
    assert plan_of_room(room((2, 2), width=8)).inside is None
    assert plan_of_room(room((2, 2), width=8, depth=5)).inside
    assert plan_of_room(room((2, 2), picture=PICTURE)).inside == (EDGE, HEAD, 600, 400)
