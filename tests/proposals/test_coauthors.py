"""Several members write one draft: invited by name, every save kept, nothing lost when two save at once, all credited."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlmodel import Session, delete, select

from tests import make, texts
from tests.proposals.desk import Desk, words_in
from tests.proposals.test_filing import refused
from tests.proposals.test_overlay import counted
from tests.proposals.writers import FREE, SINGS, Writers
from workbench import checkup
from workbench.errors import NotHere
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.proposals import authors, drafts, queries, review, versions
from workbench.proposals.models import Draft
from workbench.proposals.writing import DraftAuthor, DraftVersion, RevisionAuthor, Unsaved

LOAN = "A loan costs nothing for the first month. The library may ask for a name and an address, and for nothing else. {#lending-terms}"


def together(writers: Writers, *others: Member) -> Draft:
    """A draft that these members have joined."""
    draft = drafts.start(writers.session, writers.author, clause="lending-terms")
    for other in others or (writers.other,):
        authors.invite(writers.session, writers.author, draft, name=other.name)
        authors.join(writers.session, other, draft)
    return draft


def test_who_is_invited_reads_at_once_and_writes_after_joining(writers: Writers, session: Session) -> None:
    draft = drafts.start(session, writers.author)
    with pytest.raises(NotHere):
        authors.readable(session, writers.other, draft.id or 0)
    authors.invite(session, writers.author, draft, name=f"  {writers.other.name.upper()} ")
    assert authors.readable(session, writers.other, draft.id or 0) is draft
    with pytest.raises(NotHere):
        queries.draft(session, writers.other, draft.id or 0)
    assert [line.draft.id for line in authors.invitations(session, writers.other)] == [draft.id]
    authors.join(session, writers.other, draft)
    assert queries.draft(session, writers.other, draft.id or 0) is draft
    assert queries.drafts(session, writers.other) == [draft] and authors.invitations(session, writers.other) == []


def test_only_members_of_the_committee_are_invited_each_once(writers: Writers, session: Session) -> None:
    draft = drafts.start(session, writers.author)
    for name in ("", "Nobody at all", writers.observer.name, make.member(session, "administrator").name):
        assert refused(authors.invite, session, writers.author, draft, name=name).field == "invitee"
    assert "already" in str(refused(authors.invite, session, writers.author, draft, name=writers.author.name))
    authors.invite(session, writers.author, draft, name=writers.other.name)
    assert "invited already" in str(refused(authors.invite, session, writers.author, draft, name=writers.other.name))


def test_what_is_the_beginners_alone_is_refused_to_the_others(writers: Writers, session: Session) -> None:
    draft = together(writers)
    for act, words in (
        (authors.invite, {"name": writers.secretary.name}),
        (authors.take_back, {"member_id": writers.other.id}),
        (authors.share, {"shared": True}),
        (drafts.discard, {}),
    ):
        assert refused(act, session, writers.other, draft, **words).status == 403


def test_an_invitation_is_taken_back_and_left_and_what_was_written_stays(writers: Writers, session: Session) -> None:
    draft = together(writers, writers.other, writers.secretary)
    drafts.save(session, writers.other, draft, turn=0, documents=dict(draft.documents), editing=[], title="Said by two")
    authors.leave(session, writers.other, draft)
    authors.take_back(session, writers.author, draft, member_id=writers.secretary.id or 0)
    session.flush()
    for gone in (writers.other, writers.secretary):
        with pytest.raises(NotHere):
            authors.readable(session, gone, draft.id or 0)
        assert refused(authors.join, session, gone, draft).status == 409
    assert draft.title == "Said by two" and authors.company(session, draft) == []
    assert refused(authors.leave, session, writers.other, draft).status == 409


def test_every_save_is_a_version_with_who_and_what_changed(writers: Writers, session: Session) -> None:
    draft = together(writers)
    docs = {texts.DOCUMENT: texts.SECOND.replace(*FREE)}
    drafts.save(session, writers.other, draft, turn=0, documents=docs, editing=["lending-terms"], title="Free")
    drafts.save(session, writers.author, draft, turn=1, documents=docs, editing=["lending-terms"], title="Free")
    lines, more = versions.index(session, draft)
    assert [(line.n, line.author, line.changed) for line in lines] == [
        (1, writers.other.name, "4 words changed; other title"), (0, writers.author.name, "begun")
    ]  # fmt: skip
    assert more is None and versions.neighbour(session, draft, 1) == 0
    assert versions.at(session, draft, 0).documents[texts.DOCUMENT] == texts.SECOND
    assert refused(versions.at, session, draft, 9).status == 409


def test_a_version_is_compared_with_its_neighbour_and_taken_back(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    desk.send(address, **desk.form(text=[LOAN.replace(*FREE)], title="Free"))
    desk.send(address, **desk.form(text=["Loans cost a smile. {#lending-terms}"], title="Smile"))
    page = words_in(desk.read(f"{address}/versions"))
    assert page.count("words changed") == 2 and "Begun" in page and "what it is now" in page
    page = desk.read(f"{address}/versions/2")
    assert "smile" in page and "Version 1 of the draft" in page.replace("version", "Version")
    assert "Take this version back" not in page
    desk.send(f"{address}/versions/1/take")
    draft = desk.draft()
    assert (draft.title, draft.turn) == ("Free", 3) and draft.documents[texts.DOCUMENT] == texts.SECOND.replace(*FREE)
    assert len(desk.session.exec(select(DraftVersion)).all()) == 4
    assert desk.client.get(f"{address}/versions/9").status_code == 404


def test_saves_of_different_clauses_go_together_by_themselves(desk: Desk) -> None:
    draft = together(desk.writers)
    address, form = f"/drafts/{draft.id}", desk.form()
    desk.sit(desk.writers.other)
    other = desk.form()
    opened = desk.send(f"{address}/clauses", **other, do="open", opening="reading-silence")
    assert "box-reading-silence" in opened
    told = desk.form(title="Sing and lend")
    told["text"][told["clause"].index("reading-silence")] = "- what is said to a reader who hums. {#reading-silence}"
    desk.send(address, **told)
    desk.sit(desk.writers.author)
    place = desk.send(address, **(form | {"text": [LOAN.replace(*FREE)], "rationale": "It is kinder."}))
    page = desk.read(place)
    assert f"Saved together with what {desk.writers.other.name} saved meanwhile" in words_in(page)
    draft = desk.draft()
    assert "who hums" in draft.documents[texts.DOCUMENT] and FREE[0] not in draft.documents[texts.DOCUMENT]
    assert (draft.title, draft.rationale) == ("Sing and lend", "It is kinder.")
    assert draft.editing == ["reading-silence", "lending-terms"]


def test_saves_of_one_clause_apart_from_each_other_are_joined_and_a_person_confirms(desk: Desk) -> None:
    draft = together(desk.writers)
    address, form = f"/drafts/{draft.id}", desk.form()
    desk.sit(desk.writers.other)
    desk.send(address, **desk.form(text=[LOAN.replace("a name and an address", "a name")]))
    desk.sit(desk.writers.author)
    asked = desk.send(address, **(form | {"text": [LOAN.replace(*FREE)]}))
    page = desk.read(asked)
    joined = LOAN.replace(*FREE).replace("a name and an address", "a name")
    assert joined in page and f"As {desk.writers.other.name} saved it" in page and 'value="own" checked' in page
    desk.send(f"{address}/meeting", turn=1, slip=asked.partition("slip=")[2], **own(page, joined))
    assert joined in desk.draft().documents[texts.DOCUMENT]
    assert desk.session.exec(select(Unsaved)).all() == []


def own(page: str, words: str) -> dict[str, str]:
    key = page.partition('name="own-')[2].partition('"')[0]
    return {f"own-{key}": words}


def test_a_form_of_a_turn_that_is_not_on_file_comes_back_with_every_word(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    old = desk.form(text=["Loans cost a song. {#lending-terms}"])
    desk.send(address, **desk.form(title="Said first"))
    desk.session.exec(delete(DraftVersion))
    page = desk.send(address, 409, **old)
    assert "Loans cost a song." in page and "saved elsewhere meanwhile" in page and 'name="turn" value="1"' in page


def test_a_third_save_during_the_choice_is_taken_in_and_no_word_is_lost(desk: Desk) -> None:
    draft = together(desk.writers)
    address, form = f"/drafts/{draft.id}", desk.form()
    desk.send(address, **desk.form(text=["Loans cost a smile. {#lending-terms}"]))
    asked = desk.send(address, **(form | {"text": ["Loans cost a song. {#lending-terms}"]}))
    page = desk.read(asked)
    desk.sit(desk.writers.other)
    desk.send(address, **desk.form(text=["Loans cost a dance. {#lending-terms}"]))
    desk.sit(desk.writers.author)
    told = {"turn": 1, "slip": asked.partition("slip=")[2]} | own(page, "Loans cost a smile and a song.")
    page = desk.send(f"{address}/meeting", 409, **told)
    for kept in ("dance", "song", "Loans cost a smile and a song."):
        assert kept in page
    assert 'name="turn" value="2"' in page


def test_both_authors_put_a_new_clause_in_one_place_and_both_stand(desk: Desk) -> None:
    draft = together(desk.writers)
    address, form = f"/drafts/{draft.id}", desk.form()
    desk.send(address, **desk.form(after="lending-terms", added="Books come back dry."))
    asked = desk.send(address, **(form | {"after": "lending-terms", "added": "Books come back in time."}))
    page = desk.read(asked)
    key = page.partition('name="gap-')[2].partition('"')[0]
    slip = asked.partition("slip=")[2]
    desk.send(f"{address}/meeting", turn=1, slip=slip, **{f"gap-{key}": "both"})
    text = desk.draft().documents[texts.DOCUMENT]
    assert "Books come back dry." in text and "Books come back in time." in text


def test_cases_ticked_by_two_go_together_and_what_one_takes_away_is_gone(desk: Desk) -> None:
    for _ in range(3):
        make.case(desk.session)
    draft = together(desk.writers)
    address = f"/drafts/{draft.id}"
    desk.send(address, **desk.form(cases=[1, 2]))
    form = desk.form()
    desk.send(address, **desk.form(cases=[2]))
    desk.send(address, **(form | {"cases": [1, 2, 3]}))
    assert sorted(desk.draft().cases) == [2, 3]


def test_two_who_save_another_kind_are_asked_which_stands_and_it_is_among_the_versions(desk: Desk) -> None:
    for _ in range(2):
        desk.writers.filed()
    draft = together(desk.writers)
    address, form = f"/drafts/{draft.id}", desk.form()
    desk.send(address, **desk.form(kind="rival", others="1"))
    asked = desk.send(address, **(form | {"kind": "composite", "others": "1, 2", "title": "Both"}))
    page = words_in(desk.read(asked))
    assert "What it is to others" in page and "rival of 1" in page and "composite of 1, 2" in page
    desk.send(f"{address}/meeting", turn=1, slip=asked.partition("slip=")[2], what="typed")
    draft = desk.draft()
    assert (draft.kind, draft.others, draft.title) == ("composite", [1, 2], "Both")
    told = words_in(desk.read(f"{address}/versions"))
    assert "Other title, kind and proposals it is about" in told and "Other kind and proposals it is about" in told
    assert "<dt>It is</dt><dd>rival of 1</dd>" in desk.read(f"{address}/versions/1")
    desk.send(f"{address}/versions/1/take")
    assert (desk.draft().kind, desk.draft().others) == ("rival", [1])


def test_a_kind_that_one_changes_goes_with_what_another_typed(desk: Desk) -> None:
    desk.writers.filed()
    draft = together(desk.writers)
    address, form = f"/drafts/{draft.id}", desk.form()
    desk.send(address, **desk.form(kind="rival", others="1"))
    desk.send(address, **(form | {"kind": "amendment", "others": "", "title": "Mine"}))
    assert (desk.draft().kind, desk.draft().others, desk.draft().title) == ("rival", [1], "Mine")


def test_the_page_invites_removes_and_shares_and_keeps_what_was_typed(desk: Desk) -> None:
    address, other = desk.begin(clause="lending-terms"), desk.writers.other
    desk.send(f"{address}/authors", **desk.form(title="Kept", invitee=other.name), do="invite")
    assert desk.draft().title == "Kept"
    page = desk.send(f"{address}/authors", 422, **desk.form(title="Kept too", invitee="Nobody"), do="invite")
    assert "No member of the committee is called that" in page and 'value="Kept too"' in page
    page = words_in(desk.read(address))
    assert f"{other.name} is invited, and has not answered" in page and "Take the invitation back" in page
    desk.sit(other)
    assert f"{desk.writers.author.name} invites you to write it" in words_in(desk.read("/"))
    assert "Join as an author" in desk.read(f"{address}/read")
    assert desk.client.get(address).status_code == 404
    desk.send(f"{address}/join")
    page = words_in(desk.read(address))
    assert "Leave this draft" in page and "File this proposal" in page and "Discard" not in page
    desk.sit(desk.writers.author)
    desk.send(f"{address}/authors", **desk.form(), do=f"back:{other.id}")
    desk.send(f"{address}/authors", **desk.form(), do="share")
    assert "The committee reads it" in words_in(desk.read(address))


def test_a_shared_draft_is_read_by_the_committee_and_no_longer_once_it_is_hidden(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    told = desk.form(text=[LOAN.replace(*FREE)], title="Read me", rationale="See **case** 1.")
    desk.send(f"{address}/authors", **told, do="share")
    for reader in (desk.writers.other, desk.writers.secretary):
        desk.sit(reader)
        assert "Read me" in desk.read("/drafts/shared")
        page = words_in(desk.read(f"{address}/read"))
        assert "Read me" in page and "4 removed" in page and "It is not filed" in page and "Write on" not in page
        assert desk.client.get(address).status_code == 404
        desk.send(address, 404, turn=1, title="Mine now")
        assert desk.client.get(f"{address}/versions").status_code == 404
    desk.sit(desk.writers.author)
    desk.send(f"{address}/authors", **desk.form(), do="hide")
    desk.sit(desk.writers.other)
    assert "Read me" not in desk.read("/drafts/shared") and desk.client.get(f"{address}/read").status_code == 404


def test_all_who_joined_are_authors_of_the_filed_revision(desk: Desk) -> None:
    writers, session = desk.writers, desk.session
    draft = together(writers)
    authors.invite(session, writers.author, draft, name=writers.secretary.name)
    told = desk.form(text=[LOAN.replace(*FREE)], title="Lend freely", rationale="R.", claimed="editorial")
    desk.send(f"/drafts/{draft.id}/file", **told)
    credited = session.exec(select(RevisionAuthor)).all()
    assert [(row.proposal_no, row.n, row.member_id) for row in credited] == [(1, 1, writers.other.id)]
    both = f"{writers.author.name} and {writers.other.name}"
    page = words_in(desk.read("/proposals/1"))
    assert f"Filed by {both}," in page and f"by {both}, against" in page
    entry = session.exec(select(Minute).where(Minute.act == "proposals.file")).one()
    assert entry.body["authors"] == [writers.author.name, writers.other.name]
    assert f"by {writers.author.name}, {writers.other.name}" in words_in(desk.read("/minutes"))
    for table in (Draft, DraftAuthor, DraftVersion):
        assert session.exec(select(table)).all() == []
    made = review.of(session, queries.proposal(session, 1), None, writers.author)
    assert made.by(made.revision) == both


def test_filing_waits_until_its_author_has_seen_what_another_saved(desk: Desk) -> None:
    draft = together(desk.writers)
    told = desk.form(text=[LOAN.replace(*FREE)], title="Lend freely", rationale="R.", claimed="editorial")
    desk.sit(desk.writers.other)
    desk.send(f"/drafts/{draft.id}", **desk.form(note="Said by another."))
    desk.sit(desk.writers.author)
    where = desk.send(f"/drafts/{draft.id}/file", **told)
    assert where.startswith(f"/drafts/{draft.id}?joined=1") and desk.draft().note == "Said by another."
    assert desk.send(f"/drafts/{draft.id}/file", **desk.form()).endswith("/proposals/1")


def test_a_page_of_versions_asks_the_same_number_of_questions_however_many_there_are(
    writers: Writers, session: Session
) -> None:
    draft = together(writers)
    for turn in range(versions.PAGE + 4):
        docs = {texts.DOCUMENT: texts.SECOND.replace(SINGS[0], f"a reader who sings {turn} songs")}
        drafts.save(session, writers.author, draft, turn=turn, documents=docs, editing=[])
    lines, more = versions.index(session, draft)
    assert len(lines) == versions.PAGE and more == 5
    assert [line.n for line in versions.index(session, draft, before=more)[0]] == [4, 3, 2, 1, 0]


def test_who_wrote_a_revision_is_proven_by_the_minutes(writers: Writers, session: Session) -> None:
    draft = together(writers)
    drafts.save(
        session, writers.author, draft, turn=0, documents={texts.DOCUMENT: texts.SECOND.replace(*FREE)}, editing=[],
        title="T", rationale="R.", claimed="editorial",
    )  # fmt: skip
    writers.file(draft)
    session.commit()
    assert checkup.check(writers.config) == []
    session.exec(delete(RevisionAuthor))
    session.commit()
    name = f"revision_author:1:1:{writers.other.id}"
    assert checkup.check(writers.config) == [f"{name}: the minutes speak of it, and the row is missing"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_editor_asks_the_same_number_of_questions_for_one_clause_and_for_ten(app: Flask, desk: Desk) -> None:
    desk.writers.filed()
    make.case(desk.session, {"lending-terms": "met"})
    address, counts = desk.begin(clause="lending-terms"), []
    for clauses in ((), ("reading-silence", "reading-hours", "reading-places", "lending-anyone", "catalogue-copy")):
        for clause in clauses:
            desk.send(f"{address}/clauses", **desk.form(), do="open", opening=clause)
        for _ in range(2):  # the first reads the texts that are then remembered
            with counted(app) as asked:
                desk.read(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_draft_that_nobody_has_saved_yet_has_no_versions(desk: Desk) -> None:
    assert "This draft has not been saved yet." in desk.read(f"{desk.begin()}/versions")
