"""What stands in the repository beside objects and refs, and should not: whatever lets git show another history than the recorded one.

Read from the files, without a process. The environment that git runs in makes git ignore most of it (plumbing.py); somebody put it
there all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from workbench.definition.plumbing import SETTINGS

# files that are not there, or empty, in a repository that nobody touched, and what each of them does
FILES = {
    "info/grafts": "grafts give commits other parents",
    "info/attributes": "attributes change how texts are shown",
    "objects/info/alternates": "alternates take objects from elsewhere",
    "objects/info/http-alternates": "alternates take objects from elsewhere",
    "shallow": "it cuts the history short",
    "config.worktree": "a second configuration",
    "commondir": "it lends its files from elsewhere",
}
# what git itself writes when it makes a repository, by the machine it runs on
OWN = {
    "core.repositoryformatversion": {"0", "1"},
    "core.bare": {"true"},
    "core.filemode": {"true", "false"},
    "core.ignorecase": {"true", "false"},
    "core.precomposeunicode": {"true", "false"},
    "core.symlinks": {"true", "false"},
}
HEAD = "ref: refs/heads/main"


def odd(repository: Path) -> Iterator[str]:
    """A sentence for each thing that nobody of the workbench put there, or that is not as it was made."""
    for name, does in FILES.items():
        if _text(repository / name).strip():
            yield f"{name}: it is there, and {does}"
    hooks = repository / "hooks"
    for hook in sorted(hooks.iterdir()) if hooks.is_dir() else ():
        if not hook.name.endswith(".sample"):
            yield f"hooks/{hook.name}: a hook is there"
    if _text(repository / "HEAD").strip() != HEAD:
        yield "HEAD: it does not lead to main"
    yield from _settings(_text(repository / "config"))


def _settings(config: str) -> Iterator[str]:
    """Every setting that is not the one the repository was made with."""
    wanted = {name.lower(): {value} for name, value in SETTINGS.items()}
    found, section = dict[str, str](), ""
    for line in (line.strip() for line in config.splitlines()):
        if re.fullmatch(r"\[[a-zA-Z]+\]", line):
            section = line[1:-1].lower()
        elif setting := re.fullmatch(r"([a-zA-Z0-9]+) = ([\w/.-]+)", line):
            name = f"{section}.{setting[1].lower()}"
            if name in found:
                yield f"config: {name} stands there twice"
            found[name] = setting[2]
        elif line:
            yield f"config: “{line[:80]}” is none of its settings"
    for name, value in found.items():
        if value not in (wanted | OWN).get(name, ()):
            yield f"config: {name} is {value}"
    yield from (f"config: {name} is missing" for name in sorted(wanted.keys() - found.keys()))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as broken:
        return f"({broken.strerror})"
