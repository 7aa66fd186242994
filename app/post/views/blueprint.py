"""The blueprint of what Vicino tells a person."""

from flask import Blueprint

bp = Blueprint("post", __name__)
