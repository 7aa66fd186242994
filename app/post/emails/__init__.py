"""Every kind of message and the function that writes it, whichever feature it belongs to."""

from app.booking.emails import LETTERS as OF_BOOKING
from app.core.letters import Build
from app.occupancy.emails import LETTERS as OF_OCCUPANCY
from app.pola.emails import LETTERS as OF_POLA

LETTERS: dict[str, Build] = OF_BOOKING | OF_POLA | OF_OCCUPANCY
