"""E0 to E4."""

from flask import Blueprint

from app.booking.services import bookings, limits, profiles

bp = Blueprint("booking", __name__)
