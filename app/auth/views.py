"""Sign-in, sign-out, language and password."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

bp = Blueprint("auth", __name__)
