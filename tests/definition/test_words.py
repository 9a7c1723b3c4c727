"""The page that says who put which words into the definition, and what is kept for it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import text
from sqlmodel import Session, select

from tests import make, texts
from tests.ballots.hall import SILENCE, Hall
from tests.definition.test_pages import words
from tests.support.client import Client
from tests.test_migrations import alembic
from workbench import checkup, db
from workbench.config import Config
from workbench.definition import authors, queries
from workbench.definition.models import Authorship, Version
from workbench.errors import Fault
from workbench.proposals import actions as proposals
from workbench.proposals import drafts
from workbench.web import slot
from workbench.wording import provenance

ADDRESS = "/definition/2/words?clause=reading-anyone"


def chosen(page: str) -> list[str]:
    """The addresses that a page offers, in order."""
    return [unescape(found) for found in re.findall(r'<a href="(/definition/[^"]*/words[^"]*start[^"]*)"', page)]


def test_a_clause_leads_to_its_words_and_each_stretch_of_them_to_its_story(client: Client) -> None:
    assert "/definition/2/words?clause=reading-anyone" in client.get("/clauses/reading-anyone").text
    page = client.get(ADDRESS).text
    assert "Anyone may read every book in the library, for any purpose, without askingversion 1" in words(page)
    assert "and without payingversion 2" in words(page)
    assert "What stood" not in page and 'id="h-words-1"' not in page
    story = words(client.get(chosen(page)[1]).text)
    assert "“and without paying”" in story and "Put there byVersion 2" in story
    assert "first until version 2 took them out; put there by version 1" in story


def test_words_that_nobody_changed_say_that_they_stand_since_the_first_version(client: Client) -> None:
    page = words(client.get("/definition/2/words?clause=library-purpose&start=0&end=12").text)
    assert "These words stand since the first version." in page
    page = words(client.get("/definition/2/words?clause=lending-terms&start=13&end=40").text)
    assert "“for the first month”" in page and "Nothing stood in their place before." in page


def test_words_cut_by_the_ends_of_a_choice_belong_to_it_in_full(client: Client) -> None:
    page = client.get(ADDRESS + "&start=2&end=9").text
    assert "“Anyone may”" in words(page)
    assert re.search(r'<mark class="anchor h1"[^>]*><span data-n="0">Anyone may</span></mark>', page)


def test_a_choice_is_answered_alone_to_htmx_and_as_a_page_to_everybody_else(client: Client) -> None:
    address = chosen(client.get(ADDRESS).text)[0]
    piece = client.get(address, headers={"HX-Request": "true"})
    assert piece.text.lstrip().startswith('<div id="words">') and "<html" not in piece.text
    assert "<html" in client.get(address).text


@pytest.mark.parametrize("ends", ["", "&end=0", "&start=900&end=950"])
def test_a_choice_of_no_words_is_the_list_of_all(client: Client, ends: str) -> None:
    page = client.get(ADDRESS + ends)
    assert page.status_code == 200 and "The words of this clause" in page.text


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        ("&start=abc", "two whole numbers"),
        ("&start=-3&end=5", "two whole numbers"),
        ("&start=9&end=2", "end before they start"),
        ("&start=1&end=" + "9" * 40, "two whole numbers"),
    ],
)
def test_a_choice_that_is_none_is_refused_with_a_sentence(client: Client, ends: str, sentence: str) -> None:
    page = client.get(ADDRESS + ends)
    assert page.status_code == 400 and sentence in page.text


def test_words_that_begin_with_the_sign_behind_others_are_quoted_without_it() -> None:
    version = Version(label="1", ordinal=1, title="", fingerprint="", commit="")
    assert authors.Words(0, 9, "; different parts", version).plain == "different parts"


@pytest.mark.parametrize("address", ["/definition/2/words", "/definition/2/words?clause=nothing", "/definition/9/words?clause=library"])  # fmt: skip
def test_words_of_no_clause_are_a_404_that_says_so(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_higher_room_says_what_made_the_version_beside_its_words(app: Flask, client: Client) -> None:
    slot("words", lambda version: f"<dt>Ballot</dt><dd>number {version.ordinal + 40}</dd>", app)
    assert "<dd>number 41</dd>" in client.get(ADDRESS + "&start=0&end=9").text


def test_adopted_words_show_their_proposal_ballot_and_cases_and_what_stood_there(
    client: Client, session: Session, instance: Config
) -> None:
    hall = Hall.of(session, instance)
    case = make.case(session)
    draft = drafts.start(session, hall.members[0])
    draft.documents = {path: text.replace(*SILENCE) for path, text in draft.documents.items()}
    draft.title, draft.claimed, draft.rationale = "Say what is done", "substantive", f"Because of case {case.no}."
    proposal = proposals.file(session, hall.members[0], draft, repository=hall.repository)
    version = hall.adopt(hall.carried(proposal))
    session.commit()
    page = client.get(f"/definition/{version.label}/words?clause=reading-silence").text
    story = words(client.get(chosen(page)[1]).text)
    assert "“done for”" in story and "Say what is done, revision 1" in story
    assert "for, 0 against, 0 abstained" in story and f"Cases{case.no}, {case.system}" in story
    assert "said to until version 3 took them out; put there by version 1" in story
    assert checkup.check(instance) == []


def test_adoption_keeps_the_line_that_the_whole_history_gives(session: Session, instance: Config) -> None:
    hall = Hall.of(session, instance)
    hall.adopt(hall.carried(hall.proposal(SILENCE)))
    session.commit()
    book = provenance.Book()
    for version in reversed(queries.versions(session)):
        book.add(queries.stored(session, version), version.ordinal)
    kept = session.exec(select(Authorship.line).order_by(Authorship.ordinal)).all()  # type: ignore[arg-type]
    assert kept == book.dump() and len(kept) == 3


def test_authors_that_were_changed_or_lost_are_named_by_the_check(session: Session, instance: Config) -> None:
    line = session.get_one(Authorship, 2)
    line.line = line.line.replace("[[0,", "[[0, ")
    session.commit()
    assert checkup.check(instance) == ["version 2: who put its words there is not kept as its history gives it"]
    session.delete(line)
    session.commit()
    assert checkup.check(instance) == ["version 2: who put its words there is not kept as its history gives it"]
    with pytest.raises(Fault, match="are not"):
        authors.write(session, queries.newest(session), 3, {"library.md": texts.FIRST})


def test_a_database_from_before_gets_the_authors_of_all_its_versions(instance: Config) -> None:
    old = db.connect(instance.database_url)
    with Session(old) as session:
        lines = session.exec(select(Authorship.line)).all()
    with old.execution_options(write=True).connect() as connection:
        command.downgrade(alembic(connection), "0001")
        connection.commit()
        assert not connection.execute(text("SELECT 1 FROM alembic_version WHERE version_num = '0002'")).first()
    db.upgrade(old)
    with Session(old) as session:
        assert session.exec(select(Authorship.line)).all() == lines and len(lines) == 2
    old.dispose()
