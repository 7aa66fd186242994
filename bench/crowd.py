"""Who takes part: 200 people, known on both sides of the wire."""

PEOPLE = 200
SECRET_KEY = "bench" * 8


def token(person: int) -> str:
    """Return the secret of a bench person's sign-in."""
    return f"bench-{person}"
