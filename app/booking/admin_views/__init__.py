"""The pages on which facility managers decide; importing them registers them."""

from app.booking.admin_views import (
    codes,
    desk_files,
    editor,
    furnishing,
    houses,
    openings,
    plans,
    rooms,
    screens,
)
from app.booking.admin_views.blueprint import bp

__all__ = [
    "bp",
    "codes",
    "desk_files",
    "editor",
    "furnishing",
    "houses",
    "openings",
    "plans",
    "rooms",
    "screens",
]
