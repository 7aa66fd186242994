"""The plan of the house, kept by machine."""

import ast
import inspect
import pkgutil
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

import app as package

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for path in [
        *ROOT.glob("*.py"),
        *(ROOT / "app").rglob("*.py"),
        *(ROOT / "app" / "templates").rglob("*.html"),
        *(ROOT / "app" / "static").glob("*/*.css"),
        *(ROOT / "app" / "static").glob("*/*.js"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "bench").rglob("*.py"),
    ]
    if "vendor" not in path.parts
)
PYTHON = [path for path in SOURCES if path.suffix == ".py" and "app" in path.parts]
ROOMS = {
    "rules",
    "labels",
    "models",
    "queries",
    "services",
    "forms",
    "views",
    "admin_views",
    "emails",
    "ical",
}
EXTRA = {
    "auth": {"actors", "permissions", "login"},
    "booking": {"pictures"},
    "pola": {"documents", "ministry"},
    "jobs": {"table", "work"},
    "core": None,
}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_file_is_longer_than_300_lines(path):
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", PYTHON, ids=_name)
def test_only_one_place_commits(path):
    commits = re.findall(r"\.commit\(\)", path.read_text())
    assert len(commits) == (1 if _name(path) == "app/core/db.py" else 0)


@pytest.mark.parametrize("path", PYTHON, ids=_name)
def test_only_the_clock_says_what_time_it_is(path):
    calls = re.findall(r"\b(?:datetime\.now|date\.today|utcnow|time\.time)\(", path.read_text())
    assert len(calls) == (1 if _name(path) == "app/core/clock.py" else 0)


@pytest.mark.parametrize("feature", ["auth", "pola", "booking", "occupancy", "post", "jobs"])
def test_a_feature_has_only_the_rooms_of_the_plan(feature):
    found = {module.name for module in pkgutil.iter_modules([str(ROOT / "app" / feature)])}
    assert found <= ROOMS | EXTRA.get(feature, set())


def _services():
    for feature in ("auth", "pola", "booking", "post", "jobs"):
        for module in pkgutil.iter_modules([str(ROOT / "app" / feature / "services")]):
            yield import_module(f"app.{feature}.services.{module.name}")


def test_every_service_that_takes_an_actor_is_one_transaction():
    loose = [
        f"{module.__name__}.{name}"
        for module in _services()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "by" in inspect.signature(function).parameters
        and not getattr(function, "is_command", False)
        and "caller's transaction" not in (function.__doc__ or "")
    ]
    assert loose == []


def test_every_command_authorizes_before_it_does_anything_else():
    careless = []
    for module in _services():
        tree = ast.parse(inspect.getsource(module))
        for node in tree.body:
            worn = isinstance(node, ast.FunctionDef) and any(
                isinstance(d, ast.Name) and d.id == "command" for d in node.decorator_list
            )
            if worn and any(a.arg == "by" for a in node.args.kwonlyargs):
                first = ast.unparse(node.body[1])
                if "authorize(" not in first and "Permission." not in first:
                    careless.append(f"{module.__name__}.{node.name}")
    assert careless == []


def test_there_is_one_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_every_module_has_a_docstring():
    bare = [
        _name(p)
        for p in PYTHON
        if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert bare == []


def test_the_project_speaks_of_itself_alone():
    # Built from pieces, so that this file does not say them either.
    forbidden = re.compile(
        "|".join(
            [
                r"/wo" + r"rk/",
                r"as an a" + r"i\b",
                r"\bTO" + r"DO\b",
                r"\bFIX" + r"ME\b",
                r"this sess" + r"ion\b",
            ]
        ),
        re.IGNORECASE,
    )
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    guilty = []
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".png", ".woff2"} or name == "package-lock.json" or not path.exists():
            continue
        if forbidden.search(path.read_text(errors="replace")):
            guilty.append(name)
    assert guilty == []


assert package.__doc__
