"""How somebody withdraws from an agreement: with notice, or at once for a justified reason."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm

_LENGTH = Length(max=2000, message=_l("Write at most %(max)d characters."))
OTHER = "other"


class NoticeForm(BaseForm):
    """Withdraw with notice; a reason is welcome and not needed."""

    why = TextAreaField(
        _l("Why, if you want to say it"), validators=[_LENGTH], render_kw={"rows": 3}
    )


class AtOnceForm(BaseForm):
    """Withdraw at once for one of the agreement's reasons, or another one in words."""

    reason = RadioField(
        _l("For which reason"), validators=[InputRequired(_l("Choose a reason."))], choices=[]
    )
    words = TextAreaField(
        _l("What has happened"),
        description=_l("The other side reads it."),
        validators=[_LENGTH],
        render_kw={"rows": 3},
    )

    def __init__(self, reasons: Sequence[str], **more: Any) -> None:
        super().__init__(**more)
        self.reasons = reasons
        self.reason.choices = [
            *(SelectChoice(str(n), words) for n, words in enumerate(reasons)),
            SelectChoice(OTHER, _("Another justified reason")),
        ]

    def validate_words(self, field: TextAreaField) -> None:
        """Want words where none of the agreement's reasons was chosen."""
        if self.reason.data == OTHER and not field.data:
            raise ValidationError(_("Write what has happened."))

    @property
    def written(self) -> str:
        """Return the reason as it is kept."""
        chosen = "" if self.reason.data == OTHER else self.reasons[int(self.reason.data)]
        return "\n".join(words for words in (chosen, self.words.data) if words)
