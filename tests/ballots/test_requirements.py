"""What a case is judged by: kept with each version, carried on by clause, changed by a proposal and adopted in one commit."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlmodel import Session, col, select

from tests import make
from tests.ballots.hall import SILENCE, Hall
from tests.support.client import Client
from workbench.cases import queries as cases
from workbench.config import Committee
from workbench.definition import actions as definition_actions
from workbench.definition import queries as definition
from workbench.definition.models import RequirementTree
from workbench.definition.requirements import FILE, read
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.proposals import actions as proposals
from workbench.proposals import asking, drafts, flips, judging, queries, versions
from workbench.proposals.models import Draft, Proposal, Revision

ANYONE, LENDING, TERMS, COPY = make.REQUIREMENTS
TREE = f"{ANYONE}\nany of:\n  {LENDING}\n  {TERMS}\n"
# an amendment that takes the last requirement out of the text
GONE = (
    "\n\nAnyone may copy the catalogue, whole or in part, and print it under another title. {#catalogue-copy}\n", "\n"
)  # fmt: skip
DATA: list[Any] = [ANYONE, {"any": [LENDING, TERMS]}]


def draft(
    hall: Hall, written: str = TREE, *, change: tuple[str, str] | None = None, revises: Proposal | None = None
) -> Draft:
    """A draft that changes what a case is judged by, and the text if `change` says how."""
    author = hall.members[0]
    made = drafts.revise(hall.session, author, revises) if revises else drafts.start(hall.session, author)
    if change:
        made.documents = {path: text.replace(*change) for path, text in made.documents.items()}
    made.title, made.rationale, made.claimed, made.note = "Ask less", "Because.", "scope", "Another list."
    save(hall, made, written)
    return made


def save(hall: Hall, made: Draft, written: str, seen: str = "") -> None:
    working, committee = drafts.working(hall.session, made), hall.config.committee
    begun = "".join(f"{clause}\n" for clause in make.REQUIREMENTS)
    asking.save(
        hall.session, hall.members[0], made, working.base, working.now, committee, written=written,
        seen=seen or (TREE if made.requirements else begun),
    )  # fmt: skip


def file(hall: Hall, made: Draft) -> Proposal:
    return proposals.file(hall.session, hall.members[0], made, repository=hall.repository)


def tree(hall: Hall, label: str) -> Any:
    found = definition.tree_of(hall.session, definition.version(hall.session, label))
    return found and found.data()


def test_what_an_older_committee_file_chose_is_taken_over_once_and_adopted_with_the_next_version(hall: Hall) -> None:
    assert (tree(hall, "1"), tree(hall, "2")) == (None, [*make.REQUIREMENTS])
    taken = hall.session.exec(select(Minute).where(Minute.act == definition_actions.TAKEN_OVER)).all()
    assert len(taken) == 1 and hall.check() == [] and hall.restart() is None
    version = hall.adopt(hall.carried(hall.proposal(GONE)))
    kept = hall.repository.documents(version.commit, [FILE])
    assert json.loads(kept[FILE]) == {"judged_by": [ANYONE, LENDING, TERMS]} and tree(hall, version.label) == [
        ANYONE,
        LENDING,
        TERMS,
    ]
    assert tree(hall, "2") == [*make.REQUIREMENTS], "the older version keeps its own"
    assert hall.check() == [] and hall.restart() is None


def test_a_proposal_may_change_what_a_case_is_judged_by_alone(hall: Hall) -> None:
    conforms = make.case(hall.session, dict.fromkeys(make.REQUIREMENTS, "met"), settled=True)
    turns = make.case(hall.session, dict.fromkeys(make.REQUIREMENTS[:3], "met") | {COPY: "not_met"}, settled=True)
    proposal = file(hall, draft(hall))
    revision = queries.revision(hall.session, proposal)
    assert (revision.requirements, revision.touched) == (DATA, [])
    report = judging.every(hall.session, revision, hall.config.committee)
    assert [(flip.case.no, flip.kind, flip.now.value, flip.after.value) for flip in report.found] == [
        (conforms.no, "unaffected", "conforms", "conforms"),
        (turns.no, "flipped", "does_not_conform", "conforms"),
    ]
    ballot = hall.carried(proposal)
    version = hall.adopt(ballot)
    assert (
        tree(hall, version.label) == DATA and version.fingerprint == definition.version(hall.session, "2").fingerprint
    )
    assert [conforms.state, turns.state] == ["re_review_due"] * 2, "both were judged by something else"
    assert cases.verdict(hall.session, turns).value == "does_not_conform", (
        "an old case keeps the requirements of its version"
    )
    after = flips.of(hall.session, revision, hall.config.committee)
    assert [flip.kind for flip in after.found] == ["unaffected", "flipped"], "what was predicted stays readable"
    assert hall.check() == [] and hall.restart() is None


def test_text_and_requirements_are_adopted_in_one_commit(hall: Hall) -> None:
    about = make.case(hall.session, dict.fromkeys(make.REQUIREMENTS, "met"), settled=True)
    written = "".join(f"{clause}\n" for clause in (*make.REQUIREMENTS, "reading-silence"))
    proposal = file(hall, draft(hall, written, change=SILENCE))
    revision = queries.revision(hall.session, proposal)
    [flip] = judging.every(hall.session, revision, hall.config.committee).found
    assert (flip.kind, [(one.clause_id, one.words) for one in flip.again]) == (
        "to_rejudge",
        [("reading-silence", "new")],
    )
    judging.find(
        hall.session, hall.members[1], revision, about, hall.config.committee, clause_id="reading-silence", value="not_met",
        reason="Nobody is told.", evidence=[make.EXHIBIT],
    )  # fmt: skip
    [flip] = judging.every(hall.session, revision, hall.config.committee).found
    assert (flip.kind, flip.after.value) == ("flipped", "does_not_conform")
    version = hall.adopt(hall.carried(proposal))
    kept = hall.repository.documents(version.commit, ["library.md", FILE])
    assert SILENCE[1] in kept["library.md"] and "reading-silence" in kept[FILE]
    judging.adopted(hall.session, hall.chair, proposal, version, hall.config.committee)
    assert (about.state, about.version, about.need.clauses[-1]) == ("open", version.label, "reading-silence")
    assert cases.verdict(hall.session, about).value == "does_not_conform" and hall.check() == []


def test_a_revision_carries_its_tree_on_and_two_changes_of_the_tree_meet(hall: Hall) -> None:
    first, second = file(hall, draft(hall)), file(hall, draft(hall, f"{ANYONE}\n{COPY}\n", change=SILENCE))
    again = drafts.revise(hall.session, hall.members[0], second)
    assert again.requirements == [ANYONE, COPY]
    drafts.discard(hall.session, hall.members[0], again)
    version = hall.adopt(hall.carried(first))
    with pytest.raises(Refusal, match=f"changed since, here and in version {version.label}"):
        proposals.carry(hall.session, hall.members[0], second, repository=hall.repository)
    carried = hall.proposal(("may ask for a name", "may ask for the name"), revises=second, carry=True)
    assert queries.revision(hall.session, carried).requirements == [ANYONE, COPY]
    third = hall.adopt(hall.carried(carried))
    assert tree(hall, third.label) == [ANYONE, COPY] and hall.check() == []


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "Name at least one clause"),
        ("nowhere", "no such clause"),
        (f"{ANYONE}\n{ANYONE}", "is there twice"),
        (f"{ANYONE}\n  {COPY}", "line 2 .* stands further in or out"),
        ("any of:\n", "is to be a list of clauses"),
        ("two words", "neither the id of a clause"),
    ],
)
def test_lines_that_are_no_tree_are_refused_with_the_place(hall: Hall, written: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        draft(hall, written)


def test_a_change_of_the_tree_is_never_editorial_and_goes_with_its_text(hall: Hall) -> None:
    made = draft(hall)
    made.claimed = "editorial"
    with pytest.raises(Refusal, match="not editorial"):
        file(hall, made)
    made.claimed = "scope"
    made.documents = {
        path: text.replace("{#lending-terms}", "").replace(
            "A loan costs nothing for the first month. The library may ask for a name and an address, and for nothing else.",
            "",
        )
        for path, text in made.documents.items()
    }
    with pytest.raises(Refusal, match="cannot be judged by “lending-terms”"):
        file(hall, made)


def test_the_same_tree_again_is_no_change_and_an_older_form_is_refused(hall: Hall) -> None:
    made = draft(hall)
    with pytest.raises(Refusal, match="Somebody has changed these requirements"):
        save(hall, made, f"{ANYONE}\n", seen=f"{COPY}\n")
    save(hall, made, "".join(f"{clause}\n" for clause in make.REQUIREMENTS))
    assert made.requirements is None
    with pytest.raises(Refusal, match="The text is the same"):
        file(hall, made)


def test_the_check_finds_a_tree_that_is_not_the_one_in_the_repository(hall: Hall) -> None:
    proposal = file(hall, draft(hall))
    version = hall.adopt(hall.carried(proposal))
    row = hall.session.get_one(RequirementTree, version.ordinal)
    row.clauses = [COPY]
    hall.session.add(row)
    revision = hall.session.get_one(Revision, (proposal.no, 1))
    revision.requirements = [COPY]
    hall.session.add(revision)
    found = " ".join(hall.check())
    for words in (
        "what it is judged by in the table",
        "what it would have cases judged by",
        "requirements sha256 is not the one",
    ):
        assert words in found


@pytest.mark.usefixtures("client")
def test_the_pages_show_the_tree_and_what_changes_in_it(hall: Hall, client: Client) -> None:
    hall.session.commit()
    client.sign_in(hall.members[0])
    page = client.get("/definition/2/requirements").text
    assert "Propose to change it" in page and page.count('class="in-0"') == len(make.REQUIREMENTS)
    assert client.get("/definition/1/requirements?format=json").status_code == 404
    where = client.send("/drafts/requirements").headers["Location"]
    seen = "".join(f"{clause}\n" for clause in make.REQUIREMENTS)
    looked = client.send(where, written=f"{ANYONE}\nany of:\n  {LENDING}\n", seen=seen, do="add:reading-hours").text
    assert "<ins>At least one of these:" in looked and "reading-hours\n</textarea>" in looked
    wrong = client.send(where, written="no such\n  thing", seen=seen, do="save")
    assert (
        wrong.status_code == 422 and "no such\n  thing" in wrong.text and "These lines cannot be read yet" in wrong.text
    )
    assert client.send(where, written=TREE, seen=seen.replace("\n", "\r\n"), do="save").status_code == 303
    hall.session.expire_all()
    made = hall.session.exec(select(Draft).order_by(col(Draft.id))).one()
    assert made.requirements == DATA and "This draft changes it" in client.get(f"/drafts/{made.id}").text
    made.title, made.rationale, made.claimed = "Ask less", "Because.", "scope"
    proposal = file(hall, made)
    hall.session.commit()
    page = client.get(f"/proposals/{proposal.no}").text
    assert "changes what a case is judged by" in page and '<del><a href="/clauses/catalogue-copy">' in page
    assert "every case is here" in client.get(f"/proposals/{proposal.no}/revisions/1/cases").text


def test_a_tree_that_a_file_names_is_not_taken_where_a_version_has_one(hall: Hall, session: Session) -> None:
    definition_actions.take_over(session, Committee("", (), requirements=[COPY]))
    assert tree(hall, "2") == [*make.REQUIREMENTS]
    assert read([*make.REQUIREMENTS]) == definition.requirements(session, definition.newest(session), Committee("", ()))
    assert hall.check() == []


def test_what_a_case_is_judged_by_is_shown_between_revisions_since_a_look_and_in_the_saves_of_a_draft(
    hall: Hall, client: Client
) -> None:
    author = hall.members[0]
    proposal = hall.proposal()
    made = draft(hall, revises=proposal)
    hall.session.commit()
    assert "what a case is judged by" in versions.version(hall.session, made, made.turn).changed
    saved = f"/drafts/{made.id}/versions/{made.turn}"
    assert "What a case is judged by" in client.sign_in(author).get(saved).text
    proposals.file(hall.session, author, made, repository=hall.repository)
    hall.session.commit()
    for where in (f"/proposals/{proposal.no}/compare/1...2", f"/proposals/{proposal.no}/since/1"):
        page = client.get(where)
        assert page.status_code == 200 and 'id="h-asks"' in page.text, where
