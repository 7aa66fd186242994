"""The words of being seen: who sees where somebody sits."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.booking.rules.seen import SeenBy
from app.core.half import Half, Part
from app.core.i18n import spoken

SEEN_BY = {
    SeenBy.NOBODY: _l("Nobody"),
    SeenBy.TEAM: _l("The people of my office"),
    SeenBy.WORKPLACE: _l("Everybody who looks at the desks of that workplace"),
}

# Many rows say these at once: looked up once a language.
_WHO = {
    Part.DAY: _l("%(name)s sits here"),
    Part.AM: _l("%(name)s in the morning"),
    Part.PM: _l("%(name)s in the afternoon"),
}


def names_words(names: Mapping[Half, str], halves: tuple[Half, ...]) -> str:
    """Return who sits at a desk in these halves; empty where nobody chose to be seen."""
    who, there = spoken(_WHO), {half: names[half] for half in halves if half in names}
    if len(there) == len(halves) and len(set(there.values())) == 1:
        return who[Part.DAY] % {"name": next(iter(there.values()))}
    return ", ".join(who[Part.of([half])] % {"name": name} for half, name in there.items())
