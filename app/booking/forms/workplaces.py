"""A workplace as somebody writes it down."""

from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.booking.forms.measures import DecimalField
from app.booking.labels import OWNERS
from app.booking.rules.places import Owner, WorkplaceFacts
from app.booking.rules.workplaces import CODE, POSTAL_CODE, WorkplaceEntry
from app.core.forms import BaseForm
from app.pola.forms.fields import REQUIRED_TIME, ClockField

_FILL_IN = _l("Fill this in.")


def _line(longest: int) -> list[Any]:
    words = _l("Write at most %(longest)s characters.", longest=longest)
    return [InputRequired(_FILL_IN), Length(max=longest, message=words)]


class WorkplaceForm(BaseForm):
    """What is known of a workplace; without coordinates the postal code's centre counts."""

    name = StringField(_l("Name"), validators=_line(120))
    address = StringField(_l("Street and number"), validators=_line(200))
    postal_code = StringField(_l("Postal code"), validators=[InputRequired(_FILL_IN)])
    latitude = DecimalField(
        _l("Latitude"), description=_l("Degrees, such as 45.4618."), least=-90, most=90
    )
    longitude = DecimalField(
        _l("Longitude"), description=_l("Degrees, such as 9.1936."), least=-180, most=180
    )
    owner = RadioField(
        _l("Whose building is it?"),
        choices=[SelectChoice(str(owner), label) for owner, label in OWNERS.items()],
        default=str(Owner.MUNICIPAL),
        validators=[InputRequired(_l("Say whose building it is."))],
    )
    opens = ClockField(_l("Opens"), default=time(8), validators=[InputRequired(REQUIRED_TIME)])
    midday = ClockField(
        _l("Afternoon begins"), default=time(13, 30), validators=[InputRequired(REQUIRED_TIME)]
    )
    closes = ClockField(_l("Closes"), default=time(19), validators=[InputRequired(REQUIRED_TIME)])
    is_cooled = BooleanField(_l("The rooms are cooled in summer"))

    def validate_postal_code(self, field: StringField) -> None:
        """Refuse what is no Italian postal code."""
        if not POSTAL_CODE.fullmatch(field.data or ""):
            raise ValidationError(_("Write five digits, such as 20122."))

    @property
    def entry(self) -> WorkplaceEntry:
        """Return what was written; only after it was validated."""
        return WorkplaceEntry(
            name=self.name.data or "",
            address=self.address.data or "",
            postal_code=self.postal_code.data or "",
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            owner=Owner(self.owner.data),
            opens=self.opens.data or time(),
            midday=self.midday.data or time(),
            closes=self.closes.data or time(),
            is_cooled=bool(self.is_cooled.data),
        )


class NewWorkplaceForm(WorkplaceForm):
    """A workplace that is opened: it gets the code under which files and addresses know it."""

    code = StringField(
        _l("Code"),
        description=_l("A short word for files and addresses, such as LARGA. It stays for ever."),
        validators=[InputRequired(_FILL_IN)],
    )

    def validate_code(self, field: StringField) -> None:
        """Write a code in capitals; refuse other signs than letters, digits and underscores."""
        field.data = (field.data or "").upper()
        if not CODE.fullmatch(field.data):
            raise ValidationError(_("Write letters and digits without spaces, at most 20."))


def stored_fields(workplace: WorkplaceFacts) -> dict[str, Any]:
    """Return a workplace as its form shows it."""
    names = "name address postal_code latitude longitude opens midday closes is_cooled"
    values = {name: getattr(workplace, name) for name in names.split()}
    return values | {"owner": str(workplace.owner)}
