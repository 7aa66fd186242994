"""Where the pages of occupancy hang, and the links between them and those of the places."""

from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask_babel import gettext as _

from app.auth.login import find_me
from app.auth.models import Role
from app.auth.permissions import Permission, is_granted

bp = Blueprint("occupancy", __name__)


@bp.app_template_global()
def house_links() -> list[dict[str, Any]]:
    """Return the pages about workplaces that the person may open; none for most people."""
    who = find_me()
    if not is_granted(who, Permission.SEE_OCCUPANCY):
        return []
    assert who is not None
    runs = who.has(Role.FACILITY_MANAGER) or who.has(Role.ADMINISTRATOR)
    links = [
        ("occupancy.today", _("Today")),
        *([("places.workplaces", _("Workplaces"))] if runs else []),
        *([("places.closures", _("Closures"))] if runs else []),
        ("occupancy.use", _("Use")),
        ("occupancy.forecast", _("Forecast")),
        ("occupancy.simulator", _("What if")),
        *([("places.screens", _("Screens"))] if runs else []),
        *([("jobs.jobs", _("Jobs and mails"))] if is_granted(who, Permission.RUN_JOBS) else []),
    ]
    addresses = {
        endpoint: url_for(endpoint)
        for endpoint, _label in links
        if endpoint in current_app.view_functions
    }
    here = max((a for a in addresses.values() if _is_at(a)), key=len, default="")
    return [
        {"label": label, "url": addresses[endpoint], "is_current": addresses[endpoint] == here}
        for endpoint, label in links
        if endpoint in addresses
    ]


def _is_at(address: str) -> bool:
    here = request.script_root + request.path
    return here == address or here.startswith(f"{address}/")
