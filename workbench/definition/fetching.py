"""Taking over the history of another repository or of a bundle, as it is: the same commits, the same ids."""

from __future__ import annotations

import tempfile
from pathlib import Path

from workbench.config import progress
from workbench.definition import plumbing
from workbench.definition.repository import MAIN, Repository
from workbench.errors import Refusal

BUNDLES = (b"# v2 git bundle\n", b"# v3 git bundle\n")
PROTOCOLS = ("https://", "file://", "ssh://")
PATIENCE = 1800.0
KEPT = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
# What a source's own main is called here, where its default branch is another.
OTHER_MAIN = "refs/heads/main-of-the-source"


def is_bundle(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) in BUNDLES


def is_repository(path: Path) -> bool:
    """A folder with a work tree's .git, or a bare repository."""
    return (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir())


def address(source: str) -> str | None:
    """The address git is to use, if `source` is one of another place; None if it is to be looked for on this machine.

    Only https, file and ssh: other schemes can run programs (`ext::`) or cannot prove who answers (`http`, `git`).
    """
    if source.startswith(PROTOCOLS):
        return source
    if "::" in source.split("/")[0] or "://" in source:
        raise Refusal(f"“{source}” cannot be fetched. Give an address that begins with https://, ssh:// or file://.")
    return None


def adopt(repository: Repository, source: str) -> list[str]:
    """Fetch every branch and tag of `source` and make its default branch `main`. Remarks to report.

    `source` is an absolute path or an address. Its default branch is the one HEAD names, else main, master or the only one.
    """
    progress(f"Fetching the history of {source} …")
    with tempfile.TemporaryDirectory() as folder:
        # git refuses another user's folder; whoever runs init has named this one, so it is meant
        settings = Path(folder) / "config"
        settings.write_text("[safe]\n\tdirectory = *\n")
        more = {"GIT_CONFIG_GLOBAL": str(settings), "GIT_ALLOW_PROTOCOL": "https:file:ssh"}
        try:
            branch, has_main = _default(repository, source, more)
            refspecs = list(KEPT) if branch == MAIN else [*KEPT, f"^{MAIN}", f"+{branch}:{MAIN}"]
            remarks = _fetch(repository, source, refspecs, more)
            if has_main and branch != MAIN:
                remarks += _fetch(repository, source, [f"+{MAIN}:{OTHER_MAIN}"], more)
                remarks.append(f"the adopted text is the branch {branch}; the source's main is kept as {OTHER_MAIN}")
        except plumbing.Failed as no:
            lines = [line.strip() for line in no.words.splitlines() if line.strip()] or [str(no)]
            said = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1])
            raise Refusal(f"The history of {source} cannot be read ({said}). Nothing was changed.") from no
    return remarks


def _default(repository: Repository, source: str, more: dict[str, str]) -> tuple[str, bool]:
    """The ref in the source that is its adopted text, and whether it has a branch called main."""
    listed = plumbing.run("ls-remote", "--symref", "--", source, at=repository.path, more=more, patience=PATIENCE)
    refs: dict[str, str] = {}
    named = ""
    for line in listed.decode("utf-8", "replace").splitlines():
        value, _, name = line.partition("\t")
        if value.startswith("ref: ") and name == "HEAD":
            named = value.removeprefix("ref: ")
        else:
            refs[name] = value
    branches = [name for name in refs if name.startswith("refs/heads/")]
    at_head = [name for name in branches if refs[name] == refs.get("HEAD")]
    usual = [MAIN, "refs/heads/master"]
    choices = [named, *(name for name in usual if name in at_head), *at_head, *usual]
    chosen = next((name for name in choices if name in branches), "")
    chosen = chosen or ("HEAD" if "HEAD" in refs else branches[0] if len(branches) == 1 else "")
    if not chosen:
        raise Refusal(
            f"{source} holds no commit that could be the adopted text. Commit the text to its main branch first."
        )
    return chosen, MAIN in branches


def _fetch(repository: Repository, source: str, refspecs: list[str], more: dict[str, str]) -> list[str]:
    """Fetch; a history that git finds flaws in is fetched all the same, and the flaw is reported."""
    words = (
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--no-recurse-submodules",
        "--",
        source,
        *refspecs,
    )
    try:
        plumbing.run(*words, at=repository.path, more=more, patience=PATIENCE)
    except plumbing.Failed as no:
        if "fsck" not in no.words and "error in" not in no.words:
            raise
        plumbing.run("-c", "transfer.fsckObjects=false", *words, at=repository.path, more=more, patience=PATIENCE)
        flaw = next((line for line in no.words.splitlines() if "error" in line), "a flaw")
        return [f"git finds fault with old objects of this history, which is taken as it is ({flaw.strip()})"]
    return []
