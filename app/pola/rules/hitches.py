"""Why something cannot be done with an agreement, its people or its files."""

from enum import StrEnum

from app.core.errors import Reason

# Letters: enough to be read as a reason.
LEAST_OF_A_REASON = 10


class Hitch(StrEnum):
    """Why something cannot be done with an agreement now. The words are in labels/agreements.py."""

    GONE = "gone"
    NOT_NOW = "not_now"
    NOT_YOUR_TURN = "not_your_turn"
    CHANGED_MEANWHILE = "changed_meanwhile"
    REASON_NEEDED = "reason_needed"
    UNDO_TOO_LATE = "undo_too_late"
    NO_MANAGER = "no_manager"
    NOTICE_UNREAD = "notice_unread"
    SAFETY_NOTE_OLD = "safety_note_old"
    EVALUATION_MISSING = "evaluation_missing"
    EVALUATION_NEGATIVE = "evaluation_negative"
    OPEN_REQUEST = "open_request"
    NOTHING_TO_REVISE = "nothing_to_revise"
    NOTHING_TO_RENEW = "nothing_to_renew"
    OVERLAPS = "overlaps"
    TERM_OVER = "term_over"
    DOCUMENT_CHANGED = "document_changed"
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_NOT_SIGNED = "file_not_signed"
    NOT_THE_SIDE = "not_the_side"
    NOT_BEGUN = "not_begun"
    REPORT_FIRST = "report_first"
    ALREADY_JUDGED = "already_judged"
    ACTIVITY_UNKNOWN = "activity_unknown"
    JUDGEMENT_INCOMPLETE = "judgement_incomplete"
    DEPUTY_SELF = "deputy_self"
    DEPUTY_DATES = "deputy_dates"
    DEPUTY_GONE = "deputy_gone"
    REVIEW_PAST = "review_past"
    # A fixed term runs out before notice would.
    ENDS_FIRST = "ends_first"
    # For the employer, of an open-ended agreement.
    HR_GIVES_NOTICE = "hr_gives_notice"


def reason_bars(text: str) -> list[Reason]:
    """Return why a text is no written reason (L. 81/2017 art. 18 c. 3-ter, art. 19 c. 2)."""
    if len(text.strip()) < LEAST_OF_A_REASON:
        return [Reason(Hitch.REASON_NEEDED, {"least": LEAST_OF_A_REASON})]
    return []
