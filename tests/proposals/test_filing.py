"""Filing puts a draft on record as it stands, or refuses and leaves it as it is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, select

from tests import make, texts
from tests.proposals.writers import FREE, SINGS, Writers
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.minutes.record import snapshot
from workbench.proposals import actions, drafts, queries
from workbench.proposals.models import Citation, Draft, Proposal


def refused(act: Any, *arguments: Any, **data: Any) -> Refusal:
    with pytest.raises(Refusal) as no:
        act(*arguments, **data)
    return no.value


def test_a_filed_proposal_is_a_commit_on_its_base_with_the_bytes_of_the_draft(
    writers: Writers, session: Session
) -> None:
    draft = writers.draft(FREE)
    docs = dict(draft.documents)
    proposal = writers.file(draft)
    revision = queries.revision(session, proposal)
    base = definition.version(session, "2")
    assert (proposal.no, proposal.state, revision.n, revision.base) == (1, "discussion", 1, "2")
    assert writers.repository.refs("refs/proposals") == {"refs/proposals/1/1": revision.commit}
    assert (
        writers.repository.documents(revision.commit, [texts.DOCUMENT]) == docs == queries.documents(session, revision)
    )
    parent = writers.repository._git("rev-parse", f"{revision.commit}^").decode().strip()
    assert parent == base.commit
    assert revision.touched == ["lending-terms"]


def test_filing_is_in_the_minutes_and_takes_the_draft_away(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    entry = session.exec(select(Minute).where(Minute.act == "proposals.file")).one()
    assert entry.body["rows"]["proposal:1"] == snapshot(proposal)
    assert entry.body["rows"]["revision:1:1"]["touched"] == ["lending-terms"]
    assert list(entry.body["documents"]) == [texts.DOCUMENT]
    assert session.exec(select(Draft)).all() == []


@pytest.mark.parametrize(
    ("words", "field"),
    [({"title": " "}, "title"), ({"rationale": ""}, "rationale"), ({"claimed": ""}, "claimed")],
)
def test_a_proposal_without_title_reason_or_class_is_refused(
    writers: Writers, words: dict[str, str], field: str
) -> None:
    assert refused(writers.filed, FREE, **words).field == field


def test_a_text_that_equals_the_base_is_refused(writers: Writers) -> None:
    no = refused(writers.file, writers.draft())
    assert "the same as version 2" in str(no)


def test_a_text_that_breaks_the_text_form_is_refused_and_says_where(writers: Writers) -> None:
    no = refused(writers.filed, ("A loan costs", "A\u200b loan costs"))
    assert "text form" in str(no) and "U+200B" in no.details[0] and "column 2" in no.details[0]


def test_a_document_that_grows_beyond_the_limit_is_refused(writers: Writers) -> None:
    draft = writers.draft(SINGS)
    no = refused(actions.file, writers.session, writers.author, draft, repository=writers.repository, limit=100)
    assert "bytes" in no.details[0]


def test_an_observer_files_nothing(writers: Writers) -> None:
    draft = writers.draft(FREE)
    assert refused(actions.file, writers.session, writers.observer, draft, repository=writers.repository).status == 403


def test_numbers_have_no_gaps_and_a_ref_left_by_a_request_cut_short_is_used_again(
    writers: Writers, session: Session
) -> None:
    newest = definition.newest(session)
    stray = writers.repository.write({texts.DOCUMENT: "Stray.\n"}, newest.commit, "Stray", {}, newest.made_at)
    writers.repository.move("refs/proposals/1/1", stray, None)
    assert (writers.filed().no, writers.filed(SINGS).no) == (1, 2)
    assert (
        writers.repository.ref("refs/proposals/1/1") == queries.revision(session, queries.proposal(session, 1)).commit
    )


def test_a_revision_is_a_further_commit_on_its_own_base_and_needs_a_note(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    assert refused(writers.file, writers.draft(SINGS, of=proposal, note="")).field == "note"
    writers.file(writers.draft(of=proposal, title="Lend and let sing"))
    first, second = queries.revisions(session, proposal)
    assert (proposal.revision, proposal.title, second.note) == (2, "Lend and let sing", "Other words.")
    assert first.commit != second.commit and second.touched == ["reading-silence", "lending-terms"]
    assert queries.drafts(session, writers.author) == []


def test_a_revision_that_changes_nothing_is_refused(writers: Writers) -> None:
    proposal = writers.filed()
    assert "Nothing differs from revision 1" in str(refused(writers.file, writers.draft(of=proposal)))


def test_only_the_author_revises_or_withdraws(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    assert refused(drafts.revise, session, writers.secretary, proposal).status == 403
    assert refused(actions.withdraw, session, writers.secretary, proposal, reason="No.").status == 403


@pytest.mark.parametrize("state", ["balloting", "rejected", "withdrawn"])
def test_a_proposal_in_ballot_or_closed_stands_still(writers: Writers, session: Session, state: str) -> None:
    proposal = writers.filed()
    begun = drafts.revise(session, writers.author, proposal)
    proposal.state = state
    assert refused(drafts.revise, session, writers.author, proposal).status == 409
    assert refused(writers.file, begun).status == 409
    assert refused(actions.withdraw, session, writers.author, proposal, reason="No.").status == 409


def test_a_proposal_without_quorum_may_be_revised_and_is_under_discussion_again(writers: Writers) -> None:
    proposal = writers.filed()
    proposal.state = "no_quorum"
    assert writers.file(writers.draft(SINGS, of=proposal)).state == "discussion"


def test_a_withdrawn_proposal_stays_and_says_so(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    actions.withdraw(session, writers.author, proposal, reason="It is not wanted.")
    assert session.get_one(Proposal, 1).state == "withdrawn"


def test_cases_named_in_the_rationale_and_chosen_are_cited_once(writers: Writers, session: Session) -> None:
    one, two = make.case(session), make.case(session)
    writers.filed(FREE, rationale=f"See case {one.no} and case 999.", cases=[one.no, two.no])
    assert sorted(session.exec(select(Citation.case_no)).all()) == sorted([one.no, two.no])
    assert [proposal.no for proposal, _ in queries.citing(session, one.no or 0)] == [1]


def test_the_list_names_the_clauses_by_number_and_counts_what_is_new(writers: Writers, session: Session) -> None:
    writers.filed(FREE, ("{#catalogue-copy}\n", "{#catalogue-copy}\n\nIt is in ink. {#catalogue-ink}\n"))
    lines, more = queries.index(session, state="open")
    assert (lines[0].clauses, lines[0].added, lines[0].threads, more) == (("2.2",), 1, 0, None)
    assert [proposal.no for proposal in queries.touching(session, "lending-terms")] == [1]
