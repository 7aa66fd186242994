"""The words of agreements and of what is done with them."""

from flask_babel import lazy_gettext as _l

from app.pola.rules.notices import Notice
from app.pola.rules.priorities import Priority
from app.pola.rules.routes import Approver, Origin, Signer
from app.pola.rules.states import State
from app.pola.rules.terms import Comparison, Duration, IndicatorKind, Rhythm, Supplier

STATES = {
    State.DRAFT: _l("Draft"),
    State.SUBMITTED: _l("Waiting for approval"),
    State.CHANGES_ASKED: _l("Changes asked"),
    State.TO_SIGN_EMPLOYEE: _l("To be signed by the employee"),
    State.TO_SIGN_MANAGER: _l("To be signed by the manager"),
    State.ACTIVE: _l("In force"),
    State.WITHDRAWAL_NOTICE: _l("In force, notice given"),
    State.ABANDONED: _l("Given up"),
    State.REFUSED: _l("Refused"),
    State.WITHDRAWN: _l("Withdrawn"),
    State.EXPIRED: _l("Expired"),
    State.REVISED: _l("Replaced by a later version"),
    State.CLOSED_TRANSFER: _l("Closed by a transfer"),
}
DURATIONS = {Duration.FIXED: _l("Fixed term"), Duration.OPEN: _l("Open-ended")}
RHYTHMS = {
    Rhythm.WEEKDAYS: _l("Fixed days of the week"),
    Rhythm.PER_WEEK: _l("A number of half-days a week"),
    Rhythm.PER_MONTH: _l("A number of half-days a month"),
}
INDICATOR_KINDS = {
    IndicatorKind.TEXT: _l("In words"),
    IndicatorKind.NUMBER: _l("Number"),
    IndicatorKind.PERCENTAGE: _l("Percentage"),
    IndicatorKind.DATE: _l("Date"),
}
COMPARISONS = {
    Comparison.AT_LEAST: _l("at least"),
    Comparison.AT_MOST: _l("at most"),
    Comparison.EQUAL: _l("exactly"),
    Comparison.BY: _l("by"),
}
SUPPLIERS = {Supplier.CITY: _l("Supplied by the city"), Supplier.PERSON: _l("Your own")}
APPROVERS = {
    Approver.MANAGER: _l("Manager"),
    Approver.DIRECTOR: _l("Director"),
    Approver.HR: _l("Human resources"),
}
ORIGINS = {
    Origin.NEW: _l("First agreement"),
    Origin.REVISION: _l("Change of the agreement"),
    Origin.RENEWAL: _l("Renewal"),
    Origin.IMPORT: _l("Taken over from the old archive"),
}
SIGNERS = {Signer.EMPLOYEE: _l("Employee"), Signer.MANAGER: _l("Manager")}
NOTICES = {
    Notice.SAFETY: _l("Safety note"),
    Notice.PRIVACY: _l("Privacy note"),
    Notice.TRAINING: _l("Training"),
    Notice.VPN: _l("Safe connection (VPN)"),
}
PRIORITIES = {
    Priority.CHILD12: _l("Child of up to 12 years"),
    Priority.CHILD104: _l("Child with a disability (L. 104/1992)"),
    Priority.DIS104: _l("Severe disability (L. 104/1992)"),
    Priority.CAREGIVER: _l("Caregiver (L. 205/2017)"),
    Priority.LEAVE104: _l("Leave under L. 104/1992"),
    Priority.FRAGILE: _l("Serious personal or family health situation"),
    Priority.LOCAL: _l("Need named by local bargaining"),
}
