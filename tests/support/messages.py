"""Check that every word on screen is in the Italian catalogue, and nothing else is."""

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "app" / "translations" / "it" / "LC_MESSAGES" / "messages.po"


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def _read(path: Path) -> dict[str, Message]:
    with path.open("rb") as file:
        return {_key(message): message for message in read_po(file, locale="it") if message.id}


def problems() -> list[str]:
    """Return one line for each message that is missing, empty, doubtful or no longer used."""
    with tempfile.NamedTemporaryFile(suffix=".pot") as template:
        subprocess.run(
            [
                sys.executable,
                "-m",
                "babel.messages.frontend",
                "--quiet",
                "extract",
                "-F",
                "babel.cfg",
                "-k",
                "_l",
                "-o",
                template.name,
                "--no-location",
                "app",
            ],
            cwd=ROOT,
            check=True,
        )
        wanted = _read(Path(template.name))
    have = _read(CATALOGUE)
    found = [f"missing: {key}" for key in sorted(wanted.keys() - have.keys())]
    found += [f"no longer used: {key}" for key in sorted(have.keys() - wanted.keys())]
    for key, message in have.items():
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(said):
            found.append(f"empty: {key}")
        if message.fuzzy:
            found.append(f"doubtful: {key}")
        found += [f"{error}: {key}" for error in message.check()]
    return found


if __name__ == "__main__":
    if lines := problems():
        sys.exit("\n".join([*lines, "", "`make messages` brings the catalogue in step."]))
