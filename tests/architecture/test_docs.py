"""The papers of the house: what they point at is there."""

import ast
import os
import re
import shlex
from pathlib import Path

import click
import pytest
import yaml
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from app.auth.rules import FiscalCodeFault, PasswordRefusal
from app.booking.rules import nearness
from app.booking.rules.policies import Policies, PolicyName
from app.booking.rules.refusals import Refusal
from config import settings

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
RULES = (ROOT / "docs" / "rules.md").read_text()
CODE = sorted([*ROOT.glob("*.py"), *(ROOT / "app").rglob("*.py")])
CONSTANTS = [
    "EARTH_RADIUS_KM",
    "EQUAL_WITHIN_KM",
    "WALK_KM_H",
    "BIKE_KM_H",
    "DETOUR",
    "WALKABLE_KM",
    "TRANSIT_KM_H",
    "TRANSIT_START_MINUTES",
]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _anchors(paper: Path) -> set[str]:
    """Return the ends of addresses that a paper's headings make."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", paper.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for words in headings}


def _commands(paper: Path) -> list[str]:
    """Return the lines of a paper's code blocks and the words that it prints as code."""
    text = paper.read_text()
    blocks = [line for block in _FENCED.findall(text) for line in block.splitlines()]
    return blocks + re.findall(r"`([^`\n]+)`", _FENCED.sub("", text))


@pytest.mark.parametrize("paper", PAPERS, ids=_name)
def test_links_between_papers_lead_somewhere(paper):
    lost = []
    for link in _LINK.findall(_FENCED.sub("", paper.read_text())):
        address, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", address):
            continue
        goal = (paper.parent / address).resolve() if address else paper
        if not goal.exists() or (anchor and anchor not in _anchors(goal)):
            lost.append(link)
    assert lost == []


def test_every_setting_stands_in_the_example():
    read = "".join((ROOT / name).read_text() for name in ("config.py", "gunicorn.conf.py"))
    settings_read = set(re.findall(r"environ(?:\.get\(|\[)['\"]([A-Z_]+)", read))
    example = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(settings_read) == sorted(example)


def test_the_example_starts_vicino_once_it_has_a_secret():
    lines = (ROOT / ".env.example").read_text().splitlines()
    words = [shlex.split(line)[0] for line in lines if line and not line.startswith("#")]
    environ = dict(word.split("=", 1) for word in words)
    filled = settings(environ | {"SECRET_KEY": "of the city" * 3})
    plain = settings({"SECRET_KEY": "of the city" * 3})
    assert filled == plain


def test_every_decision_that_the_code_cites_is_written_down():
    cited = {
        (_name(path), int(number))
        for path in CODE
        for number in re.findall(r"\bADR (\d+)", path.read_text())
    }
    numbers = {int(path.name[:4]) for path in DECISIONS}
    assert {(path, number) for path, number in cited if number not in numbers} == set()


def test_decisions_are_numbered_without_gaps_and_listed():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    index = (ROOT / "docs" / "adr" / "README.md").read_text()
    assert [path.name for path in DECISIONS if f"({path.name})" not in index] == []


@pytest.mark.parametrize("path", DECISIONS, ids=_name)
def test_a_decision_fits_on_a_page(path):
    lines = path.read_text().splitlines()
    assert lines[0].startswith(f"# {int(path.name[:4])}. ")
    assert len(lines) <= 40
    for part in ("## Context", "## Decision", "## Consequences"):
        assert part in lines


def test_the_tests_named_beside_the_rules_exist():
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^\s*def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+)`", RULES))
    assert named
    assert named - written == set()


def _defined(path: Path) -> set[str]:
    """Return the names of a module's functions, methods, classes and constants."""
    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.ClassDef)
    named = {node.name for node in ast.walk(tree) if isinstance(node, kinds)}
    goals = [goal for node in tree.body if isinstance(node, ast.Assign) for goal in node.targets]
    return named | {goal.id for goal in goals if isinstance(goal, ast.Name)}


def test_the_functions_named_beside_the_rules_exist():
    named = re.findall(r"`(app/[\w/]+\.py)` `(\w+)`", RULES)
    assert named
    assert [pair for pair in named if pair[1] not in _defined(ROOT / pair[0])] == []


def _told(name: str) -> str:
    """Return the value that the page of rules tells beside a name."""
    found = re.search(rf"^\| .*`{name}`.*? \| ([^|]+) \|", RULES, re.MULTILINE)
    assert found, name
    return found[1]


def test_constants_are_told_as_they_are():
    for name in CONSTANTS:
        assert f"{getattr(nearness, name):g}" in re.split(r", |\.0\b", _told(name)), name


def test_house_rules_are_told_as_they_are():
    for policy in PolicyName:
        value = getattr(Policies(), policy)
        words = {True: "yes", False: "no"}.get(value, str(value).removesuffix(":00"))
        assert _told(policy.name) == words


@pytest.mark.parametrize("kind", [Refusal, PasswordRefusal, FiscalCodeFault, PolicyName])
def test_every_refusal_and_house_rule_is_explained(kind):
    assert [member.name for member in kind if f"`{member.name}`" not in RULES] == []


def test_every_module_of_rules_is_explained():
    modules = [p for p in CODE if "rules" in p.relative_to(ROOT).with_suffix("").parts]
    silent = [_name(p) for p in modules if p.name != "__init__.py" and _name(p) not in RULES]
    assert silent == []


def test_every_make_target_that_the_papers_print_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    printed = {
        name
        for paper in PAPERS
        for line in _commands(paper)
        for name in re.findall(r"^(?:\w+=\S+ )*make ([a-z-]+)", line)
    }
    assert printed - targets == set()


def _known(words: list[str], app: Flask) -> bool:
    """Tell whether `flask` knows these words as a command, as far as they are names."""
    command, obj = FlaskGroup(), ScriptInfo(create_app=lambda _=None: app)
    for word in words:
        if not isinstance(command, click.Group):
            return True
        command = command.get_command(click.Context(command, obj=obj), word)
        if command is None:
            return False
    return True


def test_every_flask_command_that_the_papers_print_exists(app):
    printed = {
        words
        for paper in PAPERS
        for line in _commands(paper)
        for words in re.findall(r"(?:^|/)flask (?:--app wsgi )?((?:[a-z-]+ ?)+)", line)
    }
    assert printed
    assert {words for words in printed if not _known(words.split(), app)} == set()


def test_the_catalogue_of_public_software_can_read_about_us():
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert told["publiccodeYmlVersion"] == "0.7"
    assert told["legal"]["license"] == "EUPL-1.2"
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text()
    assert set(told["description"]) == set(told["localisation"]["availableLanguages"])
    for words in told["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]


def test_continuous_integration_runs_what_the_readme_says():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text()
    assert "make test" in (ROOT / "README.md").read_text()
