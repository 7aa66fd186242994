"""What an agreement came to: the employee's report, the manager's judgement."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm
from app.pola.forms.fields import CountField, DayField, may_be_empty
from app.pola.queries.evaluations import WHOLE, EvaluationFacts
from app.pola.rules.targets import read_day, read_number
from app.pola.rules.terms import Activity, IndicatorKind
from app.pola.services.evaluations import Judgement, Report

MOST_WORDS = 2000
MOST_COUNTED = 999_999
_LENGTH = Length(max=MOST_WORDS, message=_l("Write at most %(max)d characters."))
_YES, _NO = "yes", "no"


def _is_number(_form: Any, field: Field) -> None:
    try:
        read_number(field.data or "")
    except ValueError as error:
        raise ValidationError(_("Write a number such as 120 or 12,5.")) from error


def _measure(n: int, activity: Activity) -> dict[str, Field]:
    """Return the fields that hold what was measured, by the kind of indicator."""
    what = activity.indicator
    if activity.kind is IndicatorKind.NUMBER:
        field = StringField(
            _l("%(indicator)s: how many", indicator=what), validators=[may_be_empty, _is_number]
        )
        return {f"reported{n}": field}
    if activity.kind is IndicatorKind.DATE:
        return {f"reported{n}": DayField(_l("%(indicator)s: when", indicator=what), [may_be_empty])}
    if activity.kind is IndicatorKind.TEXT:
        return {}
    return {
        f"part{n}": CountField(
            activity.numerator or what, [may_be_empty], least=0, most=MOST_COUNTED
        ),
        f"whole{n}": CountField(
            _l("Out of (%(what)s)", what=activity.denominator),
            [may_be_empty],
            least=1,
            most=MOST_COUNTED,
        ),
    }


class ReportForm(BaseForm):
    """What every activity came to; `report_form` adds its fields."""

    activities: Sequence[Activity] = ()

    def fields_of(self, place: int) -> list[Field]:
        """Return the fields of an activity; 0 is the agreement as a whole."""
        names = (f"reported{place}", f"part{place}", f"whole{place}", f"report{place}")
        return [self[name] for name in names if name in self]

    def validate(self, extra_validators: Any = None) -> bool:
        """Want both counts of a percentage, or neither."""
        is_valid = bool(super().validate(extra_validators))
        for n, activity in enumerate(self.activities, 1):
            if activity.kind is not IndicatorKind.PERCENTAGE:
                continue
            part, whole = self[f"part{n}"], self[f"whole{n}"]
            if (part.data is None) != (whole.data is None) and not (part.errors or whole.errors):
                missing = part if part.data is None else whole
                missing.errors = [_("Write both numbers, or neither.")]
                is_valid = False
        return is_valid

    @property
    def reports(self) -> list[Report]:
        """Return a line for each activity and one for the whole."""
        lines = [
            Report(n, self._reported(n, one), self[f"report{n}"].data or "")
            for n, one in enumerate(self.activities, 1)
        ]
        return [*lines, Report(WHOLE, "", self[f"report{WHOLE}"].data or "")]

    def _reported(self, n: int, activity: Activity) -> str:
        if activity.kind is IndicatorKind.TEXT:
            return ""
        if activity.kind is IndicatorKind.PERCENTAGE:
            part, whole = self[f"part{n}"].data, self[f"whole{n}"].data
            return "" if part is None else f"{part}/{whole}"
        value = self[f"reported{n}"].data
        return "" if value is None else str(value)


def report_form(activities: Sequence[Activity]) -> type[ReportForm]:
    """Return the form for these activities."""
    fields: dict[str, Any] = {"activities": activities}
    for n, activity in enumerate(activities, 1):
        fields |= _measure(n, activity)
        label = _l("In your own words: %(title)s", title=activity.title)
        fields[f"report{n}"] = TextAreaField(label, [_LENGTH], render_kw={"rows": 3})
    label = _l("The agreement as a whole: what went well, and what did not")
    fields[f"report{WHOLE}"] = TextAreaField(label, [_LENGTH], render_kw={"rows": 4})
    return type("ReportForm", (ReportForm,), fields)


def report_values(
    activities: Sequence[Activity], lines: Mapping[int, EvaluationFacts]
) -> dict[str, Any]:
    """Return the fields of what was reported already."""
    values: dict[str, Any] = {f"report{place}": line.report for place, line in lines.items()}
    for n, activity in enumerate(activities, 1):
        reported = lines[n].reported if n in lines else ""
        if not reported:
            continue
        if activity.kind is IndicatorKind.PERCENTAGE:
            values[f"part{n}"], values[f"whole{n}"] = map(int, reported.split("/"))
        elif activity.kind is IndicatorKind.DATE:
            values[f"reported{n}"] = read_day(reported)
        else:
            values[f"reported{n}"] = reported
    return values


class JudgementForm(BaseForm):
    """Whether every target was met; `judgement_form` adds its fields."""

    places: Sequence[int] = ()

    @property
    def judgements(self) -> list[Judgement]:
        """Return a line for each activity and one for the whole."""
        return [
            Judgement(n, self[f"met{n}"].data == _YES, self[f"judgement{n}"].data or "")
            for n in self.places
        ]


def judgement_form(activities: Sequence[Activity]) -> type[JudgementForm]:
    """Return the form for these activities."""
    places = [*range(1, len(activities) + 1), WHOLE]
    fields: dict[str, Any] = {"places": places}
    for n in places:
        if n == WHOLE:
            asked = _l("All in all, was the agreement a success?")
            why = _l("Why, and what should change")
        else:
            title = activities[n - 1].title
            asked = _l("Was the target met? (%(title)s)", title=title)
            why = _l("Remarks (%(title)s)", title=title)
        fields[f"met{n}"] = RadioField(
            asked,
            choices=[SelectChoice(_YES, _l("Yes")), SelectChoice(_NO, _l("No"))],
            validators=[InputRequired(_l("Choose yes or no."))],
        )
        fields[f"judgement{n}"] = TextAreaField(why, [_LENGTH], render_kw={"rows": 2})
    return type("JudgementForm", (JudgementForm,), fields)


def judgement_values(lines: Mapping[int, EvaluationFacts]) -> dict[str, Any]:
    """Return the fields of what was judged already."""
    values: dict[str, Any] = {}
    for place, line in lines.items():
        if line.is_met is not None:
            values[f"met{place}"] = _YES if line.is_met else _NO
            values[f"judgement{place}"] = line.judgement
    return values
