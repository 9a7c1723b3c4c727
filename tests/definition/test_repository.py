"""The repository: nothing acknowledged is lost, nothing moves unseen, nothing outside it can lead it astray."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.definition import plumbing
from workbench.definition.repository import MAIN, Repository
from workbench.errors import Fault, Refusal

ROOT = Path(__file__).resolve().parents[2]
DAY = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository.create(tmp_path / "definition.git")
    first = made.write({"a.md": "One.\n", "b.md": "Two.\n"}, None, "First", {}, DAY)
    made.move(MAIN, first, None)
    return made


def git(repository: Repository, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=repository.path, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_the_same_words_make_the_same_commit_wherever_they_are_written(repository: Repository, tmp_path: Path) -> None:
    base = repository.head()
    one = repository.write({"a.md": "Other.\n"}, base, "Change", {"Proposal": 3}, DAY)
    assert repository.write({"a.md": "Other.\n"}, base, "Change", {"Proposal": 3}, DAY) == one
    elsewhere = Repository.create(tmp_path / "elsewhere.git")
    assert elsewhere.write({"a.md": "One.\n", "b.md": "Two.\n"}, None, "First", {}, DAY) == base


def test_a_commit_changes_the_given_files_and_leaves_all_others(repository: Repository) -> None:
    base = repository.head()
    made = repository.write(
        {"a.md": "New.\n", "deep/er/c.md": "Three.\n"}, base, "Change\n\nWhy.", {"Ballot": "1"}, DAY
    )
    paths = ["a.md", "b.md", "deep/er/c.md", "missing.md"]
    assert repository.documents(made, paths) == {"a.md": "New.\n", "b.md": "Two.\n", "deep/er/c.md": "Three.\n"}
    assert repository.head() == base, "no ref moved"
    assert (
        git(repository, "log", "-1", "--format=%an|%cn|%ct|%B", made)
        == f"Workbench|Workbench|{int(DAY.timestamp())}|Change\n\nWhy.\n\nBallot: 1"
    )
    assert git(repository, "fsck", "--strict", made) == ""


def test_a_ref_moves_only_from_where_it_was_seen(repository: Repository) -> None:
    base = repository.head()
    one, other = (repository.write({"a.md": text}, base, "Change", {}, DAY) for text in ("1\n", "2\n"))
    repository.move(MAIN, one, base)
    with pytest.raises(Refusal) as no:
        repository.move(MAIN, other, base)
    assert no.value.status == 409
    with pytest.raises(Refusal):
        repository.move(MAIN, other, None)
    assert repository.head() == one


def test_eight_processes_lose_none_of_their_commits(repository: Repository) -> None:
    command = [sys.executable, "-m", "tests.definition.writer", str(repository.path)]
    writers = [subprocess.Popen([*command, str(n)], cwd=ROOT) for n in range(8)]
    assert [writer.wait(300) for writer in writers] == [0] * 8
    assert git(repository, "rev-list", "--count", "main") == "81"
    assert len(repository.tree(repository.head())) == 82


def test_threads_take_turns_and_one_may_hold_the_repository_twice(repository: Repository) -> None:
    order: list[str] = []

    def wait() -> None:
        with repository.alone():
            order.append("second")

    with repository.alone():
        waiting = threading.Thread(target=wait)
        waiting.start()
        base = repository.head()
        repository.move(MAIN, repository.write({"a.md": "x\n"}, base, "Change", {}, DAY), base)
        order.append("first")
    waiting.join(10)
    assert order == ["first", "second"]


def test_what_a_killed_git_left_locked_does_not_stop_the_next_writer(repository: Repository) -> None:
    base = repository.head()
    for lock in (f"{MAIN}.lock", "packed-refs.lock", "HEAD.lock"):
        (repository.path / lock).write_text("")
    made = repository.write({"a.md": "x\n"}, base, "Change", {}, DAY)
    repository.move(MAIN, made, base)
    assert repository.head() == made


@pytest.mark.parametrize("ref", ["HEAD", "refs/heads/other", "refs/tags/1.0", "refs/tags/v../x", "refs/tags/v1.lock", "refs/proposals/0/1", "refs/proposals/1/1/2", "-d", "refs/heads/main\n"])  # fmt: skip
def test_only_three_kinds_of_ref_are_ever_written(repository: Repository, ref: str) -> None:
    with pytest.raises(Fault):
        repository.move(ref, repository.head(), None)


@pytest.mark.parametrize("name", ["main", "HEAD", "--output=x", "abc", "g" * 40, ""])
def test_only_a_whole_commit_id_reaches_git(repository: Repository, name: str) -> None:
    with pytest.raises(Fault):
        repository.documents(name, ["a.md"])


@pytest.mark.parametrize(
    "path", ["../a.md", "/a.md", "a//b.md", ".git/config", "x/.GIT/y", "-a.md", "a\nb.md", "", ":a.md"]
)
def test_a_document_may_not_be_called_anything(repository: Repository, path: str) -> None:
    with pytest.raises(Refusal):
        repository.write({path: "x\n"}, repository.head(), "Change", {}, DAY)


def test_the_head_is_read_without_a_process_loose_or_packed(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = repository.head()
    git(repository, "pack-refs", "--all")
    assert not (repository.path / MAIN).exists()
    monkeypatch.setattr(subprocess, "Popen", None)
    assert repository.head() == head


def test_refs_are_listed_with_the_commit_they_lead_to(repository: Repository) -> None:
    head = repository.head()
    repository.move("refs/tags/v1.0", head, None)
    repository.move("refs/proposals/3/1", head, None)
    git(repository, "-c", "user.name=a", "-c", "user.email=a@example.org", "tag", "-a", "v0", "-m", "annotated", "main")
    assert repository.refs("refs/tags/") == {"refs/tags/v1.0": head, "refs/tags/v0": head}
    assert repository.refs()["refs/proposals/3/1"] == head


def test_a_broken_repository_is_a_fault_and_says_so(repository: Repository, tmp_path: Path) -> None:
    head = repository.head()
    for file in (repository.path / "objects").rglob("*"):
        if file.is_file():
            file.unlink()
    with pytest.raises(Fault):
        repository.documents(head, ["a.md"])
    with pytest.raises(Fault):
        repository.history(["a.md"])
    with pytest.raises(Fault):
        Repository(tmp_path / "nowhere.git").head()
    (repository.path / MAIN).write_text("not a commit\n")
    with pytest.raises(Fault):
        repository.head()


def test_replaced_objects_do_not_make_history_lie(repository: Repository) -> None:
    base = repository.head()
    other = repository.write({"a.md": "A lie.\n"}, None, "Lie", {}, DAY)
    git(repository, "replace", base, other)
    assert repository.documents(base, ["a.md"]) == {"a.md": "One.\n"}


def test_the_callers_own_settings_lead_nowhere(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository.create(tmp_path / "other.git")
    hook = tmp_path / "hooks" / "reference-transaction"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    (tmp_path / ".gitconfig").write_text(f"[core]\n\thooksPath = {hook.parent}\n")
    for name, value in {"GIT_DIR": other.path, "GIT_OBJECT_DIRECTORY": other.path / "objects", "GIT_INDEX_FILE": tmp_path / "i", "HOME": tmp_path}.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))
    base = repository.head()
    repository.move(MAIN, repository.write({"a.md": "x\n"}, base, "Change", {}, DAY), base)
    assert repository.documents(repository.head(), ["a.md"]) == {"a.md": "x\n"}
    assert len(repository.history(["a.md"])) == 2


def test_a_command_that_hangs_is_given_up(tmp_path: Path) -> None:
    slow = tmp_path / "git"
    slow.write_text("#!/bin/sh\nexec sleep 20\n")
    slow.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Fault, match="no answer"):
        patch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        plumbing.run("version", patience=0.2)
