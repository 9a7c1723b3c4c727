"""The commit at the tip of a git bundle, read beside the definition's own objects and then forgotten."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.definition import plumbing
from workbench.definition.fetching import BUNDLES
from workbench.definition.repository import Repository, commit_id
from workbench.errors import Refusal

# Bytes of a document that are read from what somebody sent; how much may be filed is for the text form to say.
LARGEST = 20_000_000


@dataclass(frozen=True)
class Tip:
    """A commit that somebody sent: its message, and the texts of these paths. `base` is the newest known commit before it."""

    subject: str
    body: str
    base: str
    documents: dict[str, str]


def is_bundle(data: bytes) -> bool:
    return data.startswith(BUNDLES)


def tip(repository: Repository, data: bytes, known: Iterable[str], paths: Sequence[str]) -> Tip:
    """What the one branch in a bundle says of these paths. `known` are the commits of the versions, the newest first.

    Refuses a bundle with several branches, one that git cannot read, and one that begins from no version.
    """
    with tempfile.TemporaryDirectory() as folder:
        place, file = Path(folder) / "objects.git", Path(folder) / "sent.bundle"
        file.write_bytes(data)
        mine = Repository.create(place)
        (place / "objects" / "info").mkdir(exist_ok=True)
        (place / "objects" / "info" / "alternates").write_text(f"{repository.path / 'objects'}\n", "utf-8")
        try:
            plumbing.run(
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", str(file), "+refs/heads/*:refs/heads/*",
                at=place, more={"GIT_ALLOW_PROTOCOL": "file"},
            )  # fmt: skip
        except plumbing.Failed as no:
            raise Refusal(f"This bundle cannot be read ({no.words.strip().splitlines()[-1]}).", field="patch") from no
        tips = sorted(set(mine.refs("refs/heads/").values()))
        if len(tips) != 1:
            raise Refusal(f"This bundle holds {len(tips)} branches. Send one with a single branch.", field="patch")
        commit = commit_id(tips[0])
        before = set(plumbing.run("rev-list", commit, at=place).decode().split())
        base = next((one for one in known if one in before), "")
        if not base:
            raise Refusal("This bundle begins from no version of the definition. Make it on one.", field="patch")
        files = mine.tree(commit)
        if any(size > LARGEST for size in mine.sizes([files[path].id for path in paths if path in files])):
            raise Refusal(
                "A document in this bundle is larger than any text may be. Send a smaller one.", field="patch"
            )
        told = plumbing.run("show", "-s", "--encoding=UTF-8", "--format=%s%x00%b", commit, at=place)
        subject, _, body = told.decode("utf-8", "replace").partition("\0")
        return Tip(subject.strip(), body.strip(), base, mine.documents(commit, paths))
