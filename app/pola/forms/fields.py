"""Days, times and numbers as people write them; each says how to mend what it cannot read."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, TimeField
from wtforms.validators import StopValidation

# Remote work by agreement began with L. 81/2017; nobody plans beyond the century.
FIRST_YEAR, LAST_YEAR = 2017, 2100


def may_be_empty(_form: Any, field: Field) -> None:
    """Ask nothing of an empty field; unlike Optional, its label does not say so.

    Whether it may stay empty depends on what else was written.
    """
    if not any(str(text).strip() for text in field.raw_data or ()):
        field.errors = []
        raise StopValidation


class DayField(DateField):
    """A day, as a browser sends it or as Italians write it."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        formats = ["%Y-%m-%d", "%d/%m/%Y"]
        super().__init__(label, validators, format=formats, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day; ValueError says what would be right."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a date such as 01/04/2026.")) from error
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            self.data: date | None = None
            raise ValueError(_("Write a year from %(first)d to %(last)d.", **years))


class ClockField(TimeField):
    """A time of the day, in hours and minutes."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a time; ValueError says what would be right."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a time such as 9:00.")) from error


class CountField(IntegerField):
    """A whole number within bounds that are told when it is not."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, least: int, most: int, **more: Any
    ) -> None:
        super().__init__(label, validators, **more)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number; ValueError says from where to where."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data: int | None = None
        if not text:
            return
        if not (text.isdecimal() and len(text) <= 9 and self.least <= int(text) <= self.most):
            bounds = {"least": self.least, "most": self.most}
            raise ValueError(_("Write a number from %(least)d to %(most)d.", **bounds))
        self.data = int(text)


REQUIRED_DAY = _l("Choose a day.")
REQUIRED_TIME = _l("Write a time.")
