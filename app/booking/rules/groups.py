"""Desks near one another for people who want to work together."""

from enum import StrEnum


class InviteState(StrEnum):
    """Where an invitation stands. The words are in labels/groups.py."""

    # A desk is held for the person, who says yes or no.
    HELD = "held"
    # No desk could be held for them: the reason is theirs to see.
    WITHOUT_DESK = "without_desk"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    # Nobody answered in time.
    EXPIRED = "expired"
    # The organizer called it off.
    WITHDRAWN = "withdrawn"
