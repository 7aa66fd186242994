"""The pages of a person who books: importing this opens all of them."""

from app.booking.views import (
    absences,
    answers,
    at_desk,
    attendance,
    bookings,
    calendar,
    desks,
    home,
    moves,
    pages,
    profile,
    series,
    team,
    waiting,
    weeks,
)
from app.booking.views.blueprint import bp, pages_bp

__all__ = [
    "absences",
    "answers",
    "at_desk",
    "attendance",
    "bookings",
    "bp",
    "calendar",
    "desks",
    "home",
    "moves",
    "pages",
    "pages_bp",
    "profile",
    "series",
    "team",
    "waiting",
    "weeks",
]
