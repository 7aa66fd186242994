"""What human resources note of a person and of an agreement."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from app.core.forms import BaseForm
from app.core.half import Part
from app.pola.labels.agreements import PRIORITIES
from app.pola.rules.priorities import Priority


class PriorityForm(BaseForm):
    """A category, and until when it holds."""

    category = SelectField(
        _l("Category"),
        choices=[SelectChoice(name.value, words) for name, words in PRIORITIES.items()],
        coerce=Priority,
        validators=[InputRequired(_l("Choose one."))],
    )
    review_on = DateField(
        _l("Look at it again on"),
        description=_l("After this day it no longer holds."),
        validators=[InputRequired(_l("Choose a day."))],
    )


class WorkerForm(BaseForm):
    """Facts on which the law makes terms depend."""

    is_disabled = BooleanField(_l("Worker with a disability (L. 68/1999, art. 1)"))
    prevalence_waived_until = DateField(
        _l("Presence need not prevail until"),
        description=_l("Directive of 29 December 2023. Empty where it must."),
        validators=[Optional()],
    )


class AbsenceForm(BaseForm):
    """Leave written by hand; why somebody is away is not asked."""

    first = DateField(_l("First day"), validators=[InputRequired(_l("Choose a day."))])
    last = DateField(_l("Last day"), validators=[InputRequired(_l("Choose a day."))])
    part = SelectField(
        _l("Part of the day"),
        choices=[
            SelectChoice(Part.DAY.value, _l("Whole day")),
            SelectChoice(Part.AM.value, _l("Morning")),
            SelectChoice(Part.PM.value, _l("Afternoon")),
        ],
        coerce=Part,
    )

    def validate_last(self, field: DateField) -> None:
        """Want the days in order, at most a year apart."""
        if self.first.data and field.data and not 0 <= (field.data - self.first.data).days <= 366:
            raise ValidationError(_("Choose a last day from the first one on, within a year."))


class ProtocolForm(BaseForm):
    """The public register's number, its day, and the document's metadata."""

    number = StringField(_l("Number in the public register"))
    on = DateField(_l("Registered on"), validators=[Optional()])
    metadata = TextAreaField(
        _l("Metadata (JSON)"),
        description=_l("As the register gives them. They can be left empty."),
        render_kw={"rows": 6, "spellcheck": "false"},
    )
