"""What every form shares: clean text, and refusals told in the form itself."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField

from app.core.errors import Refused
from app.core.templating import sentence


def clean(text: str | None) -> str | None:
    """Return text without control characters, which PostgreSQL refuses, nor outer space."""
    if text is None:
        return None
    return "".join(c for c in text if c.isprintable() or c in "\n\t").strip()


class BaseForm(FlaskForm):
    """A form. Its template starts with `csrf()` of components/form.html.

    Validators bring their own words, each with a way to mend what is wrong.
    """

    class Meta(FlaskForm.Meta):
        """Every POST is checked by core/security.py: a token field here would be a second one."""

        csrf = False

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Clean what people type, passwords apart."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                options["filters"] = [clean, *unbound_field.kwargs.get("filters", ())]
            return super().bind_field(form, unbound_field, options)

    def process(self, *positional: Any, **named: Any) -> None:
        """Read what was sent; what could not be read is shown again without control characters."""
        super().process(*positional, **named)
        for field in self:
            if field.raw_data and not isinstance(field, PasswordField):
                field.raw_data = [clean(t) if isinstance(t, str) else t for t in field.raw_data]

    def refuse(self, refused: Refused, words: Mapping[Any, Any]) -> None:
        """Say on top of the form why a service refused."""
        self.form_errors.extend(sentence(reason, words) for reason in refused.reasons)
