"""People, offices, roles, sign-in and the permission table."""
