"""python -m tests.mutation [MODULE ...]: the mutation score of workbench/wording, module by module.

In .mutate/MODULE stand the engine and its tests; there mutmut changes one module, a line at a time, and runs the tests
that reach it. The score is killed / all. Exit 1 below the bar, or when a survivor has no reason in survivors.toml.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "workbench" / "wording"
WORK = ROOT / ".mutate"
BAR = 90  # per cent killed
ALIVE = (None, 0, 5, 33)  # mutmut's words for: not run, all tests passed, no test reaches it
REAL_TEXTS = re.compile(r"^from tests\.(?:conftest|truth\.__main__)", re.MULTILINE)
SETTINGS = """
[tool.pytest.ini_options]
addopts = "--strict-markers --import-mode=importlib -p tests.mutation.guard -p no:cacheprovider -p no:unraisableexception"
pythonpath = ["."]
filterwarnings = ["error"]

[tool.mutmut]
source_paths = ["workbench"]
only_mutate = ["workbench/wording/{module}.py"]
pytest_add_cli_args_test_selection = {tests}
timeout_constant = 10
"""
# A module answers for itself in tests/wording/test_MODULE*.py, and in the tests of those that stand on it.
ALSO = {
    "align": ["redline"],
    "amending": ["instructions"],
    "blocks": ["clauses"],
    "carrying": ["provenance"],
    "changes": ["redline"],
    "characters": ["notices"],
    "clauses": ["ids"],
    "compatibility": ["echoes", "merge"],
    "crossings": ["echoes", "merge"],
    "differing": ["footprint", "merge"],
    "earlier": ["provenance"],
    "faces": ["weave"],
    "filing": ["compatibility", "echoes"],
    "footprint": ["merge", "several"],
    "form": ["lint"],
    "gaps": ["carrying", "provenance"],
    "hunks": ["merge"],
    "instructed": ["instructions"],
    "ledger": ["provenance"],
    "lineage": ["anchors"],
    "lines": ["blocks"],
    "matching": ["align", "redline"],
    "meaning": ["notices"],
    "meetings": ["echoes", "merge"],
    "numbering": ["several", "union"],
    "page": ["profile", "unseen"],
    "parents": ["merge"],
    "parts": ["align", "redline"],
    "passages": ["provenance"],
    "phrases": ["anchors"],
    "profile": ["lint"],
    "quoting": ["instructions"],
    "reading": ["anchors"],
    "rebase": ["echoes", "merge"],
    "recall": ["provenance"],
    "references": ["notices"],
    "renames": ["merge"],
    "script": ["redline"],
    "seams": ["instructions"],
    "several": ["merge"],
    "sheets": ["anchors"],
    "shell": ["faces", "ids"],
    "shifting": ["echoes", "rebase", "merge"],
    "shown": ["faces"],
    "splices": ["instructions"],
    "spots": ["instructions"],
    "standing": ["compatibility"],
    "strands": ["notices"],
    "targets": ["notices"],
    "terms": ["notices"],
    "tidy": ["redline"],
    "tracing": ["anchors"],
    "union": ["merge", "several"],
    "unseen": ["profile"],
    "weave": ["faces"],
}


@dataclass(frozen=True)
class Score:
    """What became of the mutants of one module; `survivors` are sentences "module.function: old → new"."""

    module: str
    mutants: int
    survivors: list[str]

    @property
    def percent(self) -> float:
        return 100 * (self.mutants - len(self.survivors)) / self.mutants if self.mutants else 100.0


def lay_out(module: str) -> Path:
    """A folder in which nothing but the engine and its tests can be imported."""
    folder = WORK / module
    shutil.rmtree(folder, ignore_errors=True)
    unwanted = shutil.ignore_patterns("__pycache__")
    for source in ("workbench/wording", "tests/wording", "tests/mutation", "tests/truth", "bench"):
        shutil.copytree(ROOT / source, folder / source, ignore=unwanted)
    for source in ("workbench/__init__.py", "workbench/errors.py", "tests/__init__.py"):
        shutil.copy2(ROOT / source, folder / source)
    tests = folder / "tests" / "wording"
    for test in tests.glob("test_*.py"):
        if REAL_TEXTS.search(test.read_text("utf-8")):
            test.unlink()
    found = [path.stem for name in (module, *ALSO.get(module, ())) for path in tests.glob(f"test_{name}*.py")]
    chosen = [f"tests/wording/{name}.py" for name in sorted(set(found))] or ["tests/wording"]
    (folder / "pyproject.toml").write_text(SETTINGS.format(module=module, tests=json.dumps(chosen)))
    return folder


def measure(module: str) -> Score:
    folder = lay_out(module)
    run = [sys.executable, "-m", "mutmut", "run"]
    made = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)
    told = folder / "mutants" / "workbench" / "wording" / f"{module}.py.meta"
    exits: dict[str, int | None] = json.loads(told.read_text())["exit_code_by_key"] if told.exists() else {}
    if made.returncode and (exits or not told.exists()):
        raise SystemExit(f"{module}: mutmut failed\n{made.stdout[-3000:]}{made.stderr[-3000:]}")
    alive = [name.rpartition(".")[2] for name, code in exits.items() if code in ALIVE]
    return Score(module, len(exits), list(sentences(told.with_suffix(""), alive)))


def sentences(changed: Path, names: list[str]) -> Iterator[str]:
    """Mutants in a line each, which stays true when other lines of their module change."""
    nodes = ast.walk(ast.parse(changed.read_text("utf-8")))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    code = {node.name: ast.unparse(node).replace(node.name, "").splitlines() for node in functions}
    for name in names:
        function = name.rpartition("__mutmut_")[0]
        old, new = (
            " ".join(
                line[2:].strip() for line in ndiff(code[f"{function}__mutmut_orig"], code[name]) if line[0] == sign
            )
            for sign in "-+"
        )
        readable = function.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
        yield f"{changed.stem}.{readable}: {old} → {new}"


def reasons() -> Iterator[str]:
    """The survivors that somebody has looked at."""
    listed = ROOT / "tests" / "mutation" / "survivors.toml"
    for group in tomllib.loads(listed.read_text("utf-8")).get("accepted", []):
        yield from group["mutants"]


def main(chosen: list[str]) -> int:
    modules = chosen or sorted(path.stem for path in ENGINE.glob("*.py") if path.stem != "__init__")
    known, scores = set(reasons()), []
    WORK.mkdir(exist_ok=True)
    for module in modules:
        score = measure(module)
        scores.append(score)
        (WORK / f"{module}.survivors").write_text("".join(f"{line}\n" for line in score.survivors), "utf-8")
        print(f"{module:14} {score.mutants:5} mutants {score.percent:6.1f} % killed", flush=True)
    whole = Score("all", sum(score.mutants for score in scores), [line for score in scores for line in score.survivors])
    print(f"{whole.module:14} {whole.mutants:5} mutants {whole.percent:6.1f} % killed")
    unknown = [line for line in whole.survivors if line not in known]
    for line in unknown:
        print(f"survives without a reason: {line}")
    return 1 if unknown or whole.percent < BAR else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
