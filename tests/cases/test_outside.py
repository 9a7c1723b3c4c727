"""What others published: read from their files with nothing lost, kept once, and shown with what changed at the source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import Session, select

from tests import make
from tests.support.client import Client
from workbench.cases import outside, sources
from workbench.cases.models import Outside
from workbench.cases.outside import Report
from workbench.errors import Refusal

SHELF = """\
system:
    name: Open Shelf
    link: https://library.example/shelf
    endmodelname: Shelf 2
    endmodellicense: Shelf terms
    releasedate: 2024-07
org:
    name: Town library
code:
    class: open
    link:
      - https://library.example/code
      - see the front desk
    notes: "All of it: see https://library.example/code."
paper:
    class: closed
    link:
    notes:
"""
ON = {"osai-index": "cases/osai-index", "opening-up-chatgpt": "cases/opening-up-chatgpt", "mot": "cases/mot",
      "osi-review": "osaid/validation", "fmti": "cases/fmti"}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "systems"
    place.mkdir()
    (place / "shelf.yaml").write_text(SHELF, "utf-8")
    return place


def brought_in(session: Session, source: str, path: Path) -> Report:
    *_, report = outside.bring_in(session, None, source, sources.read(source, path))
    session.commit()
    return report


def test_a_record_has_every_criterion_with_its_links_and_notes(folder: Path) -> None:
    [record] = sources.read("osai-index", folder.parent)
    assert (record.identity, record.system, record.release) == ("shelf", "Open Shelf", "Shelf 2")
    assert (record.organisation, record.licence, record.released) == ("Town library", "Shelf terms", "2024-07")
    assert record.points == (
        sources.Point(
            "code", "open", "All of it: see https://library.example/code.",
            ("https://library.example/code", "see the front desk"),
        ),
        sources.Point("paper", "closed"),
    )  # fmt: skip
    assert record.data == yaml.load(SHELF, Loader=yaml.BaseLoader)


@pytest.mark.parametrize(
    ("source", "name", "text", "words"),
    [
        ("osai-index", "a.yaml", "system: [", "a.yaml cannot be read"),
        ("mot", "a.yml", "- one\n- two\n", "is no table of names and values"),
        ("osi-review", "a.json", "{", "a.json cannot be read"),
        ("osi-review", "a.json", "{}", "There is nothing of osi-review"),
        ("fmti", "x_scores.csv", "Name,Library\nSize,1\n", "has no column “Indicator”"),
    ],
)
def test_a_file_that_is_something_else_is_refused_by_name(
    tmp_path: Path, source: str, name: str, text: str, words: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(Refusal, match=words):
        sources.read(source, tmp_path)


def test_what_has_not_changed_is_kept_once_and_what_has_is_told(session: Session, client: Client, folder: Path) -> None:
    assert brought_in(session, "osai-index", folder).new == ["shelf"]
    assert brought_in(session, "osai-index", folder).same == ["shelf"]
    (folder / "shelf.yaml").write_text(SHELF.replace("class: closed", "class: partial"), "utf-8")
    (folder / "desk.yaml").write_text(SHELF.replace("Open Shelf", "Desk"), "utf-8")
    report = brought_in(session, "osai-index", folder)
    assert (report.new, report.changed, report.gone) == (["desk"], ["shelf"], [])
    first, _, newest = session.exec(select(Outside).order_by(Outside.n, Outside.identity.desc())).all()  # type: ignore[attr-defined]
    page = client.get(f"/cases/elsewhere/{newest.id}").text
    assert "What changed at the source" in page and "<del>closed" in page and "<ins>partial" in page
    assert "The source has changed since." in client.get(f"/cases/elsewhere/{first.id}").text
    (folder / "desk.yaml").unlink()
    assert brought_in(session, "osai-index", folder).gone == ["desk"]


def test_one_record_in_two_folders_is_refused(session: Session, folder: Path) -> None:
    other = folder.parent / "again"
    other.mkdir()
    (other / "shelf.yaml").write_text(SHELF, "utf-8")
    with pytest.raises(Refusal, match="“shelf” is there twice"):
        brought_in(session, "osai-index", folder.parent)


def test_records_are_listed_searched_and_found_beside_the_case_of_that_name(
    session: Session, client: Client, folder: Path
) -> None:
    assert "Nothing of others has been brought in yet." in client.get("/cases/elsewhere").text
    case = make.case(session, system="Reading system", aliases=["open-shelf"])
    other = make.case(session, system="Quiet room")
    brought_in(session, "osai-index", folder)
    for asked, is_there in (
        ("", True),
        ("?begins=open+sh", True),
        ("?begins=shelf", True),
        ("?begins=zoo", False),
        ("?source=mot", False),
    ):
        assert ("Open Shelf" in client.get(f"/cases/elsewhere{asked}").text) == is_there
    assert "European Open Source AI Index: Open Shelf, Shelf 2" in client.get(f"/cases/{case.no}").text
    assert "What others published" not in client.get(f"/cases/{other.no}").text
    assert client.get("/cases/elsewhere/7").status_code == 404


def leaves(value: Any) -> Iterator[str]:
    """Every word of a record, wherever it stands."""
    if isinstance(value, dict):
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    elif value not in (None, ""):
        yield str(value)


@pytest.mark.parametrize("source", ON)
def test_of_the_real_records_nothing_is_lost(source: str, shared: Path) -> None:
    folder = shared / ON[source]
    records = {record.identity: record for record in sources.read(source, folder)}
    files = [file for file in folder.rglob("*.y*ml") if "criteria" not in file.parts]
    if source in ("osai-index", "opening-up-chatgpt", "mot"):
        assert {file.stem for file in files} == records.keys()
    for file in files:
        data, record = yaml.safe_load(file.read_text("utf-8-sig")), records[file.stem]
        assert len([*leaves(data)]) == len([*leaves(record.data)])
        criteria = {name: row for name, row in data.items() if isinstance(row, dict) and "class" in row}
        assert [point.criterion for point in record.points] == [*criteria, *(
            part["name"] for part in data.get("release", {}).get("components") or ()
        )]  # fmt: skip
        for point in record.points:
            row = criteria.get(point.criterion, {})
            assert not row or (point.value, point.note) == (row["class"] or "", str(row["notes"] or "").strip())
            links = row.get("link") or []
            assert all(any(link.startswith(word.rstrip(".")) or word in link for link in point.links) for word in
                       (links if isinstance(links, list) else links.split()) if word.startswith("http"))  # fmt: skip
    if source == "osi-review":
        sheets = {file.stem: json.loads(file.read_text("utf-8")) for file in folder.glob("*.json")}
        sheets = {name: sheet for name, sheet in sheets.items() if "components" in sheet}
        assert {name: len(sheet["components"]) for name, sheet in sheets.items()} == {
            name: len(record.points) for name, record in records.items()
        }
        assert all(record.data == sheets[name] for name, record in records.items())
    if source == "fmti":
        assert sum(identity.startswith("October2023/") for identity in records) == 10
        assert sum(identity.startswith("May2024/") and "report of" not in identity for identity in records) == 14
        assert sum(identity.startswith("Dec2025/") and "report of" not in identity for identity in records) == 13
        assert sum("report of" in identity for identity in records) == len([*folder.rglob("reports/*.csv")]) == 16
        assert all(len(record.points) >= 99 for record in records.values())


@pytest.mark.parametrize(
    ("source", "name", "text"),
    [
        ("osai-index", "a.yaml", "a: &a [x, y]\nb: [*a, *a]\n"),
        ("mot", "a.yml", "release: {components: [a]}\n"),
        ("osi-review", "a.json", '{"components": [{}]}'),
        ("osi-review", "a.json", '{"components": [], "system": "a\\u0000b"}'),
        ("osi-review", "a.json", '{"components": [], "system": "\\ud800"}'),
        ("osi-review", "a.json", "[" * 100_000),
    ],
)
def test_a_file_that_is_laid_out_otherwise_is_refused_and_not_kept_in_part(
    tmp_path: Path, source: str, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(Refusal):
        sources.read(source, tmp_path)


def test_only_an_address_on_the_web_is_a_link(session: Session, client: Client, folder: Path) -> None:
    (folder / "shelf.yaml").write_text(SHELF.replace("https://library.example/shelf", "javascript:alert(1)"), "utf-8")
    brought_in(session, "osai-index", folder)
    page = client.get("/cases/elsewhere/1").text
    assert "javascript:alert(1)" in page and 'href="javascript:' not in page
