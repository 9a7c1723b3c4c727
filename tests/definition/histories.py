"""Git histories for tests, written with git itself and dated, so that they are the same on every machine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

CLEAN = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"} | {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Library committee"), ("EMAIL", "committee@library.example"))
}


class History:
    """A work tree: `commit` writes files (None removes one) and `git` does the rest."""

    def __init__(self, folder: Path, branch: str = "main") -> None:
        folder.mkdir(parents=True)
        self.folder, self.days = folder, 0
        self.git("init", "--quiet", f"--initial-branch={branch}")

    def git(self, *words: str) -> str:
        moment = f"2026-01-{self.days + 1:02}T12:00:00Z"
        dated = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        done = subprocess.run(
            ["git", *words], cwd=self.folder, env=os.environ | CLEAN | dated, check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    def commit(self, files: Mapping[str, str | bytes | None], *tags: str, subject: str = "") -> str:
        self.days += 1
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", subject or f"Day {self.days}")
        for tag in tags:
            self.git("tag", tag)
        return self.git("rev-parse", "HEAD")
