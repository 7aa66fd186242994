"""The words of habits: why one cannot be noted, and how a day of the usual week stands."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.habits import HabitRefusal

HABIT_REFUSALS = {
    HabitRefusal.TOO_MANY_FAVOURITES: _l(
        "You have %(most)s favourite desks, as many as you may. Take one off first."
    ),
}
