"""The pages on which facility managers decide; importing them registers them."""

from app.booking.admin_views import (
    cap_ends,
    closures,
    codes,
    confirmations,
    desk_files,
    desks,
    draws,
    editor,
    furnishing,
    houses,
    limits,
    openings,
    plans,
    rooms,
    screens,
    shares,
    workplaces,
)
from app.booking.admin_views.blueprint import bp

__all__ = [
    "bp",
    "cap_ends",
    "closures",
    "codes",
    "confirmations",
    "desk_files",
    "desks",
    "draws",
    "editor",
    "furnishing",
    "houses",
    "limits",
    "openings",
    "plans",
    "rooms",
    "screens",
    "shares",
    "workplaces",
]
