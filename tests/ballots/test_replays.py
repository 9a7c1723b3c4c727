"""After an adoption every open proposal is tried on the new text: carried with a receipt, or its author is asked."""

from __future__ import annotations

from html import unescape

import pytest
from sqlmodel import Session, select

from tests.ballots.hall import Hall
from tests.support.client import Client
from workbench.ballots import actions as closing
from workbench.ballots import adoption
from workbench.definition import queries as definition
from workbench.definition.models import StoredText
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.proposals import actions, comments, drafts, queries, replays
from workbench.proposals.models import Proposal, Replay

COPY = ("Anyone may copy", "Everybody may copy")
PENNY = ("for the first month", "for the first year")
BESIDE = ("A loan costs nothing", "Every loan costs nothing")
AGAINST = ("for the first month", "for the first week")


def adopted(hall: Hall, *changes: tuple[str, str]) -> list[Proposal]:
    """Proposals from the second on that were filed while a ballot was open on PENNY, which was adopted then."""
    ballot = hall.ballot(hall.proposal(PENNY, title="A year"))
    filed = [hall.proposal(change, title=f"Change {number}") for number, change in enumerate(changes)]
    hall.votes(ballot, for_=len(hall.everybody))
    hall.adopt(closing.close(hall.session, hall.secretary, ballot))
    return filed


def kept(session: Session) -> list[Replay]:
    return list(session.exec(select(Replay).order_by(Replay.proposal_no)))  # type: ignore[arg-type]


def page(client: Client, address: str) -> str:
    return " ".join(unescape(client.get(address).text).split())


def test_each_open_proposal_is_carried_or_its_author_is_asked(hall: Hall, session: Session) -> None:
    adopted(hall, COPY, BESIDE, AGAINST)
    rows = kept(session)
    assert [(row.proposal_no, row.n, row.version, row.state) for row in rows] == [
        (2, 1, "3", "carried"),
        (3, 1, "3", "confirm"),
        (4, 1, "3", "person"),
    ]
    assert (rows[0].receipt["removed"], rows[0].receipt["added"]) == (["Anyone"], ["Everybody"])
    assert rows[2].fingerprint is None and rows[2].documents == {}
    text = replays.documents(session, rows[0])["library.md"]
    assert "Everybody may copy" in text and "for the first year" in text
    assert hall.check() == []


def test_a_receipt_is_an_entry_of_the_minutes_in_the_name_of_the_workbench(hall: Hall, session: Session, client: Client) -> None:  # fmt: skip
    adopted(hall, COPY)
    entry = session.exec(select(Minute).where(Minute.act == "proposals.replay")).one()
    newest = definition.newest(session)
    assert (entry.thing, entry.actor_id) == ("proposal:2", None)
    assert entry.body["texts"]["version 3"] == newest.fingerprint
    assert entry.body["texts"]["revision 1 on version 3"] == kept(session)[0].fingerprint
    assert "Everybody" not in str(entry.body), "the words stand in the row; the minutes hold their digest"
    said = page(client, "/minutes?thing=proposal:2")
    assert "tried" in said and "version 3: the same words removed and added" in said


def test_what_is_closed_or_on_the_newest_text_is_not_replayed_and_nothing_is_replayed_twice(hall: Hall, session: Session) -> None:  # fmt: skip
    away = hall.proposal(COPY, title="Away")
    actions.withdraw(session, hall.members[0], away, reason="It is not wanted.")
    adopted(hall, BESIDE)
    assert [row.proposal_no for row in kept(session)] == [3]
    hall.proposal(COPY, title="Fresh")
    assert replays.replay(session) == []
    assert session.get(Replay, (3, 1, "3"))


def test_a_proposal_in_ballot_is_replayed_and_its_ballot_stays_bound(hall: Hall, session: Session, client: Client) -> None:  # fmt: skip
    rival = hall.proposal(COPY, title="Rival")
    ballot = hall.ballot(rival)
    hall.adopt(hall.carried(hall.proposal(PENNY, title="A year")))
    assert [row.state for row in kept(session)] == ["carried"]
    assert (ballot.base, rival.state) == ("2", "balloting")
    said = page(client, "/proposals/1")
    assert "That text cannot be adopted any more" in said and "needs a new ballot" in said
    assert "/proposals/1/carry" not in said
    with pytest.raises(Refusal, match="its text stands still"):
        actions.carry(session, hall.members[0], rival, repository=hall.repository)


def test_its_author_files_what_was_carried_with_one_act_and_the_comments_come_along(hall: Hall, session: Session, client: Client) -> None:  # fmt: skip
    (proposal,) = adopted(hall, COPY)
    thread = comments.post(
        session, hall.members[1], proposal, body="Who is everybody?", clause_id="catalogue-copy", quote="Everybody may copy",
    )  # fmt: skip
    client.sign_in(hall.members[0])
    said = page(client, "/proposals/2")
    assert "Carried to version 3: the same words removed and added" in said
    assert "<del>Anyone</del>" in said and "<ins>Everybody</ins>" in said
    assert all(row.fingerprint in said for row in kept(session) if row.fingerprint)
    made = kept(session)[0].fingerprint
    assert client.send("/proposals/2/carry").status_code == 303
    session.expire_all()
    revision = queries.revision(session, proposal)
    assert (revision.n, revision.base, revision.fingerprint) == (2, "3", made)
    assert revision.note == "Carried from version 2 to version 3: the same words removed and added."
    said = page(client, "/proposals/2")
    assert "Who is everybody?" in said and "h-replay" not in said
    comments.settle(session, hall.chair, thread, outcome="Readers, and all others.")
    hall.rested()
    assert hall.adopt(hall.carried(proposal)).label == "4"
    assert hall.check() == []


def test_nobody_else_files_it_and_never_over_a_draft_or_over_words_in_question(hall: Hall, session: Session) -> None:
    carried, asked = adopted(hall, COPY, AGAINST)
    with pytest.raises(Refusal, match="Only its author") as no:
        actions.carry(session, hall.members[1], carried, repository=hall.repository)
    assert no.value.status == 403
    with pytest.raises(Refusal, match="cannot be carried as it is"):
        actions.carry(session, hall.members[0], asked, repository=hall.repository)
    drafts.revise(session, hall.members[0], carried)
    with pytest.raises(Refusal, match="You have a draft of proposal"):
        actions.carry(session, hall.members[0], carried, repository=hall.repository)


def test_a_request_names_the_clause_and_the_words_of_both_and_starts_the_draft(hall: Hall, client: Client) -> None:
    adopted(hall, BESIDE, AGAINST)
    client.sign_in(hall.members[0])
    joined, asked = page(client, "/proposals/2"), page(client, "/proposals/3")
    assert "Carried to version 3, and somebody should read it" in joined
    assert "<ins>Every" in joined and "Every loan costs nothing for the first year" in joined
    assert "Version 3 and this proposal meet: words are wanted" in asked
    for words in ("Clause 2.2.", "for the first year", "for the first week", "Write revision 2"):
        assert words in asked
    begun = client.send("/drafts", proposal="3", carry="1")
    assert begun.status_code == 303 and "Take over your wording" in page(client, begun.location)
    desk = page(client, "/")
    assert "Version 3 was adopted and meets your proposal: it needs a revision in your words." in desk


def test_the_carried_text_can_be_read_as_a_redline(hall: Hall, client: Client) -> None:
    adopted(hall, COPY, AGAINST)
    said = page(client, "/proposals/2/compare/newest...carried")
    assert "Everybody" in said and "Revision 1 on the newest version" in said
    assert client.get("/proposals/3/compare/newest...carried").status_code == 404
    closed = client.get("/proposals/1/compare/newest...carried")
    assert closed.status_code == 404 and "Proposal 1 is closed" in closed.text


def test_a_request_shows_all_words_that_the_proposal_changes_in_the_clause(hall: Hall, client: Client) -> None:
    both = ("first month. The library may ask", "first week. The library must ask")
    adopted(hall, both)
    client.sign_in(hall.members[0])
    said = page(client, "/proposals/2")
    assert "<del>month</del> <ins>week</ins>, <del>may</del> <ins>must</ins>" in said
    assert (
        '<button class="solid small">Write revision 2' in said and '<button class="plain">Revise this proposal' in said
    )
    draft = page(client, client.send("/drafts", proposal="2", carry="1").location)
    assert "A loan costs nothing for the first year. The library must ask for a name" in draft
    assert "also of those that version 3 has" in draft


def test_what_was_adopted_in_several_versions_is_not_laid_to_the_last(hall: Hall, client: Client) -> None:
    adopted(hall, AGAINST)
    hall.adopt(hall.carried(hall.proposal(title="Apart")))
    said = page(client, "/proposals/2")
    assert "The text adopted since version 2 and this proposal meet: words are wanted" in said
    assert "The text adopted since version 2 and this proposal change the same words in clause 2.2" in said
    assert "/definition/compare/2...4" in said


CITES = ("under another title.", "under another title, save for clause 2.2.")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("Whoever reads", "A reader is anybody.\n\nWhoever reads"), "meant a clause that is now clause 2.3."),
        (("A loan costs nothing", "Say please.\n\nA loan costs nothing"), "meant a clause that is now clause 2.3."),
    ],
)  # fmt: skip
def test_a_number_that_names_another_clause_by_now_wants_a_look(hall: Hall, session: Session, client: Client, change: tuple[str, str], words: str) -> None:  # fmt: skip
    proposal = hall.proposal(CITES)
    hall.adopt(hall.carried(hall.proposal(change, title="Numbers")))
    (row,) = kept(session)
    assert (row.state, row.receipt["is_same"], row.receipt["wanting"][0]["kind"]) == ("confirm", True, "reference")
    client.sign_in(hall.members[0])
    said = page(client, "/proposals/1")
    assert f"“clause 2.2” in this proposal {words}" in said and "leads elsewhere now" in said
    assert "both change" not in said and "/proposals/1/carry" not in said
    assert proposal.state == "discussion" and hall.check() == []


def test_a_number_whose_clause_is_gone_wants_a_look_and_one_that_still_leads_there_does_not(hall: Hall, session: Session, client: Client) -> None:  # fmt: skip
    hall.proposal(CITES, title="Cites")
    hall.adopt(hall.carried(hall.proposal(PENNY, title="Numbers stay")))
    assert [(row.state, row.receipt["wanting"]) for row in kept(session)] == [("carried", [])]
    terms = definition.clause(session, definition.newest(session), "lending-terms")
    assert terms
    hall.adopt(hall.carried(hall.proposal((terms.text, ""), title="No terms")))
    assert [row.state for row in kept(session)] == ["carried", "confirm"]
    assert "“clause 2.2” in this proposal meant a clause that is no longer there." in page(client, "/proposals/1")


def test_an_adoption_cut_short_before_the_receipts_is_caught_up_at_the_next_start(hall: Hall, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    hall.proposal(COPY, title="Waits")
    with monkeypatch.context() as cut:
        cut.setattr(adoption.replays, "replay", lambda *_: [])
        hall.adopt(hall.carried(hall.proposal(PENNY, title="A year")))
    assert kept(session) == []
    session.commit()
    assert hall.restart() is None
    assert [row.state for row in kept(session)] == ["carried"]


def test_the_page_says_the_same_before_the_receipt_is_on_record(hall: Hall, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    with monkeypatch.context() as cut:
        cut.setattr(adoption.replays, "replay", lambda *_: [])
        adopted(hall, COPY)
    said = page(client, "/proposals/2")
    assert "the same words removed and added" in said and "it is not in the minutes" in said


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("receipt", {"removed": [], "added": [], "is_same": True, "wanting": []}, "its receipt was changed after"),
        ("state", "confirm", "its state is 'confirm', and 'carried' in the minutes"),
    ],
)
def test_check_names_a_receipt_that_was_changed(hall: Hall, session: Session, column: str, value: object, words: str) -> None:  # fmt: skip
    adopted(hall, COPY)
    setattr(kept(session)[0], column, value)
    assert any(words in line for line in hall.check())


def test_check_counts_the_words_of_what_was_carried_again(hall: Hall, session: Session) -> None:
    adopted(hall, COPY)
    row = kept(session)[0]
    docs = {path: text + "\nReaders sing at noon.\n" for path, text in replays.documents(session, row).items()}
    row.documents = {path: definition.keep(session, text) for path, text in docs.items()}
    row.fingerprint = replays.wording.fingerprint(docs)
    assert "proposal 2, revision 1 on version 3: it does not remove and add the words that were filed" in hall.check()
    stored = session.get_one(StoredText, row.documents["library.md"])
    stored.body += "More."
    assert any("does not have the fingerprint on record" in line for line in hall.check())
