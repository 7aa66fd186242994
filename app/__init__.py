"""Vicino: the application factory, to be read as a table of contents."""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate

from app import cli
from app.auth import login
from app.auth import views as auth_views
from app.booking import admin_views as places_views
from app.booking import views as booking_views
from app.core import (
    db,
    error_pages,
    health,
    i18n,
    numbers,
    security,
    static_files,
    templating,
    uploads,
)
from app.jobs import views as jobs_views
from app.occupancy import views as occupancy_views
from app.pola import views as pola_views
from app.post import views as post_views
from config import ROOT, settings


def create_app(
    overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ
) -> Flask:
    """Build the application from the environment; tests bring their own."""
    app = Flask(__name__, static_folder=None, instance_path=str(ROOT / "instance"))
    app.config.update(settings(environ))
    app.config.update(overrides or {})
    db.init_app(app)
    Migrate(app, db.db, render_as_batch=True, directory=str(ROOT / "migrations"))
    i18n.init_app(app)
    numbers.init_app(app)
    uploads.init_app(app)
    security.init_app(app)
    login.init_app(app)
    static_files.init_app(app)
    templating.init_app(app)
    error_pages.init_app(app)
    Compress(app)
    app.register_blueprint(health.bp)
    app.register_blueprint(auth_views.bp)
    app.register_blueprint(booking_views.bp)
    app.register_blueprint(booking_views.pages_bp)
    app.register_blueprint(places_views.bp)
    app.register_blueprint(occupancy_views.bp)
    app.register_blueprint(pola_views.bp)
    app.register_blueprint(post_views.bp)
    app.register_blueprint(jobs_views.bp)
    cli.init_app(app)
    return app
