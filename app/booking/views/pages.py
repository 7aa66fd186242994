"""Words for everybody: help, house rules, accessibility, privacy."""

from flask import g, render_template

from app.auth.permissions import public
from app.booking.labels.moves import closed_words
from app.booking.queries.places import places
from app.booking.rules.fairness import rules_ahead
from app.booking.rules.house import house_rules, workplace_rule
from app.booking.rules.waiting import BALANCE_DAYS, OFFER_HELD
from app.booking.views.blueprint import pages_bp
from app.core import clock


@pages_bp.get("/help")
@public
def help() -> str:
    """Say how to book, cancel and sign in, and whom to ask."""
    return render_template("pages/help.html")


@pages_bp.get("/rules")
@public
def rules() -> str:
    """Print the house rules from what is in force, and what will change."""
    known, today = places(g.get("places_revision")), clock.today()
    return render_template(
        "pages/rules.html",
        closed_words=closed_words,
        today=today,
        rules=house_rules(today, known.policy_rows),
        balance_days=BALANCE_DAYS,
        offer_minutes=OFFER_HELD.seconds // 60,
        draws={w.id: rules_ahead(w, today) for w in known.workplaces},
        workplaces=[workplace_rule(workplace, today) for workplace in known.workplaces],
    )


@pages_bp.get("/accessibility")
@public
def accessibility() -> str:
    """Say how accessible Vicino is, until the city's own declaration is linked instead."""
    return render_template("pages/accessibility.html")


@pages_bp.get("/privacy")
@public
def privacy() -> str:
    """Say what is done with personal data (GDPR art. 13)."""
    return render_template("pages/privacy.html")
