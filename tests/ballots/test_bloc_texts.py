"""All that carries in a bloc is adopted, one after the other, as exactly the texts that its ballots were bound to; nothing is merged after."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import col, update
from time_machine import Traveller

from tests.ballots.board import AT_ONCE, DAY, Board
from tests.ballots.hall import SILENCE, Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_blocs import COPY, PENNY, filed, opened, take_out, vote
from tests.ballots.test_consent import proved
from tests.ballots.test_requirements import GONE, draft, file
from tests.proof.test_verify import Entry, anew, bind, handed_on, named, unguarded
from tests.support.client import Client
from tests.texts import SECOND
from workbench import checkup
from workbench.ballots import actions, adoption, bloc_texts, releasing
from workbench.ballots.bloc_texts import BlocText
from workbench.ballots.models import Adoption, Ballot
from workbench.definition import queries as definition
from workbench.definition.models import RequirementTree, Version
from workbench.errors import Fault
from workbench.minutes.record import canonical
from workbench.proof import written
from workbench.proposals import together
from workbench.proposals.models import Proposal
from workbench.wording.clauses import fingerprint

pytestmark = pytest.mark.usefixtures("clock")
ONE = pytest.mark.parametrize("kind", ["sqlite"])


def all_for(hall: Hall, *ballots: Ballot) -> None:
    for member in hall.everybody:
        vote(hall, member, *ballots, choice="for")
    for ballot in ballots:
        actions.close(hall.session, hall.secretary, ballot)


def with_in_it(*changes: tuple[str, str]) -> str:
    text = SECOND
    for old, new in changes:
        text = text.replace(old, new)
    return text


def state(hall: Hall, ballot: Ballot) -> str:
    return hall.session.get_one(Proposal, ballot.proposal_no).state


def text(hall: Hall, version: Version) -> str:
    return hall.repository.documents(version.commit, ["library.md"])["library.md"]


def test_all_that_carried_are_adopted_in_any_order_as_the_texts_bound_before_the_vote(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    proposals = filed(hall)
    client.sign_in(hall.chair)
    before = client.get("/blocs/new?with=1&with=2&with=3").text
    one, other, third = opened(hall, proposals)
    texts = bloc_texts.of(hall.session, third)
    assert [row.proposals for row in texts] == ["1+2", "1+3", "2+3", "1+2+3"]
    shown = together.of(hall.session).table.text([1, 2, 3]).docs
    assert fingerprint(shown) == texts[-1].fingerprint == fingerprint({"library.md": with_in_it(SILENCE, COPY, PENNY)})
    page = client.get("/blocs/1").text
    for known in (before, page):
        assert texts[-1].fingerprint in known and "/proposals/over?with=1&amp;with=2&amp;with=3" in known
    assert all(row.fingerprint in page for row in texts) and bloc_texts.digest(texts) in page
    assert 'href="/blocs/new?with=1&amp;with=2"' in client.get("/proposals/over?with=1&with=2").text
    take_out(hall, hall.members[0], third)
    for member in hall.everybody:
        hall.vote(member, third)
    all_for(hall, one, other)
    actions.close(hall.session, hall.secretary, third)
    first, second = hall.adopt(other), hall.adopt(third)
    assert (text(hall, first), text(hall, second)) == (with_in_it(COPY), with_in_it(COPY, PENNY))
    assert second.fingerprint == hall.session.get_one(BlocText, (1, "2+3")).fingerprint
    page = client.get("/ballots/1").text
    assert "proposals 2, 3 of the same bloc" in page and "Carried, but overtaken" not in page
    assert client.send("/ballots/1/adopt").location == "/definition/5"
    newest = definition.version(hall.session, "5")
    assert newest.fingerprint == texts[-1].fingerprint and text(hall, newest) == with_in_it(SILENCE, COPY, PENNY)
    page = client.get("/definition/5").text
    assert "bloc 1</a> before, to which its ballot was bound" in page and "what is done for" in page.replace("</", "<")
    for identity, no, words in (("reading-silence", 1, "done"), ("catalogue-copy", 2, "Everybody"), ("lending-terms", 3, "penny")):  # fmt: skip
        clause = definition.clause(hall.session, newest, identity)
        assert clause
        at = clause.text.index(words)
        page = client.get(f"/definition/5/words?clause={identity}&start={at}&end={at + len(words)}").text
        assert [f"{n}, Change {n}</a>, revision 1" in page for n in (1, 2, 3)] == [n == no for n in (1, 2, 3)]
    changelog = client.get("/definition/changelog").text
    assert all(f"Change {no}" in changelog for no in (1, 2, 3))
    assert [state(hall, ballot) for ballot in (one, other, third)] == ["adopted"] * 3
    assert proved(hall, tmp_path / "record") == []


@ONE
def test_working_versions_of_a_bloc_are_released_as_its_texts(hall: Hall, clock: Traveller, tmp_path: Path) -> None:
    hall.config.__dict__["committee"] = committee = dataclasses.replace(hall.config.committee, together=True)
    ballots = opened(hall, [hall.proposal(one, claimed="substantive", title=one[1]) for one in (SILENCE, COPY)])
    all_for(hall, *ballots)
    made = [adoption.adopt(hall.session, hall.chair, one, repository=hall.repository, together=True) for one in ballots]
    assert [one.label for one in made] == ["3-draft.1", "3-draft.2"] and text(hall, made[1]) == with_in_it(
        SILENCE, COPY
    )
    release = releasing.candidate(hall.session, hall.chair, committee=committee, repository=hall.repository)
    assert release.fingerprint == made[1].fingerprint
    assert proved(hall, tmp_path / "record") == []


@ONE
def test_the_board_ratifies_each_beside_what_was_adopted_before(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path
) -> None:
    board = Board.beside(hall)
    rules = {**board.config.committee.rules}
    rules["substantive"] = {
        **AT_ONCE,
        "for_classes": ["substantive"],
        "title": "Owing",
        "ratification": {"body": "board"},
    }
    board.config.__dict__["committee"] = dataclasses.replace(board.config.committee, rules=rules)
    one, other = opened(board, filed(board)[:2])
    all_for(board, one, other)
    clock.shift(2 * DAY)
    first = board.answers(board.ask(one), "for", "for", "for")
    board.adopt(first)
    assert state(board, other) == "ratifying"
    asked = board.ask(other)
    page = client.sign_in(board.outside[0]).get(f"/ballots/{asked.no}").text
    assert 'voted on in <a href="/blocs/1#h-together">bloc 1</a>' in page
    board.answers(asked, "for", "for", "for")
    assert text(board, board.adopt(asked)) == with_in_it(SILENCE, COPY)
    folder = handed_on(board, tmp_path / "record")
    assert board.check() == []

    def unbound(kept: list[Entry]) -> None:
        del named(kept, "ballots.open", -1)["body"]["statement"]["combined_sha256"]
        bind(named(kept, "ballots.open", -1))

    assert anew(folder, lambda kept: None) == []
    assert any("not bound to the texts that the ballot it ratifies" in fault for fault in anew(folder, unbound))


@ONE
def test_two_that_are_more_together_than_each_is_alone_open_in_no_bloc(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    one = file(hall, draft(hall, "reading-anyone\nlending-anyone\n"))
    other = file(hall, draft(hall, "reading-anyone\ncatalogue-copy\n"))
    gone = hall.proposal(GONE, claimed="scope", title="Without copies")
    assert "Proposals 1 and 2 do not go together in one text: both change" in str(refused(opened, hall, [one, other]))
    assert "Proposals 2 and 3 do not go together" in str(refused(opened, hall, [other, gone]))
    cites = hall.proposal(("for nothing else.", "for nothing else, as clause 3.2 has it."), title="Cite")
    before = hall.proposal(
        ("## Reading", "## Doors {#doors}\n\nThe doors are open. {#doors-open}\n\n## Reading"), title="Doors"
    )
    assert "do not go together in one text: “clause 3.2” in proposal 4" in str(refused(opened, hall, [cites, before]))
    client.sign_in(hall.chair)
    assert "both change what a case is judged by" in client.get("/blocs/new?with=1&with=2").text
    ballots = opened(hall, [one, gone, hall.proposal(SILENCE, title="Sing")])
    all_for(hall, *ballots)
    hall.adopt(ballots[1])
    # the first of them changes no word: with and without it a text has the same fingerprint, and is judged by another list
    made = [hall.adopt(ballots[0])]
    row = hall.session.get_one(BlocText, (1, "1+3+6"))
    bound, row.requirements = row.requirements, ["reading-anyone"]
    with pytest.raises(Fault, match="not to what cases are judged by"):
        hall.adopt(ballots[2])
    row.requirements = bound
    made.append(hall.adopt(ballots[2]))
    found = [definition.tree_of(hall.session, version) for version in made]
    assert [one and one.data() for one in found] == [["reading-anyone", "lending-anyone"]] * 2
    assert proved(hall, tmp_path / "record") == []
    assert "bloc 1</a> before" in client.get("/definition/4").text
    unguarded(hall)
    hall.session.execute(
        update(RequirementTree)
        .where(col(RequirementTree.ordinal) == made[1].ordinal)
        .values(clauses=["reading-anyone"])
    )
    hall.session.expire_all()
    told = [*checkup.disagreements(hall.session, hall.repository, hall.config.committee)]
    assert "version 5: ballot 3 did not carry this text" in told


def overtaken_at_last(hall: Hall) -> None:
    """Of three that carried two are adopted, and then another text is."""
    one, other, third = opened(hall)
    all_for(hall, one, other, third)
    hall.adopt(one)
    hall.adopt(other)
    hall.adopt(hall.carried(hall.proposal(("names every book", "lists every book"), title="List")))
    assert [state(hall, ballot) for ballot in (one, other, third)] == ["adopted", "adopted", "discussion"]
    assert "was adopted after this ballot opened" in str(refused(hall.adopt, third))
    hall.session.commit()


def another_digest(kept: list[Entry]) -> None:
    named(kept, "ballots.open")["body"]["rows"]["bloc_text:1:1+2"]["fingerprint"] = "0" * 64


def one_less(kept: list[Entry]) -> None:
    entries = [entry for entry in kept if entry["act"] == "ballots.open"]
    rows = entries[0]["body"]["rows"]
    del rows["bloc_text:1:1+3"]
    listed = sorted(
        [name[12:], row["fingerprint"], row["requirements_sha256"]]
        for name, row in rows.items()
        if name[:10] == "bloc_text:"
    )
    for entry in entries:
        entry["body"]["statement"]["combined_sha256"] = written.sha256(canonical(listed))
        bind(entry)


def another_text(kept: list[Entry]) -> None:
    opening = named(kept, "ballots.open")["body"]["rows"]
    for act in ("ballots.adopt", "ballots.adopted"):
        rows = named(kept, act, 1)["body"]["rows"]
        rows["adoption:2"]["fingerprint"] = opening["bloc_text:1:1+2+3"]["fingerprint"]


def another_item(kept: list[Entry]) -> None:
    """What was adopted first is called another item, so that what is due beside it is a text with that."""
    for act in ("ballots.adopt", "ballots.adopted"):
        rows = named(kept, act)["body"]["rows"]
        rows["adoption:3"] = rows.pop("adoption:1") | {"proposal_no": 3}


def renamed(kept: list[Entry]) -> None:
    named(kept, "ballots.adopted", -1)["body"]["rows"]["proposal:4"]["title"] = "sha256:" + "0" * 64


def of_no_bloc(kept: list[Entry]) -> None:
    rows = [entry["body"]["rows"] for entry in kept if entry["act"] == "ballots.open"]
    rows[-1]["bloc_text:4:1+2"] = rows[0]["bloc_text:1:1+2"]


def overtaken(kept: list[Entry]) -> None:
    last = next(n for n, entry in enumerate(kept) if entry["act"] == "ballots.adopted")
    body = {"rows": {"proposal:2": {**kept[last]["body"]["rows"]["proposal:1"], "state": "discussion"}}, "version": "3"}
    kept.insert(last + 1, {**kept[last], "act": "ballots.overtaken", "thing": "ballot:2", "body": body})


@ONE
def test_any_other_adoption_overtakes_the_rest_and_verify_and_check_find_every_text_that_was_not_bound(
    hall: Hall, tmp_path: Path
) -> None:
    overtaken_at_last(hall)
    folder = handed_on(hall, tmp_path / "record")
    minutes = (folder / "minutes.jsonl").read_text("utf-8")
    assert (
        anew(folder, lambda kept: None)
        == []
        == checkup.disagreements(hall.session, hall.repository, hall.config.committee)
    )
    tries: tuple[tuple[Callable[[list[Entry]], None], str], ...] = (
        (another_digest, "the texts of its bloc are not those that it is bound to"),
        (one_less, "not bound to a text for every set of its items"),
        (another_text, "the ballot did not carry this text"),
        (another_item, "adoption:3 is not that of this ballot"),
        (renamed, "proposal:4 is not what adoption makes of it"),
        (of_no_bloc, "it is in no bloc, and has texts of one"),
        (overtaken, "so it was not overtaken"),
    )
    for change, why in tries:
        (folder / "minutes.jsonl").write_text(minutes, "utf-8")
        found = anew(folder, lambda kept, act=change: act(kept))  # type: ignore[misc]
        assert any(why in fault for fault in found), (why, found)
    whole = hall.session.get_one(BlocText, (1, "1+2+3"))
    unguarded(hall)
    for change in (
        update(Adoption).where(col(Adoption.ballot_no) == 2).values(fingerprint=whole.fingerprint),
        update(BlocText).where(col(BlocText.proposals) == "1+3").values(documents=whole.documents),
        update(BlocText).where(col(BlocText.proposals) == "2+3").values(fingerprint="0" * 64),
    ):
        hall.session.execute(change)
    hall.session.expire_all()
    found = [*checkup.disagreements(hall.session, hall.repository, hall.config.committee)]
    for why in (
        "version 4: ballot 2 did not carry this text",
        "bloc 1: the text of 1+3 is not the one that was bound",
        "bloc 1: its texts are not those that its ballots were bound to",
    ):
        assert why in found
