"""To be filled: calendar."""
