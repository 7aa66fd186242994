"""The words of the public register's number."""

from flask_babel import lazy_gettext as _l

from app.pola.rules.hitches import Hitch
from app.pola.rules.protocol import ProtocolFault

PROTOCOL_FAULTS = {
    Hitch.GONE: _l("This no longer exists."),
    ProtocolFault.NOT_SIGNED: _l(
        "Nobody has signed this agreement yet: there is nothing to register."
    ),
    ProtocolFault.NUMBER_MISSING: _l("Write the number, or leave the day and the metadata empty."),
    ProtocolFault.NUMBER_TOO_LONG: _l("The number is longer than %(most)s characters."),
    ProtocolFault.DAY_MISSING: _l("Write the day on which it was registered."),
    ProtocolFault.DAY_AHEAD: _l("The day is still to come: write the one of the registration."),
    ProtocolFault.JSON_WRONG: _l("The metadata are no JSON object: paste them whole, from { to }."),
    ProtocolFault.JSON_TOO_LONG: _l("The metadata are longer than %(most_json)s characters."),
}
