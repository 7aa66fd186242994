"""What people ask of statistics."""
