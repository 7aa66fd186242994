"""What a person writes in a request: three pages, and how they become the terms."""
