"""To be filled: pages."""
