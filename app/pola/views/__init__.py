"""Pages of the smart-working programme, for employees, managers and HR."""

from app.pola import models
from app.pola.views import (
    campaigns,
    decisions,
    inbox,
    links,
    notes,
    person,
    programme,
    register,
    team,
)
from app.pola.views.blueprint import bp

__all__ = [
    "bp",
    "campaigns",
    "decisions",
    "inbox",
    "links",
    "models",
    "notes",
    "person",
    "programme",
    "register",
    "team",
]
