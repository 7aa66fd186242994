from datetime import time

import pytest

from app.core.half import Half
from app.pola.rules.terms import Band, WeekHalf
from app.pola.services.imports.columns import band, contact_bands, halves_or_count, places

AM, PM = Half.AM, Half.PM


def week(*halves):
    return tuple(WeekHalf(day, half) for day, half in halves)


@pytest.mark.parametrize(("cell", "found"), [
    ("mar, gio", week((1, AM), (1, PM), (3, AM), (3, PM))),
    ("gio; mar", week((1, AM), (1, PM), (3, AM), (3, PM))),
    ("lun mattina", week((0, AM))),
    ("Lunedì mattina e mercoledì pomeriggio", week((0, AM), (2, PM))),
    ("lun. | ven. pomeriggio", week((0, AM), (0, PM), (4, PM))),
    ("mon am + fri", week((0, AM), (4, AM), (4, PM))),
    ("lun mattina, lun pomeriggio", week((0, AM), (0, PM))),
    ("6", 6),
])  # fmt: skip
def test_days_are_read_as_people_write_them(cell, found):
    assert halves_or_count(cell) == found


@pytest.mark.parametrize(("cell", "remedy"), [
    ("m", "write days such as mar, gio"),
    ("sabato", "write days such as mar, gio"),
    ("mar,", "write days such as mar, gio"),
    ("mar sera", "write days such as mar, gio"),
    ("mar tutto il giorno", "write days such as mar, gio"),
    ("mar, mar mattina", "a half-day is there twice"),
    ("0", "from 1 to 46"),
    ("47", "from 1 to 46"),
])  # fmt: skip
def test_days_that_are_none_say_what_would_be_right(cell, remedy):
    with pytest.raises(ValueError, match=remedy):
        halves_or_count(cell)


def test_hours_are_read_with_points_colons_or_neither():
    assert band("20-7.30") == Band(time(20), time(7, 30))
    assert band("20:00 \u2013 07:30") == Band(time(20), time(7, 30))
    assert contact_bands("14:00-16:00, 9-13") == (
        Band(time(9), time(13)),
        Band(time(14), time(16)),
    )
    assert contact_bands("9.00-13.00 e 14.00-16.00") == contact_bands("9-13; 14-16")


@pytest.mark.parametrize(("read", "cell", "remedy"), [
    (band, "20:00", "write hours such as 20:00-07:30"),
    (band, "9:00-9:00", "the band is empty"),
    (band, "9:00-25:00", "write a time such as 08:00"),
    (contact_bands, "16:00-9:00", "a band ends before it begins"),
    (contact_bands, "9:00-13:00, 12:00-14:00", "two bands overlap"),
    (contact_bands, " , ", "write hours such as 9:00-12:30"),
    (places, ";".join("x" * 11), "write at most 10 places"),
])  # fmt: skip
def test_hours_and_places_that_are_none_say_what_would_be_right(read, cell, remedy):
    with pytest.raises(ValueError, match=remedy):
        read(cell)


def test_places_are_written_with_a_semicolon_between_them():
    assert places("Casa;  Casa dei genitori, via Po 3; ") == ("Casa", "Casa dei genitori, via Po 3")
