"""The names of the yearly indicators, and of what they are told apart by."""

from flask_babel import lazy_gettext as _l

from app.pola.rules.commute import Mode
from app.pola.rules.indicators import Dimension, Indicator, Kind, Unit
from app.pola.rules.tallies import Split

_I = Indicator
DIMENSIONS = {
    Dimension.QUANTITY: _l("How much agile work there is"),
    Dimension.QUALITY: _l("How people find it"),
    Dimension.ORGANISATION: _l("Organisational health"),
    Dimension.PROFESSION: _l("Professional health"),
    Dimension.DIGITAL: _l("Digital health"),
    Dimension.FINANCE: _l("Economic and financial health"),
    Dimension.PERFORMANCE: _l("Performance"),
    Dimension.IMPACT: _l("Impact on the city"),
}
INDICATORS = {
    _I.REMOTE_CAPABLE: _l("People who may work remotely"),
    _I.IN_FORCE: _l("People with an agreement in force"),
    _I.AGILE_WORKERS: _l("People who have worked remotely"),
    _I.AGILE_DAYS: _l("Remote days"),
    _I.NEAR_DAYS: _l("Days at a desk near home"),
    _I.MANAGERS_SATISFIED: _l("Satisfied managers"),
    _I.STAFF_SATISFIED: _l("Satisfied employees"),
    _I.COORDINATION: _l("Agile work is coordinated"),
    _I.MONITORING: _l("Agile work is monitored"),
    _I.HELP_DESK: _l("A help desk of its own"),
    _I.WORK_BY_OBJECTIVES: _l("Work by objectives, projects and processes"),
    _I.MANAGERS_TRAINED: _l("Managers trained to lead agile work"),
    _I.MANAGERS_BY_OBJECTIVES: _l("Managers who lead by objectives"),
    _I.WORKERS_TRAINED: _l("Agile workers trained"),
    _I.WORKERS_TRAINED_DIGITAL: _l("Agile workers trained in digital skills"),
    _I.STAFF_BY_OBJECTIVES: _l("Employees who work by objectives"),
    _I.DIGITAL_TOOLS_USED: _l("Agile workers who use the digital tools"),
    _I.COMPUTERS: _l("Computers for agile work"),
    _I.WORKERS_WITH_DEVICE: _l("Agile workers with a device"),
    _I.WORKERS_WITH_TRAFFIC: _l("Agile workers with data traffic"),
    _I.VPN: _l("VPN"),
    _I.INTRANET: _l("Intranet"),
    _I.COLLABORATION: _l("Shared documents"),
    _I.REMOTE_APPLICATIONS: _l("Applications usable remotely"),
    _I.REMOTE_DATABASES: _l("Databases usable remotely"),
    _I.DIGITAL_SIGNATURES: _l("Agile workers with a digital signature"),
    _I.DIGITAL_PROCESSES: _l("Digital processes"),
    _I.DIGITAL_SERVICES: _l("Digital services"),
    _I.TRAINING_COST: _l("Cost of training"),
    _I.HARDWARE_COST: _l("Cost of equipment and networks"),
    _I.DIGITISATION_COST: _l("Cost of going digital"),
    _I.EVALUATIONS_POSITIVE: _l("Agreements judged positive"),
    _I.ABSENCES: _l("Days of absence"),
    _I.COSTS_REDUCED: _l("Costs reduced"),
    _I.SPACE_REDUCED: _l("Space given up"),
    _I.OUTPUTS: _l("Outputs per employee"),
    _I.COST_PER_OUTPUT: _l("Cost of an output"),
    _I.DAYS_PER_FILE: _l("Days to close a file"),
    _I.STANDARDS_MET: _l("Service standards met"),
    _I.USERS_SATISFIED: _l("Satisfied users"),
    _I.HOURS_SPARED: _l("Hours not spent travelling"),
    _I.CAR_KILOMETRES_SPARED: _l("Kilometres not driven"),
    _I.CO2_SPARED: _l("CO₂ not emitted"),
    _I.PRINTS_SPARED: _l("Pages not printed"),
    _I.COMMUTING_COST_SPARED: _l("Money that employees saved on travel"),
    _I.UTILITIES_PAID: _l("Money that employees paid for utilities"),
}
UNITS = {
    Unit.NONE: "",
    Unit.EURO: "€",
    Unit.PERCENT: "%",
    Unit.PIECES: "",
    Unit.DAYS: _l("days"),
    Unit.HOURS: _l("hours"),
    Unit.KILOGRAMS: "kg",
    Unit.KILOMETRES: "km",
}
# How a value is written by whoever enters it.
VALUE_HINTS = {
    Kind.EURO: _l("An amount in euros, for example 1250,50."),
    Kind.COUNT: _l("A number, for example 120."),
    Kind.PERCENTAGE: _l("How many out of how many, for example 45/60."),
}
SPLITS = {
    Split.OFFICE: _l("By directorate"),
    Split.GRADE: _l("By grade"),
    Split.SEX: _l("By sex"),
    Split.AGE: _l("By age"),
}
SEXES = {"F": _l("Women"), "M": _l("Men")}
AGE_BANDS = {
    "0": _l("Under 30"),
    "30": _l("From 30 to 39"),
    "40": _l("From 40 to 49"),
    "50": _l("From 50 to 59"),
    "60": _l("60 and over"),
}
MODES = {
    Mode.CAR: _l("By car or motorcycle"),
    Mode.PUBLIC_TRANSPORT: _l("By public transport"),
    Mode.BIKE: _l("By bicycle or scooter"),
    Mode.FOOT: _l("On foot"),
}
