"""What people fill in about desks and about themselves."""
