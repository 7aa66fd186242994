"""The pages of occupancy; importing them registers them."""

from app.occupancy.views import present, screen, today, use, workplace
from app.occupancy.views.blueprint import bp

__all__ = ["bp", "present", "screen", "today", "use", "workplace"]
