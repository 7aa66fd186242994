"""To be filled: profile."""
