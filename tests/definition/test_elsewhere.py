"""Texts out of any repository: named as git names them, found where git finds them, and nothing typed is an option."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.definition.histories import History
from tests.support.server import WORKBENCH, environment
from workbench.definition.elsewhere import Elsewhere
from workbench.errors import Refusal


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Four versions of a text that was renamed once, a merge among them, and commits that do not touch it."""
    made = History(tmp_path / "work")
    made.commit({"rules.md": "one\n"}, "v1")
    made.commit({"other.md": "x\n"})
    made.commit({"rules.md": "one\n\ntwo\n", "deep/in/side.md": "s\n"}, "v2")
    made.commit({"rules.md": None, "text/rules.md": "one\n\ntwo\n"})
    made.git("checkout", "--quiet", "-b", "side", "v2")
    made.commit({"rules.md": "one\n\ntwo\n\nside\n"}, "aside")
    made.git("checkout", "--quiet", "main")
    made.git("merge", "--quiet", "--no-edit", "side")
    made.commit({"text/rules.md": "one\n\ntwo\n\nside\n\nfour\n"}, "v4")
    return made


def texts(folder: Path, named: str) -> list[str]:
    repository = Elsewhere(folder)
    return [data.decode() for data in repository.contents(repository.line(named))]


def test_a_revision_and_a_path_name_a_text_in_every_kind_of_repository(history: History, tmp_path: Path) -> None:
    history.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    history.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "further"), "v1")
    history.git("pack-refs", "--all")
    for folder in (
        history.folder,
        history.folder / "text",
        history.folder / ".git",
        tmp_path / "bare.git",
        tmp_path / "further",
    ):
        assert texts(folder, "v2:rules.md") == ["one\n\ntwo\n"]
        assert texts(folder, "main~1^2:rules.md") == ["one\n\ntwo\n\nside\n"]
        assert texts(folder, "HEAD^{/Day 1}:rules.md") == ["one\n"]
    assert texts(history.folder, "HEAD:text/rules.md") == ["one\n\ntwo\n\nside\n\nfour\n"]
    assert texts(tmp_path / "further", "HEAD:rules.md") == ["one\n"]


def test_a_range_is_every_version_of_the_file_along_first_parents_and_through_a_rename(history: History) -> None:
    one, two, three, four = "one\n", "one\n\ntwo\n", "one\n\ntwo\n\nside\n", "one\n\ntwo\n\nside\n\nfour\n"
    assert texts(history.folder, "..:text/rules.md") == [one, two, three, four]
    assert texts(history.folder, "v1..v4:text/rules.md") == [one, two, three, four]
    assert texts(history.folder, "v2..:text/rules.md") == [two, three, four]
    assert texts(history.folder, "v2..v4~1:text/rules.md") == [two, three]
    assert texts(history.folder, "v2..v2:rules.md") == [two]
    assert [found.path for found in Elsewhere(history.folder).line("v1..v4:text/rules.md")] == ["rules.md", "rules.md", "text/rules.md", "text/rules.md"]  # fmt: skip


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("v9:rules.md", "There is no revision “v9” in "),
        ("v1:text/rules.md", "“text/rules.md” is no file there: v1:text/rules.md in "),
        ("v2:deep/in", "“deep/in” is a folder: "),
        ("rules.md", "“rules.md” is not REVISION:PATH"),
        (":rules.md", "is not REVISION:PATH"),
        ("v1:", "is not REVISION:PATH"),
        ("v1:a\nb", "is not REVISION:PATH"),
        ("aside..v4:text/rules.md", "“aside” is not on the first-parent line of “v4”."),
        ("v4..v1:rules.md", "“v4” is not on the first-parent line of “v1”."),
        ("v1...v4:rules.md", "There is no revision “v1...v4”"),
        ("--output=x:rules.md", "There is no revision “--output=x”"),
        ("--exec=sh..--help:rules.md", "There is no revision “--help”"),
        ("v1:--help", "“--help” is no file there"),
        ("v1:../aside/rules.md", "is no file there"),
    ],
)
def test_what_is_not_there_is_told_and_nothing_typed_is_an_option(history: History, named: str, words: str) -> None:
    with pytest.raises(Refusal) as no:
        texts(history.folder, named)
    assert words in str(no.value)
    assert not (history.folder / "x").exists()


def test_one_version_is_wanted_where_a_range_makes_no_sense(history: History) -> None:
    with pytest.raises(Refusal, match="names several versions; one is wanted here"):
        Elsewhere(history.folder).find("v1..v2:rules.md")


def test_a_folder_that_is_no_repository_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is no git repository, and is in none"):
        Elsewhere(tmp_path)
    with pytest.raises(Refusal, match="There is no folder"):
        Elsewhere(tmp_path / "nowhere")


def test_objects_named_by_sha_256_are_told_to_be_unreadable(tmp_path: Path) -> None:
    made = History(tmp_path / "work")
    subprocess.run(["rm", "-rf", ".git"], cwd=made.folder, check=True)
    made.git("init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    made.commit({"rules.md": "one\n"})
    with pytest.raises(Refusal, match="names its objects by SHA-256"):
        texts(made.folder, "main:rules.md")


def workbench(*words: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*WORKBENCH, "text", *words], capture_output=True, check=False, cwd=folder, env=environment(folder))  # fmt: skip


def test_the_commands_read_revisions_and_say_which_version_is_which(history: History) -> None:
    here = history.folder
    done = workbench("redline", "--repository", ".", "v1:rules.md", "v4:text/rules.md", folder=here)
    parts = [part for clause in json.loads(done.stdout)["clauses"] for part in clause["segments"]]
    assert "".join(part["text"] for part in parts if part["op"] in "=+") == "one\n\ntwo\n\nside\n\nfour\n"
    (here / "quotes.jsonl").write_text('{"id": 1, "start": 0, "end": 3, "quote": "one"}\n', "utf-8")
    done = workbench("place", "--repository", ".", "v1..v4:text/rules.md", "--anchors", "quotes.jsonl", folder=here)
    assert json.loads(done.stdout)["quote"] == "one"
    done = workbench("blame", "--repository", ".", "..:text/rules.md", folder=here)
    assert {span["version"] for span in json.loads(done.stdout)} == {0, 1, 2, 3}
    assert [line.split("\t")[0] for line in done.stderr.decode().splitlines()] == ["0", "1", "2", "3"]
    done = workbench("lint", "--repository", ".", "v1..v2:rules.md", folder=here)
    assert (done.returncode, done.stdout) == (1, b"") and b"names several versions" in done.stderr
