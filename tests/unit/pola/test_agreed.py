from datetime import date

from app.core.half import Half
from app.pola.rules.agreed import Period, agreed_halves
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
TUESDAYS = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(1, Half.AM),))


def test_a_swap_of_what_is_no_longer_agreed_moves_nothing():
    period = Period(TUESDAY, THURSDAY, TUESDAYS)
    swaps = [((WEDNESDAY, Half.AM), (THURSDAY, Half.AM))]
    assert agreed_halves([period], swaps, TUESDAY, "MI") == {(TUESDAY, Half.AM)}
