"""Which year is looked at and by what, and the figures that people write down."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.forms import BaseForm
from app.pola.labels.indicators import SPLITS, VALUE_HINTS
from app.pola.rules.indicators import REGISTRY, Indicator, Kind, Unit, read_target, read_value
from app.pola.rules.tallies import Split

YEARS_SHOWN = 6


class YearForm(BaseForm):
    """The year and the groups; what makes no sense is left out rather than refused."""

    year = SelectField(_l("Year"), validate_choice=False)
    by = SelectField(_l("People"), validate_choice=False)

    def __init__(self, query: object) -> None:
        super().__init__(formdata=query)
        this_year = clock.today().year
        years = range(this_year, this_year - YEARS_SHOWN, -1)
        self.year.choices = [SelectChoice(str(year), str(year)) for year in years]
        whole = SelectChoice("", _("All together"))
        self.by.choices = [whole, *(SelectChoice(one, words) for one, words in SPLITS.items())]
        self.chosen_year = next((y for y in years if str(y) == self.year.data), this_year)
        self.split = Split(self.by.data) if self.by.data in set(Split) else None
        self.year.data, self.by.data = str(self.chosen_year), self.split or ""


class FigureForm(BaseForm):
    """An indicator's value and target; `value` is only there if it is not worked out."""

    indicator: Indicator
    target: Field

    def validate_target(self, field: Field) -> None:
        """Refuse what is not a target of this indicator."""
        self._check(field, read_target)

    def _check(self, field: Field, read: Any) -> None:
        try:
            field.data = read(self.indicator, field.data or "")
        except ValueError:
            raise ValidationError(self._remedy(field.short_name)) from None

    def _remedy(self, part: str) -> str:
        facts = REGISTRY[self.indicator]
        if facts.kind is Kind.PERCENTAGE and part == "value":
            return str(_("Write how many out of how many, for example 45/60."))
        if facts.unit is Unit.PERCENT:
            return str(_("Write a number from 0 to 100."))
        return str(_("Write a number, with at most two decimals."))


class EnteredForm(FigureForm):
    """The form of an indicator that is written down."""

    value: Field

    def validate_value(self, field: Field) -> None:
        """Refuse what is not a value of this indicator."""
        self._check(field, read_value)


def figure_form(name: Indicator, value: str, target: str) -> FigureForm:
    """Return the form for an indicator, filled with what stands."""
    facts = REGISTRY[name]
    fields: dict[str, Any] = {"indicator": name}
    if facts.kind is not Kind.COMPUTED:
        hint = VALUE_HINTS.get(facts.kind, "")
        fields["value"] = _field(facts.kind, _l("Value"), hint)
    percent = _l("A percentage, for example 60.") if facts.unit is Unit.PERCENT else ""
    fields["target"] = _field(facts.kind, _l("Target"), percent)
    kind = FigureForm if facts.kind is Kind.COMPUTED else EnteredForm
    made: FigureForm = type(kind.__name__, (kind,), fields)(value=value, target=target)
    return made


def _field(kind: Kind, label: Any, hint: Any) -> Any:
    if kind is Kind.YES_NO:
        words = (("yes", _l("Yes")), ("no", _l("No")), ("", _l("Not filled in")))
        choices = [SelectChoice(*one) for one in words]
        return RadioField(label, choices=choices, validate_choice=False)
    return StringField(label, description=hint)
