"""The page that shows every component once, drawn with a form of every kind of field."""

import re
from pathlib import Path

import pytest
import wtforms
from flask import render_template
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.core.forms import BaseForm
from tests.support.browser import Page

TEMPLATES = Path(__file__).resolve().parents[2] / "app" / "templates"
CHOICES = [SelectChoice("a", "One"), SelectChoice("b", "Another")]


class EveryField(BaseForm):
    """One field of each kind that a page may have."""

    hidden = wtforms.HiddenField()
    words = wtforms.StringField("Words", validators=[InputRequired("Write something.")])
    mail = wtforms.EmailField("E-mail", description="The one you use at work")
    secret = wtforms.PasswordField("Password")
    long = wtforms.TextAreaField("Long words", validators=[Optional()])
    count = wtforms.IntegerField("Number")
    day = wtforms.DateField("Day")
    hour = wtforms.TimeField("Hour")
    file = wtforms.FileField("File")
    one = wtforms.SelectField("One of a list", choices=CHOICES)
    radio = wtforms.RadioField(
        "One of a few", choices=CHOICES, validators=[InputRequired("Choose.")]
    )
    many = wtforms.SelectMultipleField(
        "Several",
        choices=CHOICES,
        widget=wtforms.widgets.ListWidget(),
        option_widget=wtforms.widgets.CheckboxInput(),
    )
    agrees = wtforms.BooleanField("Yes")


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("form", [EveryField, lambda: None])
def test_every_component_is_drawn(app, language, form):
    headers = {"Cookie": f"language={language}"}
    with app.test_request_context("/", method="POST", headers=headers):
        filled = form()
        if filled is not None:
            assert not filled.validate()
        html = render_template("style_guide.html", form=filled)
    page = Page(app.response_class(html, content_type="text/html"))
    if filled is not None:
        drawn = {e.get("name") for tag in ("input", "select", "textarea") for e in page.all(tag)}
        assert drawn >= {field.name for field in filled if field.name != "hidden"}
        assert "Write something." in page


def test_every_family_of_components_stands_in_the_style_guide():
    guide = (TEMPLATES / "style_guide.html").read_text()
    families = sorted(path.name for path in (TEMPLATES / "components").glob("[!_]*.html"))
    assert [name for name in families if f'"components/{name}"' not in guide] == ["flashes.html"]


def test_every_macro_that_pages_may_use_is_drawn_in_the_style_guide():
    guide = (TEMPLATES / "style_guide.html").read_text()
    public = {
        macro
        for path in (TEMPLATES / "components").glob("*.html")
        if path.name != "flashes.html"
        for macro in re.findall(r"{% macro ([a-z]\w*)\(", path.read_text())
    }
    assert sorted(m for m in public if not re.search(rf"(?:{{{{|call) {m}\(", guide)) == []
