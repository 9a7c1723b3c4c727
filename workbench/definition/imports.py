"""Beginning an instance: the repository and the committee's file, from the starter text or from a text of one's own.

A history is kept as it is, a text is taken as it is. What would stand in the way of an amendment is reported, not mended.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath

from workbench import db
from workbench.config import Committee, Config, bundled, progress
from workbench.definition import charter, fetching
from workbench.definition.documents import decoded, is_utf8, safe_path
from workbench.definition.repository import MAIN, Repository
from workbench.definition.requirements import FILE
from workbench.errors import Refusal
from workbench.wording import clauses
from workbench.wording.lint import MOST, lint

FIRST = "0.1.0"
MARKDOWN = frozenset({".md", ".markdown"})
OTHER_TEXTS = frozenset({".txt", ".wml", ".rst", ".html", ".htm", ".adoc"})
ABOUT = re.compile(
    r"README|CHANGE(LOG|S)|CONTRIBUTING|LICEN[CS]E|COPYING|NOTICE|SECURITY|CODE_OF_CONDUCT|AUTHORS|MAINTAINERS|SUPPORT|NEWS|"
    r"INSTALL|HISTORY|RELEASES?|PULL_REQUEST_TEMPLATE|ISSUE_TEMPLATE"
)
LISTED = 20


def begin(
    config: Config, *, source: str | None = None, documents: Sequence[str] = (), name: str | None = None
) -> Repository:
    """Make `definition.git` and `committee.toml` in an instance folder, and say what was found on the way.

    `source` is None (the starter text), a text file, a folder of texts, a git bundle, a repository or its address;
    `documents` picks files and their order. Refused, leaving nothing behind, where an instance is already there.
    """
    if config.exists or config.repository.exists():
        raise Refusal(
            f"There is already an instance in {config.instance}. Choose another folder with WORKBENCH_INSTANCE."
        )
    config.instance.mkdir(parents=True, exist_ok=True)
    beside = config.instance / "definition.git.new"
    shutil.rmtree(beside, ignore_errors=True)
    try:
        made = Repository.create(beside)
        committee, remarks = _fill(made, source, documents, name, config.document_limit)
        beside.rename(config.repository)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    charter.save(config.instance / "committee.toml", committee)
    for remark in remarks:
        progress(f"- {remark}")
    return Repository(config.repository)


def _fill(
    made: Repository, source: str | None, documents: Sequence[str], name: str | None, limit: int
) -> tuple[str, list[str]]:
    """Fill an empty repository; the committee's file for it, and remarks."""
    if source is None:
        folder = bundled("definition")
        chosen = documents or Committee.read(folder / "committee.toml").documents
        found, _ = _files(folder, [*chosen, FILE], limit)
        _first_version(made, found, "Starter text")
        return charter.of_starter(name), []
    elsewhere = fetching.address(source)
    path = Path(source).expanduser().absolute()
    place = elsewhere or str(path)
    if elsewhere or fetching.is_bundle(path) or fetching.is_repository(path):
        remarks = fetching.adopt(made, place)
        head = made.tree(made.head())
        chosen = choose(head, documents, place)
        remarks += _examine(made, chosen, limit)
    elif path.exists():
        folder, wanted = (path, documents) if path.is_dir() else (path.parent, documents or (path.name,))
        there = {file.name for file in folder.iterdir() if file.is_file() and not file.is_symlink()}
        found, remarks = _files(folder, choose(there, wanted, place) if path.is_dir() and not wanted else wanted, limit)
        beside, _ = _files(folder, [FILE] if FILE in there else [], limit)
        _first_version(made, found | beside, "First version")
        chosen = list(found)
    else:
        raise Refusal(
            f"There is nothing at {place}. Give a text file, a folder, a git bundle, a repository or its https address."
        )
    docs = made.documents(made.head(), chosen)
    scripts = _scripts(docs)
    remarks = [f"documents: {', '.join(docs)}", *remarks, *_offences(docs, scripts)]
    return charter.of_import(name or f"Committee for {_title(docs)}", chosen, scripts), remarks


def choose(there: Collection[str], wanted: Sequence[str], place: str) -> list[str]:
    """The documents of a definition among the files that are there: those wanted, else what looks like its text.

    Markdown at the top level, without a README and the like unless there is nothing else; else the other texts there.
    """
    missing = [path for path in wanted if path not in there]
    if missing:
        raise Refusal(f"{place} has no file “{missing[0]}”.", details=_listing(there))
    if wanted:
        return [safe_path(path) for path in dict.fromkeys(wanted)]
    top = sorted(path for path in there if "/" not in path and not path.startswith("."))
    for endings in (MARKDOWN, OTHER_TEXTS):
        texts = [path for path in top if PurePosixPath(path).suffix.lower() in endings]
        words = [path for path in texts if not ABOUT.fullmatch(PurePosixPath(path).stem.upper().replace("-", "_"))]
        if texts:
            return [safe_path(path) for path in words or texts]
    raise Refusal(
        f"{place} has no text at its top level. Name the documents: --document FILE.", details=_listing(there)
    )


def _listing(there: Collection[str]) -> tuple[str, ...]:
    more = (f"and {len(there) - LISTED} more",) if len(there) > LISTED else ()
    return (*(sorted(there)[:LISTED] or ["there are no files"]), *more)


def _files(folder: Path, names: Sequence[str], limit: int) -> tuple[dict[str, str], list[str]]:
    """The texts of files in a folder, by their names, and remarks."""
    found: dict[str, str] = {}
    remarks: list[str] = []
    for name in names:
        path = folder / safe_path(name)
        if not path.is_file():
            raise Refusal(f"There is no file {name} in {folder}.")
        _fits(name, path.stat().st_size, limit)
        data = path.read_bytes()
        if b"\0" in data:
            raise Refusal(f"{name} is not a text: it holds NUL characters. Choose the documents with --document.")
        if not is_utf8(data):
            remarks.append(f"{name} is not UTF-8: it was read as Latin-1 and is kept as UTF-8")
        found[name] = decoded(data)
    return found, remarks


def _first_version(made: Repository, docs: Mapping[str, str], subject: str) -> None:
    commit = made.write(docs, None, subject, {}, db.now())
    made.move(MAIN, commit, None)
    made.move(f"refs/tags/v{FIRST}", commit, None)


def _examine(made: Repository, chosen: Sequence[str], limit: int) -> list[str]:
    """Refuse a history with a text that is too large; remark on texts that are not UTF-8."""
    blobs = {place[0]: path for commit in made.history(chosen) for path, place in commit.texts.items() if place}
    for (blob, path), size in zip(blobs.items(), made.sizes(list(blobs)), strict=True):
        _fits(path, size, limit)
    states, strange = Counter(blobs.values()), Counter[str]()
    for path, data in zip(blobs.values(), made.texts(list(blobs)), strict=True):
        strange[path] += b"\0" in data or not is_utf8(data)
    return [
        f"{path}: {count} of its {states[path]} states are not UTF-8 and are read as Latin-1"
        for path, count in strange.items()
        if count
    ]


def _fits(name: str, size: int, limit: int) -> None:
    if size > limit:
        raise Refusal(
            f"{name} has {size:,} bytes, and a document may have {limit:,}. Divide it or choose others with --document."
        )


def _offences(docs: Mapping[str, str], scripts: Sequence[str]) -> list[str]:
    """What of the texts an amendment could not have written, in a line a document."""
    remarks = []
    for path, text in docs.items():
        found = lint("", text, scripts)
        if found:
            places = "one place" if len(found) == 1 else f"{len(found)}{' or more' * (len(found) >= MOST)} places"
            remarks.append(
                f"{path} does not keep the text form in {places} and is taken as it is; the first: {found[0].label}"
            )
    return remarks


def _scripts(docs: Mapping[str, str]) -> list[str]:
    """The scripts a text is written in: Latin, and every other one that has at least one letter in fifty."""
    letters = Counter(char for text in docs.values() for char in text if char.isalpha())
    names: Counter[str] = Counter()
    for char, count in letters.items():
        word = unicodedata.name(char, "").split(" ")[0].split("-")[0].title()
        names["Han" if word == "Cjk" else word] += count
    return [
        "Latin",
        *sorted(name for name, count in names.items() if count * 50 >= letters.total() and name not in ("Latin", "")),
    ]


def _title(docs: Mapping[str, str]) -> str:
    """What a text calls itself: its title, which is a heading above all sections, else the name of its first file."""
    headings = (clause for clause in clauses.read(dict(docs)) if clause.kind == "heading")
    titles = (clause.heading for clause in headings if clause.heading and not clause.number)
    return next(titles, PurePosixPath(next(iter(docs), "the definition")).stem)
