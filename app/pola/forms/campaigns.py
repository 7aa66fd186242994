"""A call to make agreements: its title, its days, the offices that it reaches."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm
from app.pola.forms.days import DayField
from app.pola.rules.campaigns import CampaignDays

LONGEST_TITLE = 120
_DAY = InputRequired(_l("Write a day."))


class CampaignForm(BaseForm):
    """A call as it is opened."""

    title = StringField(
        _l("Title"),
        description=_l("People read it in their mail, for example: Agreements for 2027."),
        validators=[
            InputRequired(_l("Write a title.")),
            Length(max=LONGEST_TITLE, message=_l("Write at most 120 characters.")),
        ],
    )
    opens_on = DayField(_l("Answers are taken from"), validators=[_DAY])
    closes_on = DayField(_l("Last day to answer"), validators=[_DAY])
    starts_on = DayField(_l("The agreements start on"), validators=[_DAY])
    ends_on = DayField(_l("The agreements end on"), validators=[_DAY])
    offices = SelectMultipleField(
        _l("Offices"),
        description=_l("Each with all the offices below it."),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, offices: Iterable[tuple[int, str]]) -> None:
        super().__init__()
        self.offices.choices = [SelectChoice(number, name) for number, name in offices]

    @property
    def days(self) -> CampaignDays:
        """Return the days that were written."""
        return CampaignDays(
            self.opens_on.data, self.closes_on.data, self.starts_on.data, self.ends_on.data
        )

    def validate_offices(self, field: Field) -> None:
        """Refuse a call that reaches nobody."""
        if not field.data:
            raise ValidationError(_("Choose at least one office."))
