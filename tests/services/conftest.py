"""The command line, as a person types it."""

import pytest


@pytest.fixture
def flask(app):
    """Run `flask …`; whatever happens, it ends in words and not in a traceback."""
    runner = app.test_cli_runner()

    def run(*words, **more):
        outcome = runner.invoke(args=[str(word) for word in words], **more)
        if outcome.exception is not None and not isinstance(outcome.exception, SystemExit):
            raise outcome.exception
        return outcome

    return run
