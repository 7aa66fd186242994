from datetime import date

from tests.support.agreements import make_agreement
from tests.support.factories import make_user


def test_every_night_agreements_that_are_over_end_and_people_are_told(flask):
    make_agreement(make_user(), starts_on=date(2025, 9, 1), ends_on=date(2026, 3, 1))
    make_agreement(make_user(), ends_on=date(2026, 4, 1))
    said = flask("agreements", "nightly")
    assert said.stdout == "1 expired, 0 ended after notice, 1 told that theirs is ending\n"
    assert flask("agreements", "nightly").stdout.startswith("0 expired, 0 ended")
