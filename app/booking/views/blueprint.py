"""Where the pages of this feature hang."""

from flask import Blueprint

bp = Blueprint("booking", __name__)
# Words for everybody: help, house rules, accessibility, privacy.
pages_bp = Blueprint("pages", __name__)
