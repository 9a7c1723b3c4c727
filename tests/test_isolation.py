"""What a member keeps to themselves is read, found, counted and guessed by nobody: every route is walked as everybody else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import product

import pytest
from flask import Flask
from sqlmodel import Session
from time_machine import Traveller
from werkzeug.routing import IntegerConverter

from tests import make
from tests.proposals.writers import FREE, SINGS, Writers
from tests.support.client import Client
from workbench.config import Config
from workbench.definition import queries
from workbench.members import permissions
from workbench.members.models import ROLES, Member
from workbench.proposals import authors, comments, marks, remarks, unsaved
from workbench.proposals import queries as proposals
from workbench.proposals.discussion import ReadingMark

SECRETS = ("a gnu who sings", "Zebrawise", "Giraffewise", "Okapiwise", "Tapirwise", "Lemurwise")
# What the committee reads while its author shares it, and nobody else.
SHARED = "Ibexwise"
FORGERY = re.compile(r'(?:name="csrf_token" value="[^"]*")|(?:X-CSRFToken": "[^"]*")')
HIDDEN = 1  # the number of the draft, and of the note
NOBODYS = 977


@pytest.fixture
def writers(session: Session, instance: Config) -> Writers:
    """An author with a draft, a version of it, unsaved words, a note and a remark that nobody else knows of, on a proposal
    that everybody reads; and a draft that the committee may read."""
    writers = Writers.of(session, instance)
    proposal = writers.filed(FREE)
    draft = writers.draft(("a reader who sings", SECRETS[0]), title=SECRETS[1], rationale=SECRETS[4])
    unsaved.keep(session, writers.author, draft, [("turn", "1"), ("title", SECRETS[5])], slip="typed", mark=0)
    authors.share(session, writers.author, writers.draft(SINGS, title=SHARED), shared=True)
    for kind, words in (("note", SECRETS[2]), ("remark", SECRETS[3])):
        remarks.keep(session, writers.author, proposal, kind, body=words, clause_id="lending-terms")
    comments.post(session, writers.other, proposal, clause_id="lending-terms", body="For everybody.")
    make.case(session, {"lending-terms": "met"}, actor=writers.secretary)
    session.flush()
    assert draft.id is not None
    return writers


def addresses(app: Flask, session: Session) -> Iterator[str]:
    """Every page with every sensible value for the parts of its address."""
    newest = queries.newest(session).label
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        values = {
            name: range(1, 4)
            if isinstance(rule._converters[name], IntegerConverter)
            else ("lending-terms", newest, "base")
            for name in rule.arguments
        }
        for chosen in product(*values.values()):
            with app.test_request_context():
                yield app.url_for(rule.endpoint, **dict(zip(values, chosen, strict=True)))
    yield from ("/search?q=gnu", "/search?q=zebrawise", "/search?q=giraffewise", "/search?q=okapiwise")


def read(client: Client, place: str) -> str:
    """What an address answers; of a packed file, what is in it."""
    with client.get(place) as answer:
        if answer.mimetype != "application/zip":
            return answer.text
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nobody_else_reads_or_finds_what_a_member_keeps(
    app: Flask, client: Client, writers: Writers, session: Session
) -> None:
    client.sign_in(writers.author)
    places = (f"/drafts/{HIDDEN}", "/proposals/1/review", f"/drafts/{HIDDEN}/versions/1")
    own = "".join(read(client, place) for place in places)
    assert not [words for words in SECRETS if words not in own]
    viewers: list[Member | None] = [None, *(make.member(session, role) for role in ROLES)]
    places = list(addresses(app, session))
    for viewer in viewers:
        client.sign_in(viewer) if viewer else client.sign_out()
        for place in places:
            page = read(client, place)
            assert not [words for words in SECRETS if words in page], (viewer, place)
            may_read = viewer is not None and permissions.may(viewer, "drafts.write")
            assert may_read or SHARED not in page, (viewer, place)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "place",
    [
        "/drafts/{}",
        "/drafts/{}/file",
        "/drafts/{}/discard",
        "/drafts/{}/preview",
        "/drafts/{}/clauses",
        "/drafts/{}/keep",
        "/drafts/{}/drop",
        "/drafts/{}/authors",
        "/drafts/{}/join",
        "/drafts/{}/leave",
        "/drafts/{}/meeting",
        "/drafts/{}/versions/1/take",
        "/notes/{}/delete",
    ],
)
def test_what_is_somebody_elses_looks_like_what_is_not_there(
    client: Client, writers: Writers, session: Session, place: str
) -> None:
    for role in ("member", "secretary", "chair"):
        client.sign_in(make.member(session, role))
        answers = [client.send(place.format(number), turn="0", slip="typed") for number in (HIDDEN, NOBODYS)]
        bodies = {FORGERY.sub("", answer.text) for answer in answers}
        assert {answer.status_code for answer in answers} == {404} and len(bodies) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_draft_that_is_no_longer_shared_or_whose_invitation_is_gone_is_found_by_nobody(
    app: Flask, client: Client, writers: Writers, session: Session
) -> None:
    draft = proposals.draft(session, writers.author, HIDDEN)
    authors.share(session, writers.author, draft, shared=True)
    authors.invite(session, writers.author, draft, name=writers.other.name)
    authors.join(session, writers.other, draft)
    client.sign_in(writers.other)
    assert SECRETS[1] in read(client, f"/drafts/{HIDDEN}/versions/1")
    authors.share(session, writers.author, draft, shared=False)
    authors.take_back(session, writers.author, draft, member_id=writers.other.id or 0)
    for place in list(addresses(app, session)):
        page = read(client, place)
        assert not [words for words in SECRETS if words in page], place


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_one_author_has_typed_and_not_saved_is_not_read_by_the_other(
    app: Flask, client: Client, writers: Writers, session: Session
) -> None:
    draft = proposals.draft(session, writers.author, HIDDEN)
    authors.invite(session, writers.author, draft, name=writers.other.name)
    authors.join(session, writers.other, draft)
    client.sign_in(writers.other)
    for place in [*addresses(app, session), f"/drafts/{HIDDEN}/meeting?slip=typed"]:
        assert SECRETS[5] not in read(client, place), place


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nothing_kept_is_counted_on_a_page_of_others(client: Client, writers: Writers, session: Session) -> None:
    client.sign_in(writers.other)
    pages = (
        "/",
        "/proposals",
        "/proposals/1",
        "/proposals/1/review",
        "/proposals/1/dispositions",
        "/proposals/1/since",
        "/drafts",
        "/following",
        "/minutes",
    )
    for page in pages:  # a first look marks what the member themselves has read
        client.get(page)
    before = [FORGERY.sub("", read(client, page)) for page in pages]
    proposal = comments.queries.proposal(session, 1)
    marks.follow(session, writers.author, proposal, choice="mute")
    marks.unread(session, writers.author, proposal)
    remarks.keep(session, writers.author, proposal, "remark", body="One more.", clause_id="lending-terms")
    writers.draft(SINGS)
    assert [FORGERY.sub("", read(client, page)) for page in pages] == before


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nobody_sees_what_others_have_read_follow_or_mute(
    app: Flask, client: Client, writers: Writers, session: Session, clock: Traveller
) -> None:
    """Every page of every role is the same, whatever the author has marked; and no look of others moves the author's mark."""
    proposal = proposals.proposal(session, 1)
    viewers: list[Member | None] = [
        None,
        *(make.member(session, role) for role in ("member", "secretary", "administrator")),
    ]
    places = [place for place in addresses(app, session) if "/3" not in place and "/2" not in place]

    def walk(viewer: Member | None) -> dict[str, str]:
        client.sign_in(viewer) if viewer else client.sign_out()
        return {place: FORGERY.sub("", read(client, place)) for place in places}

    for viewer in viewers:
        walk(viewer)
    before = [walk(viewer) for viewer in viewers]
    marks.looked(session, writers.author, proposal)
    marks.unread(session, writers.author, proposal)
    marks.follow(session, writers.author, proposal, choice="mute")
    kept = session.get_one(ReadingMark, (writers.author.id, 1)).model_dump()
    assert [walk(viewer) for viewer in viewers] == before
    session.expire_all()
    assert session.get_one(ReadingMark, (writers.author.id, 1)).model_dump() == kept


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_form_marks_for_who_sends_it_and_for_nobody_else(client: Client, writers: Writers, session: Session) -> None:
    client.sign_in(writers.other)
    for place, words in (("read", {}), ("unread", {"revision": "0"}), ("follow", {"choice": "mute"})):
        before = session.get_one(ReadingMark, (writers.author.id, 1)).model_dump()
        assert client.send(f"/proposals/1/{place}", member=str(writers.author.id), **words).status_code == 303
        assert session.get_one(ReadingMark, (writers.author.id, 1)).model_dump() == before
    assert session.get_one(ReadingMark, (writers.other.id, 1)).follows == "mute"
