"""Pages of the smart-working programme, for employees, managers and HR."""

from app.pola import models
from app.pola.views.blueprint import bp

__all__ = ["bp", "models"]
