"""What the programme's pages cost in a whole city: `python -m bench.programme sqlite`.

14,500 people, 10,000 agreements, a year of plans, a team of 60. Each page is asked
by a signed-in person of a warm process; the goal is half a second.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.auth.models import Role, RoleGrant, User
from app.cli.demo.stories import Teller
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import connection, transaction
from app.core.half import Half
from app.pola.models import Agreement, Filing, PlannedHalf
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.filings import Act, FilingState, due_on
from app.pola.rules.routes import Origin
from app.pola.rules.states import SIGNED, State
from app.pola.rules.written import halves_a_month, write_terms
from bench.city import batches, build, measure, on_engines, sign_in

AGREEMENTS, TEAM = 10_000, 60
# Of four people one has her agreement still to be approved.
SUBMITTED_EVERY = 4
PAGES = (
    ("inbox of HR", 0, "/inbox?box=waiting"),
    ("register of agreements", 0, "/agreements"),
    ("filings", 0, "/filings"),
    ("team of 60, four weeks", 1, "/team"),
    ("my weeks", 2, "/weeks"),
    ("indicators of a year", 0, "/indicators"),
    ("indicators by office", 0, "/indicators?by=office"),
)


def fill() -> None:
    """Write agreements, a year of plans and filings; three people are signed in."""
    today = clock.today()
    with transaction():
        rows = connection().execute(sa.select(User.id, User.office_id).order_by(User.id)).all()
        offices = {row.id: row.office_id for row in rows}
        people = list(offices)
        stories = itertools.islice(Teller(people, today).stories(), AGREEMENTS)
        agreements = [
            _agreement(n, story.user_id, story.terms, offices) for n, story in enumerate(stories)
        ]
        connection().execute(sa.insert(Agreement), agreements)
        days = [today + timedelta(days=n) for n in range(-365, 28)]
        for batch in batches(plans(people, days)):
            connection().execute(sa.insert(PlannedHalf), batch)
        connection().execute(sa.insert(Filing), list(_filings(today)))
        _sign_in(people)


def _agreement(n: int, user_id: int, terms: Any, offices: Mapping[int, Any]) -> dict[str, Any]:
    state = State.SUBMITTED if n % SUBMITTED_EVERY == 0 else State.ACTIVE
    is_signed = state in SIGNED
    return {
        "user_id": user_id,
        "office_id": offices[user_id],
        "origin": Origin.NEW,
        "state": state,
        "terms": write_terms(terms),
        "duration": terms.duration,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "halves_a_month": halves_a_month(terms.pattern),
        "rules_of": clock.today(),
        "created_at": clock.now(),
        "submitted_at": clock.now(),
        "waiting_since": None if is_signed else clock.now(),
        "in_force_from": terms.starts_on if is_signed else None,
        "in_force_until": terms.ends_on if is_signed else None,
    }


def plans(people: Sequence[int], days: Sequence[date]) -> Iterator[dict[str, Any]]:
    """Yield the remote halves of every third person: two days a week of these days."""
    now = clock.now()
    for day in (d for d in days if d.weekday() in {1, 3} and is_working_day(d, "MI")):
        for user_id, half in itertools.product(people[::3], Half):
            yield {
                "user_id": user_id,
                "day": day,
                "half": half,
                "kind": DayKind.AGILE_HOME,
                "agreed": DayKind.AGILE_HOME,
                "source": PlanSource.AGREEMENT,
                "changed_at": now,
            }


def _filings(today: date) -> Iterator[dict[str, Any]]:
    rows = connection().execute(sa.select(Agreement.id, Agreement.user_id, Agreement.starts_on))
    for row in rows:
        yield {
            "agreement_id": row.id,
            "user_id": row.user_id,
            "act": Act.START,
            "event_on": row.starts_on,
            "due_on": due_on(row.starts_on),
            "state": FilingState.WAITING if row.id % 10 == 0 else FilingState.ACCEPTED,
            "facts": "{}",
            "code": None if row.id % 10 == 0 else f"{row.id:017}",
            "created_at": clock.now(),
        }


def _sign_in(people: Sequence[int]) -> None:
    """Sign in somebody of HR, the manager of a team, and an employee."""
    hr, manager, employee = people[0], people[1], people[-1]
    run = connection().execute
    run(sa.insert(RoleGrant), [{"user_id": hr, "role": Role.HR}])
    run(sa.update(User).where(User.manager_id == manager).values(manager_id=None))
    team = people[200 : 200 + TEAM]
    run(sa.update(User).where(User.id.in_(team)).values(manager_id=manager))
    run(sa.update(User).values(was_asked_area=True))
    sign_in([hr, manager, employee])


def bench(folder: Path, url: str, engine: str) -> None:
    """Print what the programme's pages cost."""
    title = f"{engine}: 14,500 people, {AGREEMENTS} agreements, goal 0.5 s"
    measure(build(folder, url, fill), title, PAGES)


if __name__ == "__main__":
    on_engines("bench_programme", bench)
