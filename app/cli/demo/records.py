"""What else is known of the demo's agreements: results, and what was read before asking."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from app.cli.demo.stories import Story
from app.core import clock
from app.pola.rules.notices import Notice
from app.pola.rules.states import State

# From when the notices that everybody has read are valid.
NOTICES_FROM = date(2025, 1, 1)


def moment(story: Story, days: int) -> datetime:
    """Return an instant in office hours, so many days after the request and before now."""
    day = clock.today() - timedelta(days=max(1, story.asked_ago - days))
    return clock.at(day, time(9 + story.user_id % 7, story.user_id % 60, days % 60))


def evaluations(
    agreement_id: int, story: Story, people: Mapping[int, Any]
) -> Iterator[dict[str, Any]]:
    """Yield a report and a judgement for most agreements that ran their whole term."""
    if story.state is not State.EXPIRED or story.user_id % 5 == 0:
        return
    ended = story.terms.ends_on
    assert ended is not None
    for place in range(len(story.terms.activities) + 1):
        yield {
            "agreement_id": agreement_id,
            "place": place,
            "reported": "95/100" if place else "",
            "report": "Risultato raggiunto." if place else "Il lavoro è andato come previsto.",
            "reported_at": clock.at(ended - timedelta(days=4), time(11)),
            "is_met": True,
            "judgement": "" if place else "Obiettivi raggiunti, nessun ritardo per i cittadini.",
            "judged_at": clock.at(ended - timedelta(days=2), time(15)),
            "judged_by": people[story.user_id].manager_id,
        }


def acknowledgements(story: Story) -> Iterator[dict[str, Any]]:
    """Yield what was read with the last request; a draft has not come so far."""
    if story.state is State.DRAFT:
        return
    at = moment(story, 0)
    for notice in Notice:
        yield {
            "user_id": story.user_id,
            "notice": notice,
            "version": NOTICES_FROM,
            "delivered_at": at,
            "acknowledged_at": at,
        }
