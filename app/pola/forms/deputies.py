"""Who stands in for a person, and from when until when."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm
from app.pola.forms.fields import REQUIRED_DAY, DayField


class DeputyForm(BaseForm):
    """Name somebody by their work e-mail."""

    email = StringField(
        _l("Who stands in for you"),
        description=_l("Their e-mail at work."),
        validators=[
            InputRequired(_l("Write an e-mail address.")),
            Length(max=254, message=_l("Write at most %(max)d characters.")),
        ],
    )
    from_day = DayField(_l("From"), validators=[InputRequired(REQUIRED_DAY)])
    to_day = DayField(_l("Until, that day included"), validators=[InputRequired(REQUIRED_DAY)])

    def refuse_email(self, words: Any) -> None:
        """Say beside the address why it is not taken."""
        self.email.errors = [*self.email.errors, words]
