"""The versions in a repository's history: what was adopted, when, under which name. Reads git, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.definition import labels
from workbench.definition.documents import decoded
from workbench.definition.log import Commit
from workbench.definition.repository import Repository
from workbench.definition.requirements import FILE, Need, of_file


@dataclass(frozen=True)
class Past:
    """One version as the history has it. `docs` maps each document that existed to its text, `sources` to its path then.

    `requirements` is the tree beside the text, None where there is none. Title and date are those of the commit that brought the text; `commit` is the last one that has it, which the version
    after it is built on (a README may have changed meanwhile).
    """

    ordinal: int
    label: str
    commit: str
    title: str
    made_at: datetime
    docs: dict[str, str]
    sources: dict[str, str]
    requirements: Need | None


def versions(repository: Repository, documents: Sequence[str]) -> Iterator[Past]:
    """Every commit of the adopted history that changed a document or what a case is judged by, oldest first; texts are read
    as they are asked for.

    A commit in which no document exists is none. The tag of a commit that changed nothing belongs to the version before it.
    """
    found: list[tuple[Commit, Commit]] = []
    tags: list[list[str]] = []
    text: dict[str, str] = {}
    for commit in repository.history([*documents, FILE]):
        blobs = {path: place[0] for path, place in commit.texts.items() if place}
        if not blobs.keys() - {FILE}:
            continue
        if blobs != text:
            found.append((commit, commit))
            tags.append(list(commit.tags))
            text = blobs
        else:
            found[-1] = (found[-1][0], commit)
            tags[-1] += () if tags[-1] else commit.tags
    names = labels.along(tags)
    texts = repository.texts([place[0] for _, commit in found for place in commit.texts.values() if place])
    for ordinal, ((brought, commit), label) in enumerate(zip(found, names, strict=True), 1):
        places = {path: place for path, place in commit.texts.items() if place}
        docs = {path: decoded(next(texts)) for path in places}
        need = of_file(docs.pop(FILE, ""))
        sources = {path: source for path, (_, source) in places.items() if path in docs}
        yield Past(ordinal, label, commit.id, brought.subject, brought.at, docs, sources, need)
