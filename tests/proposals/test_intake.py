"""Amendments made elsewhere: diffs, patch mails, whole texts and bundles become drafts, byte for byte or not at all."""

from __future__ import annotations

import difflib
import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlmodel import Session

from tests import texts
from tests.proposals.desk import Desk
from tests.proposals.test_filing import refused
from tests.proposals.writers import FREE, SINGS, Writers
from tests.support import server
from tests.truth.texts import HISTORIES, amendments, folder, versions
from workbench import cli, proposals_cli
from workbench.definition import queries as definition
from workbench.members import interests
from workbench.members.models import Member
from workbench.proposals import actions, declaring, intake, patches, queries
from workbench.proposals.models import Draft

OLD = "One.\nTwo.\nThree.\nFour.\n"


def diff(old: str, new: str, path: str = "library.md", context: int = 1) -> str:
    """As git writes it, a last line without its end included."""
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{path}", f"b/{path}", n=context
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, "One.\nTwo and a half.\nThree.\nFour.\n"),
        (OLD, "Nought.\n" + OLD),
        (OLD, OLD + "Five.\n"),
        (OLD, "One.\n"),
        (OLD, OLD.rstrip("\n")),
        (OLD.rstrip("\n"), OLD),
        (OLD.rstrip("\n"), "Nought.\n" + OLD.rstrip("\n")),
        (OLD.replace("\n", "\r\n"), OLD.replace("\n", "\r\n").replace("Two", "2")),
        ("", OLD),
        (OLD, ""),
        ("-- \n--- a\n+++ b\n", "-- \n--- a\n+++ c\n"),
    ],
)
@pytest.mark.parametrize("context", [0, 1, 3])
def test_a_diff_makes_the_new_text_of_the_old_one(old: str, new: str, context: int) -> None:
    (change,) = patches.changes(diff(old, new, context=context))
    assert patches.applied(old, change) == new


def test_a_hunk_that_does_not_stand_where_it_says_is_refused_and_shown() -> None:
    (change,) = patches.changes(diff(OLD, OLD.replace("Three", "3")))
    no = refused(patches.applied, "Nought.\n" + OLD, change)
    assert "at line 2 of a/library.md" in str(no) and "-Three." in str(no) and "+3." in str(no)


def test_a_patch_that_is_cut_short_is_refused() -> None:
    assert "cut short" in str(refused(patches.changes, diff(OLD, OLD + "Five.\n").removesuffix("+Five.\n")))
    assert "not text" in str(refused(patches.changes, "diff --git a/x b/x\nBinary files a/x and b/x differ\n"))


def test_a_mail_gives_title_reasons_and_base() -> None:
    body = f"From {'0' * 40} Mon Sep 17 00:00:00 2001\nFrom: A <a@library.example>\nSubject: [PATCH v2 1/1] Count\n from one\n\nPeople count so.\n---\n x | 1 +\n\n"
    mail = (body + diff(OLD, OLD + "Five.\n") + f"-- \n2.39\n\nbase-commit: {'a' * 40}\n").encode()
    for sent in (mail, mail.replace(b"\n", b"\r\n")):
        (letter,) = patches.letters(sent)
        assert (letter.subject, letter.body, letter.base_commit) == ("Count from one", "People count so.", "a" * 40)
        assert patches.applied(OLD, letter.changes[0]) == OLD + "Five.\n"
    assert len(patches.letters(mail + mail)) == 2
    assert patches.letters(b"Just a text.\n") == []


@pytest.mark.parametrize("history", HISTORIES)
def test_the_diffs_of_real_proposals_make_their_texts(history: str, shared: Path) -> None:
    listed = folder(history) / "amendments.json"
    facts = json.loads(listed.read_text("utf-8"))["amendments"] if listed.is_file() else []
    known = versions(history)
    for fact, amendment in zip(facts, amendments(history), strict=True):
        docs = dict(known[amendment.base - 1])
        for change in patches.changes(fact["diff"]):
            path = change.new_path.partition("/")[2]
            docs[path] = patches.applied(docs[path], change)
        assert docs == amendment.docs, fact["id"]


def text(session: Session) -> str:
    return definition.documents(session, definition.newest(session))[texts.DOCUMENT]


def take(writers: Writers, data: str | bytes, *, by: Member | None = None, **words: Any) -> Draft:
    sent = data if isinstance(data, bytes) else data.encode()
    return intake.draft(writers.session, by or writers.author, sent, repository=writers.repository, **words)


def test_a_whole_text_becomes_a_draft_with_its_changed_clauses_open(writers: Writers, session: Session) -> None:
    draft = take(writers, text(session).replace(*FREE))
    assert (draft.base, draft.editing) == (definition.newest(session).label, ["lending-terms"])
    assert FREE[1] in draft.documents[texts.DOCUMENT]


def test_a_diff_finds_the_version_it_was_made_on_by_the_file_it_names(writers: Writers, session: Session) -> None:
    old = text(session)
    first = definition.newest(session).label
    writers.adopt(("a reader who sings", "a reader who hums"))
    new = old.replace(*FREE)
    named = f"diff --git a/{texts.DOCUMENT} b/{texts.DOCUMENT}\nindex {patches.blob_id(old)[:9]}..{patches.blob_id(new)[:9]} 100644\n"
    draft = take(writers, named + diff(old, new, texts.DOCUMENT))
    assert draft.base == first and draft.documents[texts.DOCUMENT] == new


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "no text in UTF-8"),
        (b"   ", "no text in UTF-8"),
        (diff(OLD, OLD + "Five.\n", "other.md").encode(), "Only these can be changed"),
        (diff(OLD, OLD + "Five.\n", texts.DOCUMENT).encode(), "does not apply"),
        (b"# v2 git bundle\nnonsense\n", "bundle cannot be read"),
    ],
)
def test_what_is_no_change_of_the_definition_is_refused_with_the_reason(
    writers: Writers, data: bytes, said: str
) -> None:
    assert said in str(refused(take, writers, data))


def test_a_text_that_changes_nothing_is_refused(writers: Writers, session: Session) -> None:
    assert "changes nothing" in str(refused(take, writers, text(session)))


def git(place: Path, *words: str) -> bytes:
    who = ("-c", "user.name=A", "-c", "user.email=a@library.example")
    return subprocess.run(["git", "-C", str(place), *who, *words], capture_output=True, check=True).stdout


@pytest.fixture
def clone(writers: Writers, session: Session, tmp_path: Path) -> Path:
    """A clone of the definition with a change committed."""
    place = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(writers.repository.path), str(place)], capture_output=True, check=True)
    file = place / texts.DOCUMENT
    file.write_text(file.read_text("utf-8").replace(*FREE), "utf-8")
    git(place, "commit", "-qam", "Free loans\n\nA month is a trap.")
    return place


def test_what_git_itself_makes_is_taken(writers: Writers, session: Session, clone: Path, tmp_path: Path) -> None:
    new = text(session).replace(*FREE)
    base = definition.newest(session)
    git(clone, "bundle", "create", str(tmp_path / "sent.bundle"), "main~1..main")
    sent = (
        git(clone, "format-patch", "--stdout", "--base", base.commit, "-1"),
        git(clone, "show", "-U0"),
        (tmp_path / "sent.bundle").read_bytes(),
    )
    drafts = [take(writers, data) for data in sent]
    assert {draft.documents[texts.DOCUMENT] for draft in drafts} == {new}
    assert {draft.base for draft in drafts} == {base.label}
    assert [(drafts[at].title, drafts[at].rationale) for at in (0, 2)] == [("Free loans", "A month is a trap.")] * 2


def test_the_page_keeps_a_refused_patch_and_shows_the_hunk(desk: Desk, session: Session) -> None:
    old = text(session)
    wrong = diff("Nought.\n" + old, "Nought.\n" + old.replace(*FREE), texts.DOCUMENT)
    page = desk.send("/drafts/intake", 422, patch=wrong)
    assert "does not apply to the text it names" in page
    assert page.count("@@ -") == 2, "the hunk in the reason, and the whole patch in the form"
    where = desk.send("/drafts/intake", patch=diff(old, old.replace(*FREE), texts.DOCUMENT))
    assert FREE[1] in desk.read(where)


def test_the_command_files_a_patch(writers: Writers, session: Session, clone: Path, tmp_path: Path) -> None:
    mail = tmp_path / "change.patch"
    mail.write_bytes(git(clone, "format-patch", "--stdout", "-1"))
    session.commit()
    url = None if session.get_bind().dialect.name == "sqlite" else session.get_bind().engine.url.render_as_string(False)
    words = (
        "proposals",
        "file",
        str(mail),
        "--as",
        writers.author.email,
        "--interests",
        "none",
        "--class",
        "substantive",
    )
    done = server.run(*words, instance=writers.config.instance, database=url)
    assert (done.returncode, done.stdout) == (0, "proposal 1, revision 1\n"), done.stderr
    again = server.run(*words[:-1], "editorial", "--of", "1", instance=writers.config.instance, database=url)
    assert again.returncode == 1 and "Say in a sentence what this revision changes" in again.stderr
    session.expire_all()
    assert actions.queries.proposal(session, 1).title == "Free loans"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_command_files_nothing_new_before_the_member_has_confirmed_their_interests(
    writers: Writers, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = interests.declare(
        session, writers.author, organisation="Paper Trust", kind="contract", since=date(2026, 1, 1)
    )
    session.commit()
    path = tmp_path / texts.DOCUMENT
    path.write_text(text(session).replace(*FREE), "utf-8")
    words = ["proposals", "file", str(path), "--as", writers.author.email, "--class", "substantive", "--title", "Free", "--why", "So."]  # fmt: skip

    def run(*more: str, answer: str = "") -> Result:
        place = {"WORKBENCH_INSTANCE": str(writers.config.instance)}
        return CliRunner().invoke(cli.main, [*words, *more], env=place, input=answer)

    for silent in (run(), run("--interests", "none")):
        assert silent.exit_code == 1 and f"On record is {one.id}: {one.words}" in silent.stderr
        assert f"--interests {one.id}" in silent.stderr
    monkeypatch.setattr(proposals_cli, "_is_asked", lambda: True)
    assert run(answer="n\n").exit_code == 1
    asked = run(answer="y\n")
    assert (asked.exit_code, asked.stdout) == (0, "proposal 1, revision 1\n"), asked.stderr
    assert run("--of", "1", "--note", "Again.").exit_code == 1, "the same text, and no question about a revision"
    session.rollback()
    told = declaring.told(session, actions.queries.proposal(session, 1))
    assert told and [row.id for row in told[1]] == [one.id]


def mail(text: str, new: str, commit: str) -> str:
    head = f"From {'0' * 40} Mon Sep 17 00:00:00 2001\nSubject: [PATCH] Say so\n\nIt is clearer.\n---\n"
    return f"{head}{diff(text, new, texts.DOCUMENT)}-- \n2.39\n\nbase-commit: {commit}\n"


def test_a_patch_made_on_a_revision_is_an_amendment_to_it(writers: Writers, session: Session) -> None:
    one = writers.filed(FREE)
    filed = queries.revision(session, one)
    before = queries.documents(session, filed)[texts.DOCUMENT]
    new = before.replace(*SINGS)
    sent = mail(before, new, filed.commit)
    assert "is your own" in str(refused(take, writers, sent))
    draft = take(writers, sent, by=writers.other)
    assert (draft.amends_no, draft.amends_n, draft.kind, draft.others) == (1, 1, "amends", [1])
    assert draft.documents[texts.DOCUMENT] == new and draft.editing == ["reading-silence"]
    draft.claimed = "editorial"
    two = actions.file(session, writers.other, draft, repository=writers.repository)
    again = new.replace("a reader who sings or hums", "a reader who hums")
    draft = take(writers, again, by=writers.other, proposal=two)
    assert (draft.amends_no, draft.amends_n, draft.proposal_no) == (1, 1, 2)
    session.delete(draft)
    further = new.replace("Anyone may read", "Everybody may read")
    draft = take(writers, mail(new, further, queries.revision(session, two).commit), by=writers.other, proposal=two)
    assert (draft.amends_no, draft.proposal_no) == (1, 2) and draft.documents[texts.DOCUMENT] == further != new


def test_a_whole_text_or_a_diff_amends_the_proposal_that_is_named(writers: Writers, session: Session) -> None:
    one = writers.filed(FREE)
    before = queries.documents(session, queries.revision(session, one))[texts.DOCUMENT]
    for sent in (before.replace(*SINGS), diff(before, before.replace(*SINGS), texts.DOCUMENT)):
        draft = take(writers, sent, by=writers.other, amends=one)
        assert draft.documents[texts.DOCUMENT] == before.replace(*SINGS) and draft.amends_n == 1
    assert "changes nothing in revision 1 of proposal 1" in str(
        refused(take, writers, before, by=writers.other, amends=one)
    )


def test_a_patch_made_on_an_authors_own_revision_is_the_next_one(writers: Writers, session: Session) -> None:
    one = writers.filed(FREE)
    filed = queries.revision(session, one)
    before = queries.documents(session, filed)[texts.DOCUMENT]
    draft = take(writers, mail(before, before.replace(*SINGS), filed.commit), proposal=one)
    assert (draft.base, draft.amends_no, draft.proposal_no) == (filed.base, None, 1)
    assert draft.documents[texts.DOCUMENT] == before.replace(*SINGS)


def test_a_patch_made_on_an_earlier_revision_is_sent_back(writers: Writers, session: Session) -> None:
    one = writers.filed(FREE)
    filed = queries.revision(session, one)
    before = queries.documents(session, filed)[texts.DOCUMENT]
    writers.file(writers.draft(SINGS, of=one))
    sent = mail(before, before.replace("Anyone", "Everybody", 1), filed.commit)
    assert "the current one is 2" in str(refused(take, writers, sent, by=writers.other))


def test_a_bundle_made_on_a_revision_is_an_amendment_to_it(writers: Writers, session: Session, tmp_path: Path) -> None:
    one = writers.filed(FREE)
    place, branch = tmp_path / "clone", "fewer-words"
    ref = f"refs/proposals/{one.no}/1"

    def git(*words: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@library.example")
        subprocess.run(["git", *who, *words], cwd=place, check=True, capture_output=True)

    place.mkdir()
    git("init", "-q", "-b", "none")
    git("fetch", "-q", str(writers.config.repository), ref)
    git("checkout", "-q", "-b", branch, "FETCH_HEAD")
    page = place / texts.DOCUMENT
    page.write_text(page.read_text("utf-8").replace(*SINGS), "utf-8")
    git("commit", "-qam", "Hum, too")
    git("bundle", "create", "-q", "sent.bundle", branch)
    draft = take(writers, (place / "sent.bundle").read_bytes(), by=writers.other)
    assert (draft.amends_no, draft.title, draft.editing) == (1, "Hum, too", ["reading-silence"])


def test_the_page_takes_an_amendment_to_an_amendment(desk: Desk) -> None:
    one = desk.writers.filed(FREE)
    before = queries.documents(desk.session, queries.revision(desk.session, one))[texts.DOCUMENT]
    desk.sit(desk.writers.other)
    desk.send("/drafts/intake", patch=before.replace(*SINGS), amends="1")
    assert (desk.draft().amends_no, desk.draft().kind) == (1, "amends")
