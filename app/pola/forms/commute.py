"""How a person would otherwise travel, in bands."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.core.forms import BaseForm
from app.pola.labels.indicators import MODES
from app.pola.rules.commute import BANDS, Mode


class CommuteForm(BaseForm):
    """The way and its length, one way."""

    mode = RadioField(_l("How would you travel to your office?"), validate_choice=False)
    band = RadioField(_l("How far is it, one way?"), validate_choice=False)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.mode.choices = [SelectChoice(mode.value, words) for mode, words in MODES.items()]
        self.band.choices = [SelectChoice(str(low), band_words(low)) for low in BANDS]

    def validate_mode(self, field: RadioField) -> None:
        """Ask for one of the ways."""
        if field.data not in set(Mode):
            raise ValidationError(_("Choose one."))

    def validate_band(self, field: RadioField) -> None:
        """Ask for one of the bands."""
        if field.data not in {str(low) for low in BANDS}:
            raise ValidationError(_("Choose one."))


def band_words(low: int) -> str:
    """Return a band's name by its lower end in kilometres."""
    if low == max(BANDS):
        return str(_("More than %(low)d km", low=low))
    return str(_("From %(low)d to %(high)d km", low=low, high=BANDS[low]))
