"""docs/permissions.md, printed from the permission table.

`python -m tests.support.permissions_page` writes it.
"""

from pathlib import Path

from app.auth.permissions import GRANTS, Predicate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEAD = """# Who may do what

Printed from the table in `app/auth/permissions.py`; what is not in it is closed to everybody.
After a change of the table print this page anew:
`.venv/bin/python -m tests.support.permissions_page`.

A permission holds for a person if at least one of the conditions beside it does. Pages ask it
before they open (`@requires`), and each command asks it again about its subject (`authorize`), so
that an import or a script may do no more than a click. The command line acts as an administrator
without a name.

| permission | it is held by |
|---|---|
"""


def _who(predicate: Predicate) -> str:
    """Return a condition in the words of its docstring."""
    first = (predicate.__doc__ or "").splitlines()[0]
    return first.removeprefix("Hold for ").rstrip(".")


def text() -> str:
    """Return the page as the table wants it."""
    lines = [
        f"| `{permission.value}` | {' *or* '.join(_who(p) for p in predicates)} |"
        for permission, predicates in GRANTS.items()
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text())
