"""The pages of a person who books: importing this opens all of them."""

from app.booking.views import (
    absences,
    attendance,
    bookings,
    calendar,
    desks,
    home,
    pages,
    profile,
    team,
    weeks,
)
from app.booking.views.blueprint import bp, pages_bp

__all__ = [
    "absences",
    "attendance",
    "bookings",
    "bp",
    "calendar",
    "desks",
    "home",
    "pages",
    "pages_bp",
    "profile",
    "team",
    "weeks",
]
