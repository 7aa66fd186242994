from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.places import CapFacts, ClosureFacts, OutageFacts, Owner
from app.booking.rules.policies import Policies
from app.booking.rules.refusals import Facts, Refusal, halves_left, has_ended, refusals
from app.core.half import Half, Part
from tests.support.facts import workplace_facts

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)
LARGA = workplace_facts()
# A quarter past ten on a Monday: nothing speaks against desk 7 tomorrow.
FREE = Facts(datetime(2026, 3, 2, 10, 15), Policies(), LARGA, desk_id=7)  # noqa: DTZ001
CLOSED = replace(LARGA, closures=(ClosureFacts(TUESDAY, Half.PM, TUESDAY, Half.PM, "Works"),))
BROKEN = replace(LARGA, outages=(OutageFacts(7, TUESDAY, None, "A broken lamp"),))
CAPPED = replace(LARGA, caps=(CapFacts(None, 3, MONDAY, None),))
PARTNER = replace(LARGA, owner=Owner.PARTNER)
OPEN_PARTNER = Policies(partner_needs_agreement=False)


def at(hour: int, minute: int = 0) -> Facts:
    return replace(FREE, now=datetime.combine(MONDAY, time(hour, minute)))


def codes(day: date, part: Part, facts: Facts) -> list[str]:
    return [reason.code for reason in refusals(day, part, facts)]


@pytest.mark.parametrize(
    ("day", "part", "facts", "expected"),
    [
        (TUESDAY, Part.DAY, FREE, []),
        (TUESDAY, Part.AM, FREE, []),
        (MONDAY, Part.DAY, FREE, []),
        # The day.
        (MONDAY - timedelta(days=3), Part.DAY, FREE, [Refusal.DAY_PAST]),
        (MONDAY + timedelta(days=28), Part.DAY, FREE, []),
        (MONDAY + timedelta(days=29), Part.DAY, FREE, [Refusal.TOO_FAR_AHEAD]),
        (MONDAY + timedelta(days=5), Part.DAY, FREE, [Refusal.NOT_A_WORKING_DAY]),
        (
            MONDAY + timedelta(days=34),
            Part.DAY,
            FREE,
            [Refusal.TOO_FAR_AHEAD, Refusal.NOT_A_WORKING_DAY],
        ),
        # Today: halves end at 13:30 and 19:00, bookings at 18:00.
        (MONDAY, Part.AM, at(13, 29), []),
        (MONDAY, Part.AM, at(13, 30), [Refusal.HALF_ENDED]),
        (MONDAY, Part.DAY, at(13, 30), [Refusal.HALF_ENDED]),
        (MONDAY, Part.PM, at(13, 30), []),
        (MONDAY, Part.PM, at(17, 59), []),
        (MONDAY, Part.PM, at(18), [Refusal.TOO_LATE_TODAY]),
        (MONDAY, Part.PM, at(19), [Refusal.HALF_ENDED]),
        (TUESDAY, Part.DAY, at(23), []),
        # The desk and its workplace.
        (TUESDAY, Part.DAY, replace(FREE, desk_id=99), [Refusal.DESK_GONE]),
        (TUESDAY, Part.AM, replace(FREE, workplace=CLOSED), []),
        (TUESDAY, Part.PM, replace(FREE, workplace=CLOSED), [Refusal.WORKPLACE_CLOSED]),
        (TUESDAY, Part.DAY, replace(FREE, workplace=CLOSED), [Refusal.WORKPLACE_CLOSED]),
        (MONDAY, Part.DAY, replace(FREE, workplace=BROKEN), []),
        (TUESDAY, Part.AM, replace(FREE, workplace=BROKEN), [Refusal.DESK_OUT_OF_ORDER]),
        (TUESDAY, Part.DAY, replace(FREE, taken_halves={Half.PM}), [Refusal.DESK_TAKEN]),
        (TUESDAY, Part.PM, replace(FREE, taken_halves={Half.PM}), [Refusal.DESK_TAKEN]),
        (TUESDAY, Part.AM, replace(FREE, taken_halves={Half.PM}), []),
        # The cap.
        (TUESDAY, Part.DAY, replace(FREE, workplace=CAPPED, taken={Half.AM: 2, Half.PM: 2}), []),
        (
            TUESDAY,
            Part.DAY,
            replace(FREE, workplace=CAPPED, taken={Half.AM: 2, Half.PM: 3}),
            [Refusal.WORKPLACE_FULL],
        ),
        (TUESDAY, Part.AM, replace(FREE, workplace=CAPPED, taken={Half.PM: 3}), []),
        (
            TUESDAY,
            Part.AM,
            replace(FREE, workplace=CAPPED, taken={Half.AM: 9}),
            [Refusal.WORKPLACE_FULL],
        ),
        # A partner's desk is remote work.
        (TUESDAY, Part.DAY, replace(FREE, workplace=PARTNER), [Refusal.NEEDS_AGREEMENT]),
        (TUESDAY, Part.DAY, replace(FREE, workplace=PARTNER, has_agreement=True), []),
        (TUESDAY, Part.DAY, replace(FREE, workplace=PARTNER, policies=OPEN_PARTNER), []),
        # The person.
        (TUESDAY, Part.DAY, replace(FREE, own_halves={Half.AM: 5}), [Refusal.ALREADY_BOOKED]),
        (TUESDAY, Part.PM, replace(FREE, own_halves={Half.AM: 5}), []),
        (TUESDAY, Part.DAY, replace(FREE, open_bookings=9), []),
        (TUESDAY, Part.DAY, replace(FREE, open_bookings=10), [Refusal.TOO_MANY_OPEN]),
        (
            TUESDAY,
            Part.DAY,
            replace(FREE, open_bookings=3, policies=Policies(open_bookings=3)),
            [Refusal.TOO_MANY_OPEN],
        ),
    ],
)
def test_why_a_desk_cannot_be_booked(day, part, facts, expected):
    assert codes(day, part, facts) == expected


def test_every_reason_is_told_at_once():
    facts = replace(
        FREE,
        workplace=replace(PARTNER, outages=BROKEN.outages, caps=CAPPED.caps),
        taken_halves={Half.AM},
        own_halves={Half.AM: 5},
        taken={Half.AM: 3, Half.PM: 3},
        open_bookings=10,
    )
    assert codes(TUESDAY, Part.DAY, facts) == [
        Refusal.DESK_OUT_OF_ORDER,
        Refusal.DESK_TAKEN,
        Refusal.WORKPLACE_FULL,
        Refusal.NEEDS_AGREEMENT,
        Refusal.ALREADY_BOOKED,
        Refusal.TOO_MANY_OPEN,
    ]


@pytest.mark.parametrize(
    ("day", "facts", "code", "told"),
    [
        (
            MONDAY + timedelta(days=29),
            FREE,
            Refusal.TOO_FAR_AHEAD,
            {"days": 28, "last": MONDAY + timedelta(days=28)},
        ),
        (
            TUESDAY,
            replace(FREE, workplace=CLOSED),
            Refusal.WORKPLACE_CLOSED,
            {"workplace": LARGA.name, "reason": "Works"},
        ),
        (
            TUESDAY,
            replace(FREE, workplace=BROKEN),
            Refusal.DESK_OUT_OF_ORDER,
            {"desk": "0A-07", "reason": "A broken lamp", "until": None},
        ),
        (
            TUESDAY,
            replace(FREE, taken_halves={Half.PM}),
            Refusal.DESK_TAKEN,
            {"desk": "0A-07", "halves": [Half.PM]},
        ),
        (
            TUESDAY,
            replace(FREE, workplace=CAPPED, taken={Half.PM: 3}),
            Refusal.WORKPLACE_FULL,
            {"workplace": LARGA.name, "cap": 3, "halves": [Half.PM]},
        ),
        (
            TUESDAY,
            replace(FREE, own_halves={Half.PM: 5}),
            Refusal.ALREADY_BOOKED,
            {"halves": [Half.PM], "booking_id": 5},
        ),
    ],
)
def test_a_reason_quotes_what_its_sentence_needs(day, facts, code, told):
    (reason,) = refusals(day, Part.DAY, facts)
    assert (reason.code, dict(reason.facts)) == (code, told)


@given(
    st.integers(-3, 40).map(lambda n: MONDAY + timedelta(days=n)),
    st.sampled_from(Part),
    st.builds(
        lambda taken, own, counts, number, hour: replace(
            at(hour),
            workplace=CAPPED,
            taken_halves=taken,
            own_halves=own,
            taken=dict(zip(Half, counts, strict=True)),
            open_bookings=number,
        ),
        st.frozensets(st.sampled_from(Half)),
        st.dictionaries(st.sampled_from(Half), st.integers(1, 9)),
        st.tuples(st.integers(0, 5), st.integers(0, 5)),
        st.integers(0, 12),
        st.integers(0, 23),
    ),
)
def test_a_whole_day_is_refused_if_one_of_its_halves_is(day, part, facts):
    halves = {code for half in part.halves for code in codes(day, Part.of([half]), facts)}
    whole = set(codes(day, part, facts))
    # Whoever comes too late for the afternoon is told of the morning that is over instead.
    if Refusal.HALF_ENDED in whole:
        halves.discard(Refusal.TOO_LATE_TODAY)
    assert whole == halves


@pytest.mark.parametrize(
    ("hour", "left"),
    [
        (time(13, 29), [Half.AM, Half.PM]),
        (time(13, 30), [Half.PM]),
        (time(18, 59), [Half.PM]),
        (time(19), []),
    ],
)
def test_only_halves_that_have_not_ended_can_be_given_back(hour, left):
    now = datetime.combine(MONDAY, hour)
    assert halves_left(MONDAY, Part.DAY, LARGA, now) == left
    assert [half for half in Half if not has_ended(MONDAY, half, LARGA, now)] == left
    assert halves_left(TUESDAY, Part.DAY, LARGA, now) == [Half.AM, Half.PM]
    assert halves_left(MONDAY - timedelta(days=1), Part.DAY, LARGA, now) == []
