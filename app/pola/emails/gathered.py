"""What the letters about agreements look up, asked for many of them at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.lookups import gather, ids_in
from app.pola.queries.campaigns import campaigns_by_id
from app.pola.queries.letters import agreements_by_id, swap_states


def gather_for(told: Sequence[Mapping[str, Any]]) -> None:
    """Look up what letters with these facts will ask, in a constant number of queries.

    What is asked of the reader alone is asked once, by the first letter that does.
    """
    gather(agreements_by_id, ids_in(told, "agreement_id"))
    gather(swap_states, ids_in(told, "swap_id"))
    gather(campaigns_by_id, ids_in(told, "campaign_id"))
