"""Workplaces, desks, bookings, caps, closures and nearness."""
