"""What people choose to receive, as a form."""
