"""The pages of occupancy; importing them registers them."""

from app.occupancy.views import screen
from app.occupancy.views.blueprint import bp

__all__ = ["bp", "screen"]
