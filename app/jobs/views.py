"""The administrator's page of the jobs."""

from flask import Blueprint

bp = Blueprint("jobs", __name__)
