"""What a half-day of work is, and whether it counts as presence or as remote work."""

from enum import StrEnum


class DayKind(StrEnum):
    """What a person does with half a day."""

    OFFICE = "office"
    # A desk in another municipal workplace: regular presence (domain R19).
    NEAR_MUNICIPAL = "near_municipal"
    # A partner's desk: counts as remote work (domain R19).
    NEAR_PARTNER = "near_partner"
    AGILE_HOME = "agile_home"
    AGILE_OTHER = "agile_other"
    # CCNL FL art. 68: remote, with the office's hours.
    REMOTE_TIMEBOUND = "remote_timebound"
    # The building is closed by order: agile for all who work there.
    BUILDING_CLOSED = "building_closed"
    LEAVE = "leave"
    HOLIDAY = "holiday"


PRESENCE = frozenset({DayKind.OFFICE, DayKind.NEAR_MUNICIPAL})
# Counted against the agreement's quotas.
REMOTE = frozenset({DayKind.AGILE_HOME, DayKind.AGILE_OTHER, DayKind.NEAR_PARTNER})
NEAR = frozenset({DayKind.NEAR_MUNICIPAL, DayKind.NEAR_PARTNER})
# Neither presence nor remote work: the numerators and denominators leave them out.
ABSENCE = frozenset({DayKind.LEAVE, DayKind.HOLIDAY})


class PlanSource(StrEnum):
    """Who wrote a half-day into the plan."""

    AGREEMENT = "agreement"
    PERSON = "person"
    DESK = "desk"
    ABSENCE = "absence"
    SWAP = "swap"
    RECALL = "recall"
