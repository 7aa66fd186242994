"""The words of the programme's numbers and texts, and of what is decided about them."""

from typing import NamedTuple

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.templating import hm
from app.pola.labels.agreements import APPROVERS
from app.pola.rules.parameters import ParameterName as Name
from app.pola.rules.parameters import parse_parameter
from app.pola.rules.settings import SettingRefusal

PARAMETERS = {
    Name.APPROVAL_ROUTE: _l("Who approves a request"),
    Name.MOST_HALVES_A_WEEK: _l("Most remote half-days a week"),
    Name.MOST_HALVES_A_MONTH: _l("Most remote half-days a month"),
    Name.EXTRA_HALVES_FOR_PRIORITY: _l("More half-days a month for people with a priority"),
    Name.LONGEST_MONTHS: _l("Longest fixed-term agreement"),
    Name.PREVALENCE_RULE_ON: _l("Presence must prevail"),
    Name.BANDS_FROM: _l("Remote work not before"),
    Name.BANDS_UNTIL: _l("Remote work not after"),
    Name.MOST_CONTACT_MINUTES: _l("Most time within reach a day"),
    Name.LEAST_REST_HOURS: _l("Least rest between two working days"),
    Name.NOTICE_DAYS: _l("Notice before a withdrawal"),
    Name.NOTICE_DAYS_DISABLED: _l("Notice to a worker with a disability"),
    Name.SAFETY_NOTE_MONTHS: _l("The safety note lasts"),
    Name.SAFETY_ALARM_MONTHS: _l("Reminder of the safety note after"),
    Name.EVALUATION_NEEDED: _l("Renewal only after a positive evaluation"),
    Name.MEAL_VOUCHER_ON_AGILE: _l("Meal voucher on remote days"),
    Name.VOUCHER_LEAST_HOURS: _l("Least hours for a meal voucher"),
    Name.CAR_GRAMS_A_KM: _l("CO₂ of a car, each kilometre"),
    Name.CAR_OCCUPANCY_PERCENT: _l("People in a car"),
    Name.HOME_ENERGY_GRAMS_A_DAY: _l("CO₂ of heating and lighting at home, each day"),
    Name.SAFETY_TEXT: _l("Text of the safety note"),
    Name.PRIVACY_TEXT: _l("Text of the privacy note"),
    Name.TRAINING_TEXT: _l("Text about training"),
    Name.VPN_TEXT: _l("Text about the safe connection (VPN)"),
    Name.WAYS_TEXT: _l("Clause: how the work is done"),
    Name.DIRECTION_TEXT: _l("Clause: direction and control"),
    Name.DISCONNECTION_TEXT: _l("Clause: disconnection"),
}

# Where it is written that there is such a number or text.
ARTICLES = {
    Name.APPROVAL_ROUTE: "CCNL FL 16.11.2022, art. 65",
    Name.MOST_HALVES_A_WEEK: "CCNL FL 16.11.2022, art. 65 c. 1 lett. b",
    Name.MOST_HALVES_A_MONTH: "CCNL FL 16.11.2022, art. 65 c. 1 lett. b",
    Name.EXTRA_HALVES_FOR_PRIORITY: "L. 81/2017, art. 18 c. 3-bis; CCNL FL 2022-2024",
    Name.LONGEST_MONTHS: "L. 81/2017, art. 19; CCNL FL 16.11.2022, art. 65 c. 1 lett. a",
    Name.PREVALENCE_RULE_ON: "DM 8.10.2021, art. 1 c. 3",
    Name.BANDS_FROM: "CCNL FL 16.11.2022, art. 66",
    Name.BANDS_UNTIL: "CCNL FL 16.11.2022, art. 66",
    Name.MOST_CONTACT_MINUTES: "CCNL FL 16.11.2022, art. 66",
    Name.LEAST_REST_HOURS: "CCNL FL 16.11.2022, art. 66",
    Name.NOTICE_DAYS: "L. 81/2017, art. 19 c. 2; CCNL FL 16.11.2022, art. 65 c. 1 lett. c",
    Name.NOTICE_DAYS_DISABLED: "L. 81/2017, art. 19 c. 2; L. 68/1999, art. 1",
    Name.SAFETY_NOTE_MONTHS: "L. 81/2017, art. 22",
    Name.SAFETY_ALARM_MONTHS: "L. 81/2017, art. 22",
    Name.EVALUATION_NEEDED: "DM 8.10.2021, art. 1 c. 3",
    Name.MEAL_VOUCHER_ON_AGILE: "CCNL FL 2022-2024",
    Name.VOUCHER_LEAST_HOURS: "CCNL FL 2022-2024",
    Name.SAFETY_TEXT: "L. 81/2017, art. 22",
    Name.PRIVACY_TEXT: "Reg. UE 2016/679, art. 13",
    Name.TRAINING_TEXT: "CCNL FL 16.11.2022, art. 67",
    Name.VPN_TEXT: "DM 8.10.2021, art. 1 c. 3",
    Name.WAYS_TEXT: "L. 81/2017, art. 19 c. 1; CCNL FL 16.11.2022, art. 65 c. 1 lett. b",
    Name.DIRECTION_TEXT: "L. 81/2017, art. 21; L. 300/1970, art. 4",
    Name.DISCONNECTION_TEXT: "L. 81/2017, art. 19 c. 1; CCNL FL 16.11.2022, art. 66",
}

HINTS = {
    Name.MOST_HALVES_A_WEEK: _l("Two half-days make a day: 6 are three days."),
    Name.MOST_HALVES_A_MONTH: _l("Two half-days make a day: 20 are ten days."),
    Name.PREVALENCE_RULE_ON: _l(
        "In each month a person works more days in the office than remotely, unless exempted."
    ),
    Name.BANDS_FROM: _l("The bands of being within reach lie between these two hours."),
    Name.BANDS_UNTIL: _l("The bands of being within reach lie between these two hours."),
    Name.MOST_CONTACT_MINUTES: _l("In minutes: 432 are 7 hours and 12 minutes."),
    Name.CAR_OCCUPANCY_PERCENT: _l("In percent: 120 are 1.2 people in each car."),
}
_TEXT_HINT = _l("Leave an empty line between two paragraphs.")


class Group(NamedTuple):
    """Parameters that are decided together."""

    title: LazyString
    names: tuple[Name, ...]


GROUPS = (
    Group(
        _l("How much, and who decides"),
        (
            Name.APPROVAL_ROUTE,
            Name.MOST_HALVES_A_WEEK,
            Name.MOST_HALVES_A_MONTH,
            Name.EXTRA_HALVES_FOR_PRIORITY,
            Name.LONGEST_MONTHS,
            Name.PREVALENCE_RULE_ON,
            Name.EVALUATION_NEEDED,
        ),
    ),
    Group(
        _l("Hours and rest"),
        (Name.BANDS_FROM, Name.BANDS_UNTIL, Name.MOST_CONTACT_MINUTES, Name.LEAST_REST_HOURS),
    ),
    Group(_l("Withdrawal"), (Name.NOTICE_DAYS, Name.NOTICE_DAYS_DISABLED)),
    Group(_l("Safety note"), (Name.SAFETY_NOTE_MONTHS, Name.SAFETY_ALARM_MONTHS)),
    Group(_l("Meal voucher"), (Name.MEAL_VOUCHER_ON_AGILE, Name.VOUCHER_LEAST_HOURS)),
    Group(
        _l("Travel and environment"),
        (Name.CAR_GRAMS_A_KM, Name.CAR_OCCUPANCY_PERCENT, Name.HOME_ENERGY_GRAMS_A_DAY),
    ),
    Group(
        _l("What people read before they sign"),
        (Name.SAFETY_TEXT, Name.PRIVACY_TEXT, Name.TRAINING_TEXT, Name.VPN_TEXT),
    ),
    Group(
        _l("Clauses of every new agreement"),
        (Name.WAYS_TEXT, Name.DIRECTION_TEXT, Name.DISCONNECTION_TEXT),
    ),
)

SETTING_REFUSALS = {
    SettingRefusal.RELIED_ON: _l(
        "Agreements already go by the programme of that day. Choose %(day)s or a later day."
    ),
    SettingRefusal.TEXT_READ: _l(
        "People have already read the text of that day. Choose %(day)s or a later day."
    ),
    SettingRefusal.NOT_CHANGED: _l(
        "This is the value that already holds on that day. Write another one, or leave it."
    ),
    SettingRefusal.BANDS_REVERSED: _l(
        "Remote work would end before it begins on that day. Choose an earlier or a later hour."
    ),
    SettingRefusal.ALARM_TOO_LATE: _l(
        "The reminder would come after the safety note has run out. Choose fewer months for it."
    ),
}


def hint(name: Name) -> LazyString | str:
    """Return what helps to write a value; empty where nothing needs saying."""
    return _TEXT_HINT if name.endswith("_text") else HINTS.get(name, "")


def value_words(name: Name, stored: str) -> str:
    """Return a stored value as people say it, with its unit."""
    value = parse_parameter(name, stored)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, tuple):
        return ", ".join(str(APPROVERS[approver]) for approver in value)
    if isinstance(value, int):
        return _with_unit(name, value)
    if isinstance(value, str):
        return value or str(_("Nothing written yet"))
    return hm(value)


def _with_unit(name: Name, value: int) -> str:
    if name is Name.CAR_OCCUPANCY_PERCENT:
        return f"{value} %"
    if "halves" in name:
        return str(ngettext("%(num)d half-day", "%(num)d half-days", value))
    if "months" in name:
        return str(ngettext("%(num)d month", "%(num)d months", value))
    if "minutes" in name:
        return str(_("%(hours)d h %(minutes)02d min", hours=value // 60, minutes=value % 60))
    if "hours" in name:
        return str(ngettext("%(num)d hour", "%(num)d hours", value))
    if "grams" in name:
        return f"{value} g"
    return str(ngettext("%(num)d day", "%(num)d days", value))
