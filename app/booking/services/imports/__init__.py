"""Workplaces, desks and areas, as the city's files list them."""
