"""Drafts are private, count their saves, and can be brought to a newer text."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from tests import texts
from tests.proposals.test_filing import refused
from tests.proposals.writers import FREE, SINGS, Writers
from workbench.errors import NotHere
from workbench.proposals import carrying, drafts, queries
from workbench.wording import clauses as wording


def test_a_draft_begun_at_a_clause_opens_that_clause_of_the_newest_version(writers: Writers, session: Session) -> None:
    draft = drafts.start(session, writers.author, clause="lending-terms")
    assert (draft.base, draft.editing, draft.documents) == ("2", ["lending-terms"], {texts.DOCUMENT: texts.SECOND})
    assert drafts.start(session, writers.author).editing == []
    with pytest.raises(NotHere):
        drafts.start(session, writers.author, clause="nowhere")


def test_a_draft_does_not_exist_for_anybody_else(writers: Writers, session: Session) -> None:
    draft = drafts.start(session, writers.author)
    with pytest.raises(NotHere):
        queries.draft(session, writers.secretary, draft.id or 0)
    assert queries.drafts(session, writers.secretary) == []


def test_a_save_from_an_older_turn_is_refused_and_changes_nothing(writers: Writers, session: Session) -> None:
    draft = writers.draft(FREE)
    docs = dict(draft.documents)
    no = refused(
        drafts.save, session, writers.author, draft, turn=draft.turn - 1, documents={texts.DOCUMENT: "x\n"}, editing=[]
    )  # fmt: skip
    assert no.status == 409 and draft.documents == docs


def test_only_documents_of_the_definition_can_be_changed(writers: Writers, session: Session) -> None:
    draft = drafts.start(session, writers.author)
    more = draft.documents | {"other.md": "More.\n"}
    assert "documents of the definition" in str(
        refused(drafts.save, session, writers.author, draft, turn=0, documents=more, editing=[])
    )


def test_there_is_one_draft_of_a_revision_at_a_time(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    draft = drafts.revise(session, writers.author, proposal)
    assert draft.editing == ["lending-terms"] and draft.title == proposal.title
    assert drafts.revise(session, writers.author, proposal).id == draft.id


def test_a_change_that_meets_no_other_is_carried_to_the_newest_text(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    writers.adopt(SINGS)
    draft = carrying.carry(session, writers.author, proposal)
    assert draft.base == "3" and draft.documents[texts.DOCUMENT] == texts.SECOND.replace(*FREE).replace(*SINGS)
    assert carrying.held_back(session, draft, queries.read(session, draft.documents, "3")) == {}
    writers.file(writers.draft(of=proposal))
    assert (
        queries.revision(session, proposal).base == "3"
        and queries.merged(session, queries.revision(session, proposal)) is None
    )


def test_two_changes_apart_in_one_clause_are_joined_for_the_author_to_read(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    newer = ("a name and an address", "a name")
    writers.adopt(newer)
    result = queries.merged(session, queries.revision(session, proposal))
    assert result and result.state == "same_clause"
    draft = carrying.carry(session, writers.author, proposal)
    assert draft.documents[texts.DOCUMENT] == texts.SECOND.replace(*FREE).replace(*newer)


def test_in_a_conflict_the_draft_has_the_newest_words_and_the_authors_wait_beside(
    writers: Writers, session: Session
) -> None:
    proposal = writers.filed(FREE, SINGS)
    newer = ("for the first month", "for the first week")
    writers.adopt(newer)
    draft = carrying.carry(session, writers.author, proposal)
    assert draft.documents[texts.DOCUMENT] == texts.SECOND.replace(*newer).replace(*SINGS)
    now = queries.read(session, draft.documents, "3")
    held = carrying.held_back(session, draft, now)
    assert list(held) == ["lending-terms"] and held["lending-terms"].startswith("A loan costs nothing. The")
    edit = carrying.take_over(session, draft, now, "lending-terms")
    assert edit.docs[texts.DOCUMENT] == texts.SECOND.replace(*FREE).replace(*SINGS)
    assert carrying.held_back(session, draft, queries.read(session, edit.docs, "3")) == {}


def test_words_in_a_clause_that_was_removed_meanwhile_wait_beside_and_can_be_put_back(
    writers: Writers, session: Session
) -> None:
    proposal = writers.filed()
    gone = next(clause.text for clause in wording.parse(texts.SECOND) if clause.id == "lending-terms")
    writers.adopt((gone, ""))
    draft = carrying.carry(session, writers.author, proposal)
    now = queries.read(session, draft.documents, "3")
    assert list(carrying.held_back(session, draft, now)) == ["lending-terms"]
    assert carrying.take_over(session, draft, now, "lending-terms").docs[texts.DOCUMENT] == texts.SECOND.replace(*FREE)


def test_a_draft_of_an_older_version_is_filed_or_discarded_before_carrying(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    begun = drafts.revise(session, writers.author, proposal)
    writers.adopt(SINGS)
    assert refused(carrying.carry, session, writers.author, proposal).status == 409
    drafts.discard(session, writers.author, begun)
    session.flush()
    assert carrying.carry(session, writers.author, proposal).base == "3"
