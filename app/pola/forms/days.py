"""Days, as people type them."""

from typing import Any

from flask_babel import gettext as _
from wtforms import DateField


class DayField(DateField):
    """A day of this century; anything else is refused in our own words."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write a day, for example 31/12/2026.")) from None
        if self.data and not 2000 <= self.data.year <= 2100:
            self.data = None
            raise ValueError(_("Write a day of this century."))
