"""What each yearly indicator counts, in words (DFP guidelines, Dec 2020)."""

from flask_babel import lazy_gettext as _l

from app.pola.rules.indicators import Indicator

_I = Indicator
DEFINITIONS = {
    _I.REMOTE_CAPABLE: _l("Of all employees, those whose activities can be done remotely."),
    _I.IN_FORCE: _l(
        "Of the people who may work remotely, those with an agreement in force today, or on the"
        " last day of a past year."
    ),
    _I.AGILE_WORKERS: _l(
        "Of the people who may work remotely, those with at least one remote half-day in the year."
        " Each person counts once."
    ),
    _I.AGILE_DAYS: _l(
        "Of the days worked by the people who may work remotely, the remote ones. Two half-days are"
        " one day; absences are not worked."
    ),
    _I.NEAR_DAYS: _l(
        "Of the days worked by the people who may work remotely, those at another workplace of the"
        " city or of a partner."
    ),
    _I.MANAGERS_SATISFIED: _l("Of the managers who answered the survey, the satisfied ones."),
    _I.STAFF_SATISFIED: _l("Of the employees who answered the survey, the satisfied ones."),
    _I.COORDINATION: _l("Somebody coordinates agile work in the whole city."),
    _I.MONITORING: _l("The results of agile work are followed all year round."),
    _I.HELP_DESK: _l("Whoever works remotely has a help desk of their own."),
    _I.WORK_BY_OBJECTIVES: _l("Work is planned by objectives, projects or processes."),
    _I.MANAGERS_TRAINED: _l("Of all managers, those trained to lead agile work in the last year."),
    _I.MANAGERS_BY_OBJECTIVES: _l("Of all managers, those who lead by objectives or projects."),
    _I.WORKERS_TRAINED: _l(
        "Of the people who have worked remotely, those who have acknowledged the training on agile"
        " work by the end of the year."
    ),
    _I.WORKERS_TRAINED_DIGITAL: _l(
        "Of the people who have worked remotely, those trained in digital skills."
    ),
    _I.STAFF_BY_OBJECTIVES: _l("Of all employees, those who work by objectives or projects."),
    _I.DIGITAL_TOOLS_USED: _l(
        "Of the people who have worked remotely, those who use the digital tools."
    ),
    _I.COMPUTERS: _l("How many computers are there for agile work."),
    _I.WORKERS_WITH_DEVICE: _l(
        "Of the people who have worked remotely, those with a device of their own or of the city."
    ),
    _I.WORKERS_WITH_TRAFFIC: _l(
        "Of the people who have worked remotely, those to whom the city gives data traffic."
    ),
    _I.VPN: _l("The network of the city is reached through a VPN."),
    _I.INTRANET: _l("There is an intranet."),
    _I.COLLABORATION: _l("Documents are written together, in the cloud."),
    _I.REMOTE_APPLICATIONS: _l("Of all applications, those usable remotely."),
    _I.REMOTE_DATABASES: _l("Of all databases, those usable remotely."),
    _I.DIGITAL_SIGNATURES: _l(
        "Of the people who have worked remotely, those with a digital signature."
    ),
    _I.DIGITAL_PROCESSES: _l("Of all processes, the digital ones."),
    _I.DIGITAL_SERVICES: _l("Of all services, the digital ones."),
    _I.TRAINING_COST: _l("What training on agile work cost in the year."),
    _I.HARDWARE_COST: _l("What equipment and networks for agile work cost in the year."),
    _I.DIGITISATION_COST: _l("What making services and processes digital cost in the year."),
    _I.EVALUATIONS_POSITIVE: _l(
        "Of the agreements whose results were judged in the year, those judged positive as a whole."
    ),
    _I.ABSENCES: _l(
        "Of the working days of the people who may work remotely, those of absence. Two half-days"
        " are one day."
    ),
    _I.COSTS_REDUCED: _l("What utilities, prints and overtime cost less than in the year before."),
    _I.SPACE_REDUCED: _l("Square metres of offices given up in the year."),
    _I.OUTPUTS: _l("Outputs of the year, divided by employees."),
    _I.COST_PER_OUTPUT: _l("What an output cost on average."),
    _I.DAYS_PER_FILE: _l("How many days it took on average to close a file."),
    _I.STANDARDS_MET: _l("Of all service standards, those met in the year."),
    _I.USERS_SATISFIED: _l("Of the users who answered the survey, the satisfied ones."),
    _I.HOURS_SPARED: _l(
        "Hours that people who told us how they travel did not spend on the way, from the least to"
        " the most that it may be."
    ),
    _I.CAR_KILOMETRES_SPARED: _l(
        "Kilometres that people who would have driven did not drive, from the least to the most"
        " that it may be."
    ),
    _I.CO2_SPARED: _l(
        "CO₂ of the kilometres not driven, less the energy used at home, from the least to the most"
        " that it may be."
    ),
    _I.PRINTS_SPARED: _l("Pages printed less than in the year before."),
    _I.COMMUTING_COST_SPARED: _l("Estimate of what employees did not spend on travel."),
    _I.UTILITIES_PAID: _l("Estimate of what employees spent more at home."),
}
