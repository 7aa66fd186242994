"""Pages about what Vicino tells a person."""

from app.post.views.blueprint import bp

__all__ = ["bp"]
