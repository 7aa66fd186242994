"""What the letters about bookings look up, asked for many of them at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.booking.queries.bookings import bookings_by_id
from app.booking.queries.calendar import events_at
from app.booking.queries.delegations import delegations_by_id
from app.booking.queries.exchanges import exchanges_by_id, find_exchange
from app.booking.queries.groups import groups_by_id, invites_by_group, invites_by_id
from app.booking.queries.places import revisions
from app.booking.queries.waiting import waits_by_id
from app.core.db import PLACES
from app.core.lookups import gather, ids_in


def gather_for(told: Sequence[Mapping[str, Any]]) -> None:
    """Look up what letters with these facts will ask, in a constant number of queries."""
    gather(revisions, [PLACES])
    gather(waits_by_id, ids_in(told, "wait"))
    gather(delegations_by_id, ids_in(told, "delegation"))
    gather(invites_by_id, ids_in(told, "invite"))
    groups = ids_in(told, "group")
    gather(groups_by_id, groups)
    gather(invites_by_group, groups)

    asked = ids_in(told, "exchange")
    gather(exchanges_by_id, asked)
    exchanges = {number: found for number in asked if (found := find_exchange(number))}
    sides = [(one.booking_id, one.other_booking_id) for one in exchanges.values()]
    gather(bookings_by_id, {number for pair in sides for number in pair})

    pairs = {(facts.get("booking_id"), facts.get("desk_id")) for facts in told}
    pairs |= {(facts.get("booking_id"), facts.get("from_desk_id")) for facts in told}
    pairs |= {
        (exchanges[facts["exchange"]].booking_id, facts.get("from_desk_id"))
        for facts in told
        if facts.get("exchange") in exchanges
    }
    both = {(one, desk) for one, desk in pairs if isinstance(one, int) and isinstance(desk, int)}
    gather(events_at, both)
