"""What a browser would send of a form that it shows."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectField, SelectMultipleField


def as_sent(form: Form) -> MultiDict[str, Any]:
    """Return the fields with the values that the page shows."""
    sent: MultiDict[str, Any] = MultiDict()
    for field in form:
        if isinstance(field, BooleanField):
            if field.data:
                sent.add(field.name, "y")
        elif isinstance(field, SelectMultipleField):
            for value in field.data or ():
                sent.add(field.name, value)
        elif isinstance(field, RadioField | SelectField):
            chosen = [value for value, _label, is_chosen, _more in field.iter_choices() if is_chosen]
            fallback = [] if isinstance(field, RadioField) else list(field.iter_choices())[0][:1]
            for value in chosen or fallback:
                sent.add(field.name, value)
        else:
            sent.add(field.name, field._value())
    return sent
