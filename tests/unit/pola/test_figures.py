import pytest

from app.pola.rules.commute import NOTHING, CommuteCount, Mode, Spared, spared
from app.pola.rules.figures import HIDDEN, Figure, computed_figures, entered_figure, ratio_figure
from app.pola.rules.indicators import REGISTRY, Indicator, Kind
from app.pola.rules.parameters import Programme
from app.pola.rules.tallies import Ratio, Tally, hidden_groups

NOBODY = Spared(NOTHING, NOTHING, NOTHING, 0, 0)
NONE = Ratio(0, 0)


@pytest.mark.parametrize(("name", "stored", "figure"), [
    (Indicator.VPN, "no", Figure("no")),
    (Indicator.TRAINING_COST, "1200.50", Figure(1200.5)),
    (Indicator.COMPUTERS, "12", Figure(12)),
    (Indicator.MANAGERS_TRAINED, "45/60", Figure(75, ratio=Ratio(45, 60))),
    # Nobody answered the survey: no value, and not nought.
    (Indicator.USERS_SATISFIED, "0/0", Figure(None, ratio=NONE)),
    (Indicator.COMPUTERS, "", Figure()),
    (Indicator.USERS_SATISFIED, "3/4", HIDDEN),
])  # fmt: skip
def test_what_was_written_down_is_read_back(name, stored, figure):
    assert entered_figure(name, stored) == figure


def test_everything_that_is_worked_out_has_a_figure():
    found = computed_figures(Tally(), NONE, NOBODY)
    assert set(found) == {name for name, facts in REGISTRY.items() if facts.kind is Kind.COMPUTED}
    assert set(found.values()) == {Figure()}


def test_four_people_are_hidden_and_five_are_not():
    assert ratio_figure(Ratio(4, 9), 4) is HIDDEN
    assert ratio_figure(Ratio(5, 10), 5) == Figure(50, ratio=Ratio(5, 10))


def test_nobody_out_of_a_whole_city_is_hidden_like_few():
    found = computed_figures(Tally(staff=40, capable=20), NONE, NOBODY)
    assert found[Indicator.AGILE_WORKERS] is HIDDEN
    assert found[Indicator.REMOTE_CAPABLE].value == 50


@pytest.mark.parametrize(("judged", "figure"), [
    (Ratio(0, 0), Figure()),
    (Ratio(4, 20), HIDDEN),
    (Ratio(14, 20), Figure(70, ratio=Ratio(14, 20))),
    # The two who did not are as few as any other two.
    (Ratio(18, 20), HIDDEN),
    (Ratio(20, 20), Figure(100, ratio=Ratio(20, 20))),
])  # fmt: skip
def test_judgements_of_few_people_are_hidden(judged, figure):
    assert computed_figures(Tally(), judged, NOBODY)[Indicator.EVALUATIONS_POSITIVE] == figure


def test_drivers_are_counted_apart_from_all_who_answered():
    gone = spared(
        [CommuteCount(Mode.CAR, 10, 4, 8, 0), CommuteCount(Mode.BIKE, 0, 9, 9, 0)], Programme()
    )
    found = computed_figures(Tally(), NONE, gone)
    assert found[Indicator.CO2_SPARED] is found[Indicator.CAR_KILOMETRES_SPARED] is HIDDEN
    hours = found[Indicator.HOURS_SPARED]
    assert hours.high > hours.value > 0


def test_whoever_is_left_out_of_a_group_is_not_told_either():
    groups = [Tally(staff=20, capable=20, agile=19), Tally(staff=20, capable=20, agile=10)]
    groups.append(Tally(staff=30, capable=30, agile=12))
    hidden = hidden_groups(groups)[Indicator.AGILE_WORKERS]
    assert 0 in hidden
    assert len(hidden) >= 2
    assert hidden_groups([Tally(staff=9, capable=9, agile=9)] * 2)[Indicator.AGILE_WORKERS] == set()
