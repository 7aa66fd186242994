"""The words of any refusal about bookings, whichever rule it comes from."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.booking.labels import refusal_words
from app.booking.labels.answers import ANSWER_REFUSALS
from app.booking.labels.attendance import ATTENDANCE_REFUSALS
from app.booking.labels.exchanges import EXCHANGE_REFUSALS
from app.booking.labels.groups import GROUP_REFUSALS
from app.booking.labels.habits import HABIT_REFUSALS
from app.booking.labels.moves import MOVE_REFUSALS
from app.booking.labels.series import SERIES_REFUSALS
from app.booking.labels.waiting import WAIT_REFUSALS
from app.core.errors import Reason
from app.core.templating import sentence

_TABLES: tuple[Mapping[Any, Any], ...] = (
    ANSWER_REFUSALS,
    ATTENDANCE_REFUSALS,
    EXCHANGE_REFUSALS,
    GROUP_REFUSALS,
    HABIT_REFUSALS,
    MOVE_REFUSALS,
    SERIES_REFUSALS,
    WAIT_REFUSALS,
)
# By type: codes of two rules may be spelled alike.
_WORDS = {type(code): words for words in _TABLES for code in words}


def reason_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one sentence for each reason: one command may refuse by the rules of another."""
    return [
        sentence(reason, _WORDS[type(reason.code)])
        if type(reason.code) in _WORDS
        else refusal_words([reason])[0]
        for reason in reasons
    ]
