"""Reads about desks; nothing here writes."""
