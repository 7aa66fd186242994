"""What a link in a mail is still good for."""

from enum import StrEnum


class Deed(StrEnum):
    """What pressing the button behind a link does. The words are in labels/answers.py."""

    COMING = "coming"
    RELEASE = "release"
    ACCEPT_MOVE = "accept_move"
    RETURN = "return"
    TAKE_OFFER = "take_offer"
    DECLINE_OFFER = "decline_offer"
    EXCHANGE = "exchange"
    KEEP_DESK = "keep_desk"
    JOIN = "join"
    STAY_AWAY = "stay_away"


class Standing(StrEnum):
    """Whether a link can be used. Each is good for one use."""

    OPEN = "open"
    # It was used: what it asked for is so.
    DONE = "done"
    # The booking changed since, or its day has passed.
    SPENT = "spent"


class AnswerRefusal(StrEnum):
    """Why a link is not obeyed. The words are in labels/answers.py."""

    SPENT = "spent"
