"""The three pages of a request."""

from collections.abc import Iterable
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
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm
from app.core.half import Half
from app.core.i18n import current_locale
from app.pola.forms.fields import REQUIRED_DAY, CountField, DayField, may_be_empty
from app.pola.labels.agreements import (
    DURATIONS,
    NOTICES,
    RHYTHMS,
)
from app.pola.labels.request import name_in_row
from app.pola.rules.checks import MOST_OF_A_NAME, MOST_OF_A_TEXT
from app.pola.rules.notices import Notice
from app.pola.rules.terms import Duration, Rhythm

WEEKDAYS = 5
# Nobody writes such a clause; the programme's own bounds are asked by the rules.
MOST_COUNT, MOST_NOTICE = 99, 365
_CHOOSE = InputRequired(_l("Choose one."))
NAME = Length(max=MOST_OF_A_NAME, message=_l("Write at most %(max)d characters."))
TEXT = Length(max=MOST_OF_A_TEXT, message=_l("Write at most %(max)d characters."))
_ONE_A_LINE = _l("One a line.")
COUNTS = {Rhythm.PER_WEEK: "count_week", Rhythm.PER_MONTH: "count_month"}


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

    @property
    def told(self) -> tuple[list[Any], dict[str, str]]:
        """Return what is wrong, and to which control each message leads, by its place."""
        messages, links = list(self.form_errors), {}
        for field in self:
            # The first box of a group stands for it.
            control = f"{field.id}-0" if hasattr(field.widget, "html_tag") else field.id
            for words in field.errors:
                links[str(len(messages))] = control
                messages.append(f"{name_in_row(field.name, field.label.text)}: {words}")
        return messages, links

    def blame(self, name: str, words: str) -> bool:
        """Put words beside a field; return False if this page does not have it."""
        if name not in self:
            return False
        self[name].errors = [*self[name].errors, words]
        return True


class PeriodForm(RequestForm):
    """From when until when, and which halves are remote."""

    duration = RadioField(
        _l("With a last day, or without"),
        choices=[SelectChoice(one.value, words) for one, words in DURATIONS.items()],
        coerce=Duration,
        validators=[_CHOOSE],
    )
    starts_on = DayField(_l("First day"), validators=[InputRequired(REQUIRED_DAY)])
    ends_on = DayField(_l("Last day"), validators=[may_be_empty])
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
        _l("Remote half-days a week"), validators=[may_be_empty], least=0, most=MOST_COUNT
    )
    count_month = CountField(
        _l("Remote half-days a month"), validators=[may_be_empty], least=0, most=MOST_COUNT
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.halves.choices = [
            SelectChoice(f"{day}-{half}", words)
            for day in range(WEEKDAYS)
            for half, words in ((Half.AM, _("morning")), (Half.PM, _("afternoon")))
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask nothing about what the chosen duration and rhythm leave out."""
        super().validate(extra_validators)
        unasked = [name for rhythm, name in COUNTS.items() if rhythm is not self.rhythm.data]
        if self.duration.data is Duration.OPEN:
            unasked.append("ends_on")
        for name in unasked:
            self[name].errors = []
        return not self.errors

    @property
    def week(self) -> list[tuple[str, list[Field]]]:
        """Return each weekday with the boxes of its two halves."""
        names = get_day_names("wide", locale=current_locale())
        boxes = list(self.halves)
        return [(names[day], boxes[2 * day : 2 * day + 2]) for day in range(WEEKDAYS)]


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
        validators=[TEXT],
    )
    ways = TextAreaField(_l("How the work is done"), validators=[TEXT])
    direction = TextAreaField(_l("Direction and control"), validators=[TEXT])
    disconnection = TextAreaField(_l("Disconnection"), validators=[TEXT])

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
