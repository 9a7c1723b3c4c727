"""The tables the pages read are a function of the history: indexed at once or published one by one, they are the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, SQLModel, select

from tests import texts
from tests.definition.histories import History
from workbench import db
from workbench.config import Committee
from workbench.definition import actions, queries
from workbench.definition.models import Authorship, ClauseState, StoredText, Version, VersionDocument
from workbench.definition.repository import MAIN, Repository
from workbench.errors import Fault, NotHere
from workbench.minutes.models import Minute
from workbench.wording.clauses import fingerprint

TABLES: tuple[type[SQLModel], ...] = (StoredText, Version, VersionDocument, ClauseState, Authorship)
DAY = datetime(2026, 5, 4, 10, tzinfo=UTC)


def rows(session: Session) -> list[list[str]]:
    return [sorted(row.model_dump_json() for row in session.exec(select(table))) for table in TABLES]


def read(history: History) -> Repository:
    return Repository(history.folder / ".git")


def test_publishing_an_adopted_text_gives_the_rows_that_indexing_from_the_start_gives(
    engine: Engine, tmp_path: Path
) -> None:
    repository = Repository.create(tmp_path / "definition.git")
    states = [texts.FIRST, texts.SECOND, texts.SECOND.replace("{#reading-hours}", ""), texts.FIRST]
    commit = None
    for n, text in enumerate(states):
        docs = {"library.md": text, "annex.md": "An annex.\n"}
        before, commit = commit, repository.write(docs, commit, f"Version {n}", {}, DAY)
        repository.move(MAIN, commit, before)
        repository.move(f"refs/tags/v1.{n}", commit, None)
        with db.writing(engine) as session:
            if n == 0:
                actions.index(session, repository, ("library.md", "annex.md"))
            else:
                actions.publish(session, commit=commit, docs=docs, label=f"1.{n}", title=f"Version {n}", made_at=DAY)
    with db.writing(engine) as session:
        published = rows(session)
        assert list(actions.disagreements(session, repository, ("library.md", "annex.md"))) == []
        for table in reversed(TABLES):
            for row in session.exec(select(table)):
                session.delete(row)
            session.flush()
        actions.index(session, repository, ("library.md", "annex.md"))
        assert rows(session) == published


def test_indexing_again_changes_nothing_and_writes_no_minutes(engine: Engine, tmp_path: Path) -> None:
    history = History(tmp_path / "texts")
    history.commit({"a.md": texts.FIRST}, "v1")
    with db.writing(engine) as session:
        actions.index(session, read(history), ("a.md",))
        once, minutes = rows(session), session.exec(select(Minute)).all()
        assert [minute.act for minute in minutes] == ["definition.indexed"]
        assert actions.index(session, read(history), ("a.md",)) == []
        assert rows(session) == once
        assert session.exec(select(Minute)).all() == minutes


def test_a_history_that_was_rewritten_is_a_fault_and_not_taken_over(engine: Engine, tmp_path: Path) -> None:
    first, other = History(tmp_path / "texts"), History(tmp_path / "other")
    first.commit({"a.md": "One.\n"})
    other.commit({"a.md": "Another.\n"})
    with db.writing(engine) as session:
        actions.index(session, read(first), ("a.md",))
        with pytest.raises(Fault, match="version 1 is not what the history says"):
            actions.index(session, read(other), ("a.md",))


def test_a_commit_that_changes_no_document_is_no_version_and_gives_its_tag_back(engine: Engine, tmp_path: Path) -> None:
    history = History(tmp_path / "texts")
    history.commit({"README.md": "Nothing yet.\n"})
    history.commit({"a.md": "One.\n"})
    history.commit({"README.md": "Something.\n"}, "v1.0")
    history.commit({"a.md": "Two.\n"})
    last = history.commit({"README.md": "Something else.\n"})
    with db.writing(engine) as session:
        actions.index(session, read(history), ("a.md",))
        newest, first = queries.versions(session)
        assert (newest.label, first.label) == ("1.0+1", "1.0")
        assert (newest.title, newest.commit) == ("Day 4", last), "what is adopted next is built on the head"


def test_a_merge_is_one_version_and_its_side_branch_none(engine: Engine, tmp_path: Path) -> None:
    history = History(tmp_path / "texts")
    history.commit({"a.md": "One.\n"})
    history.git("checkout", "--quiet", "-b", "side")
    history.commit({"a.md": "Two.\n"})
    history.commit({"a.md": "Three.\n"})
    history.git("checkout", "--quiet", "main")
    history.git("merge", "--quiet", "--no-ff", "--message", "Merge", "side")
    with db.writing(engine) as session:
        actions.index(session, read(history), ("a.md",))
        assert [version.title for version in queries.versions(session)] == ["Merge", "Day 1"]


def test_a_document_that_was_renamed_is_followed_and_one_that_was_missing_is_left_out(
    engine: Engine, tmp_path: Path
) -> None:
    history = History(tmp_path / "texts")
    history.commit({"old name.md": texts.FIRST})
    history.commit({"old name.md": None, "sub/new.md": texts.FIRST.replace("Anyone", "Everyone", 1)})
    history.commit({"b.md": "A second document.\n"})
    history.commit({"b.md": None})
    history.commit({"b.md": "It is back.\n"})
    with db.writing(engine) as session:
        repository = read(history)
        actions.index(session, repository, ("sub/new.md", "b.md"))
        found = list(reversed(queries.versions(session)))
        assert [list(queries.documents(session, version)) for version in found] == [
            ["sub/new.md"], ["sub/new.md"], ["sub/new.md", "b.md"], ["sub/new.md"], ["sub/new.md", "b.md"]
        ]  # fmt: skip
        assert [row.source for row in queries.listed(session, found[0])] == ["old name.md"]
        assert queries.clause(session, found[0], "lending-terms") and queries.clause(session, found[1], "lending-terms")
        assert list(actions.disagreements(session, repository, ("sub/new.md", "b.md"))) == []


def test_a_text_and_its_clauses_come_out_of_the_tables_as_they_went_in(session: Session) -> None:
    newest = queries.newest(session)
    assert (newest.label, queries.documents(session, newest)) == ("2", {texts.DOCUMENT: texts.SECOND})
    assert newest.fingerprint == fingerprint({texts.DOCUMENT: texts.SECOND})
    assert "".join(clause.text for clause in queries.clauses(session, newest)) == texts.SECOND
    assert queries.touched(*(queries.read(session, queries.version(session, label)) for label in "12")) == [
        "reading-anyone",
        "lending-terms",
    ]
    assert "lending-terms" in queries.used(session)
    with pytest.raises(NotHere):
        queries.version(session, "3")


def test_requirements_are_the_committees_else_what_binds_else_everything(session: Session) -> None:
    first = queries.version(session, "1")  # without a tree of its own
    chosen = Committee(
        "", (), requirements=["catalogue-copy", {"any": ["unknown", "reading-anyone"]}, {"all": ["unheard-of"]}]
    )
    assert queries.requirements(session, first, chosen).data() == ["catalogue-copy", {"any": ["reading-anyone"]}]
    everything = queries.requirements(session, first, Committee("", ())).clauses
    assert "lending-terms" in everything and "lending" not in everything


def test_the_clauses_that_bind_are_the_requirements_of_a_text_that_names_none(engine: Engine, tmp_path: Path) -> None:
    history = History(tmp_path / "texts")
    history.commit({"a.md": "# Rules\n\nNobody shall sing. {#sing}\n\nThere are chairs. {#chairs}\n"})
    with db.writing(engine) as session:
        actions.index(session, read(history), ("a.md",))
        assert queries.requirements(session, queries.newest(session), Committee("", ())).data() == ["sing"]


def test_the_life_of_a_clause_names_the_versions_that_changed_it(engine: Engine, tmp_path: Path) -> None:
    history = History(tmp_path / "texts")
    line = "Nobody sings. {#sing}\n"
    for text in (line, "", f"\n{line}", line.replace("sings", "shouts"), ""):
        history.commit({"a.md": f"# Rules\n\n{text}\nThere are chairs. {{#chairs}}\n"})
    with db.writing(engine) as session:
        actions.index(session, read(history), ("a.md",))
        turns, more = queries.turns(session, "sing")
        assert [(turn.version.ordinal, bool(turn.before), bool(turn.after)) for turn in turns] == [
            (5, True, False), (4, True, True), (3, False, True), (2, True, False), (1, False, True)
        ]  # fmt: skip
        assert not more
        turns, more = queries.turns(session, "sing", before=5, limit=2)
        assert [turn.version.ordinal for turn in turns] == [4, 3] and more
        assert [version.ordinal for version in queries.first_and_last(session, "sing")] == [1, 4]
        assert [version.ordinal for version in queries.versions(session, before=4, limit=2)] == [3, 2]


@pytest.mark.parametrize(
    ("table", "values", "word"),
    [
        (StoredText, {"body": "Other.\n"}, "the text kept of a.md"),
        (ClauseState, {"clause_id": "other"}, "its clauses"),
        (Version, {"title": "Other"}, "its title is Other"),
        (Version, {"commit": "0" * 40}, "its commit"),
    ],
)
def test_a_row_that_was_tampered_with_is_named(
    engine: Engine, tmp_path: Path, table: type[SQLModel], values: dict[str, str], word: str
) -> None:
    history = History(tmp_path / "texts")
    history.commit({"a.md": "One.\n"})
    with db.writing(engine) as session:
        actions.index(session, read(history), ("a.md",))
        session.execute(update(table).values(**values))
        session.expire_all()
        (line,) = actions.disagreements(session, read(history), ("a.md",))
        assert line.startswith("version 1: ") and word in line
