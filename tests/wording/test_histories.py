"""The engine on real texts, read where they lie beside the checkout: every version, and every neighbouring pair."""

import subprocess
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import ROOT
from workbench.wording.clauses import Clause, parse, read
from workbench.wording.redline import Redline, redline

HISTORIES = [
    *[
        "contributor-covenant",
        "debian-constitution",
        "debian-social-contract",
        "dpg-standard",
        "dpg-standard-questions",
    ],
    *["eip-1", "nixos-constitution", "open-definition", "osaid"],
]
Docs = dict[str, str]


def git(repository: str, *words: str) -> str:
    done = subprocess.run(["git", "-C", repository, *words], capture_output=True, check=True)
    return done.stdout.decode()


@cache
def versions(bundle: Path) -> tuple[Docs, ...]:
    """Every version on the first-parent line of main, oldest first."""
    with TemporaryDirectory() as folder:
        subprocess.run(["git", "clone", "--bare", "--quiet", bundle, folder], capture_output=True, check=True)
        commits = git(folder, "rev-list", "--first-parent", "--reverse", "main").split()
        found = []
        for commit in commits:
            paths = git(folder, "ls-tree", "-r", "-z", "--name-only", commit).split("\0")[:-1]
            found.append({path: git(folder, "show", f"{commit}:{path}") for path in paths})
    return tuple(found)


@pytest.fixture(params=HISTORIES)
def history(shared: Path, request: pytest.FixtureRequest) -> tuple[Docs, ...]:
    folder = shared / "osaid" if request.param == "osaid" else shared / "histories" / request.param
    return versions(folder / f"{request.param}.bundle")


def lawful(old: Docs, new: Docs, change: Redline) -> bool:
    for path in {**old, **new}:
        here = [segment for entry in change.clauses if entry.document == path for segment in entry.segments]
        if "".join(segment.text for segment in here if segment.op != "+") != old.get(path, ""):
            return False
        if "".join(segment.text for segment in here if segment.op != "-") != new.get(path, ""):
            return False
    return True


def test_every_version_is_the_sum_of_its_clauses(history: tuple[Docs, ...]) -> None:
    for docs in history:
        for path, text in docs.items():
            for source in (text, text.replace("\n", "\r\n"), text.rstrip("\n")):
                found = parse(source, path)
                assert "".join(clause.text for clause in found) == source
                assert all(source[clause.start : clause.end] == clause.text for clause in found)
                assert len({clause.id for clause in found}) == len({clause.number for clause in found}) == len(found)


def test_every_change_between_two_versions_obeys_the_laws(history: tuple[Docs, ...]) -> None:
    known: tuple[Clause, ...] = read(history[0])
    used = {clause.id for clause in known}
    for old, new in pairwise(history):
        after = read(new, known, used)
        assert len({clause.id for clause in after}) == len(after)
        assert lawful(old, new, redline(old, new, old_clauses=known, new_clauses=after))
        known = after
        used |= {clause.id for clause in known}


def test_far_versions_obey_the_laws_both_ways(history: tuple[Docs, ...]) -> None:
    first, middle, last = history[0], history[len(history) // 2], history[-1]
    for old, new in ((first, last), (last, first), (middle, last), (last, middle)):
        assert lawful(old, new, redline(old, new))


def test_ids_computed_again_from_the_history_are_the_same(history: tuple[Docs, ...]) -> None:
    def table() -> list[list[str]]:
        rows: list[list[str]] = []
        known: tuple[Clause, ...] = ()
        used: set[str] = set()
        for docs in history[-20:]:
            known = read(docs, known, used)
            rows.append([clause.id for clause in known])
            used |= set(rows[-1])
        return rows

    assert table() == table()


def test_a_text_rewrapped_by_its_committee_shows_hardly_a_changed_word(shared: Path) -> None:
    found = versions(shared / "histories" / "nixos-constitution" / "nixos-constitution.bundle")
    changes = [redline(old, new) for old, new in pairwise(found)]
    most = max(changes, key=lambda change: change.summary.lines_rewrapped)
    assert most.summary.lines_rewrapped > 20
    assert most.summary.words_added + most.summary.words_removed == 0


@pytest.mark.parametrize("ending", ["md", "wml"])
def test_every_published_text_is_the_sum_of_its_clauses(shared: Path, ending: str) -> None:
    found = [*(shared / "osaid" / "texts").glob(f"*.{ending}"), *(shared / "histories").glob(f"*/latest.{ending}")]
    assert found
    for path in found:
        text = path.read_bytes().decode()
        assert "".join(clause.text for clause in parse(text, path.name)) == text, path.name


def test_the_folder_of_real_texts_lies_beside_the_checkout(shared: Path) -> None:
    assert shared == ROOT.parent / "shared" / "data"
