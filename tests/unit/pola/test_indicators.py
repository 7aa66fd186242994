from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pola.labels.definitions import DEFINITIONS
from app.pola.labels.indicators import AGE_BANDS, DIMENSIONS, INDICATORS, MODES, SPLITS, UNITS
from app.pola.rules.commute import Mode
from app.pola.rules.indicators import (
    REGISTRY,
    Dimension,
    Indicator,
    Kind,
    Unit,
    read_target,
    read_value,
)
from app.pola.rules.tallies import (
    AGES,
    Ratio,
    Split,
    Tally,
    age_from,
    hidden_groups,
    last_day_counted,
    people_behind,
    ratios,
)

REMEDY = r"write|worked"


def test_every_indicator_is_described_and_every_dimension_has_one():
    assert set(REGISTRY) == set(Indicator)
    assert {facts.dimension for facts in REGISTRY.values()} == set(Dimension)


@pytest.mark.parametrize(("name", "text", "stored"), [
    (Indicator.VPN, "yes", "yes"),
    (Indicator.VPN, " no ", "no"),
    (Indicator.TRAINING_COST, "1250,50", "1250.50"),
    (Indicator.TRAINING_COST, "-30", "-30"),
    (Indicator.COMPUTERS, "12", "12"),
    (Indicator.MANAGERS_TRAINED, "45 / 060", "45/60"),
    (Indicator.MANAGERS_TRAINED, "0/0", "0/0"),
    (Indicator.COMPUTERS, "  ", ""),
    (Indicator.AGILE_DAYS, "", ""),
])  # fmt: skip
def test_an_entered_value_is_stored_in_one_way(name, text, stored):
    assert read_value(name, text) == stored
    assert read_value(name, stored) == stored


@pytest.mark.parametrize(("name", "text"), [
    (Indicator.VPN, "maybe"),
    (Indicator.TRAINING_COST, "a lot"),
    (Indicator.TRAINING_COST, "1.250,50"),
    (Indicator.TRAINING_COST, "1.234"),
    (Indicator.MANAGERS_TRAINED, "75"),
    (Indicator.MANAGERS_TRAINED, "61/60"),
    (Indicator.COMPUTERS, "1" * 13),
    (Indicator.COMPUTERS, "\N{ARABIC-INDIC DIGIT ONE}"),
    # What is worked out is not entered.
    (Indicator.AGILE_DAYS, "12/60"),
])  # fmt: skip
def test_what_is_no_value_of_its_kind_is_refused(name, text):
    with pytest.raises(ValueError, match=REMEDY):
        read_value(name, text)


def test_a_target_is_written_like_its_value_or_as_a_percentage():
    assert read_target(Indicator.VPN, "yes") == "yes"
    assert read_target(Indicator.AGILE_WORKERS, "62,5") == "62.5"
    assert read_target(Indicator.HOURS_SPARED, "90000") == "90000"
    assert read_target(Indicator.TRAINING_COST, " ") == ""
    for name, text in ((Indicator.AGILE_WORKERS, "101"), (Indicator.VPN, "1"),
                       (Indicator.MANAGERS_TRAINED, "-1")):  # fmt: skip
        with pytest.raises(ValueError, match=REMEDY):
            read_target(name, text)


TALLY = Tally(staff=40, capable=20, in_force=15, agile=16, trained=8, near=6, remote_halves=100,
              near_halves=20, absence_halves=40, workable_days=1000)  # fmt: skip


@pytest.mark.parametrize(("name", "numerator", "denominator", "percent"), [
    (Indicator.REMOTE_CAPABLE, 20, 40, 50),
    (Indicator.IN_FORCE, 15, 20, 75),
    (Indicator.AGILE_WORKERS, 16, 20, 80),
    # Absences are not worked: 1,000 days less 20.
    (Indicator.AGILE_DAYS, 50, 980, 5.1),
    (Indicator.NEAR_DAYS, 10, 980, 1),
    (Indicator.WORKERS_TRAINED, 8, 16, 50),
    (Indicator.ABSENCES, 20, 1000, 2),
])  # fmt: skip
def test_indicators_follow_from_counts(name, numerator, denominator, percent):
    found = ratios(TALLY)[name]
    assert found == Ratio(numerator, denominator)
    assert found.percent == percent


def test_nothing_out_of_nothing_is_not_nought():
    assert all(ratio.percent is None for ratio in ratios(Tally()).values())
    assert Ratio(0, 9).percent == 0


def test_groups_add_up():
    total = Tally()
    total.add(TALLY)
    total.add(TALLY)
    assert (total.staff, total.near, total.workable_days) == (80, 12, 2000)


def test_every_indicator_of_a_tally_says_how_many_people_are_behind_it():
    assert set(people_behind(TALLY)) == set(ratios(TALLY))


NUMBERS = st.integers(0, 12)
TALLIES = st.lists(
    st.builds(
        lambda staff, capable, agile, trained, near, in_force: Tally(
            staff=staff + capable + agile + trained,
            capable=capable + agile + trained,
            agile=agile + trained,
            trained=trained,
            near=min(near, capable + agile + trained),
            in_force=min(in_force, capable + agile + trained),
        ),
        *[NUMBERS] * 6,
    ),
    max_size=8,
)


@given(TALLIES)
def test_a_hidden_group_is_hidden_in_all_that_is_counted_within_it(tallies):
    hidden = hidden_groups(tallies)
    capable = hidden[Indicator.REMOTE_CAPABLE]
    for name in (Indicator.IN_FORCE, Indicator.AGILE_WORKERS, Indicator.NEAR_DAYS):
        assert capable <= hidden[name]
    assert hidden[Indicator.AGILE_WORKERS] <= hidden[Indicator.WORKERS_TRAINED]
    for name, places in hidden.items():
        behind = [people_behind(tally)[name] for tally in tallies]
        assert all(count >= 5 for place, count in enumerate(behind) if place not in places)


@pytest.mark.parametrize(("born", "age"), [(2026, 0), (1997, 0), (1996, 30), (1966, 60), (1900, 60),
                                           (2030, 0)])  # fmt: skip
def test_people_are_told_apart_by_their_age_at_the_end_of_the_year(born, age):
    assert age_from(born, 2026) == age


def test_a_year_counts_until_today():
    assert last_day_counted(2025, date(2026, 3, 2)) == date(2025, 12, 31)
    assert last_day_counted(2026, date(2026, 3, 2)) == date(2026, 3, 2)


def test_a_computed_indicator_is_told_in_more_than_words():
    assert all(facts.unit for facts in REGISTRY.values() if facts.kind is Kind.COMPUTED)


def test_everything_that_is_shown_has_words():
    assert set(INDICATORS) == set(DEFINITIONS) == set(Indicator)
    assert set(DIMENSIONS) == set(Dimension)
    assert set(UNITS) == set(Unit)
    assert set(SPLITS) == set(Split)
    assert set(MODES) == set(Mode)
    assert set(AGE_BANDS) == {str(age) for age in AGES}
