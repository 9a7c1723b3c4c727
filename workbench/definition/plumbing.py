"""Running git: one clean environment, a time limit, one kind of failure.

Nothing of the machine's or the user's own settings reaches git, and nothing of git's decides what a text is: no hooks,
replaced objects, attributes, prompts or protocols beyond those named here (docs of git-config and git itself; integrity 3.6).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import Fault

# What git and ssh need of the caller's own environment.
INHERITED = (
    "PATH", "TMPDIR", "LD_LIBRARY_PATH", "SSH_AUTH_SOCK", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
)  # fmt: skip
PATIENCE = 30.0  # seconds for one command; an import is given more
SETTINGS = {
    "core.fsync": "all",
    "core.fsyncMethod": "fsync",
    "core.hooksPath": "/dev/null",
    "core.filesRefLockTimeout": "2000",
    "core.logAllRefUpdates": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "transfer.fsckObjects": "true",
    "uploadpack.allowAnySHA1InWant": "false",
}


class Failed(Fault):
    """Git said no. `words` is what it said, for whoever can make sense of it."""

    def __init__(self, command: str, words: str) -> None:
        super().__init__(f"git {command}: {words.strip() or 'failed without a word'}")
        self.words = words


def environment(repository: Path | None = None) -> dict[str, str]:
    """The variables git runs with. Those of git's own that a caller's shell may hold are named, so that they are overruled."""
    variables = {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_COUNT": "0",
        "GIT_CONFIG_PARAMETERS": "",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
        "GIT_NAMESPACE": "",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "HOME": "",
        "XDG_CONFIG_HOME": "",
        "LC_ALL": "C",
        "LANGUAGE": "C",
        "TZ": "UTC",
    }
    if repository is not None:
        place = str(repository)
        variables |= {"GIT_DIR": place, "GIT_COMMON_DIR": place, "GIT_OBJECT_DIRECTORY": f"{place}/objects"}
    return variables


def run(
    *arguments: str,
    at: Path | None = None,
    given: bytes = b"",
    more: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
) -> bytes:
    """What `git <arguments>` prints. `given` is its standard input. Raises Failed, also when the time is up."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    variables = inherited | environment(at) | dict(more or {})
    command = arguments[0]
    try:
        done = subprocess.run(
            ["git", *arguments], input=given, capture_output=True, env=variables, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Failed(command, f"no answer within {patience:g} seconds") from late
    except OSError as missing:
        raise Failed(command, str(missing)) from missing
    if done.returncode:
        raise Failed(command, done.stderr.decode("utf-8", "replace"))
    return done.stdout


@dataclass(frozen=True)
class Entry:
    """One line of a tree: the mode and kind of what a name leads to, and its id."""

    mode: str
    kind: str
    id: str

    @property
    def is_text(self) -> bool:
        """An ordinary file: no folder, no link, no other repository."""
        return self.kind == "blob" and self.mode != "120000"


def entries(listed: bytes) -> Iterator[tuple[str, Entry]]:
    """What `git ls-tree -z` printed. Bytes of a name that are not UTF-8 are surrogates, so that they can be written back."""
    for line in filter(None, listed.split(b"\0")):
        about, _, name = line.partition(b"\t")
        mode, kind, target = about.decode().split(" ")
        yield name.decode("utf-8", "surrogateescape"), Entry(mode, kind, target)
