"""The definition's repository: the only module that knows git.

Objects are read through GitPython, with a Repo of its own for each call (one shared by threads mixes up its answers).
Objects and refs are written by plumbing: GitPython's index loses commits when several processes write, and moves refs
without looking. Nothing a member types is ever a ref, an option or a path here.
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from workbench.definition import plumbing
from workbench.definition.documents import decoded, safe_path
from workbench.definition.log import Commit, backwards
from workbench.definition.plumbing import Entry
from workbench.errors import Fault, Refusal

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # a machine without git gets our sentence, not an ImportError
import git

if TYPE_CHECKING:
    from flask import Flask

MAIN, TAGS = "refs/heads/main", "refs/tags/"
COMMIT = re.compile(r"[0-9a-f]{40}")
LABEL = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z+_-]|\.(?!\.|lock(?![0-9A-Za-z])|$)){0,99}")
REF = re.compile(rf"{MAIN}|refs/tags/v(?P<label>{LABEL.pattern})|refs/proposals/[1-9][0-9]{{0,8}}/[1-9][0-9]{{0,8}}")
AUTHOR = ("Workbench", "workbench@invalid")
NOTHING = "0" * 40
LONG = 600.0  # seconds for what reads a whole history
_held = threading.local()


def of(app: Flask) -> Repository:
    """The repository of a running program."""
    return cast(Repository, app.extensions["repository"])


def commit_id(value: str) -> str:
    """`value`, if it is the full id of a commit; anything else is a fault of the record, never passed on to git."""
    if not COMMIT.fullmatch(value):
        raise Fault(f"{value[:50]!r} is not the id of a commit")
    return value


def ref_name(value: str) -> str:
    """`value`, if it is one of the three kinds of ref the workbench writes."""
    if not REF.fullmatch(value):
        raise Fault(f"{value[:100]!r} is no ref of the workbench")
    return value


class Repository:
    """A bare repository. Cheap to make; holds no process and no open file. What cannot be read raises a Fault."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path).absolute()

    @classmethod
    def create(cls, path: Path) -> Repository:
        """An empty repository with the settings the record needs (`git init --bare`)."""
        plumbing.run("init", "--quiet", "--bare", "--initial-branch=main", "--template=", "--end-of-options", str(path))
        made = cls(path)
        for key, value in plumbing.SETTINGS.items():
            made._git("config", key, value)
        return made

    def _git(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
        if not self.path.is_dir():
            raise Fault(f"the repository {self.path.name} is missing")
        return plumbing.run(*arguments, at=self.path, given=given, more=more)

    @contextmanager
    def _reading(self) -> Iterator[git.Repo]:
        """A GitPython repository for one call, closed behind it: an open one keeps a process and a dozen files."""
        try:
            with git.Repo(self.path) as repo:
                repo.git.update_environment(**plumbing.environment(self.path))
                yield repo
        except (git.GitError, git.exc.ODBError, ValueError, OSError) as broken:
            raise Fault(f"the repository cannot be read: {broken or type(broken).__name__}") from broken

    # Reading

    def head(self) -> str:
        """The commit that is adopted text now. Reads one small file and starts no process."""
        found = self.ref(MAIN)
        if not found:
            raise Fault("the repository has no adopted text (refs/heads/main)")
        return found

    def ref(self, name: str) -> str:
        """The commit id a ref holds, or "" where there is none (`git rev-parse`, without the process)."""
        ref_name(name)
        for _ in range(2):  # a ref that is being packed is for a moment in neither place when read in this order
            try:
                value = (self.path / name).read_text("ascii").strip()
            except FileNotFoundError:
                value = self._packed().get(name, "")
            except (OSError, UnicodeDecodeError) as broken:
                raise Fault(f"{name} cannot be read: {broken}") from broken
            if value:
                return commit_id(value)
        if not (self.path / "HEAD").is_file():
            raise Fault(f"the repository {self.path.name} is missing")
        return ""

    def _packed(self) -> dict[str, str]:
        try:
            lines = (self.path / "packed-refs").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as broken:
            raise Fault(f"packed-refs cannot be read: {broken}") from broken
        pairs = (line.split(" ", 1) for line in lines if line[:1] not in ("#", "^") and " " in line)
        return {name: value for value, name in pairs}

    def listed(self) -> dict[str, str]:
        """Every ref with what stands in it, from the files and without a process: whoever finds something else than expected asks
        `refs`, which follows what leads on."""
        loose = (path for path in (self.path / "refs").rglob("*") if path.is_file() and path.suffix != ".lock")
        try:
            found = {str(path.relative_to(self.path)): path.read_text("ascii", "replace").strip() for path in loose}
        except OSError as broken:
            raise Fault(f"the refs cannot be read: {broken}") from broken
        return self._packed() | found

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """Every ref below `prefix`, by name, with the commit it leads to; a tag object is followed (`git for-each-ref`)."""
        with self._reading() as repo:
            listed = repo.git.for_each_ref(
                "--format=%(refname) %(objectname) %(*objectname)", prefix, kill_after_timeout=LONG
            )
        rows = (line.split(" ") for line in listed.splitlines())
        return {name: peeled or value for name, value, peeled in rows}

    def tree(self, commit: str) -> dict[str, Entry]:
        """Every ordinary file of a commit, by path (`git ls-tree -r`). Paths that are not UTF-8 are left out."""
        listed = plumbing.entries(self._git("ls-tree", "-r", "-z", "--full-tree", commit_id(commit)))
        return {path: entry for path, entry in listed if entry.is_text and path.isprintable()}

    def sizes(self, blobs: Sequence[str]) -> Iterator[int]:
        """How many bytes each blob has, without reading them."""
        with self._reading() as repo:
            for blob in blobs:
                yield int(repo.odb.info(bytes.fromhex(commit_id(blob))).size)

    def texts(self, blobs: Sequence[str]) -> Iterator[bytes]:
        """The bytes of many blobs, in order, from one process."""
        with self._reading() as repo:
            for blob in blobs:
                yield repo.odb.stream(bytes.fromhex(commit_id(blob))).read()

    def documents(self, commit: str, paths: Sequence[str]) -> dict[str, str]:
        """The texts at `paths` in a commit, in that order; a path that is not there is left out. UTF-8, else Latin-1."""
        files = self.tree(commit)
        there = [path for path in paths if path in files]
        texts = self.texts([files[path].id for path in there])
        return {path: decoded(data) for path, data in zip(there, texts, strict=True)}

    def history(self, paths: Sequence[str]) -> list[Commit]:
        """The adopted history, oldest first, along first parents, with each document's text at each commit.

        A document that was renamed is followed back (`git log --first-parent --raw -M`). One process, whatever the length.
        """
        head = self.head()
        tags: dict[str, list[str]] = {}
        for name, commit in self.refs("refs/tags/").items():
            tags.setdefault(commit, []).append(name.removeprefix("refs/tags/"))
        with self._reading() as repo:
            log = repo.git.log(
                "-z", "--first-parent", "--diff-merges=first-parent", "--raw", "--no-abbrev", "-M", "-l2000", "--root",
                "--no-ext-diff", "--no-textconv", "--no-mailmap", "--no-show-signature", "--encoding=UTF-8",
                "--format=%x00%x01%H %ct %s", "--end-of-options", head, "--", kill_after_timeout=LONG,
            )  # fmt: skip
        files = self.tree(head)
        now = {path: (files[path].id, path) if path in files else None for path in paths}
        return list(reversed(list(backwards(log, now, tags))))

    def bundle(self, path: Path) -> None:
        """Everything that a ref leads to, as one file that git can clone from (`git bundle create --all`)."""
        self._git("bundle", "create", "--quiet", "--version=2", str(path.absolute()), "--all")

    # Writing

    def write(
        self, docs: Mapping[str, str], base: str | None, message: str, trailers: Mapping[str, str | int], at: datetime
    ) -> str:
        """A commit on `base` in which the files of `docs` read as given; all other files stay. Its id; no ref moves.

        The same arguments give the same id, on any machine: writing it twice is harmless, and so is never using it.
        """
        subject, _, rest = message.strip().partition("\n")
        if "\0" in message or not subject:
            raise Fault("a commit needs a subject, and none of it may be NUL")
        blobs = {path: self._store(text.encode()) for path, text in docs.items()}
        tree = self._tree(self._root(base), {tuple(safe_path(path).split("/")): blob for path, blob in blobs.items()})
        tail = "".join(f"{key}: {' '.join(str(value).split())}\n" for key, value in trailers.items())
        body = "\n\n".join(filter(None, [subject, rest.strip(), tail.strip()])) + "\n"
        stamp = f"{int(at.timestamp())} +0000"
        who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in zip(("NAME", "EMAIL", "DATE"), (*AUTHOR, stamp), strict=True)}  # fmt: skip
        parents = ("-p", commit_id(base)) if base else ()
        return self._git("commit-tree", tree, *parents, "-F", "-", given=body.encode(), more=who).decode().strip()

    def _store(self, data: bytes) -> str:
        return self._git("hash-object", "-w", "--stdin", given=data).decode().strip()

    def _root(self, commit: str | None) -> str | None:
        return f"{commit_id(commit)}^{{tree}}" if commit else None

    def _tree(self, tree: str | None, files: Mapping[tuple[str, ...], str]) -> str:
        """A tree like `tree` with `files` put into it, folder by folder (`git mktree`)."""
        listed = self._git("ls-tree", "-z", tree) if tree else b""
        entries = dict(plumbing.entries(listed))
        folders: dict[str, dict[tuple[str, ...], str]] = {}
        for (first, *rest), blob in files.items():
            if rest:
                folders.setdefault(first, {})[tuple(rest)] = blob
            else:
                entries[first] = Entry("100644", "blob", blob)
        for name, inside in folders.items():
            known = entries.get(name)
            entries[name] = Entry(
                "040000", "tree", self._tree(known.id if known and known.kind == "tree" else None, inside)
            )
        lines = "".join(f"{entry.mode} {entry.kind} {entry.id}\t{name}\0" for name, entry in entries.items())
        return self._git("mktree", "-z", given=lines.encode("utf-8", "surrogateescape")).decode().strip()

    def move(self, ref: str, new: str, old: str | None) -> None:
        """Let `ref` lead to `new`, if it now leads to `old` (None: if there is none yet). Else a Refusal with status 409.

        Compare-and-swap with fsync (`git update-ref --no-deref REF NEW OLD`), one writer at a time on this machine.
        """
        ref_name(ref)
        with self.alone():
            try:
                self._git("update-ref", "--no-deref", ref, commit_id(new), commit_id(old) if old else NOTHING)
            except plumbing.Failed as no:
                if self.ref(ref) == (old or ""):
                    raise
                raise Refusal("The text on record has moved on since you opened this. Reload and look at what changed.", status=409) from no  # fmt: skip

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the repository for a writer: other processes and threads wait. May be nested.

        What a killed git left locked is freed first, for nobody else can be writing.
        """
        depths: dict[str, int] = _held.__dict__.setdefault("depths", {})
        key = str(self.path)
        if depths.get(key):
            yield
            return
        try:
            handle = os.open(self.path / "workbench.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
        except OSError as broken:
            raise Fault(f"the repository cannot be written: {broken}") from broken
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            depths[key] = 1
            self._free()
            yield
        finally:
            depths[key] = 0
            os.close(handle)

    def _free(self) -> None:
        """Remove the lock files of a git that was killed. Only under `alone`."""
        for stale in [*self.path.glob("*.lock"), *(self.path / "refs").rglob("*.lock")]:
            if stale.name != "workbench.lock":
                stale.unlink(missing_ok=True)
