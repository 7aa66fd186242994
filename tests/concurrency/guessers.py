"""A runner that guesses a password."""

from app.auth.services import sign_ins
from tests.support.racing import Track


def guess(track: Track, email: str) -> None:
    """Try one wrong password; tell whether it was read at all."""
    track.wait()
    answer = sign_ins.check_sign_in(email, "not this one", "192.0.2.1")
    track.note(answer is None)
