"""The page of a request that says where, with what, when and on what somebody works."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.pola.forms.fields import REQUIRED_TIME, ClockField, may_be_empty
from app.pola.forms.request.pages import NAME, TEXT, RequestForm
from app.pola.forms.request.rows import field_name
from app.pola.labels.agreements import COMPARISONS, INDICATOR_KINDS, SUPPLIERS
from app.pola.rules.terms import Comparison, IndicatorKind, Supplier

MOST_ACTIVITIES, MOST_TOOLS, BANDS = 8, 12, 3


class ContentForm(RequestForm):
    """Where, with what, when within reach, and what is done; `content_form` adds the rows."""

    row_counts: Mapping[str, int] = {}

    places = TextAreaField(
        _l("Where you will work"),
        description=_l("One place a line, for example: at home. No full address is needed."),
        render_kw={"rows": 3},
        validators=[TEXT],
    )
    rest_start = ClockField(_l("From"), validators=[InputRequired(REQUIRED_TIME)])
    rest_end = ClockField(_l("To, on the next day"), validators=[InputRequired(REQUIRED_TIME)])

    def rows(self, kind: str) -> list[dict[str, Field]]:
        """Return the rows of a kind, each a field by the name of its part."""
        parts = _PARTS[kind]
        counted = range(1, self.row_counts[kind] + 1)
        return [{part: self[field_name(kind, n, part)] for part in parts} for n in counted]

    def validate(self, extra_validators: Any = None) -> bool:
        """Want both times of a band, or neither."""
        is_valid = bool(super().validate(extra_validators))
        for row in self.rows("contact"):
            written = [field for field in row.values() if field.data or field.errors]
            if len(written) == 1:
                missing = next(field for field in row.values() if field not in written)
                missing.errors = [_("Write both times, or neither.")]
                is_valid = False
        return is_valid


def _contact(n: int) -> dict[str, Field]:
    return {
        "start": ClockField(_l("Band %(number)d, from", number=n), validators=[may_be_empty]),
        "end": ClockField(_l("Band %(number)d, to", number=n), validators=[may_be_empty]),
    }


def _tool(n: int) -> dict[str, Field]:
    return {
        "name": StringField(_l("Tool %(number)d", number=n), validators=[NAME]),
        "supplier": SelectField(
            _l("Who supplies it"),
            choices=[SelectChoice(one.value, words) for one, words in SUPPLIERS.items()],
            coerce=Supplier,
        ),
    }


def _activity(_n: int) -> dict[str, Field]:
    return {
        "title": StringField(_l("What you do"), validators=[NAME]),
        "result": TextAreaField(
            _l("Expected result"),
            render_kw={"rows": 2},
            validators=[TEXT],
        ),
        "indicator": StringField(
            _l("What is measured"),
            description=_l("For example: files closed."),
            validators=[NAME],
        ),
        "kind": SelectField(
            _l("How it is measured"),
            choices=[SelectChoice(one.value, words) for one, words in INDICATOR_KINDS.items()],
            coerce=IndicatorKind,
            default=IndicatorKind.NUMBER,
        ),
        # A date is always kept `by` a day: nothing is left to choose.
        "comparison": SelectField(
            _l("Comparison"),
            choices=[
                SelectChoice(one.value, words)
                for one, words in COMPARISONS.items()
                if one is not Comparison.BY
            ],
            coerce=Comparison,
            validate_choice=False,
        ),
        "target": StringField(
            _l("Target"),
            description=_l("For example: 40, 95 or 15/12/2026."),
            validators=[NAME],
        ),
        "numerator": StringField(_l("What the percentage counts"), validators=[NAME]),
        "denominator": StringField(_l("Out of what"), validators=[NAME]),
    }


_PARTS = {
    "contact": ("start", "end"),
    "tool": ("name", "supplier"),
    "activity": (
        "title",
        "result",
        "indicator",
        "kind",
        "comparison",
        "target",
        "numerator",
        "denominator",
    ),
}
_MAKE = {"contact": _contact, "tool": _tool, "activity": _activity}


@cache
def content_form(contact: int, tool: int, activity: int) -> type[ContentForm]:
    """Return the form with so many rows of each kind."""
    counts = {"contact": contact, "tool": tool, "activity": activity}
    fields: dict[str, Any] = {"row_counts": counts}
    for kind, number in counts.items():
        for n in range(1, number + 1):
            parts = _MAKE[kind](n)
            fields |= {field_name(kind, n, part): field for part, field in parts.items()}
    return type("ContentForm", (ContentForm,), fields)
