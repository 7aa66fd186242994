"""Pages about what Vicino tells a person: importing this opens all of them."""

from app.post.views import choices, notices
from app.post.views.blueprint import bp

__all__ = ["bp", "choices", "notices"]
