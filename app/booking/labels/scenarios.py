"""The words of what-if questions that are kept."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.scenarios import ScenarioFault

SCENARIO_FAULTS = {
    ScenarioFault.UNNAMED: _l("Write a name under which you will find this question again."),
    ScenarioFault.LONG_NAME: _l("The name is too long. Write at most 80 characters."),
}
