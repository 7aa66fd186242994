from app.auth.rules import FREE_TRIES
from tests.concurrency.guessers import guess
from tests.support.factories import make_user
from tests.support.racing import Runner


def test_of_twenty_guesses_at_the_same_moment_five_are_read(arena):
    email = make_user().email
    lanes = arena.race([Runner(guess, {"email": email}) for _ in range(20)])
    read = sum(lane.notes == [(True,)] for lane in lanes)
    assert read == FREE_TRIES
