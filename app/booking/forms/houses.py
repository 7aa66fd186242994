"""What facility managers write about a house: screens, notes for guests, desks out of order."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.booking.rules.places import WorkplaceFacts
from app.core import clock
from app.core.forms import BaseForm
from app.core.i18n import LOCALES
from app.pola.forms.fields import REQUIRED_DAY, DayField

LONGEST_NAME = 80
LONGEST_REASON = 200
LONGEST_NOTE = 1000
LONGEST_RULES = 4000
ALL = "all"
_TOO_LONG = _l("Write at most %(max)d characters.")


class ScreenForm(BaseForm):
    """A screen's name, what it shows, and in which language."""

    name = StringField(
        _l("Name"),
        description=_l("Where it hangs, for example: entrance, beside the lift."),
        validators=[
            DataRequired(_l("Write a name, so that the others know which screen it is.")),
            Length(max=LONGEST_NAME, message=_TOO_LONG),
        ],
    )
    shows = SelectField(_l("What it shows"))
    language = SelectField(_l("Language"))

    def __init__(
        self, workplaces: Iterable[WorkplaceFacts], *, may_show_all: bool, **more: object
    ) -> None:
        super().__init__(**more)
        everything = [SelectChoice(ALL, _("All workplaces"))] if may_show_all else []
        self.shows.choices = everything + [SelectChoice(str(w.id), w.name) for w in workplaces]
        self.language.choices = [SelectChoice(code, name) for code, name in LOCALES.items()]

    @property
    def workplace_id(self) -> int | None:
        """Return the workplace that was chosen; None for all of them."""
        return None if self.shows.data == ALL else int(self.shows.data)


class NotesForm(BaseForm):
    """What guests read before they come."""

    guest_note = TextAreaField(
        _l("How to get in"),
        description=_l("The door, the reception, the Wi-Fi. No passwords: everybody reads it."),
        validators=[Optional(), Length(max=LONGEST_NOTE, message=_TOO_LONG)],
    )
    house_rules = TextAreaField(
        _l("Rules of the house"),
        description=_l("What guests do and do not do here. Leave it empty if the city's suffice."),
        validators=[Optional(), Length(max=LONGEST_RULES, message=_TOO_LONG)],
    )


class OutageForm(BaseForm):
    """A desk out of order from a day to a day; without a last day until it is mended."""

    from_day = DayField(_l("From"), validators=[InputRequired(REQUIRED_DAY)])
    to_day = DayField(_l("Until, that day included"), validators=[Optional()])
    reason = StringField(
        _l("Reason"),
        description=_l("Whoever looks for this desk reads it, for example: the lamp is broken."),
        validators=[
            DataRequired(_l("Write a reason in a few words.")),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
    )

    def validate_from_day(self, field: DateField) -> None:
        """Refuse days that have passed."""
        if field.data and field.data < clock.today():
            raise ValidationError(_("This day has passed. Choose one from today on."))

    def validate_to_day(self, field: DateField) -> None:
        """Refuse a range that runs backwards."""
        if field.data and self.from_day.data and field.data < self.from_day.data:
            raise ValidationError(_("The last day is before the first. Turn them round."))
