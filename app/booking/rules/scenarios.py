"""What-if questions that are kept: a name, a question, and the answer that it got."""

from enum import StrEnum

LONGEST_NAME = 80


class ScenarioFault(StrEnum):
    """Why a question cannot be kept. The words are in labels."""

    UNNAMED = "unnamed"
    LONG_NAME = "long_name"


def name_fault(name: str) -> ScenarioFault | None:
    """Return what is wrong with a name, or None."""
    if not name.strip():
        return ScenarioFault.UNNAMED
    return ScenarioFault.LONG_NAME if len(name.strip()) > LONGEST_NAME else None
