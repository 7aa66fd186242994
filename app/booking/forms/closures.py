"""What a facility manager writes to close a workplace."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.booking.labels.moves import CLOSURE_KINDS
from app.booking.rules.closures import ClosureRefusal
from app.booking.rules.places import ClosureFacts, ClosureKind, WorkplaceFacts
from app.core.errors import Refused
from app.core.forms import BaseForm
from app.core.half import Half
from app.core.templating import sentence, weekday_name
from app.pola.forms.fields import REQUIRED_DAY, DayField

# Offices work from Monday to Friday.
WORKED = "12345"
# Where each refusal is put right.
_FIELDS = {
    ClosureRefusal.NO_REASON: "reason",
    ClosureRefusal.PAST: "from_day",
    ClosureRefusal.BACKWARDS: "to_day",
    ClosureRefusal.TOO_LONG: "to_day",
    ClosureRefusal.NO_WORKING_DAY: "to_day",
}


class WeekdaysField(SelectMultipleField):
    """Days of the week to tick; none ticked means all of them."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def chosen(self) -> str:
        """Return the ISO numbers of the days, Monday is 1; all of them are as good as none."""
        ticked = "".join(number for number in WORKED if number in (self.data or ()))
        return "" if ticked == WORKED else ticked


class ClosureForm(BaseForm):
    """Which workplace, from when to when, and why."""

    workplace = SelectField(_l("Workplace"))
    from_day = DayField(_l("First day"), validators=[InputRequired(REQUIRED_DAY)])
    from_half = SelectField(_l("From"))
    to_day = DayField(_l("Last day"), validators=[InputRequired(REQUIRED_DAY)])
    to_half = SelectField(_l("Until"))
    weekdays = WeekdaysField(
        _l("Only on these days of the week"),
        description=_l("Tick none for every day. Ticked days are closed between the two halves."),
    )
    kind = SelectField(_l("Why"))
    reason = StringField(
        _l("Reason in words"),
        description=_l("Whoever had a desk reads it, for example: works on the lift."),
        validators=[
            DataRequired(_l("Write the reason: people who had a desk will read it.")),
            Length(max=200, message=_l("Write at most %(max)d characters.")),
        ],
    )

    def __init__(self, workplaces: Iterable[WorkplaceFacts], **more: object) -> None:
        super().__init__(**more)
        self.workplace.choices = [SelectChoice(w.code, w.name) for w in workplaces]
        self.from_half.choices = [
            SelectChoice(Half.AM, _("the morning")),
            SelectChoice(Half.PM, _("the afternoon")),
        ]
        self.to_half.choices = [
            SelectChoice(Half.AM, _("the morning, included")),
            SelectChoice(Half.PM, _("the afternoon, included")),
        ]
        self.kind.choices = [SelectChoice(k, str(words)) for k, words in CLOSURE_KINDS.items()]
        self.weekdays.choices = [SelectChoice(n, weekday_name(int(n))) for n in WORKED]

    def refuse(self, refused: Refused, words: Mapping[Any, Any]) -> None:
        """Say at each field why a service refused."""
        for reason in refused.reasons:
            field = self[_FIELDS[ClosureRefusal(reason.code)]]
            field.errors = [*field.errors, sentence(reason, words)]

    @property
    def closure(self) -> ClosureFacts:
        """Return what was asked for; the form has been checked."""
        first, last = self.from_day.data, self.to_day.data
        assert isinstance(first, date), "the form wants it"
        assert isinstance(last, date), "the form wants it"
        return ClosureFacts(
            from_day=first,
            from_half=Half(self.from_half.data),
            to_day=last,
            to_half=Half(self.to_half.data),
            reason=self.reason.data or "",
            weekdays=self.weekdays.chosen(),
            kind=ClosureKind(self.kind.data),
        )
