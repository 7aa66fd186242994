"""What becomes of a booking that cannot stay where it is."""

from enum import StrEnum


class MoveCause(StrEnum):
    """Why a booking has to move. The words are in labels."""

    CLOSURE = "closure"
    CAP = "cap"
    DESK = "desk"


class MoveState(StrEnum):
    """Where a move stands."""

    # The person is asked to move by themselves; the desk is still theirs.
    ASKED = "asked"
    # The booking stands at another desk; the person may accept, choose another or cancel.
    MOVED = "moved"
    # No other desk would do; the booking stays where it is, and the person was told.
    NO_PLACE = "no_place"
    ACCEPTED = "accepted"
    CHOSE_OTHER = "chose_other"
    CANCELLED = "cancelled"
    # The person keeps the desk of before: the cause is gone, or nobody insists.
    KEPT = "kept"
    # The workplace opened again: the desk of before is offered; then taken.
    WAY_BACK = "way_back"
    RETURNED = "returned"


class MoveAnswer(StrEnum):
    """What a person says to a move."""

    ACCEPT = "accept"
    KEEP = "keep"
    RETURN = "return"


class MoveRefusal(StrEnum):
    """Why an answer cannot be taken. The words are in labels."""

    ALREADY_ANSWERED = "already_answered"
    NO_PROPOSAL = "no_proposal"


# Whatever is not in this table cannot happen. Choosing another desk and cancelling are the
# booking's own deeds: whoever does them moves the state along.
NEXT = {
    (MoveState.MOVED, MoveAnswer.ACCEPT): MoveState.ACCEPTED,
    (MoveState.ASKED, MoveAnswer.ACCEPT): MoveState.ACCEPTED,
    (MoveState.ASKED, MoveAnswer.KEEP): MoveState.KEPT,
    (MoveState.WAY_BACK, MoveAnswer.RETURN): MoveState.RETURNED,
    (MoveState.WAY_BACK, MoveAnswer.KEEP): MoveState.ACCEPTED,
}
# What the person may still answer.
OPEN = frozenset({MoveState.ASKED, MoveState.MOVED, MoveState.NO_PLACE, MoveState.WAY_BACK})
# Where the booking stands, as long as nobody has changed it since.
AT_THE_NEW_DESK = (MoveState.MOVED, MoveState.ACCEPTED, MoveState.WAY_BACK)
AT_THE_OLD_DESK = (MoveState.ASKED, MoveState.NO_PLACE, MoveState.KEPT, MoveState.RETURNED)
