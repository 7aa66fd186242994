from dataclasses import replace
from datetime import date, time

from app.booking.rules.house import house_rules, workplace_rule
from app.booking.rules.places import (
    CapFacts,
    ClosureFacts,
    DeskFacts,
    OutageFacts,
    Owner,
    RoomFacts,
    WorkplaceFacts,
)
from app.booking.rules.policies import PolicyName, PolicyRow
from app.booking.rules.seen import SeenBy
from app.core.half import Half

TODAY = date(2026, 3, 2)
DESKS = tuple(DeskFacts(n, f"A-{n}", f"A-{n}", 1, 0, 0, (), False) for n in range(1, 11))
LARGA = WorkplaceFacts(
    id=1,
    code="LARGA",
    name="Largo",
    address="",
    postal_code="",
    latitude=0,
    longitude=0,
    owner=Owner.MUNICIPAL,
    is_cooled=False,
    opens=time(8),
    midday=time(13, 30),
    closes=time(19),
    guest_note="",
    rooms=(RoomFacts(1, 0, "A", DESKS),),
)


def days_ahead(*rows):
    written = [PolicyRow(PolicyName.DAYS_AHEAD, value, day) for value, day in rows]
    return house_rules(TODAY, written)[0]


def test_without_decisions_the_defaults_stand():
    rules = house_rules(TODAY, [])
    assert [rule.name for rule in rules] == list(PolicyName)
    assert [rule.value for rule in rules] == [
        28, 10, time(18), True, time(18), 5, SeenBy.WORKPLACE, 12,
    ]  # fmt: skip
    assert {(rule.since, rule.changes) for rule in rules} == {(None, ())}


def test_the_last_decision_already_valid_is_in_force():
    rule = days_ahead(("14", date(2026, 1, 1)), ("21", date(2026, 2, 1)))
    assert (rule.value, rule.since) == (21, date(2026, 2, 1))


def test_what_is_decided_for_later_is_a_change():
    rule = days_ahead(("14", date(2026, 4, 1)), ("7", date(2026, 6, 1)))
    assert (rule.value, rule.since) == (28, None)
    assert rule.changes == ((date(2026, 4, 1), 14), (date(2026, 6, 1), 7))


def test_a_decision_overtaken_by_a_later_one_is_no_change():
    rule = days_ahead(("14", date(2026, 6, 1)), ("28", date(2026, 4, 1)))
    assert rule.changes == ()


def test_a_workplace_without_limits_lends_every_desk():
    rule = workplace_rule(LARGA, TODAY)
    assert (rule.working, rule.cap, rule.changes, rule.closures) == (10, 10, (), ())


def test_caps_and_outages_change_the_limit_on_their_days():
    limited = replace(
        LARGA,
        caps=(CapFacts(80, None, TODAY, date(2026, 3, 31)),),
        outages=(
            OutageFacts(1, date(2026, 3, 10), date(2026, 3, 11), "Monitor"),
            OutageFacts(2, date(2026, 5, 4), None, "Sedia"),
        ),
    )
    rule = workplace_rule(limited, TODAY)
    assert rule.cap == 8
    assert rule.changes == (
        (date(2026, 3, 10), 7),
        (date(2026, 3, 12), 8),
        (date(2026, 4, 1), 10),
        (date(2026, 5, 4), 9),
    )


def test_closures_ahead_stand_in_order_and_past_ones_are_gone():
    def closure(first, last, half=Half.AM):
        return ClosureFacts(first, half, last, Half.PM, "Lavori")

    past = closure(date(2026, 2, 1), date(2026, 3, 1))
    now = closure(date(2026, 3, 1), TODAY)
    late = closure(date(2026, 8, 10), date(2026, 8, 14), Half.PM)
    early = closure(date(2026, 8, 10), date(2026, 8, 10))
    rule = workplace_rule(replace(LARGA, closures=(late, past, early, now)), TODAY)
    assert rule.closures == (now, early, late)


def test_a_limit_for_ever_has_no_end():
    forever = replace(LARGA, caps=(CapFacts(None, 5, TODAY, date.max),))
    assert workplace_rule(forever, TODAY).changes == ()


def test_a_limit_of_fridays_is_told_once_and_not_week_by_week():
    friday = CapFacts(None, 4, TODAY, None, "5")
    rule = workplace_rule(replace(LARGA, caps=(friday,)), TODAY)
    assert (rule.cap, rule.changes, rule.weekly) == (10, (), (friday,))


def test_a_weekly_limit_that_is_over_or_overruled_is_not_told():
    over = CapFacts(None, 4, date(2026, 2, 2), date(2026, 3, 1), "5")
    overruled = CapFacts(None, 3, TODAY, date(2026, 3, 31), "5")
    everyday = CapFacts(80, None, TODAY, None)
    rule = workplace_rule(replace(LARGA, caps=(over, overruled, everyday)), TODAY)
    assert (rule.cap, rule.weekly) == (8, ())
    # It counts again once what was written over it has ended.
    everyday = CapFacts(80, None, TODAY, date(2026, 3, 19))
    rule = workplace_rule(replace(LARGA, caps=(over, overruled, everyday)), TODAY)
    assert rule.weekly == (overruled,)
    assert rule.changes == ((date(2026, 3, 20), 10),)


def test_a_weekly_limit_to_come_is_told_beside_the_others():
    later = CapFacts(50, None, date(2026, 9, 1), date.max, "135")
    rule = workplace_rule(replace(LARGA, caps=(later,)), TODAY)
    assert (rule.weekly, rule.changes) == ((later,), ())
