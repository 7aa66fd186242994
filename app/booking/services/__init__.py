"""What can be done to desks and bookings. Each function is one transaction."""
