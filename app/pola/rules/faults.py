"""What can be wrong with what an agreement says. The words are in labels/agreements.py."""

from enum import StrEnum


class Fault(StrEnum):
    """A rule that the terms of an agreement break."""

    # The term.
    END_MISSING = "end_missing"
    END_NOT_WANTED = "end_not_wanted"
    END_BEFORE_START = "end_before_start"
    TERM_TOO_LONG = "term_too_long"
    START_PAST = "start_past"
    # The remote halves.
    PATTERN_EMPTY = "pattern_empty"
    PATTERN_WEEKDAY = "pattern_weekday"
    PATTERN_TWICE = "pattern_twice"
    TOO_MANY_A_WEEK = "too_many_a_week"
    TOO_MANY_A_MONTH = "too_many_a_month"
    PRESENCE_MUST_PREVAIL = "presence_must_prevail"
    # The bands.
    CONTACT_MISSING = "contact_missing"
    CONTACT_BACKWARDS = "contact_backwards"
    CONTACT_OVERLAPS = "contact_overlaps"
    CONTACT_OUTSIDE = "contact_outside"
    CONTACT_TOO_LONG = "contact_too_long"
    TOO_LITTLE_REST = "too_little_rest"
    REST_WITHOUT_NIGHT = "rest_without_night"
    REST_TOO_SHORT = "rest_too_short"
    REST_MEETS_CONTACT = "rest_meets_contact"
    # Places, activities, clauses.
    PLACE_MISSING = "place_missing"
    TOOL_NAMELESS = "tool_nameless"
    ACTIVITY_MISSING = "activity_missing"
    ACTIVITY_INCOMPLETE = "activity_incomplete"
    TARGET_NOT_A_NUMBER = "target_not_a_number"
    TARGET_NOT_A_PERCENTAGE = "target_not_a_percentage"
    TARGET_NOT_A_DATE = "target_not_a_date"
    PERCENTAGE_OF_WHAT = "percentage_of_what"
    COMPARISON_UNFIT = "comparison_unfit"
    NOTICE_TOO_SHORT = "notice_too_short"
    REASONS_MISSING = "reasons_missing"
    REASON_TOO_SHORT = "reason_too_short"
    TEXT_TOO_LONG = "text_too_long"
