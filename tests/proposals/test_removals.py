"""Words that have to go: two officers remove them, a tombstone stands there, and the record still proves itself (attack 42)."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlmodel import Session, col, select, update

from tests import make
from tests.ballots.hall import Hall
from tests.cases.walk import CLAUSES, Walk
from tests.proof.test_verify import Entry, anew, faults, handed_on
from tests.support.client import Client
from workbench import checkup, cli, db
from workbench.cases import actions as cases
from workbench.cases import copies, opinions, rechecks
from workbench.cases.actions import Exhibit
from workbench.cases.copies import KeptFile
from workbench.cases.models import Evidence, Finding
from workbench.config import Config
from workbench.errors import Refusal
from workbench.finding import Entry as Found
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.minutes.redactions import Redaction
from workbench.proposals import comments, judging, queries
from workbench.proposals.discussion import CommentText
from workbench.proposals.judgements import Tentative
from workbench.proposals.models import Comment

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
SECRET, WHY = "Her telephone is 12345.", "It named a person’s number."


@pytest.fixture
def hall(app: Flask, session: Session, instance: Config) -> Hall:
    return Hall.of(session, instance, members=2)


def everything(hall: Hall) -> str:
    """All that the database holds, as one text."""
    hall.session.commit()
    rows = hall.session.connection().connection.driver_connection.iterdump()  # type: ignore[union-attr]
    return "\n".join(rows)


def by_two(client: Client, hall: Hall, address: str) -> Redaction:
    """The secretary proposes that words are removed, and the chair confirms."""
    client.sign_in(hall.secretary)
    assert client.send(address, reason="").status_code == 422
    place = client.send(address, reason=WHY).location
    assert client.send(f"{place}/confirm").status_code == 403, "never alone"
    assert client.sign_in(make.member(hall.session, "secretary")).send(f"{place}/confirm").status_code == 403
    assert client.sign_in(make.member(hall.session, "administrator")).send(f"{place}/confirm").status_code == 403
    assert client.sign_in(hall.chair).send(f"{place}/confirm").status_code == 303
    assert client.send(address, reason=WHY).status_code == 409
    return hall.session.exec(select(Redaction).order_by(col(Redaction.no).desc())).first()  # type: ignore[return-value]


def test_every_version_of_a_comment_goes_and_what_hangs_on_it_stays(hall: Hall, client: Client, tmp_path: Path) -> None:
    proposal, author = hall.proposal(), hall.members[0]
    said = comments.post(
        hall.session,
        author,
        proposal,
        clause_id="catalogue-copy",
        body=f"First. {SECRET}",
        kind="concern",
        remedy=SECRET,
    )
    comments.edit(hall.session, author, said, body=f"Second. {SECRET}")
    answer = comments.reply(hall.session, hall.members[1], said, body="I see.")
    comments.settle(hall.session, hall.chair, said, outcome="Not relevant here.")
    hall.session.commit()
    assert SECRET in client.get("/proposals/1").text and hall.session.exec(select(Second)).first() is None
    assert client.sign_in(author).send(f"/comments/{said.id}/removal", reason=WHY).status_code == 403
    old = {
        minute.body["rows"][f"comment:{said.id}"]["body"]
        for minute in hall.session.exec(select(Minute))
        if f"comment:{said.id}" in minute.body.get("rows", {})
    }
    made = by_two(client, hall, f"/comments/{said.id}/removal")
    assert SECRET not in everything(hall)
    blocks = hall.session.connection().exec_driver_sql("SELECT block FROM search_words_data").scalars()
    assert not any(b"12345" in block for block in blocks), "nor in the index of words"
    assert {*made.digests[f"comment:{said.id}"]["body"]} == old and len(old) == 2
    page = client.sign_out().get("/proposals/1").text
    tomb = f"Removed on 4 May 2026 by {hall.secretary.name} and {hall.chair.name}: {WHY}"
    assert tomb in page and "I see." in page and "Not relevant here." in page
    assert tomb in client.get(f"/comments/{said.id}/words").text and "removed for good" in client.get("/minutes").text
    hall.session.refresh(said)
    assert (said.quote, said.kind, said.texts, said.outcome) == (
        "",
        "concern",
        2,
        "Not relevant here.",
    ) and answer.parent_id == said.id
    assert client.sign_in(author).send(f"/comments/{said.id}/words", body="Other words.").status_code == 409
    assert hall.check() == [] and checkup.removed(hall.config) == [f"comment:{said.id}: r{tomb[1:]}"]
    told = CliRunner().invoke(cli.main, ["check"], env={"WORKBENCH_INSTANCE": str(hall.config.instance)})
    assert told.exit_code == 0 and "removed on 4 May 2026 by" in told.stderr
    run = [sys.executable, str(handed_on(hall, tmp_path / "record") / "verify.py")]
    done = subprocess.run(run, check=False, capture_output=True, text=True)
    assert done.returncode == 0 and "removed on 4 May 2026 by" in done.stdout, done.stdout
    hall.session.rollback()
    hall.session.exec(update(CommentText).values(body=SECRET))
    hall.session.exec(update(Comment).where(col(Comment.id) == said.id).values(body=SECRET))
    found = hall.check()
    assert len(found) == 2 and "its body was changed" in found[0] and "earlier words were removed" in found[1]


def test_a_quotation_goes_with_its_file_wherever_the_case_has_it(hall: Hall, client: Client, tmp_path: Path) -> None:
    session, exhibit = hall.session, make.EXHIBIT
    case = make.case(session, {"lending-terms": "met", "reading-anyone": "met"}, actor=hall.chair)
    file = copies.keep(session, hall.members[0], case, name="rules.txt", body=exhibit.quotation.encode())
    other = copies.keep(session, hall.members[0], case, name="again.txt", body=f"{exhibit.quotation} Again.".encode())
    for one, copy in zip(session.exec(select(Evidence).order_by(col(Evidence.id))).all(), (other, file), strict=True):
        one.sha256, one.kept = copy.sha256, True
        session.add(one)
        minutes.record(session, None, "cases.find", case, one)
    foreseen = Tentative(
        proposal_no=hall.proposal().no, revision=1, case_no=case.no, clause_id="lending-terms", value="met", reason="So.",
        exhibits=[Exhibit.of(session.get_one(Evidence, 1)).data()], found_by=hall.chair.id, found_at=db.now(),
    )  # fmt: skip
    session.add(foreseen)
    minutes.record(session, hall.chair, "tentative.find", queries.proposal(session, 1), foreseen)
    session.commit()
    assert client.get(f"/evidence/{file.sha256}").status_code == 200
    made = by_two(client, hall, "/evidence/2/removal")
    assert {*made.digests} == {"evidence:1", "evidence:2", "tentative:1", "file"} and {
        *made.digests["file"]["sha256"]
    } == {
        file.sha256,
        other.sha256,
    }
    assert exhibit.quotation not in everything(hall) and session.get_one(KeptFile, file.sha256).body == b""
    assert session.get_one(KeptFile, other.sha256).body == b"", "a second retrieval of the same words goes with them"
    page, gone = client.sign_out().get(f"/cases/{case.no}").text, client.get(f"/evidence/{file.sha256}")
    assert page.count(f"{hall.chair.name}: {WHY}") == 2 and "The copy kept" not in page
    assert gone.status_code == 404 and WHY in gone.text
    with pytest.raises(Refusal, match="removed this very file"):
        copies.keep(session, hall.members[0], case, name="x", body=exhibit.quotation.encode())
    assert hall.check() == [] and faults(handed_on(hall, tmp_path / "record")) == []
    assert session.exec(select(Found).where(col(Found.body).contains(exhibit.quotation))).first() is None
    cases.become(
        session, hall.chair, case, version=make.version(session), requirements=case.need,
        findings=[(judging._finding(foreseen), judging.exhibits(foreseen))],
    )  # fmt: skip
    page = client.open(f"/cases/{case.no}").text
    mark = f"{hall.chair.name}: {WHY}</div>"
    assert page.count(mark) == page.count(WHY) == 3, "what was foreseen of it comes with its mark"
    assert "The copy kept" not in page and hall.check() == []
    folder = handed_on(hall, tmp_path / "later")
    assert faults(folder) == []
    anew(folder, never_foreseen)
    assert "nobody removed the words of evidence:3" in "\n".join(faults(folder))
    session.get_one(KeptFile, file.sha256).body = b"back again"
    assert hall.check() == [f"kept_file:{file.sha256}: this file was removed, and is there"]


def test_a_quotation_goes_from_what_reviewers_found_and_nobody_reads_yet(hall: Hall, client: Client) -> None:
    session, words = hall.session, make.EXHIBIT.quotation
    walk = Walk.begin(session).to_evidence()
    case, file = walk.case, copies.keep(session, walk.one, walk.case, name="rules.txt", body=words.encode())
    exhibit = replace(make.EXHIBIT, sha256=file.sha256, file=file.sha256)
    for clause in CLAUSES:
        opinions.draft(session, walk.one, case, clause_id=clause, value="met", reason="So.", evidence=[exhibit])
    opinions.hand_in(session, walk.one, case)
    walk.found(walk.two)
    finding = Finding(
        case_no=case.no, clause_id="lending-terms", n=1, version=case.version, value="met", reason="So.", round=1,
        found_by=walk.one.id, found_at=db.now(),
    )  # fmt: skip
    session.add(finding)
    session.flush()
    shown = make.EXHIBIT.row(finding)
    session.add(shown)
    minutes.record(session, None, "cases.find", case, finding, shown)
    session.commit()
    by_two(client, hall, f"/evidence/{shown.id}/removal")
    assert words not in everything(hall) and session.get_one(KeptFile, file.sha256).body == b""
    page = client.sign_in(walk.two).open(f"/cases/{case.no}/findings/lending-terms").text
    assert make.EXHIBIT.address not in page and WHY not in page, "it is no quotation to hand in again"
    assert hall.check() == [], "what was sealed has the seal of what is left of it"
    opinions.hand_in(session, walk.two, case)
    session.commit()
    page = client.open(f"/cases/{case.no}").text
    mark = f"{hall.chair.name}: {WHY}</div>"
    assert page.count(mark) == page.count(WHY) == 1 + 2 * len(CLAUSES), "each of them with its mark"
    assert not rechecks.due(session, case.no) and hall.check() == []


def never_foreseen(entries: list[Entry]) -> None:
    for entry in entries:
        if "tentative:1" in entry["body"].get("rows", {}):
            entry["body"]["rows"]["tentative:1"]["case_no"] = 2


def alone(entries: list[Entry]) -> None:
    entries[-1]["body"]["rows"]["redaction:1"]["proposed_by"] = 3


def other_words(entries: list[Entry]) -> None:
    entries[-1]["body"]["rows"]["comment:1"]["proposal_no"] = 2


def other_digests(entries: list[Entry]) -> None:
    entries[-1]["body"]["rows"]["redaction:1"]["digests"]["comment:1"]["body"] = []


def one_officer(entries: list[Entry]) -> None:
    held = [entry for entry in entries if "member:1" in entry["body"].get("rows", {})]
    for entry in held:
        entry["body"]["rows"]["member:1"]["held"] = ["member"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (alone, "the secretary and the chair together"), (other_words, "changes more of comment:1"),
        (other_digests, "the digests of what stood in comment:1"), (one_officer, "the secretary and the chair together"),
    ],
)  # fmt: skip
def test_a_removal_that_two_did_not_do_is_named(
    hall: Hall, client: Client, tmp_path: Path, change: object, fault: str
) -> None:
    comments.post(hall.session, hall.members[0], hall.proposal(), clause_id="catalogue-copy", body=SECRET)
    hall.session.commit()
    place = client.sign_in(hall.secretary).send("/comments/1/removal", reason=WHY).location
    client.sign_in(hall.chair).send(f"{place}/confirm")
    folder = handed_on(hall, tmp_path / "record")
    anew(folder, change)  # type: ignore[arg-type]
    assert fault in "\n".join(faults(folder))
