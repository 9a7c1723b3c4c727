"""What others publish about systems, read from their files: one record a system, nothing left out. Knows no database.

Whatever a source calls them, a record has findings on that source's own criteria. They are its findings, never the committee's.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from workbench.errors import Refusal

LINK = re.compile(r"https?://[^\s<>\"'|]*[^\s<>\"'|.,;:!?)\]}]")
FREEDOMS = ("use", "study", "modify", "share")
TOTAL = "Total"
MOST = 10_000_000  # bytes of one file


@dataclass(frozen=True)
class Point:
    """What a source says on one of its criteria: a value in its own words, a note, and where that is shown."""

    criterion: str
    value: str
    note: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """One system in a source. `identity` calls it the same at every import; `data` is all that the source has of it."""

    identity: str
    system: str
    release: str
    organisation: str
    address: str
    licence: str
    released: str
    points: tuple[Point, ...]
    data: Any


def read(source: str, path: Path) -> list[Record]:
    """All records of a source, in the order of their identities. Refusal, naming the file, where one cannot be read."""
    try:
        found = sorted(SOURCES[source](path), key=lambda record: record.identity)
    except (AttributeError, TypeError, KeyError, RecursionError, csv.Error, UnicodeError) as wrong:
        raise Refusal(
            f"A file in {path} is not laid out as those of {source} are ({type(wrong).__name__}: {wrong})."
        ) from None
    if not found:
        raise Refusal(f"There is nothing of {source} in {path}. Name the folder that holds its files.")
    return found


def _files(path: Path, *patterns: str) -> Iterator[Path]:
    """The files of a folder and of the folders in it; a file stands for itself."""
    return iter([path]) if path.is_file() else (file for pattern in patterns for file in sorted(path.rglob(pattern)))


def _mapping(file: Path, load: Callable[[str], Any]) -> dict[str, Any]:
    if file.stat().st_size > MOST:
        raise Refusal(f"{file} is larger than {MOST:,} bytes.")
    try:
        data = load(file.read_text("utf-8-sig"))
        if "\\u0000" in json.dumps(data, ensure_ascii=False).encode().decode():
            raise ValueError("it holds a character that cannot be kept (U+0000)")
    except (yaml.YAMLError, ValueError) as wrong:
        raise Refusal(f"{file} cannot be read: {' '.join(str(wrong).split())}") from None
    if not isinstance(data, dict):
        raise Refusal(f"{file} is no table of names and values.")
    return data


class _Plain(yaml.BaseLoader):  # type: ignore[misc]
    """Every value as it is written: no date, number or yes becomes something else. Nothing stands for something written elsewhere."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise ValueError("it repeats parts by reference (“*name”), which is not read here. Write them out.")
        return super().compose_node(parent, index)


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_Plain)


def _index(path: Path) -> Iterator[Record]:
    """The European Open Source AI Index and its forerunner: criteria with a class, links and notes."""
    for file in _files(path, "*.yaml"):
        data = _mapping(file, _yaml)
        about = _table(data.get("system") or data.get("project"))
        points = [
            Point(name, _word(row.get("class")), _word(row.get("notes")), tuple(_links(row.get("link"))))
            for name, row in data.items()
            if isinstance(row, dict) and "class" in row
        ]
        yield Record(
            file.stem, _word(about.get("name")), _word(about.get("endmodelname")), _word(_table(data.get("org")).get("name")),
            _word(about.get("link")), _word(about.get("endmodellicense") or about.get("license")), _word(about.get("releasedate")),
            tuple(points), data,
        )  # fmt: skip


def _openness(path: Path) -> Iterator[Record]:
    """The Model Openness Tool: the components of a release that are there, each with its licence."""
    for file in _files(path, "*.yml"):
        data = _mapping(file, _yaml)
        release = _table(data.get("release"))
        licence = _table(release.get("license"))
        points = [
            Point(
                _word(part.get("name")), "released", _note(part, ("description", "license")),
                tuple(_links([part.get("license_path"), part.get("component_path")])),
            )
            for part in release.get("components") or ()
        ]  # fmt: skip
        yield Record(
            file.stem, _word(release.get("name")), _word(release.get("version")), _word(release.get("producer")),
            _word(release.get("huggingface") or release.get("repository")),
            ", ".join(sorted({_word(_table(part).get("name")) for part in licence.values()} - {""})), _word(release.get("date")),
            tuple(points), data,
        )  # fmt: skip


def _review(path: Path) -> Iterator[Record]:
    """The sheets of the validation of 2024: components with a legal framework, a document, links and the four freedoms."""
    for file in _files(path, "*.json"):
        data = _mapping(file, json.loads)
        if "components" not in data:
            continue
        points = [
            Point(
                f"{part['group']}: {part['component']}",
                "; ".join(f"{name} {part[name]}" for name in FREEDOMS if part.get(name)),
                _note(part, ("legal_framework", "document", "notes")), tuple(_links(part.get("links"))),
            )
            for part in data["components"]
        ]  # fmt: skip
        yield Record(
            file.stem,
            _word(data.get("system")),
            _word(data.get("version_reviewed")),
            "",
            "",
            "",
            "",
            tuple(points),
            data,
        )


def _transparency(path: Path) -> Iterator[Record]:
    """The Foundation Model Transparency Index: by round and developer what each indicator scored, and what was disclosed."""
    for file in _files(path, "*_scores.csv"):
        scores, told = _columns(file), _columns(file.with_name(file.name.replace("_scores", "_disclosures")))
        for name, rows in scores.items():
            points = [Point(what, value, told.get(name, {}).get(what, "")) for what, value in rows.items()]
            data = {"scores": rows, "disclosures": told.get(name, {})}
            yield _developer(f"{file.name.partition('_')[0]}/{name}", name, points, data)
    for file in _files(path, "*_fmtransparencyreport_*.csv"):
        name, _, edition = file.stem.partition("_fmtransparencyreport_")
        report = _rows(file)
        points = [
            Point(
                row.get("Indicator", ""), row.get("Score", ""), _note(row, ("Disclosure", "Justification")),
                tuple(_links(row.get("References"))),
            )
            for row in report
        ]  # fmt: skip
        yield _developer(f"{edition}/report of {name}", name, points, {"report": report})


def _developer(identity: str, name: str, points: Iterable[Point], data: Any) -> Record:
    written = tuple(_linked(point) for point in points)
    return Record(identity, name, identity.partition("/")[0], name, "", "", "", written, data)


def _linked(point: Point) -> Point:
    links = tuple(dict.fromkeys((*point.links, *LINK.findall(point.note))))
    return Point(point.criterion, point.value, point.note, links)


def _columns(file: Path) -> dict[str, dict[str, str]]:
    """A table of indicators by developers, as developer -> indicator -> what stands there. Empty where there is no file."""
    found: dict[str, dict[str, str]] = {}
    for row in _rows(file) if file.is_file() else ():
        names = list(row)
        for name in names[names.index("Indicator") + 1 :]:
            if name != TOTAL:
                found.setdefault(name, {})[row["Indicator"].strip()] = row[name]
    return found


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [{str(name): value or "" for name, value in row.items()} for row in csv.DictReader(lines)]
    if rows and "Indicator" not in rows[0]:
        raise Refusal(f"{file} has no column “Indicator”.")
    return rows


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _note(row: Mapping[str, Any], names: Iterable[str]) -> str:
    return "\n".join(word for name in names if (word := _word(row.get(name))))


def _links(value: Any) -> Iterator[str]:
    """Links that are one word, a list, or stand in prose: each once, in order."""
    words = value if isinstance(value, list) else [value]
    found = [link for word in words for link in (LINK.findall(_word(word)) or [_word(word)])]
    return iter(dict.fromkeys(filter(None, found)))


SOURCES: dict[str, Callable[[Path], Iterator[Record]]] = {
    "osai-index": _index,
    "opening-up-chatgpt": _index,
    "mot": _openness,
    "osi-review": _review,
    "fmti": _transparency,
}
NAMES = {
    "osai-index": "European Open Source AI Index",
    "opening-up-chatgpt": "Opening up ChatGPT",
    "mot": "Model Openness Tool",
    "osi-review": "Open Source Initiative, validation of 2024",
    "fmti": "Foundation Model Transparency Index",
}
