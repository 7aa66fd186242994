"""Pages of the smart-working programme, for employees, managers and HR."""

from app.pola import models
from app.pola.views import (
    campaigns,
    commute,
    decisions,
    deputies,
    endings,
    evaluations,
    filings,
    imports,
    inbox,
    indicators,
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
    "commute",
    "decisions",
    "deputies",
    "endings",
    "evaluations",
    "filings",
    "imports",
    "inbox",
    "indicators",
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
