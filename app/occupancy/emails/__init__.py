"""What is said in the messages of this feature: one function for each kind."""

from app.core.letters import Build

LETTERS: dict[str, Build] = {}
