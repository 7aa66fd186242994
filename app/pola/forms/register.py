"""What of the register is looked for."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from app.core.forms import BaseForm
from app.pola.labels.agreements import STATES
from app.pola.queries.register import Wanted
from app.pola.rules.states import State

# Drafts are the person's own until they are sent.
SHOWN = [state for state in State if state not in (State.DRAFT, State.ABANDONED)]


class RegisterForm(BaseForm):
    """Filters of the register; what makes no sense is left out rather than refused."""

    name = StringField(_l("Name or staff number"))
    state = SelectField(_l("State"), validate_choice=False)
    office = SelectField(_l("Office"), validate_choice=False)
    expiring = BooleanField(_l("Only those that end within 60 days"))

    def __init__(self, query: object, offices: Iterable[tuple[int, str]]) -> None:
        super().__init__(formdata=query)
        self.state.choices = [
            SelectChoice("", _("All states")),
            *(SelectChoice(state, STATES[state]) for state in SHOWN),
        ]
        self.office.choices = [
            SelectChoice("", _("All offices")),
            *(SelectChoice(str(number), name) for number, name in offices),
        ]

    @property
    def wanted(self) -> Wanted:
        """Return what is looked for."""
        state, office = self.state.data or "", self.office.data or ""
        known = {choice.value for choice in self.office.choices}
        return Wanted(
            name=self.name.data or "",
            state=State(state) if state in SHOWN else None,
            office_id=int(office) if office and office in known else None,
            is_expiring=bool(self.expiring.data),
        )
