"""The house as it is meant to stand: who may import whom, how long things may be, what may not be written anywhere."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted((ROOT / "workbench").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

TOP_LEVEL = {
    "app.py", "workbench", "definition", "proposals", "templates", "static", "tests", "bench", "docs",
    "pyproject.toml", "Makefile", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "requirements.lock", "requirements-dev.lock", "requirements-uv.lock", ".gitignore", ".ci",
}  # fmt: skip

# What everybody may import, and what each room may besides. A room may also import itself.
GROUND = {"errors", "config", "db", "web", "minutes", "finding"}
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "config": {"errors"},
    "db": {"errors"},
    "finding": set(),
    "minutes": {"db", "errors", "config", "web", "finding"},
    "web": {"errors", "config", "db"},
    "wording": {"errors"},
    "members": GROUND | {"wording"},
    "turns": GROUND | {"members"},
    "markdown": {"errors", "wording"},
    "definition": GROUND | {"wording", "members", "markdown"},
    "cases": GROUND | {"wording", "members", "turns", "markdown", "definition"},
    "proposals": GROUND | {"wording", "members", "turns", "markdown", "definition", "cases"},
    "ballots": GROUND | {"wording", "members", "turns", "markdown", "definition", "cases", "proposals"},
    "notices": GROUND | {"members", "turns", "definition", "cases", "proposals", "ballots"},
}
# The top of the house knows every room.
ROOF = {
    "",
    "cli",
    "text_cli",
    "tally_cli",
    "rules_cli",
    "recheck_cli",
    "cases_cli",
    "proposals_cli",
    "work_cli",
    "backup_cli",
    "backups",
    "jobs",
    "starter",
    "examples",
    "checkup",
    "proof",
    "desk",
    "procedure",
    "search",
    "unchanged",
    "__main__",
    "errorpages",
    "migrations",
}
PURE = (
    "wording",
    "definition/requirements.py",
    "ballots/rules.py",
    "ballots/tally.py",
    "ballots/ranked.py",
    "ballots/ranked_rules.py",
    "ballots/conditions.py",
    "ballots/terms.py",
    "ballots/electorate.py",
    "ballots/seats.py",
    "ballots/signoff.py",
    "ballots/formats.py",
    "ballots/papers.py",
    "ballots/possible.py",
    "ballots/positions.py",
    "ballots/oddities.py",
    "ballots/outlook.py",
)
UNCLEAN = {"flask", "flask_security", "sqlmodel", "sqlalchemy", "git", "alembic", "werkzeug", "jinja2"}
LAYERS = {"models": 0, "queries": 1, "actions": 1, "views": 2}


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def room(path: Path) -> str:
    """The room a file belongs to: `definition` for workbench/definition/versions.py, "" for the front door."""
    first = path.relative_to(ROOT / "workbench").parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module a file imports, in full, wherever in the file the import stands."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            yield node.lineno, source
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)


def rooms_imported(path: Path) -> Iterator[tuple[int, str]]:
    """The rooms of the house a file reaches into."""
    known = {room(other) for other in CODE}
    for line, module in imports(path):
        parts = module.split(".")
        if parts[0] == "workbench" and len(parts) > 1 and parts[1] in known:
            yield line, parts[1]


def test_a_room_imports_only_the_rooms_below_it() -> None:
    homeless = {room(path) for path in CODE} - ROOF - ROOMS.keys()
    assert not homeless, f"these have no place in the house, add them to ROOMS: {sorted(homeless)}"
    wrong = [
        f"{place(path)}:{line} imports {other}"
        for path in CODE
        if (here := room(path)) not in ROOF
        for line, other in rooms_imported(path)
        if other != here and other not in ROOMS[here]
    ]
    assert not wrong, "\n".join(wrong)


def test_models_know_neither_actions_nor_views_and_actions_know_no_views() -> None:
    wrong = []
    for path in CODE:
        inside = f"workbench.{room(path)}."
        higher = {name for name, layer in LAYERS.items() if layer > LAYERS.get(path.stem, 9)}
        reached = {module for _, module in imports(path) if module.startswith(inside)}
        wrong += [f"{place(path)} imports {module}" for module in reached if module.split(".")[2] in higher]
    assert not wrong, "\n".join(wrong)


def test_models_queries_and_actions_do_not_know_the_web() -> None:
    wrong = [
        f"{place(path)}:{line} imports {module}"
        for path in CODE
        if path.stem in ("models", "queries", "actions")
        for line, module in imports(path)
        if module == "workbench.web" or module.split(".")[0] in ("flask", "werkzeug")
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_pure_imports_nothing_but_errors() -> None:
    wrong = []
    for path in CODE:
        if not path.relative_to(ROOT / "workbench").as_posix().startswith(PURE):
            continue
        outside = {module.split(".")[0] for _, module in imports(path)} & UNCLEAN
        above = {other for _, other in rooms_imported(path)} - {room(path), "errors"}
        wrong += [f"{place(path)} imports {module}" for module in sorted(outside | above)]
    assert not wrong, "\n".join(wrong)


def test_only_the_repository_imports_git() -> None:
    importers = {
        place(path) for path in CODE for _, module in imports(path) if module.split(".")[0] in {"git", "gitdb"}
    }
    assert importers <= {"workbench/definition/repository.py"}


def test_no_file_is_longer_than_300_lines_and_no_function_than_50() -> None:
    long = []
    for path in CODE:
        if path.parent.name == "versions":  # a migration lists every column of its day and is never read as a whole
            continue
        text = path.read_text("utf-8")
        most = 600 if path.name == "verify.py" else 300  # handed on by itself, it is one file
        long += [f"{place(path)} has two nouns: divide it"] * (len(text.splitlines()) > most)
        functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
        long += [f"{place(path)}: {f.name} is too long" for f in functions if (f.end_lineno or 0) - f.lineno >= 50]
    assert not long, "\n".join(long)


def kept() -> list[Path]:
    """The files that git keeps or would keep."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def test_the_top_level_is_the_one_that_was_agreed() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in kept()}
    assert found <= TOP_LEVEL, f"not agreed: {sorted(found - TOP_LEVEL)}"


# Written so that this file does not find itself.
FORBIDDEN = {
    "an unfinished thought": re.compile(r"\b(?:TO" r"DO|FIX" r"ME)\b"),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:wo" r"rk|ro" r"ot|ho" r"me)/\w"),
    "a merge that was not finished": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}


def test_nothing_unfinished_and_no_path_of_a_machine_is_kept() -> None:
    found = []
    for path in kept():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if "vendor" in path.parts:
            continue
        found += [f"{place(path)}: {what}: {h.group()}" for what, rule in FORBIDDEN.items() if (h := rule.search(text))]
    assert not found, "\n".join(found)


JINJA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


def blank(found: re.Match[str]) -> str:
    """What the template language says is no HTML; only its line ends are kept, so that lines can be counted."""
    return "\n" * found.group().count("\n")


class Inline(HTMLParser):
    """Finds what the content policy would refuse: scripts and styles inside the page, handlers in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"line {self.getpos()[0]}: <{tag}>")
        refused = sorted(name for name in names if name == "style" or name.startswith(("on", "hx-on")))
        self.found += [f"line {self.getpos()[0]}: {name}=" for name in refused]


def test_no_template_carries_script_or_style_inside_the_page() -> None:
    found = []
    for path in TEMPLATES:
        parser = Inline()
        parser.feed(JINJA.sub(blank, path.read_text("utf-8")))
        found += [f"{place(path)}, {what}" for what in parser.found]
    assert not found, "\n".join(found)


def test_no_template_fetches_anything_from_elsewhere() -> None:
    fetching = re.compile(r"<(?:script|link|img|iframe)\b[^>]*[\"'](?:https?:)?//")
    found = [place(path) for path in TEMPLATES if fetching.search(path.read_text("utf-8"))]
    assert not found, f"these load something from another server: {found}"
