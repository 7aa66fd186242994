"""Forms of sign-in and password."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from app.auth.rules import PASSWORD_LENGTH
from app.core.forms import BaseForm

# RFC 5321 §4.5.3.1.3: no address is longer.
EMAIL_LENGTH = 254


class SignInForm(BaseForm):
    """E-mail and password; `next` is where the person wanted to go."""

    email = EmailField(
        _l("Work e-mail"),
        validators=[
            InputRequired(_l("Write your work e-mail.")),
            Length(max=EMAIL_LENGTH, message=_l("This is too long for an e-mail address.")),
        ],
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            InputRequired(_l("Write your password.")),
            Length(max=PASSWORD_LENGTH[1], message=_l("This is too long for a password.")),
        ],
    )
    next = HiddenField()


class PasswordForm(BaseForm):
    """The present password, and the new one twice."""

    old = PasswordField(
        _l("Present password"),
        validators=[
            InputRequired(_l("Write the password that you use now.")),
            Length(max=PASSWORD_LENGTH[1], message=_l("This is too long for a password.")),
        ],
    )
    new = PasswordField(
        _l("New password"),
        description=_l("At least 12 characters. A short sentence is easy to remember."),
        validators=[InputRequired(_l("Write a new password."))],
    )
    again = PasswordField(
        _l("New password, once more"),
        validators=[
            EqualTo("new", _l("The two new passwords are different. Write both again.")),
        ],
    )
