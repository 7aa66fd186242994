"""The command line."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every command."""
