"""Why a request is sent back or refused."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm
from app.pola.labels.inbox import STOCK_REASONS

_LONGEST = 2000
_LENGTH = Length(max=_LONGEST, message=_l("Write at most %(max)d characters."))
OWN_WORDS = "own"


class ReturnForm(BaseForm):
    """Send a request back: a stock reason, one's own words, or both."""

    stock = RadioField(
        _l("What should change?"),
        choices=[
            *(SelectChoice(name, words) for name, words in STOCK_REASONS.items()),
            SelectChoice(OWN_WORDS, _l("Something else, in your own words")),
        ],
        validators=[InputRequired(_l("Choose one."))],
    )
    words = TextAreaField(_l("In your own words"), render_kw={"rows": 3}, validators=[_LENGTH])

    def validate_words(self, field: TextAreaField) -> None:
        """Ask for words where no stock reason was chosen."""
        if self.stock.data == OWN_WORDS and not field.data:
            raise ValidationError(_("Write what should change."))

    @property
    def reason(self) -> str:
        """Return what the person will read."""
        stock = STOCK_REASONS.get(self.stock.data)
        return "\n".join(str(words) for words in (stock, self.words.data) if words)


class RefuseForm(BaseForm):
    """Refuse a request; the reason is written down (L. 81/2017 art. 18 c. 3-ter)."""

    reason = TextAreaField(
        _l("Why it is refused"),
        description=_l("The person will read it. The law wants it in writing."),
        render_kw={"rows": 4},
        validators=[InputRequired(_l("Write the reason.")), _LENGTH],
    )
