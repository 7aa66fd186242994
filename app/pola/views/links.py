"""The links between the pages of human resources: one entry in the header leads to all of them."""

from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext as _

from app.auth.login import find_me
from app.auth.permissions import Permission, is_granted
from app.pola.views.blueprint import bp


@bp.app_template_global()
def hr_links() -> list[dict[str, Any]]:
    """Return the pages of human resources; none for others."""
    if not is_granted(find_me(), Permission.RUN_PROGRAMME):
        return []
    links = (
        ("pola.inbox", _("Requests")),
        ("pola.people", _("People")),
        ("pola.register", _("Agreements")),
        ("pola.campaigns", _("Campaigns")),
        ("pola.filings", _("Filings")),
        ("pola.indicators", _("Indicators")),
        ("pola.programme", _("Programme")),
    )
    return [
        {"label": label, "url": address, "is_current": _is_at(address)}
        for endpoint, label in links
        if endpoint in current_app.view_functions
        for address in [url_for(endpoint)]
    ]


def hr_pages() -> set[str]:
    """Return the page that is open if the entry `Requests` of the header leads to it."""
    here = request.path.split("/")[1]
    is_ours = here in {"inbox", "people"} or any(link["is_current"] for link in hr_links())
    return {request.endpoint} if is_ours and request.endpoint else set()


def _is_at(address: str) -> bool:
    here = request.script_root + request.path
    return here == address or here.startswith(f"{address}/")
