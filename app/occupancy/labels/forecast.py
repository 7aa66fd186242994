"""The words of the forecast: how it did so far, beside `same as last week`."""

from collections.abc import Sequence

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from app.occupancy.rules.forecast import Expected, Trial, score

# From fewer forecasts nothing can be said of how good they are.
FEWEST_TRIALS = 40


def error_words(tried: Sequence[Trial]) -> list[str]:
    """Return what is said of the past forecasts: how far off they were, and whether they help."""
    found = score(tried)
    if found is None or found.trials < FEWEST_TRIALS:
        return [
            _(
                "There are not enough weeks behind us yet to say how far off these forecasts are. "
                "Read them as a first guess."
            )
        ]
    told = {"error": desks_off(found.error), "naive": desks_off(found.naive_error)}
    far_off = _(
        "In the last eight weeks the forecast was off by %(error)s desks on average; “the same as "
        "last week” would have been off by %(naive)s.",
        **told,
    )
    if found.is_better:
        return [far_off, _("The forecast was the nearer of the two.")]
    return [
        far_off,
        _(
            "The forecast was no better than “the same as last week”: look at last week "
            "rather than at this page."
        ),
    ]


def is_worse(tried: Sequence[Trial]) -> bool:
    """Return True when `same as last week` was as near or nearer."""
    found = score(tried)
    return found is not None and found.trials >= FEWEST_TRIALS and not found.is_better


def error_rows(tried: Sequence[Trial]) -> list[list[str]]:
    """Return the errors by how many weeks ahead the forecast was made."""
    rows = []
    for ahead in sorted({trial.weeks_ahead for trial in tried}):
        found = score([trial for trial in tried if trial.weeks_ahead == ahead])
        assert found is not None
        words = ngettext("%(num)d week ahead", "%(num)d weeks ahead", ahead)
        count = format_decimal(found.trials)
        rows.append([words, desks_off(found.error), desks_off(found.naive_error), count])
    return rows


def desks_off(error: float) -> str:
    """Return a mean error with one digit."""
    return str(format_decimal(error, format="0.0"))


def range_words(half: Expected) -> str:
    """Return `9-15`, or nothing where no range is known."""
    if half.low is None:
        return ""
    return str(half.low) if half.low == half.high else f"{half.low}-{half.high}"


def chance_words(half: Expected) -> str:
    """Return what is expected as a whole sentence, for whoever does not see the table."""
    if half.low is None:
        return str(ngettext("About %(num)d desk", "About %(num)d desks", half.desks))
    return str(
        _(
            "About %(desks)d desks, most likely from %(low)d to %(high)d",
            desks=half.desks,
            low=half.low,
            high=half.high,
        )
    )
