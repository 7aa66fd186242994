"""What can be done to people, their roles and their sign-ins."""
