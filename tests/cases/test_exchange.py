"""The whole log leaves for a file and comes back from it: exactly, once, or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlmodel import Session, col, select

from tests import make
from tests.cases.test_outside import ON
from tests.cases.walk import ALL_MET, Walk
from tests.support import server
from tests.support.begin import Templates
from workbench import checkup, create_app, db, finding
from workbench.cases import (
    actions,
    appeals,
    checking,
    claim_reports,
    claiming,
    decisions,
    entering,
    files,
    history,
    log,
    outside,
    parties,
    past,
    precedents,
    queries,
    questions,
    rechecks,
    reports,
    reviews,
    rivals,
    sources,
    statements,
    subjects,
    written,
)
from workbench.cases.kept import TABLES, Names
from workbench.cases.models import Case, Evidence, Finding, Outside
from workbench.config import Committee, Config
from workbench.definition.requirements import read
from workbench.errors import Refusal
from workbench.members.models import Member

CLAUSES = make.REQUIREMENTS
AWKWARD = '=1+1, "quoted"\r\nand\ta line, ’ü\N{GRINNING FACE}'
RECORD = sources.Record(
    "a/b: c", "Shelf", "2", "Library", "", "", "", (sources.Point("code", "open"),), {"a": ["1", {}]}
)


@pytest.fixture
def full(session: Session) -> Session:
    """A log with everything in it: old findings, evidence, a case reopened under a second version, a record of others."""
    secretary = make.member(session, "member", "secretary", name="Ada Reader")
    case = make.case(session, dict.fromkeys(CLAUSES, "met"), under="1", actor=secretary, settled=True, stem="shelf")
    make.case(session, claim=AWKWARD, background="'", aliases=["Ä", ""], system="-plus", claim_date=date(2024, 1, 31))
    actions.queue_reviews(session, None, clause_ids=[CLAUSES[0]], version="2")
    actions.reopen(session, secretary, case, version=make.version(session), requirements=read(list(CLAUSES)))
    exhibit = actions.Exhibit("https://library.example/=", AWKWARD, date(2026, 1, 2))
    actions.find(
        session, secretary, case, clause_id=CLAUSES[1], value="conditional", reason=AWKWARD, condition='"if',
        evidence=[exhibit, make.EXHIBIT],
    )  # fmt: skip
    list(outside.bring_in(session, None, "mot", [RECORD]))
    step = history.Event(db.now(), "added", "", None, None, {"code": "open"}, "abc")
    list(history.bring_in(session, None, "mot", {"a/b: c": [step, replace(step, event="removed", findings={})]}))
    session.commit()
    return session


@pytest.fixture
def other(kind: str, templates: Templates, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Session]:
    """An instance of its own, of the same definition, without a case."""
    running = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    config = templates.small(tmp_path / "other", running)
    engine = db.connect(config.database_url)
    with db.Writing(engine, expire_on_commit=False) as opened:
        opened.info["config"] = config
        yield opened
    engine.dispose()
    if running:
        running.drop(config.database)


def bring_in(session: Session, tables: files.Tables) -> entering.Report:
    sheet, names = checking.checked(session, tables), Names()
    made = entering.plan(session, sheet, names, log.blocks(session, names))
    assert len(list(entering.carry_out(session, made))) == len(made.steps)
    session.commit()
    return made.report


def out(session: Session, path: Path) -> bytes:
    files.write_json(path, log.tables(session))
    return path.read_bytes()


def folder(session: Session, path: Path) -> dict[str, bytes]:
    files.write_csv(path, log.tables(session))
    return {file.name: file.read_bytes() for file in path.iterdir()}


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_log_comes_back_from_its_file_byte_for_byte(form: str, full: Session, other: Session, tmp_path: Path) -> None:
    write: Callable[[Session, Path], object] = out if form == "json" else folder
    first = write(full, tmp_path / "first")
    report = bring_in(other, (files.read_json if form == "json" else files.read_csv)(tmp_path / "first"))
    assert (len(report.new), report.changed, report.older) == (4, [], [])
    assert write(other, tmp_path / "second") == first
    again = bring_in(other, (files.read_json if form == "json" else files.read_csv)(tmp_path / "second"))
    assert (again.new, again.changed, len(again.same)) == ([], [], 4)
    assert write(other, tmp_path / "third") == first


def test_what_came_from_a_file_reads_as_it_did_and_the_record_agrees(
    full: Session, other: Session, tmp_path: Path
) -> None:
    out(full, tmp_path / "log.json")
    bring_in(other, files.read_json(tmp_path / "log.json"))
    theirs, ours = full.get_one(Case, 1), other.get_one(Case, 1)
    assert [*map(vars, queries.settlements(other, ours))] == [*map(vars, queries.settlements(full, theirs))] != []
    assert queries.verdict(other, ours).value == queries.verdict(full, theirs).value
    named = other.exec(select(Member).where(Member.name == "Ada Reader")).one()
    assert (named.active, named.held, named.password) == (False, [], None)
    app = create_app(other.info["config"])
    page = app.test_client().get("/cases/1").text
    app.extensions["engine"].dispose()
    assert "Ada Reader" in page and "Verdicts on record" in page and "&#34;quoted&#34;" in page
    assert checkup.check(other.info["config"]) == []
    other.rollback()
    assert make.case(other).no == 3, "the numbers go on behind those that came along"


def test_a_starter_case_of_two_instances_is_not_one_case(full: Session, other: Session, tmp_path: Path) -> None:
    out(full, tmp_path / "log.json")
    make.case(other, stem="shelf")
    other.commit()
    with pytest.raises(Refusal, match="has a starter case of its own on Reading room"):
        bring_in(other, files.read_json(tmp_path / "log.json"))


def lived(session: Session, walk: Walk) -> None:
    """A case from its draft finding to an appeal, with all that is on record of it on the way."""
    walk.agree()
    decisions.dissent(session, walk.secretary, walk.case, clause_id=CLAUSES[0], words="Not so.")
    parties.move(session, walk.one, walk.case, walk.two, words="They know the mayor.")
    parties.step_aside(session, make.member(session, name="A reader aside"), walk.case, words="I work there.")
    walk.publish()
    appeals.lodge(session, walk.secretary, walk.case, ground="wrong_fact", words="It says less.", on_behalf="The room")
    room, library = (
        subjects.note(session, walk.secretary, None, parent=None, name=name, aliases=[])
        for name in ("Reading room", "Library")
    )
    stands = make.case(session, ALL_MET, settled=True)
    reports.review(session, walk.secretary, stands, words="Its ground has moved.")
    reviews.propose(
        session, walk.secretary, stands, version=make.version(session), requirements=stands.need, committee=Committee("", ())
    )  # fmt: skip
    subjects.note(session, walk.secretary, room, parent=library, name="Reading room", aliases=["Room"])
    subjects.add(
        session, walk.secretary, walk.case, kind="code", name="Shelves", address="https://room.example", spdx="MIT"
    )
    relying = make.case(session, ALL_MET, actor=walk.secretary)
    cite: dict[str, Any] = {"clause_id": CLAUSES[0], "other": walk.case, "treatment": "follows", "note": "So here."}
    precedents.cite(session, walk.secretary, relying, **cite)
    beside(session, walk)
    (seen, *_) = session.exec(select(Evidence).order_by(col(Evidence.id).desc())).all()
    rechecks.keep(session, seen, rechecks.Seen("words_gone", "0" * 64))
    session.commit()


def beside(session: Session, walk: Walk) -> None:
    """A claim put to its vendor, a question answered and met by a case, a position on it, another definition with a finding."""
    member, day = walk.secretary, db.now()
    said: dict[str, Any] = {"organisation": "Room", "address": "https://room.example", "said_on": day.date()}
    claim = claim_reports.report(
        session, member, filed_by=member, system="Lamp", speaker=AWKWARD, quotation=AWKWARD, **said
    )
    claim_reports.verify(session, member, claim, speaker="vendor", sha256="0" * 64, captured_at=day, words="")
    claiming.contact(session, member, claim, words=AWKWARD, channel="-", day=day.date(), case=walk.case, reading="")
    question = questions.ask(session, member, None, title="Which lamp?", unsaid=AWKWARD, clauses=[CLAUSES[0]])
    questions.meet(session, member, question, walk.case, note="By its light.")
    questions.close(session, member, question, version=make.version(session), words="It says so.")
    statements.enter(session, member, question=question, quotation="No lamp is", **said)
    rival = rivals.enter(
        session, member, None, name="Village rule", body="Village", address="https://village.example", summary="Oil.",
        published_on=day.date(), lines=f"{CLAUSES[0]}\noil: Oil is free.",
    )  # fmt: skip
    rivals.find(
        session, member, rival, walk.case, leaf="oil", value="conditional", condition='"if', reason="So.", evidence=make.EXHIBIT
    )  # fmt: skip


@pytest.mark.parametrize("form", ["json", "csv"])
def test_the_life_of_a_case_comes_along_as_far_as_it_went(
    form: str, session: Session, other: Session, tmp_path: Path
) -> None:
    write: Callable[[Session, Path], object] = out if form == "json" else folder
    read_it = files.read_json if form == "json" else files.read_csv
    walk = Walk.begin(session, vendor="Reading room").to_draft()
    session.commit()
    write(session, tmp_path / "early")
    assert len(bring_in(other, read_it(tmp_path / "early")).new) == 1
    lived(session, walk)
    late = write(session, tmp_path / "late")
    rows = files.read_json(tmp_path / "late") if form == "json" else files.read_csv(tmp_path / "late")
    assert all(rows[kept.name] for kept in TABLES if not kept.name.startswith(("outside", "ground")))
    report = bring_in(other, rows)
    assert (len(report.new), len(report.changed)) == (8, 1)
    assert write(other, tmp_path / "again") == late
    assert checkup.check(other.info["config"]) == []
    written.folder(other, tmp_path / "pages")
    for name, words in (("claims.md", "Claim 1: Lamp, Reading room"), ("questions.md", "answered by version"),
                        ("statements.md", "No lamp is"), ("definitions.md", "Village rule")):  # fmt: skip
        assert words in (tmp_path / "pages" / name).read_text("utf-8"), name
    assert finding.find(other, "village oil", ("public",), kind="definition")[0], "search knows other definitions"
    case = other.exec(select(Case).where(Case.salt == walk.case.salt)).one()
    assert [one.name for one in subjects.vendor(other, case)] == ["Reading room", "Library"]


def test_a_file_that_has_gone_on_is_followed_and_one_left_behind_changes_nothing(
    full: Session, other: Session, tmp_path: Path
) -> None:
    out(full, tmp_path / "early.json")
    bring_in(other, files.read_json(tmp_path / "early.json"))
    make.finding(full, full.get_one(Case, 1), CLAUSES[0], "not_met")
    actions.settle(full, None, full.get_one(Case, 1))
    full.commit()
    late = out(full, tmp_path / "late.json")
    report = bring_in(other, files.read_json(tmp_path / "late.json"))
    assert len(report.changed) == 1 and len(report.same) == 3
    assert any('its record: state: "open" -> "settled"' in line for line in report.told)
    assert sum("new: finding:lending" in line or "new: finding:reading" in line for line in report.told) == 2
    assert out(other, tmp_path / "second.json") == late
    assert len(bring_in(other, files.read_json(tmp_path / "early.json")).older) == 1
    assert out(other, tmp_path / "third.json") == late
    assert checkup.check(other.info["config"]) == []


def test_a_case_that_went_on_here_and_there_is_refused_and_nothing_is_kept(
    full: Session, other: Session, tmp_path: Path
) -> None:
    out(full, tmp_path / "log.json")
    bring_in(other, files.read_json(tmp_path / "log.json"))
    make.finding(other, other.get_one(Case, 1), CLAUSES[0], "not_met")
    other.commit()
    make.finding(full, full.get_one(Case, 1), CLAUSES[2], "not_met")
    make.case(full, system="Newcomer")
    full.commit()
    out(full, tmp_path / "log.json")
    with pytest.raises(Refusal, match="has gone on here and in the file, each by itself"):
        bring_in(other, files.read_json(tmp_path / "log.json"))
    other.rollback()
    assert len(other.exec(select(Case)).all()) == 2


def test_a_number_that_is_taken_here_is_not_given_again(full: Session, other: Session, tmp_path: Path) -> None:
    own = make.case(other, {CLAUSES[0]: "met"}, system="Own")
    other.commit()
    out(full, tmp_path / "log.json")
    bring_in(other, files.read_json(tmp_path / "log.json"))
    cases = {case.no: case.system for case in other.exec(select(Case))}
    assert cases[own.no] == "Own" and cases[2].startswith("Reading room") and cases[3] == "-plus"
    assert {row.case_no for row in other.exec(select(Finding).where(Finding.clause_id == CLAUSES[1]))} == {2}
    assert len(bring_in(other, files.read_json(tmp_path / "log.json")).same) == 4


def test_a_file_written_by_hand_needs_no_acts(session: Session, tmp_path: Path) -> None:
    case = {
        "salt": "my-first", "no": 7, "system": "Shelf", "release": "1", "vendor": "Library", "version": "2",
        "requirements": [*CLAUSES], "opened_at": "2026-01-02T03:04:05Z",
    }  # fmt: skip
    found = {
        "case_no": "case_record:my-first", "clause_id": CLAUSES[0], "n": 1, "version": "2", "value": "met", "reason": "So.",
        "found_at": "2026-01-02T03:04:05+01:00", "salt": "b",
    }  # fmt: skip
    tables = {"case_record": [("here", case)], "finding": [("here", found)]}
    assert len(bring_in(session, tables).new) == 1
    assert session.get_one(Case, 7).state == "open"
    assert bring_in(session, tables).same == ["Shelf, 1"]
    found["value"] = "not_met"
    assert bring_in(session, tables).told == ['Shelf, 1: finding:reading-anyone,1: value: "met" -> "not_met"']
    first = out(session, tmp_path / "first.json")
    assert bring_in(session, files.read_json(tmp_path / "first.json")).same == ["Shelf, 1"]
    assert out(session, tmp_path / "second.json") == first


def test_what_was_brought_in_without_its_acts_is_known_from_that_day(
    clock: time_machine.Traveller, session: Session
) -> None:
    case = {"salt": "a", "system": "Shelf", "release": "1", "vendor": "Library", "version": "2", "requirements": ["x"],
            "opened_at": "2026-01-02T03:04:05Z"}  # fmt: skip
    bring_in(session, {"case_record": [("here", case)]})
    assert [len(past.on(session, day)["verdicts"]) for day in (date(2026, 5, 3), date(2026, 5, 4))] == [0, 1]


def damaged(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    def damage(words: str) -> str:
        whole = json.loads(words)
        change(whole)
        return json.dumps(whole)

    return damage


WRONG: list[tuple[Callable[[str], str], str]] = [
    (lambda words: words[:300], "line 3, column .*: this is no JSON"),
    (lambda words: "[]", "is one JSON object"),
    (damaged(lambda whole: whole.update(format="x")), "format: this is no log of cases"),
    (damaged(lambda whole: whole.update(schema=99)), "schema: it is 99"),
    (damaged(lambda whole: whole.update(tables=[])), "tables: it is to be an object"),
    (damaged(lambda whole: whole["tables"].update(x=[])), "There is no table “x”"),
    (damaged(lambda whole: whole["tables"]["finding"].append(7)), "finding.5.: a row is to be an object"),
    (damaged(lambda whole: whole["tables"]["finding"][2].update(colour="red")), "finding.2., colour: finding has no such"),
    (damaged(lambda whole: whole["tables"]["finding"][2].pop("clause_id")), "finding.2., clause_id: this is missing"),
    (damaged(lambda whole: whole["tables"]["finding"][2].update(n="1")), "finding.2., n: it is to be a whole number"),
    (damaged(lambda whole: whole["tables"]["finding"][2].update(reason=7)), "finding.2., reason: it is to be a text"),
    (damaged(lambda whole: whole["tables"]["finding"][2].update(reason="\0")), "reason: it holds a character"),
    (damaged(lambda whole: whole["tables"]["finding"][2].update(reason=None)), "reason: it may not be left out"),
    (damaged(lambda whole: whole["tables"]["finding"][2].update(found_at="2026-01-01T00:00:00")), "without its zone"),
    (damaged(lambda whole: whole["tables"]["finding"][2].update(case_no="case_record:x")), "there is no row"),
    (damaged(lambda whole: whole["tables"]["finding"][2].update(version="9")), "there is no version “9”"),
    (damaged(lambda whole: whole["tables"]["finding"][2].update(value="good")), "finding.2., value: its acts"),
    (damaged(lambda whole: whole["tables"]["finding"].append(whole["tables"]["finding"][0])), "stands at .*finding.0. already"),
    (damaged(lambda whole: whole["tables"]["evidence"][0].update(seen_on="1 May")), "evidence.0., seen_on: "),
    (damaged(lambda whole: whole["tables"]["case_record"][1].update(requirements=[7])), "case_record.1."),
    (damaged(lambda whole: whole["tables"]["outside_record"][0].update(sha256="0" * 64)), "outside_record.0."),
    (damaged(lambda whole: whole["tables"]["version"][0].update(fingerprint="0" * 64)), "has another text here"),
    (damaged(lambda whole: whole["tables"]["version"][0].update(label="9")), "there is no version “9”"),
    (damaged(lambda whole: whole["tables"]["version"][0].update(label=[])), "there is no version"),
    (damaged(lambda whole: whole["tables"]["finding"][0].update(salt=[])), "finding.0., salt: it is to be a text"),
    (damaged(lambda whole: whole["tables"]["finding"][0].update(salt="\ud800")), "finding.0., salt: it holds a character"),
    (damaged(lambda whole: whole["tables"]["finding"][0].update(found_by="\ud800")), "found_by: it holds a character"),
    (damaged(lambda whole: whole["tables"]["finding"][0].update(n=10**30)), "finding.0., n: it is too great a number"),
    (damaged(lambda whole: whole["tables"]["evidence"][0].update(address="javascript:alert(1)")), "address: an address begins"),
    (damaged(lambda whole: whole["tables"]["act"][0].pop("at")), "act.0., at: it is missing"),
    (damaged(lambda whole: whole["tables"]["act"][0].update(of="case_record:x")), "act.0., of: there is no row"),
    (damaged(lambda whole: [act.update(rows={}) for act in whole["tables"]["act"]]
             and whole["tables"]["finding"][2].update(value="good")), "finding.2.: the database refuses"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "words"), WRONG)
@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_file_that_cannot_be_read_is_refused_with_the_place(
    damage: Callable[[str], str], words: str, full: Session, other: Session, tmp_path: Path
) -> None:
    path = tmp_path / "log.json"
    path.write_text(damage(out(full, path).decode()), "utf-8")
    with pytest.raises(Refusal, match=words):
        bring_in(other, files.read_json(path))
    other.rollback()
    assert not any(other.exec(select(table)).first() for table in (Case, Finding, Evidence, Outside, Member))


def test_the_last_line_of_a_table_that_cannot_be_kept_leaves_nothing_of_the_others(
    full: Session, other: Session, tmp_path: Path
) -> None:
    path = tmp_path / "log.json"
    whole = json.loads(out(full, path))
    whole["tables"]["act"] = []
    whole["tables"]["finding"][-1]["value"] = "good"
    path.write_text(json.dumps(whole), "utf-8")
    with pytest.raises(Refusal, match="the database refuses this row"):
        bring_in(other, files.read_json(path))
    other.rollback()
    assert not any(other.exec(select(table)).first() for table in (Case, Finding, Evidence, Outside, Member))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_all_that_others_published_comes_back_byte_for_byte(
    instance: Config, templates: Templates, tmp_path: Path, shared: Path
) -> None:
    """By the commands: every record and every dated event of the published indexes, whatever stands in them."""
    for source, place in ON.items():
        assert not server.run("cases", "import", source, str(shared / place), instance=instance.instance).returncode
    first, second, other = tmp_path / "first", tmp_path / "second", templates.small(tmp_path / "another", None)
    for words, where in (
        (("export", "json", str(first)), instance), (("import", "json", str(first)), other), (("export", "json", str(second)), other),
    ):  # fmt: skip
        done = server.run("cases", *words, instance=where.instance)
        assert not done.returncode, done.stderr
    assert len(json.loads(first.read_text("utf-8"))["tables"]["outside_record"]) == 393
    assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_damaged_folder_is_refused_with_file_and_line(full: Session, tmp_path: Path) -> None:
    place = tmp_path / "log"
    folder(full, place)
    whole = (place / "finding.csv").read_bytes()
    for damage, words in (
        (whole + b"a,b\r\n", "finding.csv, line .*: 2 cells, and 12 columns"),
        (whole.replace(b",2,2,", b",two,2,"), "finding.csv, line .*, n: this cell is to hold JSON"),
        (b"\xff" + whole, "finding.csv: this cannot be read"),
    ):
        (place / "finding.csv").write_bytes(damage)
        with pytest.raises(Refusal, match=words):
            files.read_csv(place)
    (place / "finding.csv").write_bytes(whole)
    (place / "notes.csv").write_text("a\n", "utf-8")
    with pytest.raises(Refusal, match=r"notes\.csv: there is no such table"):
        files.read_csv(place)
    (place / "about.csv").unlink()
    with pytest.raises(Refusal, match=r"about\.csv: this file is missing"):
        files.read_csv(place)


def test_every_case_has_its_page_in_markdown(full: Session, tmp_path: Path) -> None:
    written.folder(full, tmp_path / "pages")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["README.md", "case-0001.md", "case-0002.md"]
    page = (tmp_path / "pages" / "case-0001.md").read_text("utf-8")
    for words in ("**conditional**", "Earlier, no longer counting: **met**", "Ada Reader", "under version 1: conforms",
                  "<https://library.example/rules>, seen 2026-01-15"):  # fmt: skip
        assert words in page
    assert "[2](case-0002.md)" in (tmp_path / "pages" / "README.md").read_text("utf-8")


def test_the_description_of_the_layout_names_every_table(full: Session) -> None:
    page = (Path(__file__).parents[2] / "docs" / "cases.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \| [^|]+ \|[^|]*\|[^|]*\|$", page, re.MULTILINE) == [*log.tables(full)]
