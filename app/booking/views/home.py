"""To be filled: home."""
