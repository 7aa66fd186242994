"""What a person is told, and how they can stop it."""
