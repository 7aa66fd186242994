"""What people choose to receive, as a form."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm
from app.core.kinds import BookingMail, Topic
from app.post.labels import BOOKING_MAILS, TOPICS


class ChoicesForm(BaseForm):
    """How to be told of bookings, and which other mails to get."""

    booking_mail = RadioField(
        _l("Your bookings"),
        choices=[SelectChoice(one.value, BOOKING_MAILS[one]) for one in BookingMail],
    )
    topics = SelectMultipleField(
        _l("Other mails"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, offered: Iterable[Topic], **more: Any) -> None:
        super().__init__(**more)
        self.topics.choices = [SelectChoice(one.value, TOPICS[one]) for one in offered]
