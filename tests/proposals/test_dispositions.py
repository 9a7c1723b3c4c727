"""Every comment gets an outcome with a reason; its author says whether it satisfies; the report holds them all."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.proposals.desk import Desk, words_in
from tests.proposals.test_filing import refused
from tests.proposals.writers import FREE, SINGS, Writers
from workbench import db
from workbench.proposals import comments, dispositions, threads
from workbench.proposals.discussion import DISPOSITIONS
from workbench.proposals.models import Comment, Proposal


def test_an_outcome_settles_the_thread_and_names_the_revision_that_answers(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "A loan")
    made = dispositions.dispose(session, writers.author, said, value="accepted", reason="The words are new.")
    assert (made.n, made.value, made.revision, made.decided_by) == (1, "accepted", 1, writers.author.id)
    assert said.settled_at and said.outcome == "The words are new."
    assert dispositions.current(session, said) == made
    assert made.reply_by == db.now().date() + timedelta(days=7)


def test_only_what_is_accepted_names_a_revision(writers: Writers, session: Session) -> None:
    said = writers.said(writers.filed(), "A loan")
    made = dispositions.dispose(
        session, writers.secretary, said, value="deferred", reason="After the vote.", revision=1
    )
    assert made.revision is None


@pytest.mark.parametrize(
    ("words", "field", "status"),
    [
        ({"value": "nice", "reason": "So."}, "value", 422),
        ({"value": "rejected", "reason": "  "}, "outcome", 422),
        ({"value": "retracted", "reason": "So."}, None, 403),
    ],
)
def test_an_outcome_without_a_known_value_or_a_reason_is_refused(
    writers: Writers, session: Session, words: dict[str, str], field: str | None, status: int
) -> None:
    said = writers.said(writers.filed(), "A loan")
    no = refused(dispositions.dispose, session, writers.author, said, **words)
    assert (no.field, no.status) == (field, status)
    assert said.settled_at is None


def test_an_accepted_comment_names_a_revision_that_was_filed(writers: Writers, session: Session) -> None:
    said = writers.said(writers.filed(), "A loan")
    no = refused(dispositions.dispose, session, writers.author, said, value="accepted", reason="So.", revision=4)
    assert no.status == 404


def test_the_author_of_a_comment_may_only_retract_it(writers: Writers, session: Session) -> None:
    said = writers.said(writers.filed(), "A loan")
    assert refused(dispositions.dispose, session, writers.other, said, value="accepted", reason="So.").status == 403
    assert dispositions.dispose(session, writers.other, said, value="retracted", reason="I misread it.").n == 1
    proposal_s_author = dispositions.values_for(writers.author, said, [writers.author.id or 0])
    assert proposal_s_author == tuple(value for value in DISPOSITIONS if value != "retracted")


def test_a_later_outcome_counts_and_the_earlier_one_stays(writers: Writers, session: Session) -> None:
    said = writers.said(writers.filed(), "A loan")
    dispositions.dispose(session, writers.author, said, value="rejected", reason="No.")
    last = dispositions.dispose(session, writers.secretary, said, value="accepted_modified", reason="In part.")
    assert last.n == 2 and dispositions.current(session, said) == last
    assert [made.value for made in dispositions.given(session, said)] == ["rejected", "accepted_modified"]


def test_a_thread_that_is_reopened_has_no_outcome_until_it_gets_another(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "A loan")
    dispositions.dispose(session, writers.author, said, value="rejected", reason="No.")
    comments.reopen(session, writers.other, said)
    assert dispositions.current(session, said) is None
    assert dispositions.counts(session, proposal, None) == {"open": 1}


def test_the_author_of_the_comment_says_whether_it_satisfies(writers: Writers, session: Session) -> None:
    said = writers.said(writers.filed(), "A loan")
    made = dispositions.dispose(session, writers.author, said, value="rejected", reason="No.")
    assert dispositions.answered(made) == "awaited"
    assert refused(dispositions.reply, session, writers.author, said, satisfied=True).status == 403
    assert refused(dispositions.reply, session, writers.other, said, satisfied=False, answer=" ").field == "answer"
    dispositions.reply(session, writers.other, said, satisfied=False, answer="The month is missing.")
    assert (made.reply, made.answer) == ("not_satisfied", "The month is missing.")


def test_an_answer_after_the_last_day_is_refused_and_silence_counts_as_addressed(
    writers: Writers, session: Session
) -> None:
    said = writers.said(writers.filed(), "A loan")
    made = dispositions.dispose(session, writers.author, said, value="rejected", reason="No.")
    made.reply_by = db.now().date() - timedelta(days=1)
    assert dispositions.answered(made) == "no_reply"
    assert refused(dispositions.reply, session, writers.other, said, satisfied=True).status == 409


def read_since(session: Session, proposal: Proposal, said: Comment) -> list[tuple[int, str]]:
    return [(step.revision.n, step.words) for step in threads.course(session, proposal, said)]


def test_every_revision_that_changed_the_words_is_named_with_what_they_read(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "A loan costs nothing")
    assert read_since(session, proposal, said) == []
    writers.file(writers.draft(SINGS, of=proposal))
    assert read_since(session, proposal, said) == []
    writers.file(writers.draft(("A loan costs nothing.", "A loan costs very little."), of=proposal))
    assert read_since(session, proposal, said) == [(3, "A loan costs")]
    writers.file(writers.draft(("A loan costs very little.", "A first loan costs very little."), of=proposal))
    writers.file(writers.draft(("A first loan costs very little. ", ""), of=proposal))
    assert [step[0] for step in read_since(session, proposal, said)] == [3, 4, 5]
    assert read_since(session, proposal, said)[-1] == (5, "")


def test_words_of_the_base_that_a_revision_puts_back_are_told_so(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "for the first month", side="base")
    writers.file(writers.draft(SINGS, of=proposal))
    assert read_since(session, proposal, said) == []
    writers.file(writers.draft(FREE[::-1], of=proposal))
    assert read_since(session, proposal, said) == [(3, "for the first month")]


def test_the_form_of_a_disposition_is_filled_from_the_text(desk: Desk) -> None:
    writers = desk.writers
    proposal = writers.filed()
    said = writers.said(proposal, "A loan costs nothing")
    writers.file(writers.draft(("A loan costs nothing.", "A loan costs very little."), of=proposal))
    page = words_in(desk.read(f"/comments/{said.id}/disposition"))
    name = writers.author.name
    assert f"in revision 2, by {name}," in page and "in their place stands “A loan costs”" in page
    assert f"The words were changed in revision 2, by {name}." in page
    assert '<option value="accepted_modified" selected>' in desk.read(f"/comments/{said.id}/disposition")
    assert "In revision 2 the words were edited." in desk.read(f"/proposals/{proposal.no}/dispositions")
    table = list(csv.DictReader(io.StringIO(desk.read(f"/proposals/{proposal.no}/dispositions.csv"))))
    assert [row["words_now"] for row in table] == ["edited"]


def test_what_is_for_the_committee_alone_is_not_in_the_report_of_others(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "A loan")
    said.audience = "committee"
    session.add(said)
    session.flush()
    for viewer in (None, writers.observer):
        assert dispositions.report(session, proposal, viewer) == ([], None)
        assert dispositions.counts(session, proposal, viewer) == {}
    assert dispositions.counts(session, proposal, writers.other) == {"open": 1}


def test_the_pages_without_script(desk: Desk, session: Session) -> None:
    writers = desk.writers
    proposal = writers.filed(FREE)
    said = writers.said(proposal, "A loan")
    desk.sit(writers.author)
    address = f"/comments/{said.id}/disposition"
    assert "It has no disposition yet." in desk.read(address)
    page = desk.send(address, 422, value="rejected", outcome="")
    assert "Fill this in" in page or "Say why" in page
    desk.send(address, value="rejected", outcome="=It says so already.")
    assert "=It says so already." in desk.read(f"/proposals/{proposal.no}")
    desk.sit(writers.other)
    assert "Does this satisfy?" in desk.read(address)
    page = desk.send(f"/comments/{said.id}/answer", 422, reply="not_satisfied", answer="")
    assert "Say what is missing" in page
    desk.send(f"/comments/{said.id}/answer", reply="satisfied", answer="")
    report = desk.read(f"/proposals/{proposal.no}/dispositions")
    assert "1 comment: 1 rejected." in report and "satisfied" in report
    table = list(csv.DictReader(io.StringIO(desk.read(f"/proposals/{proposal.no}/dispositions.csv"))))
    assert [(row["disposition"], row["reason"], row["reply"]) for row in table] == [
        ("rejected", "'=It says so already.", "satisfied")
    ]


VALUES = {"outofscope": "out_of_scope"}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_real_lists_of_a_standards_body_fit_the_outcomes(
    writers: Writers, session: Session, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (shared / "comments" / "w3c-dispositions" / "comments.jsonl").read_text("utf-8").splitlines()
    known = [json.loads(line)["closed"].split()[0].strip(",.;").lower() for line in lines]
    proposal = writers.filed()
    monkeypatch.setattr(dispositions, "PAGE", 50)
    for closed in known:
        said = writers.said(proposal, "A loan")
        actor = writers.other if closed == "retracted" else writers.secretary
        dispositions.dispose(session, actor, said, value=VALUES.get(closed, closed), reason="As the group resolved.")
    counted = dispositions.counts(session, proposal, None)
    assert counted == {
        "accepted": 118, "rejected": 14, "deferred": 36, "out_of_scope": 12, "duplicate": 2, "invalid": 2, "retracted": 9
    }  # fmt: skip
    report = list(dispositions.everything(session, proposal, None))
    assert Counter(line.standing for line in report) == counted and len(report) == 193
