"""Screens on walls: added with an address that is shown once, and revoked."""

from flask import abort, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.admin_views.blueprint import bp
from app.booking.forms.houses import ScreenForm
from app.booking.models import Screen
from app.booking.queries.places import places
from app.booking.queries.screens import screens as all_screens
from app.booking.services import screens as services
from app.core.i18n import DEFAULT, LOCALES

# In the manager's own session, until the page has shown it once.
_NEW = "new_screen"


@bp.get("/screens")
@requires(Permission.RUN_SCREENS)
def screens() -> str:
    """List the screens; right after one was added, show its address this once."""
    return _page(_form(formdata=None, data={"language": DEFAULT}), session.pop(_NEW, None))


@bp.post("/screens")
@requires(Permission.RUN_SCREENS)
def add_screen() -> Response | tuple[str, int]:
    """Let a device show a workplace."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    token = services.add_screen(
        form.name.data or "", form.workplace_id, by=me(), locale=form.language.data
    )
    session[_NEW] = {"name": form.name.data, "token": token}
    return redirect(url_for("places.screens", _anchor="new-screen"), code=303)


@bp.post("/screens/<int:screen_id>/revoke")
@requires(Permission.RUN_SCREENS)
def revoke_screen(screen_id: int) -> Response:
    """Let a screen's address answer nobody any more."""
    found = next((one for one in all_screens() if one.id == screen_id), None)
    if found is None:
        abort(404)
    services.revoke_screen(screen_id, by=me())
    words = _("The screen %(name)s is switched off: its address answers no more.", name=found.name)
    flash(words, "success")
    return redirect(url_for("places.screens"), code=303)


def _form(**more: object) -> ScreenForm:
    """Return the form with what this person may show: their own workplaces, or all."""
    who = me()
    mine = [w for w in places().workplaces if is_granted(who, Permission.RUN_SCREENS, w)]
    may_show_all = is_granted(who, Permission.RUN_SCREENS, Screen(workplace_id=None))
    return ScreenForm(mine, may_show_all=may_show_all, **more)


def _page(form: ScreenForm, new: dict[str, str] | None = None) -> str:
    address = url_for("occupancy.screen", token=new["token"], _external=True) if new else ""
    return render_template(
        "places/screens.html",
        form=form,
        screens=all_screens(),
        names={w.id: w.name for w in places().workplaces},
        languages=LOCALES,
        new=new,
        address=address,
    )
