"""Pages of the smart-working programme, for employees, managers and HR."""

from app.pola import models
from app.pola.views import (
    campaigns,
    decisions,
    deputies,
    endings,
    evaluations,
    filings,
    imports,
    inbox,
    links,
    my_agreement,
    notes,
    person,
    programme,
    register,
    requests,
    signing,
    team,
)
from app.pola.views.blueprint import bp

__all__ = [
    "bp",
    "campaigns",
    "decisions",
    "deputies",
    "endings",
    "evaluations",
    "filings",
    "imports",
    "inbox",
    "links",
    "models",
    "my_agreement",
    "notes",
    "person",
    "programme",
    "register",
    "requests",
    "signing",
    "team",
]
