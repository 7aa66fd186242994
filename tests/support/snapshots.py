"""Golden files: what was looked at once and found right. UPDATE_SNAPSHOTS=1 writes them anew."""

import os
from pathlib import Path

SNAPSHOTS = Path(__file__).resolve().parents[1] / "snapshots"


def assert_matches(name: str, text: str) -> None:
    """Compare a text with the file of this name; without one it fails, and says how to write it."""
    path = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert path.exists(), f"no file {name}: write it with UPDATE_SNAPSHOTS=1, then read it"
    assert text == path.read_text(), f"{name} reads differently now: look at both"
