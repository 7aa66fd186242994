"""The words of occupancy."""
