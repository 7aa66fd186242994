"""Who is heard first: equal among themselves, never a ranking (L. 81/2017 art. 18 c. 3-bis)."""

from enum import StrEnum


class Priority(StrEnum):
    """A category whose requests are accepted first. Only HR sees which (domain A2)."""

    CHILD12 = "child12"
    CHILD104 = "child104"
    DIS104 = "dis104"
    CAREGIVER = "caregiver"
    LEAVE104 = "leave104"
    FRAGILE = "fragile"
    LOCAL = "local"
