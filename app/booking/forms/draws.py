"""What an administrator writes to have a workplace's desks drawn."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.booking.forms.closures import WORKED, WeekdaysField
from app.booking.rules.dated import DrawFacts
from app.booking.rules.fairness import MOST_DAYS_BEFORE
from app.core.forms import BaseForm
from app.core.templating import weekday_name
from app.pola.forms.fields import REQUIRED_DAY, REQUIRED_TIME, ClockField, CountField, DayField


class DrawForm(BaseForm):
    """On which days desks are drawn, how long before, and from when to when that holds."""

    weekdays: SelectMultipleField = WeekdaysField(
        _l("Days of the week whose desks are drawn"), description=_l("Tick none for every day.")
    )
    days_before = CountField(
        _l("Days before"),
        least=1,
        most=MOST_DAYS_BEFORE,
        description=_l("1 is the day before."),
        validators=[InputRequired(_l("Write how many days before."))],
    )
    hour = ClockField(
        _l("Hour of the draw"),
        description=_l(
            "Until the evening before desks are booked at once; later they are offered."
        ),
        validators=[InputRequired(REQUIRED_TIME)],
    )
    from_day = DayField(_l("First day"), validators=[InputRequired(REQUIRED_DAY)])
    to_day = DayField(
        _l("Last day"),
        description=_l("Leave it empty if it stands until further notice."),
        validators=[Optional()],
    )

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.weekdays.choices = [SelectChoice(n, weekday_name(int(n))) for n in WORKED]

    @property
    def rule(self) -> DrawFacts:
        """Return what was asked for; the form has been checked."""
        assert self.from_day.data, "the form wants it"
        assert self.hour.data, "the form wants it"
        return DrawFacts(
            weekdays=self.weekdays.chosen(),
            days_before=self.days_before.data or 0,
            hour=self.hour.data,
            from_day=self.from_day.data,
            to_day=self.to_day.data,
        )
