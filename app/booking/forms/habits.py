"""What a person writes of their usual week."""

from typing import Any

from flask_babel import gettext as _
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app.booking.forms.closures import WORKED
from app.booking.labels import PARTS
from app.core.forms import BaseForm
from app.core.half import Part
from app.core.templating import weekday_name


class UsualWeekForm(BaseForm):
    """For each day from Monday to Friday the part of it for which a desk is wanted, or none."""

    day_1 = SelectField()
    day_2 = SelectField()
    day_3 = SelectField()
    day_4 = SelectField()
    day_5 = SelectField()

    def __init__(self, usual: dict[int, Part], **more: Any) -> None:
        super().__init__(data={f"day_{n}": part.value for n, part in usual.items()}, **more)
        for number in map(int, WORKED):
            field = self[f"day_{number}"]
            name = weekday_name(number)
            field.label.text = name[:1].upper() + name[1:]
            field.choices = [
                SelectChoice("", _("No desk")),
                *(SelectChoice(part.value, str(words)) for part, words in PARTS.items()),
            ]

    @property
    def usual(self) -> dict[int, Part]:
        """Return the part wanted on each weekday, Monday is 1; only of a form that is valid."""
        chosen = {int(n): self[f"day_{n}"].data for n in WORKED}
        return {number: Part(part) for number, part in chosen.items() if part}
