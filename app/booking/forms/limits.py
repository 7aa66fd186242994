"""What a facility manager writes to limit a workplace, or to share it out."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.booking.forms.closures import WORKED, WeekdaysField
from app.booking.labels.limits import WAYS
from app.booking.queries.caps import offices
from app.booking.rules.caps import Way
from app.booking.rules.dated import ShareFacts
from app.booking.rules.places import CapFacts
from app.core.forms import BaseForm
from app.core.templating import weekday_name
from app.pola.forms.fields import REQUIRED_DAY, DayField, may_be_empty

# More desks than any building has; a larger number is a slip.
MOST = 10_000


class WholeNumber(IntegerField):
    """A whole number that the database can hold; says so when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number; ValueError says what would be right."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data: int | None = None
        if not text:
            return
        digits = text.removeprefix("-").removeprefix("+")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > 5:
            raise ValueError(_("Write a whole number, such as 12."))
        if abs(int(text)) > MOST:
            raise ValueError(_("Write a whole number, such as 12."))
        self.data = int(text)


class CapForm(BaseForm):
    """How many desks may be taken, from when to when, on which weekdays."""

    percent = WholeNumber(
        _l("Percent of the desks in order"),
        description=_l("From 0 to 100; or leave it empty and write a number of desks."),
        validators=[may_be_empty],
    )
    number = WholeNumber(_l("Or a number of desks"), validators=[may_be_empty])
    from_day = DayField(_l("First day"), validators=[InputRequired(REQUIRED_DAY)])
    to_day = DayField(
        _l("Last day"),
        description=_l("Leave it empty if it stands until further notice."),
        validators=[Optional()],
    )
    weekdays = WeekdaysField(
        _l("Only on these days of the week"), description=_l("Tick none for every day.")
    )
    reason = StringField(
        _l("Reason in words"),
        validators=[Optional(), Length(max=200, message=_l("Write at most %(max)d characters."))],
    )
    way = SelectField(_l("If there are too many bookings"))

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.weekdays.choices = [SelectChoice(n, weekday_name(int(n))) for n in WORKED]
        self.way.choices = [SelectChoice(way, str(words)) for way, words in WAYS.items()]
        if not self.way.raw_data:
            self.way.data = Way.KEEP

    @property
    def cap(self) -> CapFacts:
        """Return what was asked for; the form has been checked."""
        assert self.from_day.data, "the form wants it"
        return CapFacts(
            percent=self.percent.data,
            number=self.number.data,
            from_day=self.from_day.data,
            to_day=self.to_day.data,
            weekdays=self.weekdays.chosen(),
            reason=self.reason.data or "",
        )


class EndCapForm(BaseForm):
    """From which day on a cap counts no more, and what about the bookings above the next one."""

    from_day = DayField(_l("First day without it"), validators=[InputRequired(REQUIRED_DAY)])
    way = SelectField(_l("If there are too many bookings"))

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.way.choices = [SelectChoice(way, str(words)) for way, words in WAYS.items()]
        if not self.way.raw_data:
            self.way.data = Way.KEEP

    @property
    def first(self) -> date:
        """Return the first day without the cap; the form has been checked."""
        assert self.from_day.data, "the form wants it"
        day: date = self.from_day.data
        return day


class ShareForm(BaseForm):
    """What an office is sure of in a workplace, and the most that it may take."""

    office = SelectField(_l("Office"), coerce=int)
    guaranteed = WholeNumber(
        _l("Desks it is sure of"),
        description=_l("Kept for it until the evening before; 0 for none."),
        validators=[InputRequired(_l("Write a number, 0 for none."))],
    )
    maximum = WholeNumber(
        _l("Desks it may take at most"),
        description=_l("Leave it empty for no limit of its own."),
        validators=[Optional()],
    )
    from_day = DayField(_l("First day"), validators=[InputRequired(REQUIRED_DAY)])
    to_day = DayField(_l("Last day"), validators=[Optional()])

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.office.choices = [SelectChoice(number, name) for number, name in offices()]

    @property
    def share(self) -> ShareFacts:
        """Return what was asked for; the form has been checked."""
        assert self.from_day.data, "the form wants it"
        return ShareFacts(
            office_id=self.office.data,
            offices=frozenset({self.office.data}),
            guaranteed=self.guaranteed.data or 0,
            maximum=self.maximum.data,
            from_day=self.from_day.data,
            to_day=self.to_day.data,
        )
