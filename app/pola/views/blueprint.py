"""Where the pages of agreements, plans and filings hang."""

from flask import Blueprint

bp = Blueprint("pola", __name__)
