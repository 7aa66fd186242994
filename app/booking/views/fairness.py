"""One's own share of the desks: what one had, how one stood in lines and draws, and why."""

from dataclasses import dataclass

from flask import g, render_template

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.labels import PARTS
from app.booking.labels.fairness import why_words
from app.booking.queries.fairness import halves_of, stood
from app.booking.queries.places import places
from app.booking.queries.waiting import seed_of
from app.booking.rules.fairness import why
from app.booking.rules.waiting import BALANCE_DAYS, WaitState, lot
from app.booking.views.blueprint import bp
from app.booking.views.lines import Standing, standing_in_line


@dataclass(frozen=True)
class Told:
    """A line or a draw, why a desk came of it or not, and the lot that can be checked."""

    standing: Standing
    why: list[str]
    seed: str = ""
    lot: str = ""


@bp.get("/fairness")
@requires(Permission.BOOK_DESK)
def fairness() -> str:
    """Show the half-days that a person had, and why they did or did not get a desk."""
    user = me().id or 0
    had = halves_of(user, places(g.places_revision))
    return render_template(
        "booking/fairness.html",
        had=had,
        halves=sum(one.halves for one in had),
        told=[_told(one, user) for one in standing_in_line(user)],
        parts=PARTS,
        days=BALANCE_DAYS,
        number=user,
    )


def _told(standing: Standing, user_id: int) -> Told:
    """Return what is told of a line; its seed only once the person's turn has come or gone."""
    wait = standing.facts
    how = stood(wait)
    words = why_words(why(how)) if how else []
    is_open = wait.state is WaitState.WAITING and wait.lost_at is None
    seed = None if is_open or how is None else seed_of(wait.day)
    return Told(standing, words, seed, lot(user_id, seed)) if seed else Told(standing, words)
