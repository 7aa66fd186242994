"""The public register's number of an agreement."""

from datetime import date

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import audit, clock
from app.core.db import command, connection
from app.core.errors import Reason, Refused
from app.pola.models import Agreement
from app.pola.queries.agreements import find_agreement
from app.pola.rules.hitches import Hitch
from app.pola.rules.protocol import protocol_faults


@command
def set_protocol(
    agreement_id: int, number: str, on: date | None, json_text: str, *, by: Actor
) -> None:
    """Fill in the register's number, its day and the document's metadata, or take them away.

    Raises Refused with everything that is wrong with them.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    agreement = find_agreement(agreement_id)
    if agreement is None:
        raise Refused([Reason(Hitch.GONE)])
    if faults := protocol_faults(agreement.state, number, on, json_text, clock.today()):
        raise Refused(faults)
    values = {
        "protocol_number": number or None,
        "protocol_on": on,
        "protocol_json": json_text or None,
    }
    connection().execute(sa.update(Agreement).where(Agreement.id == agreement_id).values(values))
    audit.record(
        by.id,
        "set_protocol",
        "agreement",
        agreement_id,
        before={"number": agreement.protocol_number, "on": agreement.protocol_on},
        after={"number": number, "on": on},
    )
