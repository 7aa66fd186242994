"""What a person reads and acknowledges before working remotely."""

from enum import StrEnum


class Notice(StrEnum):
    """A text with versions; SAFETY is handed over at least once a year (L. 81/2017 art. 22)."""

    SAFETY = "safety"
    PRIVACY = "privacy"
    TRAINING = "training"
    VPN = "vpn"
