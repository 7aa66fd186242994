"""What is looked for among the communications, and how one is settled by hand."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from app.core.forms import BaseForm
from app.pola.labels.filings import ACTS, FILING_STATES
from app.pola.queries.filings_page import TO_SETTLE, Sought
from app.pola.rules.filings import Act, FilingState


class FilingsForm(BaseForm):
    """Filters of the list; what makes no sense is left out rather than refused."""

    name = StringField(_l("Name or staff number"))
    state = SelectField(_l("State"), validate_choice=False)
    act = SelectField(_l("Act"), validate_choice=False)
    due = BooleanField(_l("Only those due today or overdue"))

    def __init__(self, query: object) -> None:
        super().__init__(formdata=query)
        self.state.choices = [
            SelectChoice("", _("Everything that is not settled")),
            *(SelectChoice(state, FILING_STATES[state]) for state in FilingState),
        ]
        self.act.choices = [
            SelectChoice("", _("All acts")),
            *(SelectChoice(act, ACTS[act]) for act in Act),
        ]

    def sought(self, today: date, agreement_id: int | None) -> Sought:
        """Return what is looked for."""
        state, act = self.state.data or "", self.act.data or ""
        return Sought(
            name=self.name.data or "",
            states=(FilingState(state),) if state in set(FilingState) else TO_SETTLE,
            act=Act(act) if act in set(Act) else None,
            due_by=today if self.due.data else None,
            agreement_id=agreement_id,
        )
