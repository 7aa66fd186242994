from dataclasses import dataclass

import pytest

from app.booking.rules.neighbours import metres, nearest_first
from app.booking.rules.places import DeskFacts
from app.booking.rules.seen import SeenBy, allowed, counting, initials, sees

NOBODY, TEAM, WORKPLACE = SeenBy
HERE, ELSEWHERE = 1, 2


@pytest.mark.parametrize(
    ("own", "ceiling", "counts"),
    [
        (NOBODY, NOBODY, NOBODY),
        (NOBODY, WORKPLACE, NOBODY),
        (TEAM, NOBODY, NOBODY),
        (TEAM, TEAM, TEAM),
        (TEAM, WORKPLACE, TEAM),
        (WORKPLACE, NOBODY, NOBODY),
        (WORKPLACE, TEAM, TEAM),
        (WORKPLACE, WORKPLACE, WORKPLACE),
    ],
)
def test_of_a_choice_never_more_counts_than_the_city_allows(own, ceiling, counts):
    assert counting(own, ceiling) is counts
    assert counting(own, ceiling) in allowed(ceiling)


@pytest.mark.parametrize(
    ("ceiling", "choices"),
    [(NOBODY, (NOBODY,)), (TEAM, (NOBODY, TEAM)), (WORKPLACE, (NOBODY, TEAM, WORKPLACE))],
)
def test_what_can_be_chosen_ends_at_the_ceiling(ceiling, choices):
    assert allowed(ceiling) == choices


@pytest.mark.parametrize("ceiling", SeenBy)
@pytest.mark.parametrize("shown_office", [HERE, ELSEWHERE, None])
@pytest.mark.parametrize("viewer_office", [HERE, None])
@pytest.mark.parametrize("own", SeenBy)
def test_who_sees_whom(viewer_office, own, shown_office, ceiling):
    together = viewer_office == HERE == shown_office
    expected = {
        NOBODY: False,
        TEAM: together,
        WORKPLACE: True,
    }[counting(own, ceiling)]
    assert sees(viewer_office, own, shown_office, ceiling) is expected


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Bianchi", "AB"),
        ("Anna Maria De Bianchi", "AB"),
        ("sofia d'Angelo", "SD"),
        ("Plato", "P"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_word(name, letters):
    assert initials(name) == letters


@dataclass(frozen=True)
class At:
    x: float
    y: float
    room: int = 1


def desks(*spots: At) -> list[DeskFacts]:
    return [
        DeskFacts(n, f"A-{n:02}", f"{n:02}", spot.room, spot.x, spot.y, (), is_accessible=False)
        for n, spot in enumerate(spots, 1)
    ]


def test_the_nearest_desk_of_the_room_comes_first_and_another_room_never():
    anna, far, near, elsewhere = desks(At(0, 0), At(4, 3), At(0, 1.6), At(0, 0, room=2))
    assert nearest_first([far, elsewhere, near, anna], anna) == [near, far]
    assert metres(anna, far) == 5.0


def test_desks_equally_near_stand_in_the_order_of_their_codes():
    anna, left, right = desks(At(2, 2), At(0.6, 2), At(3.4, 2))
    assert nearest_first([right, left], anna) == [left, right]
