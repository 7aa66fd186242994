"""The three pages of a request."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from babel.dates import get_day_names
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm
from app.core.half import Half
from app.core.i18n import current_locale
from app.pola.forms.fields import REQUIRED_DAY, REQUIRED_TIME, ClockField, CountField, DayField
from app.pola.forms.request.rows import field_name
from app.pola.labels.agreements import (
    COMPARISONS,
    DURATIONS,
    INDICATOR_KINDS,
    NOTICES,
    RHYTHMS,
    SUPPLIERS,
)
from app.pola.rules.checks import MOST_OF_A_NAME, MOST_OF_A_TEXT
from app.pola.rules.notices import Notice
from app.pola.rules.terms import Comparison, Duration, IndicatorKind, Rhythm, Supplier

WEEKDAYS = 5
MOST_ACTIVITIES, MOST_TOOLS, BANDS = 8, 12, 3
# Nobody writes such a clause; the programme's own bounds are asked by the rules.
MOST_COUNT, MOST_NOTICE = 99, 365
_CHOOSE = InputRequired(_l("Choose one."))
_NAME = Length(max=MOST_OF_A_NAME, message=_l("Write at most %(max)d characters."))
_TEXT = Length(max=MOST_OF_A_TEXT, message=_l("Write at most %(max)d characters."))
_ONE_A_LINE = _l("One a line.")


class RequestPage(StrEnum):
    """A page of the request, in the order in which they are filled in."""

    PERIOD = "period"
    CONTENT = "content"
    CLAUSES = "clauses"


class RequestForm(BaseForm):
    """What every page carries: the version that the person has seen."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """Return the version on the page; one that makes no sense is older than all."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def blame(self, name: str, words: str) -> bool:
        """Put words beside a field; return False if this page does not have it."""
        if name not in self:
            return False
        self[name].errors = [*self[name].errors, words]
        return True


class PeriodForm(RequestForm):
    """From when until when, and which halves are remote."""

    duration = RadioField(
        _l("How long it lasts"),
        choices=[SelectChoice(one.value, words) for one, words in DURATIONS.items()],
        coerce=Duration,
        validators=[_CHOOSE],
    )
    starts_on = DayField(_l("First day"), validators=[InputRequired(REQUIRED_DAY)])
    ends_on = DayField(_l("Last day"), validators=[Optional()])
    rhythm = RadioField(
        _l("How the remote days are agreed"),
        choices=[SelectChoice(one.value, words) for one, words in RHYTHMS.items()],
        coerce=Rhythm,
        validators=[_CHOOSE],
    )
    halves = SelectMultipleField(
        _l("On which days"),
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    count_week = CountField(
        _l("Remote half-days a week"), validators=[Optional()], least=0, most=MOST_COUNT
    )
    count_month = CountField(
        _l("Remote half-days a month"), validators=[Optional()], least=0, most=MOST_COUNT
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.halves.choices = [
            SelectChoice(f"{day}-{half}", words)
            for day in range(WEEKDAYS)
            for half, words in ((Half.AM, _("morning")), (Half.PM, _("afternoon")))
        ]

    @property
    def week(self) -> list[tuple[str, list[Field]]]:
        """Return each weekday with the boxes of its two halves."""
        names = get_day_names("wide", locale=current_locale())
        boxes = list(self.halves)
        return [(names[day], boxes[2 * day : 2 * day + 2]) for day in range(WEEKDAYS)]


class ContentForm(RequestForm):
    """Where, with what, when within reach, and what is done; `content_form` adds the rows."""

    row_counts: Mapping[str, int] = {}

    places = TextAreaField(
        _l("Where you will work"),
        description=_l("One place a line, for example: at home. No full address is needed."),
        render_kw={"rows": 3},
        validators=[_TEXT],
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
        "start": ClockField(_l("Band %(number)d, from", number=n), validators=[Optional()]),
        "end": ClockField(_l("Band %(number)d, to", number=n), validators=[Optional()]),
    }


def _tool(n: int) -> dict[str, Field]:
    return {
        "name": StringField(_l("Tool %(number)d", number=n), validators=[_NAME]),
        "supplier": SelectField(
            _l("Who supplies tool %(number)d", number=n),
            choices=[SelectChoice(one.value, words) for one, words in SUPPLIERS.items()],
            coerce=Supplier,
        ),
    }


def _activity(n: int) -> dict[str, Field]:
    return {
        "title": StringField(_l("What you do (activity %(number)d)", number=n), validators=[_NAME]),
        "result": TextAreaField(
            _l("Expected result (activity %(number)d)", number=n),
            render_kw={"rows": 2},
            validators=[_TEXT],
        ),
        "indicator": StringField(
            _l("What is measured (activity %(number)d)", number=n),
            description=_l("For example: files closed."),
            validators=[_NAME],
        ),
        "kind": SelectField(
            _l("How it is measured (activity %(number)d)", number=n),
            choices=[SelectChoice(one.value, words) for one, words in INDICATOR_KINDS.items()],
            coerce=IndicatorKind,
            default=IndicatorKind.NUMBER,
        ),
        # A date is always kept `by` a day: nothing is left to choose.
        "comparison": SelectField(
            _l("Comparison (activity %(number)d)", number=n),
            choices=[
                SelectChoice(one.value, words)
                for one, words in COMPARISONS.items()
                if one is not Comparison.BY
            ],
            coerce=Comparison,
            validate_choice=False,
        ),
        "target": StringField(
            _l("Target (activity %(number)d)", number=n),
            description=_l("For example: 40, 95 or 15/12/2026."),
            validators=[_NAME],
        ),
        "numerator": StringField(
            _l("What the percentage counts (activity %(number)d)", number=n), validators=[_NAME]
        ),
        "denominator": StringField(
            _l("Out of what (activity %(number)d)", number=n), validators=[_NAME]
        ),
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


class ClausesForm(RequestForm):
    """The clauses; `clauses_form` adds the notices that are to be read."""

    notices: tuple[Notice, ...] = ()

    notice_days = CountField(
        _l("Days of notice to withdraw"),
        validators=[InputRequired(_l("Write how many days."))],
        least=1,
        most=MOST_NOTICE,
    )
    justified_reasons = TextAreaField(
        _l("Reasons that justify withdrawing without notice"),
        description=_ONE_A_LINE,
        render_kw={"rows": 4},
        validators=[_TEXT],
    )
    ways = TextAreaField(_l("How the work is done"), validators=[Optional(), _TEXT])
    direction = TextAreaField(_l("Direction and control"), validators=[Optional(), _TEXT])
    disconnection = TextAreaField(_l("Disconnection"), validators=[Optional(), _TEXT])

    def box(self, notice: Notice) -> Field | None:
        """Return the box that says `I have read this`, where there is one."""
        return self[f"read_{notice}"] if notice in self.notices else None

    def seen(self, notice: Notice) -> Field:
        """Return the field that carries the version on the page."""
        return self[f"seen_{notice}"]


@cache
def clauses_form(notices: tuple[Notice, ...]) -> type[ClausesForm]:
    """Return the form with a box for each of these notices."""
    fields: dict[str, Any] = {"notices": notices}
    for notice in notices:
        words = _l("I have read this: %(notice)s", notice=NOTICES[notice])
        fields |= {f"read_{notice}": BooleanField(words), f"seen_{notice}": HiddenField()}
    return type("ClausesForm", (ClausesForm,), fields)


def lines_of(text: str | None) -> Iterable[str]:
    """Return the lines of a text that say something."""
    return (line.strip() for line in (text or "").splitlines() if line.strip())
