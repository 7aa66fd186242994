"""The words of groups and invitations."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.groups import GroupRefusal, InviteState
from app.booking.rules.together import Basis, Measure

INVITE_STATES = {
    InviteState.HELD: _l("Has not answered yet"),
    InviteState.WITHOUT_DESK: _l("No desk could be held"),
    InviteState.ACCEPTED: _l("Comes"),
    InviteState.DECLINED: _l("Does not come"),
    InviteState.EXPIRED: _l("Did not answer in time"),
    InviteState.WITHDRAWN: _l("Called off"),
}
# A shape beside each word.
INVITE_ICONS = {
    InviteState.HELD: "half",
    InviteState.WITHOUT_DESK: "minus",
    InviteState.ACCEPTED: "check",
    InviteState.DECLINED: "cross",
    InviteState.EXPIRED: "cross",
    InviteState.WITHDRAWN: "cross",
}
MEASURES = {
    Measure.TOTAL: _l("The shortest way for all together"),
    Measure.LONGEST: _l("The fairest: nobody has a long way"),
}
# Why the ways of the others do not count, where they do not.
BASES = {
    Basis.FEW: _l(
        "The ways of fewer than %(fewest)s colleagues do not count: "
        "the choice would tell where they start from."
    ),
    Basis.OFTEN: _l(
        "The ways of your colleagues do not count any more today: "
        "you have looked at them %(most)s times."
    ),
}
GROUP_REFUSALS = {
    GroupRefusal.NOBODY: _l("Choose at least one colleague."),
    GroupRefusal.TOO_MANY: _l(
        "A group may have up to %(most)s people: yours would have %(people)s."
    ),
    GroupRefusal.CALLED_OFTEN: _l(
        "You have called %(most)s groups together today, as many as one may. Try again tomorrow."
    ),
    GroupRefusal.NOT_ENOUGH_DESKS: _l(
        "%(workplace)s has too few free desks then: %(free)s for the %(people)s of you. "
        "Choose another workplace, half the day, another day, or fewer colleagues."
    ),
    GroupRefusal.NO_DESK_LEFT: _l(
        "%(workplace)s has no desk left for a group then. "
        "Choose another workplace, half the day, or another day."
    ),
    GroupRefusal.ALREADY_INVITED: _l("This colleague is invited already."),
    GroupRefusal.CALLED_OFF: _l("This group was called off."),
    GroupRefusal.HAS_BEGUN: _l("This part of the day has begun: nobody can be invited any more."),
    GroupRefusal.NOT_HELD: _l(
        "This invitation is closed: it was answered or called off, or its time is over."
    ),
}
