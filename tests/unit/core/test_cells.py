from datetime import date, time

import pytest

from app.core.tables.cells import (
    civil_date,
    clock_time,
    decimal_number,
    email,
    matching,
    one_of,
    paragraphs,
    percentage,
    text,
    whole_number,
    yes_or_no,
)


@pytest.mark.parametrize(("reader", "value", "expected"), [
    (civil_date, "1979-06-17", date(1979, 6, 17)),
    (civil_date, "17/06/1979", date(1979, 6, 17)),
    (civil_date, "7.6.1979", date(1979, 6, 7)),
    (civil_date, "1979-06-17T00:00:00", date(1979, 6, 17)),
    (civil_date, "17/06/1979 00:00", date(1979, 6, 17)),
    (civil_date, "1979-06-17 0.00.00", date(1979, 6, 17)),
    (clock_time, "8:00", time(8)),
    (clock_time, "13.30", time(13, 30)),
    (clock_time, "19:00:00", time(19)),
    (yes_or_no, "sì", True),
    (yes_or_no, "SI", True),
    (yes_or_no, "true", True),
    (yes_or_no, "1", True),
    (yes_or_no, "No", False),
    (yes_or_no, "0", False),
    (percentage, "60", 60),
    (percentage, "60 %", 60),
    (whole_number(-1, 9), "-1", -1),
    (decimal_number(35, 48, "45.4"), "45,4618", 45.4618),
    (decimal_number(35, 48, "45.4"), "45.4618", 45.4618),
    (text(20), "  via\u00a0Larga \n 12 ", "via Larga 12"),
    (paragraphs(40), "Portineria. \r\n\r\n  Wi-Fi: dipendenti", "Portineria.\n\nWi-Fi: dipendenti"),
    (email, "Anna.Rossi@Comune.example", "anna.rossi@comune.example"),
    (email, "sofia.d'angelo@comune.example", "sofia.d'angelo@comune.example"),
    (one_of({"F": "F", "M": "M"}), "f", "F"),
    (matching("[0-9]{5}", "five digits"), "20122", "20122"),
])  # fmt: skip
def test_a_cell_is_read_as_people_write_it(reader, value, expected):
    assert reader(value) == expected


@pytest.mark.parametrize(("reader", "value", "remedy"), [
    (civil_date, "31/02/1979", "a day that exists"),
    (civil_date, "06/17/1979", "a day that exists"),
    (civil_date, "17/06/79", "such as 1979-06-17 or 17/06/1979"),
    (civil_date, "28657", "such as 1979-06-17 or 17/06/1979"),
    (civil_date, "17/06/1979 08:30", "such as 1979-06-17 or 17/06/1979"),
    (clock_time, "25:00", "such as 08:00"),
    (clock_time, "8", "such as 08:00"),
    (yes_or_no, "forse", "yes or no"),
    (percentage, "101", "from 0 to 100"),
    (percentage, "-5", "from 0 to 100"),
    (whole_number(0, 99), "2.5", "from 0 to 99"),
    (whole_number(0, 99), "9" * 5000, "from 0 to 99"),
    (whole_number(0, 99), "\u0663", "from 0 to 99"),
    (decimal_number(35, 48, "45.4618"), "9.19", "from 35 to 48, such as 45.4618"),
    (decimal_number(35, 48, "45.4618"), "454.618", "from 35 to 48"),
    (decimal_number(35, 48, "45.4618"), "nan", "from 35 to 48"),
    (text(5), "troppo lungo", "at most 5 characters; this has 12"),
    (text(50), "un\x07campanello", "cannot be printed"),
    (paragraphs(50), "Portineria\n\x1b]0;rosso", "cannot be printed"),
    (matching(".{1,9}", "a code"), "\x1b[2J", "cannot be printed"),
    (email, "anna\x1b[2J@comune.example", "cannot be printed"),
    (paragraphs(3), "lungo", "at most 3 characters"),
    (email, "anna.rossi", "one e-mail address"),
    (email, "a@b.example; c@d.example", "one e-mail address"),
    (email, "a" * 250 + "@comune.example", "one e-mail address"),
    (one_of({"F": "F", "M": "M"}), "X", "write one of these: F, M"),
    (matching("[0-9]{5}", "five digits"), "2012", "five digits"),
])  # fmt: skip
def test_a_cell_that_cannot_be_read_says_what_would_be_right(reader, value, remedy):
    with pytest.raises(ValueError) as refused:
        reader(value)
    assert remedy in str(refused.value)
