"""To be filled: bookings."""
