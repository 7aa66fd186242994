from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from app.booking.labels.limits import CAP_REFUSALS, WAYS
from app.booking.rules.caps import (
    CapRefusal,
    Way,
    cap_refusals,
    end_refusals,
    has_begun,
    last_day_before,
    revealed,
    share_refusals,
    surplus,
    with_cap,
    without_cap,
)
from app.booking.rules.dated import ShareFacts
from app.booking.rules.places import CapFacts, ClosureFacts, OutageFacts
from app.core.half import Half
from tests.support.facts import workplace_facts

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
NOW = datetime.combine(MONDAY, time(10, 15))
LARGA = workplace_facts()
GOOD = CapFacts(80, None, MONDAY, FRIDAY)


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(("wrong", "reasons"), [
    ({}, []),
    ({"percent": 0}, []),
    ({"percent": 100}, []),
    ({"percent": 101}, [CapRefusal.PERCENT]),
    ({"percent": -1}, [CapRefusal.PERCENT]),
    ({"percent": None, "number": 0}, []),
    ({"percent": None, "number": -1}, [CapRefusal.NUMBER]),
    ({"percent": None}, [CapRefusal.ONE_MEASURE]),
    ({"number": 5}, [CapRefusal.ONE_MEASURE]),
    ({"from_day": date(2026, 3, 1)}, [CapRefusal.PAST]),
    ({"to_day": date(2026, 3, 1)}, [CapRefusal.BACKWARDS]),
    ({"to_day": None}, []),
    ({"to_day": MONDAY}, []),
    ({"percent": 101, "from_day": date(2026, 3, 1)}, [CapRefusal.PERCENT, CapRefusal.PAST]),
    ({"weekdays": "5"}, []),
    ({"weekdays": "5", "to_day": date(2026, 3, 5)}, [CapRefusal.NO_SUCH_WEEKDAY]),
    ({"weekdays": "6", "to_day": None}, [CapRefusal.NO_SUCH_WEEKDAY]),
    ({"weekdays": "7", "to_day": date.max}, [CapRefusal.NO_SUCH_WEEKDAY]),
    # Easter Monday alone: nobody works.
    ({"from_day": date(2026, 4, 6), "to_day": date(2026, 4, 6)}, [CapRefusal.NO_SUCH_WEEKDAY]),
    ({"weekdays": "5", "from_day": date.max, "to_day": None}, []),
])  # fmt: skip
def test_what_a_cap_may_be(wrong, reasons):
    assert codes(cap_refusals(replace(GOOD, **wrong), MONDAY, "MI")) == reasons


def test_only_what_is_above_the_last_cap_written_is_too_much():
    older = CapFacts(None, 3, MONDAY, None, id=1)
    newer = CapFacts(None, 6, FRIDAY, FRIDAY, "5", id=2)
    place = with_cap(with_cap(LARGA, older), newer)
    taken = {(MONDAY, Half.PM): 4, (FRIDAY, Half.AM): 6, (FRIDAY, Half.PM): 8}
    found = surplus(place, taken, NOW)
    assert [(one.day, one.half, one.above, one.limit) for one in found] == [
        (MONDAY, Half.PM, 1, older),
        (FRIDAY, Half.PM, 2, newer),
    ]


def test_desks_out_of_order_make_a_surplus_without_a_cap():
    broken = tuple(OutageFacts(n, MONDAY, None, "Lampada") for n in range(1, 9))
    (found,) = surplus(replace(LARGA, outages=broken), {(FRIDAY, Half.AM): 3}, NOW)
    assert (found.cap, found.above, found.limit) == (2, 1, None)


def test_a_closed_half_is_the_closures_matter_and_one_that_is_over_nobodys():
    place = with_cap(LARGA, CapFacts(None, 1, MONDAY, None))
    closed = ClosureFacts(FRIDAY, Half.AM, FRIDAY, Half.AM, "Lavori")
    taken = {(day, half): 3 for day in (MONDAY, FRIDAY) for half in Half}
    found = surplus(
        replace(place, closures=(closed,)), taken, datetime.combine(MONDAY, time(13, 30))
    )
    assert [(one.day, one.half) for one in found] == [(MONDAY, Half.PM), (FRIDAY, Half.PM)]


@pytest.mark.parametrize(("now", "begun"), [
    (datetime.combine(MONDAY, time(7, 59)), []),
    (datetime.combine(MONDAY, time(8)), [Half.AM]),
    (datetime.combine(MONDAY, time(13, 30)), [Half.AM, Half.PM]),
])  # fmt: skip
def test_once_a_half_has_begun_people_are_there(now, begun):
    assert [half for half in Half if has_begun(MONDAY, half, LARGA, now)] == begun
    place = with_cap(LARGA, CapFacts(None, 1, MONDAY, None))
    found = surplus(place, {(MONDAY, half): 3 for half in Half}, now)
    assert all(one.has_begun == (one.half in begun) for one in found)


def share(office=1, guaranteed=0, maximum=None, first=MONDAY, last=None):
    return ShareFacts(office, frozenset({office}), guaranteed, maximum, first, last)


@pytest.mark.parametrize(("wanted", "reasons"), [
    (share(), []),
    (share(guaranteed=10), []),
    (share(guaranteed=11), [CapRefusal.GUARANTEES]),
    (share(guaranteed=3, maximum=3), []),
    (share(guaranteed=3, maximum=2), [CapRefusal.MAXIMUM]),
    (share(guaranteed=-1), [CapRefusal.NEGATIVE]),
    (share(maximum=-1), [CapRefusal.NEGATIVE]),
    (share(maximum=0), []),
    (share(first=date(2026, 3, 1)), [CapRefusal.PAST]),
    (share(last=date(2026, 3, 1)), [CapRefusal.BACKWARDS]),
    (share(guaranteed=11, last=date(2026, 3, 1)), [CapRefusal.BACKWARDS]),
])  # fmt: skip
def test_what_an_offices_share_may_be(wanted, reasons):
    assert codes(share_refusals(wanted, LARGA, [], MONDAY)) == reasons


def test_guarantees_must_fit_under_the_cap_on_every_day_and_the_worst_is_told():
    april = date(2026, 4, 1)
    others = [share(2, 3), share(2, 4, first=april), share(3, 1, last=date(2026, 3, 31))]
    place = replace(
        LARGA,
        shares=tuple(others),
        caps=(CapFacts(None, 9, MONDAY, None), CapFacts(None, 7, april, None, "5")),
    )
    assert share_refusals(share(1, 3), place, others, MONDAY) == []
    (reason,) = share_refusals(share(1, 4), place, others, MONDAY)
    assert reason.code is CapRefusal.GUARANTEES
    assert dict(reason.facts) == {"day": date(2026, 4, 3), "cap": 7, "others": 4, "left": 3}
    # Until the end of March nothing is in the way.
    assert share_refusals(share(1, 5, last=date(2026, 3, 31)), place, others, MONDAY) == []


def test_an_end_frees_what_was_guaranteed_before():
    others = [share(2, 8, last=date(2026, 3, 31))]
    place = replace(LARGA, shares=tuple(others), outages=(OutageFacts(1, MONDAY, FRIDAY, "x"),))
    (reason,) = share_refusals(share(1, 3), place, others, MONDAY)
    assert (reason.facts["cap"], reason.facts["left"]) == (9, 1)
    assert share_refusals(share(1, 9, first=date(2026, 4, 1)), place, others, MONDAY) == []


def test_a_limit_of_no_guarantee_is_never_in_the_way():
    others = [share(2, 10)]
    place = replace(LARGA, shares=tuple(others), caps=(CapFacts(None, 5, MONDAY, date.max),))
    assert share_refusals(share(1, 0, maximum=2), place, others, MONDAY) == []


def test_every_reason_and_every_way_has_words():
    assert set(CAP_REFUSALS) == set(CapRefusal)
    assert set(WAYS) == set(Way)


def test_a_cap_for_ever_ends_with_the_calendar():
    last = date.max - timedelta(days=1)
    assert cap_refusals(replace(GOOD, from_day=last, to_day=date.max), MONDAY, "MI") == []


@pytest.mark.parametrize(("cap", "from_day", "reasons"), [
    (GOOD, MONDAY, []),
    (GOOD, FRIDAY, []),
    # It ends so already: pressed twice.
    (GOOD, date(2026, 3, 7), []),
    (GOOD, date(2026, 3, 8), [CapRefusal.ENDED]),
    (GOOD, date(2026, 3, 1), [CapRefusal.PAST]),
    (replace(GOOD, to_day=None), date.max, []),
])  # fmt: skip
def test_when_a_cap_may_end(cap, from_day, reasons):
    assert codes(end_refusals(cap, from_day, MONDAY)) == reasons


def test_the_end_of_a_cap_reveals_the_one_under_it():
    low = CapFacts(None, 3, MONDAY, None, id=1)
    high = CapFacts(None, 6, FRIDAY, None, id=2)
    place = with_cap(with_cap(LARGA, low), high)
    assert last_day_before(high, MONDAY) == date(2026, 3, 5)
    after = without_cap(place, high, MONDAY)
    assert after.limit(FRIDAY) == low
    taken = {(MONDAY, Half.PM): 4, (FRIDAY, Half.AM): 6, (FRIDAY, Half.PM): 3}
    found = revealed(surplus(after, taken, NOW), place, high)
    assert found == {1: {(FRIDAY, Half.AM)}}, "on Monday it did not count before either"
    assert without_cap(place, low, MONDAY).limit(MONDAY) is None
