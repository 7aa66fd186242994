"""The pages of occupancy; importing them registers them."""

from app.occupancy.views import forecast, present, screen, simulator, today, use, workplace
from app.occupancy.views.blueprint import bp

__all__ = ["bp", "forecast", "present", "screen", "simulator", "today", "use", "workplace"]
