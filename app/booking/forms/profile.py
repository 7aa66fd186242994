"""Where a person starts from."""

from collections.abc import Mapping
from typing import Any

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.booking.rules.places import AreaFacts
from app.core.forms import BaseForm
from app.core.i18n import current_locale

CODE_LENGTH = 12
EXAMPLES = 2


class AreaForm(BaseForm):
    """A postal code or a district; the postal code counts when both are given.

    `can_skip` is True where leaving without an answer is offered beside the form.
    """

    area = StringField(
        _l("Postal code"),
        description=_l("Five digits, for example 20129. One outside the city is fine, too."),
        validators=[Length(max=CODE_LENGTH, message=_l("A postal code has five digits."))],
    )
    district = SelectField(_l("Or your district"), validate_choice=False)

    def __init__(
        self, areas: Mapping[str, AreaFacts], *, can_skip: bool = False, **more: Any
    ) -> None:
        super().__init__(**more)
        self.areas, self.can_skip = areas, can_skip
        districts = [area for area in areas.values() if area.is_district]
        self.district.choices = [
            SelectChoice("", _("No district")),
            *(SelectChoice(area.code, area.name) for area in districts),
        ]

    @property
    def chosen(self) -> str:
        """Return the code of what was chosen; empty for nothing."""
        return (self.area.data or self.district.data or "").upper()

    @property
    def postal_codes(self) -> list[AreaFacts]:
        """Return what the field may suggest while somebody writes."""
        return [area for area in self.areas.values() if not area.is_district]

    def validate_area(self, field: StringField) -> None:
        """Refuse nothing at all, and codes that the city has not entered."""
        if not self.chosen:
            raise ValidationError(
                _("Write a postal code, choose a district, or skip.")
                if self.can_skip
                else _("Write a postal code or choose a district.")
            )
        if field.data and self.chosen not in self.areas:
            raise ValidationError(self._unknown(field.data))

    def validate_district(self, field: SelectField) -> None:
        """Refuse a district that is not in the list."""
        if field.data and field.data not in self.areas:
            raise ValidationError(_("Choose one of the districts in the list."))

    def _unknown(self, code: str) -> str:
        """Say that a code is not known, and which ones close to it are."""
        near = format_list(self._near(code), style="or", locale=current_locale())
        facts = {"code": code, "examples": near}
        if self.can_skip:
            return str(
                _(
                    "We do not know %(code)s. Write a postal code such as %(examples)s,"
                    " choose a district, or skip.",
                    **facts,
                )
            )
        return str(
            _(
                "We do not know %(code)s. Write a postal code such as %(examples)s,"
                " or choose a district.",
                **facts,
            )
        )

    def _near(self, code: str) -> list[str]:
        """Return the closest known postal codes of the same province, else some of the city."""
        known = [area for area in self.postal_codes if area.code.isdecimal()]
        alike = [area.code for area in known if area.code[:2] == code[:2]]
        if code.isdecimal() and len(code) <= CODE_LENGTH and alike:
            alike.sort(key=lambda other: abs(int(other) - int(code)))
            return sorted(alike[:EXAMPLES])
        return [area.code for area in known if area.is_in_city][:EXAMPLES]
