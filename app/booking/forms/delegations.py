"""Whom a person lets book for them, for whom, from when until when."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.booking.queries.colleagues import Named
from app.booking.queries.delegations import LedOffice
from app.booking.rules.delegations import Span
from app.core.forms import BaseForm
from app.pola.forms.fields import REQUIRED_DAY, DayField

FOR_ME = "me"


class DelegationForm(BaseForm):
    """One of the colleagues that were found, and days."""

    delegate = RadioField(
        _l("Colleague"), validators=[InputRequired(_l("Choose one of the colleagues."))]
    )
    owner = RadioField(_l("They book for"), default=FOR_ME)
    from_day = DayField(_l("From"), validators=[InputRequired(REQUIRED_DAY)])
    to_day = DayField(
        _l("Until, that day included"),
        description=_l("Leave it empty to go on until you take it back."),
        validators=[Optional()],
    )

    def __init__(self, found: Iterable[Named], offices: Iterable[LedOffice], **more: Any) -> None:
        super().__init__(**more)
        self.delegate.choices = [
            SelectChoice(str(one.id), f"{one.name}, {one.office}" if one.office else one.name)
            for one in found
        ]
        whole = _("everybody of %(office)s")
        self.owner.choices = [
            SelectChoice(FOR_ME, _("me")),
            *(SelectChoice(str(one.id), whole % {"office": one.name}) for one in offices),
        ]

    @property
    def office_id(self) -> int | None:
        """Return the office that it is given for; None for the person alone."""
        return None if self.owner.data == FOR_ME else int(self.owner.data)

    @property
    def span(self) -> Span:
        """Return the days; only of a form that is valid."""
        assert self.from_day.data is not None
        return Span(self.from_day.data, self.to_day.data)
