from datetime import datetime, time, timedelta

import pytest

from app.jobs.rules import At, Often, last_turn, late_from, next_turn, pause_after

MONDAY = datetime(2026, 3, 2, 10, 15)  # noqa: DTZ001 - a clock on a wall
NIGHT, MONDAYS = At(time(1)), At(time(7), weekday=1)


@pytest.mark.parametrize(
    ("turn", "last", "following"),
    [
        (NIGHT, "2026-03-02 01:00", "2026-03-03 01:00"),
        (At(time(15)), "2026-03-01 15:00", "2026-03-02 15:00"),
        (MONDAYS, "2026-03-02 07:00", "2026-03-09 07:00"),
        (At(time(7), weekday=2), "2026-02-24 07:00", "2026-03-03 07:00"),
        (At(time(10, 15)), "2026-03-02 10:15", "2026-03-03 10:15"),
        (At(time(10, 16), weekday=1), "2026-02-23 10:16", "2026-03-02 10:16"),
        (Often(600), "2026-03-02 10:05", "2026-03-02 10:25"),
    ],
)
def test_a_job_is_due_at_its_hour(turn, last, following):
    assert last_turn(turn, MONDAY) == datetime.fromisoformat(last)
    assert next_turn(turn, MONDAY) == datetime.fromisoformat(following)


def test_a_job_is_late_after_two_missed_turns():
    assert late_from(NIGHT, MONDAY) == datetime.fromisoformat("2026-03-04 02:00")
    assert late_from(MONDAYS, MONDAY) == datetime.fromisoformat("2026-03-16 08:00")
    assert late_from(Often(20), MONDAY) == MONDAY + timedelta(seconds=100)


def test_pauses_grow_to_an_hour():
    minutes = [pause_after(n).total_seconds() / 60 for n in range(1, 9)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pause_after(10_000) == timedelta(hours=1)
