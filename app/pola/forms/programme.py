"""A value of the programme, and the day from which it holds."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import NumberInput, TimeInput

from app.core import clock
from app.core.forms import BaseForm
from app.pola.forms.days import DayField
from app.pola.labels.programme import PARAMETERS, hint, value_words
from app.pola.rules.parameters import (
    BOUNDS,
    LONGEST_TEXT,
    ParameterName,
    Programme,
    parse_parameter,
)
from app.pola.rules.routes import Approver

_YES_NO = ("yes", "no")
_ROUTES = tuple(
    "+".join(way)
    for way in (
        (Approver.MANAGER,),
        (Approver.MANAGER, Approver.HR),
        (Approver.MANAGER, Approver.DIRECTOR),
        (Approver.MANAGER, Approver.DIRECTOR, Approver.HR),
    )
)
_ROWS = 14


class SettingForm(BaseForm):
    """One value as it is stored, and its first day; `value` is made for each parameter."""

    parameter: ParameterName
    value: Field

    from_day = DayField(
        _l("It holds from"),
        description=_l("Agreements made before that day keep the value they were made with."),
        validators=[InputRequired(_l("Write a day."))],
    )

    def validate_value(self, field: Field) -> None:
        """Refuse what is not a value of this parameter."""
        # The browser's line ends are not ours.
        field.data = (field.data or "").replace("\r\n", "\n").strip()
        try:
            parse_parameter(self.parameter, field.data)
        except ValueError:
            raise ValidationError(self._remedy()) from None

    def _remedy(self) -> str:
        if self.parameter in BOUNDS:
            lowest, highest = BOUNDS[self.parameter]
            words = _(
                "Write a whole number from %(lowest)d to %(highest)d.",
                lowest=lowest,
                highest=highest,
            )
        elif isinstance(self.value, TextAreaField):
            words = _("Write at most %(most)d characters.", most=LONGEST_TEXT)
        elif isinstance(self.value, RadioField):
            words = _("Choose one.")
        else:
            words = _("Write an hour, for example 07:00.")
        return str(words)


def setting_form(name: ParameterName, present: str) -> SettingForm:
    """Return the form for a parameter, filled with the present value and tomorrow."""
    made = type(
        "SettingForm", (SettingForm,), {"parameter": name, "value": _value_field(name, present)}
    )
    form: SettingForm = made(value=present, from_day=clock.today() + timedelta(days=1))
    return form


def _value_field(name: ParameterName, present: str) -> Any:
    words: dict[str, Any] = {"label": PARAMETERS[name], "description": hint(name)}
    default = getattr(Programme(), name)
    if isinstance(default, bool | tuple):
        usual = _YES_NO if isinstance(default, bool) else _ROUTES
        # A way that was set on the command line stays choosable.
        offered = dict.fromkeys((*usual, present))
        choices = [SelectChoice(one, value_words(name, one)) for one in offered]
        return RadioField(choices=choices, validate_choice=False, **words)
    if isinstance(default, str):
        return TextAreaField(render_kw={"rows": _ROWS}, **words)
    if isinstance(default, int):
        lowest, highest = BOUNDS[name]
        return StringField(widget=NumberInput(), render_kw={"min": lowest, "max": highest}, **words)
    return StringField(widget=TimeInput(), **words)
