"""The words of the what-if page: changes, figures, and figures."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.occupancy.rules.answers import Figure
from app.occupancy.rules.changes import What
from app.occupancy.rules.questions import QuestionFault

FAULTS = {
    QuestionFault.NO_PLACE: _l("Choose the workplace that changes."),
    QuestionFault.UNKNOWN_PLACE: _l("We do not know this workplace. Choose one from the list."),
    QuestionFault.NO_WHAT: _l("Choose what changes at this workplace."),
    QuestionFault.ODD_DESKS: _l("Write how many desks, from 1 to 500."),
    QuestionFault.ODD_PERCENT: _l("Write a percentage from 0 to 100."),
    QuestionFault.ODD_WEEKDAY: _l("Choose weekdays from Monday to Friday, or none for every day."),
    QuestionFault.UNKNOWN_AREA: _l("We do not know this postal code. Choose one from the list."),
    QuestionFault.NO_AREA: _l("Write the postal code where the new workplace would be."),
    QuestionFault.NOTHING_CHANGES: _l(
        "Say what would be different: choose a workplace and a change, or add a new one."
    ),
    QuestionFault.TOO_LONG: _l("More than a year is too much to replay. Choose fewer days."),
    QuestionFault.TOO_OLD: _l(
        "Bookings so old are deleted, and cannot be replayed. Choose days from %(day)s on."
    ),
    QuestionFault.TOO_FEW_PEOPLE: _l(
        "Fewer than five people booked in these days, so the answer would tell of them. "
        "Choose more days."
    ),
}

WHATS = {
    What.CLOSES: _l("Closes"),
    What.MORE: _l("Gets more desks"),
    What.FEWER: _l("Gets fewer desks"),
    What.CAP: _l("Gets a limit, as a percentage"),
}

FIGURES = {
    Figure.REFUSED: _l("People who find no desk at all"),
    Figure.FAR: _l("People who find no desk near"),
    Figure.NEAR: _l("People who find a desk near"),
    Figure.SURPLUS: _l("Half-days booked above the limit"),
    Figure.MINUTES: _l("Minutes on the way, for each half-day"),
    Figure.KM: _l("Kilometres on the way, for each half-day"),
    Figure.EXTRA_MINUTES: _l("Extra minutes in all, for those who find a desk in both cases"),
    Figure.EXTRA_KM: _l("Extra kilometres in all, for those who find a desk in both cases"),
}

WEEKDAYS = {
    "1": _l("Monday"),
    "2": _l("Tuesday"),
    "3": _l("Wednesday"),
    "4": _l("Thursday"),
    "5": _l("Friday"),
}
ON_WEEKDAYS = {
    "1": _l("on Mondays"),
    "2": _l("on Tuesdays"),
    "3": _l("on Wednesdays"),
    "4": _l("on Thursdays"),
    "5": _l("on Fridays"),
}


def change_words(what: What, name: str, number: int, weekdays: str) -> str:
    """Return a change as a sentence, such as `Via Sile: closed on Fridays`."""
    told = {"name": name, "days": days_words(weekdays)}
    if what is What.CLOSES:
        return str(_("%(name)s: closed %(days)s.", **told))
    if what is What.CAP:
        return str(_("%(name)s: at most %(num)d %% of the desks %(days)s.", num=number, **told))
    if what is What.MORE:
        return str(
            ngettext(
                "%(name)s: %(num)d desk more %(days)s.",
                "%(name)s: %(num)d desks more %(days)s.",
                number,
                **told,
            )
        )
    return str(
        ngettext(
            "%(name)s: %(num)d desk fewer %(days)s.",
            "%(name)s: %(num)d desks fewer %(days)s.",
            number,
            **told,
        )
    )


def ninth_words(area: str, desks: int) -> str:
    """Return the workplace that would be added as a sentence."""
    return str(
        ngettext(
            "A new workplace at postal code %(area)s with %(num)d desk.",
            "A new workplace at postal code %(area)s with %(num)d desks.",
            desks,
            area=area,
        )
    )


def days_words(weekdays: str) -> str:
    """Return `on Mondays, on Fridays` or `every day`."""
    return ", ".join(str(ON_WEEKDAYS[day]) for day in weekdays) or str(_("every day"))
