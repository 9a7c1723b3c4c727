"""Files at revisions of any repository on this machine, named as git names them. Reads, never writes.

What a user types reaches git on its standard input alone, where nothing is an option; all that stands on a command line
is a full object id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.definition import plumbing
from workbench.definition.log import backwards
from workbench.definition.repository import LONG, Repository, commit_id
from workbench.errors import Fault, Refusal

NAMED = re.compile(r"(?P<revision>(?:[^:{]|\{[^}]*\})*):(?P<path>.*)", re.DOTALL)
LINE = re.compile(r"(?P<start>(?:[^.]|\.(?!\.))*)\.\.(?P<end>(?!\.).*)", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """One text of a repository: how a reader may call it, its path then, and its bytes' id."""

    name: str
    path: str
    blob: str


class Elsewhere(Repository):
    """A repository that is not the definition's: bare, or the folder of a checkout, or any folder in one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.own = _git_folder(self.folder)
        common = self.own / "commondir"  # a further worktree shares everything but its HEAD
        super().__init__((self.own / common.read_text("utf-8").strip()).resolve() if common.is_file() else self.own)

    def find(self, named: str) -> Found:
        """The file that `REVISION:PATH` names. A Refusal says what of it is not there."""
        revision, path = self._parts(named)
        if LINE.fullmatch(revision):
            raise Refusal(f"“{named}” names several versions; one is wanted here.")
        return self._file(named, self._commit(revision), path)

    def line(self, named: str) -> list[Found]:
        """Every version of a file, oldest first: `FROM..TO:PATH`, along first parents, `FROM` among them.

        Without FROM since the file's beginning, without TO up to HEAD. PATH is the file's name at TO; a rename is
        followed back. `REVISION:PATH` is a line of one. A version is a commit that changed the file."""
        revision, path = self._parts(named)
        ends = LINE.fullmatch(revision)
        if not ends:
            return [self.find(named)]
        last = self._commit(ends["end"] or "HEAD")
        first = self._commit(ends["start"]) if ends["start"] else None
        blob = self._file(named, last, path).blob
        known = list(backwards(self._log(first, last), {path: (blob, path)}, {}))
        if first and (not known or known[-1].id != first):
            raise Refusal(f"“{ends['start']}” is not on the first-parent line of “{ends['end'] or 'HEAD'}”.")
        found: list[Found] = []
        for commit in reversed(known):
            place = commit.texts[path]
            if place and not (found and found[-1].blob == place[0]):
                found.append(Found(f"{commit.id[:10]}:{place[1]}", place[1], place[0]))
        return found

    def contents(self, found: Sequence[Found]) -> list[bytes]:
        """The bytes of these files, in order."""
        return list(self.texts([file.blob for file in found]))

    def _parts(self, named: str) -> tuple[str, str]:
        parts = NAMED.fullmatch(named)
        if not parts or not parts["revision"] or not parts["path"] or "\n" in named or "\0" in named:
            raise Refusal(f"“{named}” is not REVISION:PATH, such as v1.0:definition.md.")
        return parts["revision"], parts["path"]

    def _commit(self, revision: str) -> str:
        kind, found = self._named(f"{revision}^{{commit}}")
        if kind != "commit":
            raise Refusal(f"There is no revision “{revision}” in {self.folder}.")
        return commit_id(found)

    def _file(self, named: str, commit: str, path: str) -> Found:
        within = not {".", ".."} & set(path.split("/"))  # to git these would speak of the folder we stand in
        kind, found = self._named(f"{commit}:{path}") if within else ("", "")
        if kind != "blob":
            what = "is a folder" if kind == "tree" else "is no file there"
            raise Refusal(
                f"“{path}” {what}: {named} in {self.folder}. A path is written from the top of the repository."
            )
        return Found(named, path, commit_id(found))

    def _named(self, name: str) -> tuple[str, str]:
        """Kind and id of what git calls `name`; two empty strings where there is nothing (`git cat-file --batch-check`)."""
        asked = name.encode("utf-8", "surrogateescape") + b"\n"
        answer = self._git("cat-file", "--batch-check", given=asked, more={"GIT_DIR": str(self.own)}).decode(
            "utf-8", "replace"
        )
        parts = answer.rstrip("\n").split(" ")
        if len(parts) != 3 or parts[1] not in ("commit", "blob", "tree", "tag"):
            return "", ""
        if len(parts[0]) != 40:
            raise Refusal(f"{self.folder} names its objects by SHA-256, which the workbench cannot read.")
        return parts[1], parts[0]

    def _log(self, first: str | None, last: str) -> str:
        """The raw log along first parents back to `first`, newest first."""
        before = self._git("rev-parse", f"{first}^@").decode().split() if first else []
        try:
            told = plumbing.run(
                "log", "-z", "--first-parent", "--diff-merges=first-parent", "--raw", "--no-abbrev", "-M", "-l2000", "--root",
                "--no-ext-diff", "--no-textconv", "--no-mailmap", "--no-show-signature", "--encoding=UTF-8",
                "--format=%x00%x01%H %ct %s", last, *(f"^{commit}" for commit in before), "--",
                at=self.path, patience=LONG,
            )  # fmt: skip
        except plumbing.Failed as broken:
            raise Fault(f"the history of {self.folder} cannot be read: {broken.words.strip()}") from broken
        return told.decode("utf-8", "replace")


def _git_folder(folder: Path) -> Path:
    """Where git keeps the repository that `folder` is, or is in."""
    if not folder.is_dir():
        raise Refusal(f"There is no folder {folder}.")
    for place in (folder, *folder.parents):
        if (place / "HEAD").is_file() and ((place / "objects").is_dir() or (place / "commondir").is_file()):
            return place
        inside = place / ".git"
        if inside.is_file():  # a further worktree, or a repository inside another
            return (place / inside.read_text("utf-8").removeprefix("gitdir:").strip()).resolve()
        if (inside / "HEAD").is_file():
            return inside
    raise Refusal(f"{folder} is no git repository, and is in none.")
