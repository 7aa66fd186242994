"""What a person writes to have a desk every week, and to give days back."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.booking.forms.closures import WORKED, WeekdaysField
from app.booking.labels import PARTS
from app.booking.rules.series import SeriesFacts
from app.core.forms import BaseForm
from app.core.half import Part
from app.core.templating import weekday_name
from app.pola.forms.fields import REQUIRED_DAY, DayField


class SeriesForm(BaseForm):
    """On which days of the week, for which part, from when to when."""

    weekdays = WeekdaysField(_l("Every week on"))
    part = SelectField(_l("Part of the day"))
    from_day = DayField(_l("From"), validators=[InputRequired(REQUIRED_DAY)])
    to_day = DayField(
        _l("Until"),
        description=_l("Leave it empty to go on until you end it."),
        validators=[Optional()],
    )
    waits = BooleanField(
        _l("Where no desk is free, wait for one"),
        description=_l("You enter the waiting list of the workplace by yourself, day by day."),
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(meta={"csrf": False}, **more)
        self.weekdays.choices = [SelectChoice(n, weekday_name(int(n))) for n in WORKED]
        self.part.choices = [SelectChoice(part.value, str(words)) for part, words in PARTS.items()]

    @property
    def wish(self) -> SeriesFacts:
        """Return what was written; only of a form that is valid."""
        assert self.from_day.data is not None
        return SeriesFacts(
            frozenset(int(number) for number in self.weekdays.data or ()),
            Part(self.part.data),
            self.from_day.data,
            self.to_day.data,
            self.waits.data,
        )


class SeriesChangeForm(SeriesForm):
    """The same from a day on, at another desk if one likes; `desks` are (id, label)."""

    desk = SelectField(_l("Desk"), coerce=int)

    def __init__(self, desks: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(**more)
        self.desk.choices = [SelectChoice(number, label) for number, label in desks]


class EndForm(BaseForm):
    """From which day on a series books no more."""

    day = DayField(_l("From"), validators=[InputRequired(REQUIRED_DAY)])


class AwayForm(BaseForm):
    """From when to when a person needs no desk."""

    first = DayField(_l("First day"), validators=[InputRequired(REQUIRED_DAY)])
    last = DayField(_l("Last day"), validators=[InputRequired(REQUIRED_DAY)])
