"""Every open proposal is replayed when another text is adopted: its change is made again on that text, with a receipt.

Where the same words are removed and added, what was said in review still holds, and the author files it with one act. Where
not, the receipt names the words that want a person. Nothing is ever filed by itself, and a ballot stays bound to its bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from workbench import db
from workbench.definition import queries as definition
from workbench.definition.reading import Text, compare
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import asking, authorship, queries
from workbench.proposals.models import Proposal, Replay, Revision
from workbench.wording import clauses as wording
from workbench.wording import references
from workbench.wording.changes import ClauseChange
from workbench.wording.faces import html_clause
from workbench.wording.footprint import Base, footprint
from workbench.wording.rebase import Carrier, Rebase, Wanting, receipt_json
from workbench.wording.words import is_word, tokens

Docs = dict[str, str]
# how two changes meet -> what a reader is told
MEET = {
    "same_change": "Both make the same change.",
    "apart": "Both change words, apart from each other.",
    "touching": "Both change words, right beside each other.",
    "same_place": "Both put other words in the same place.",
    "overlap": "Both change the same words, and not in the same way.",
    "inside_moved_or_deleted": "One moves or removes what the other changes.",
}
REFERENCE = "reference"  # a Wanting of its own: `old` is the reference, `new` what the clause it meant is called now


@dataclass(frozen=True)
class Want:
    """A clause in which a revision and a newer version meet: its name, how they meet, and its wording in each as it reads.

    `words` is all that the revision takes out (-) and puts in (+) there, in order; `merged` is both wordings in one, None
    where they cannot be joined. Of a reference that leads elsewhere, `newest` is the clause that its number names now, and
    `revision` the one it meant."""

    clause: str
    name: str
    how: str
    newest: Markup
    revision: Markup
    words: tuple[tuple[str, str], ...]
    merged: Markup | None
    is_reference: bool = False


@dataclass(frozen=True)
class Standing:
    """How a revision stands to the newest version. `texts` are the four texts of the receipt with their fingerprints.

    `is_recorded`: it stands in the minutes; else it was worked out for this page. `adopted` is what it meets, as a
    sentence begins: the one version since its base, or the text of all of them."""

    newest: str
    state: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    wanting: tuple[Want, ...]
    texts: tuple[tuple[str, str], ...]
    is_recorded: bool
    adopted: str

    @property
    def names(self) -> str:
        """The clauses that both change, as a reader cites them: “clause 2.1 and clause 3”."""
        known = list(dict.fromkeys(want.name for want in self.wanting if not want.is_reference))
        return " and ".join(filter(None, [", ".join(known[:-1]), *known[-1:]]))


def replay(session: Session, actor: Member | None = None) -> list[Replay]:
    """Carry every open proposal that is on an older text to the newest one, and put each receipt on record.

    Whatever was carried there before is left alone, so that doing it twice changes nothing."""
    newest = definition.newest(session)
    current = (col(Revision.proposal_no) == Proposal.no) & (col(Revision.n) == Proposal.revision)
    done = select(Replay.proposal_no).where(Replay.version == newest.label, Replay.n == Proposal.revision)
    query = select(Proposal, Revision).join(Revision, current).where(col(Proposal.state).in_(queries.OPEN))
    query = query.where(Revision.base != newest.label, col(Proposal.no).not_in(done.correlate(Proposal)))
    query = query.where(col(Revision.amends_no).is_(None))  # it goes where the proposal goes that it amends
    waiting = session.exec(query.order_by(col(Proposal.no))).all()
    return [_replayed(session, actor, proposal, revision) for proposal, revision in waiting]


def _replayed(session: Session, actor: Member | None, proposal: Proposal, revision: Revision) -> Replay:
    newest = definition.newest(session)
    made = carried(session, revision)
    docs = made.docs if made.state != "person" and made.docs else {}
    row = Replay(
        proposal_no=revision.proposal_no, n=revision.n, version=newest.label, state=made.state,
        fingerprint=wording.fingerprint(docs) if docs else None,
        documents={path: definition.keep(session, text) for path, text in docs.items()},
        receipt=receipt_json(made.receipt), made_at=db.now(),
    )  # fmt: skip
    session.add(row)
    minutes.record(
        session, actor, "proposals.replay", proposal, row, texts=dict(_texts(session, revision, row.fingerprint))
    )
    return row


def recorded(session: Session, proposal: Proposal) -> None:
    """Put on record how the current revision stands to the newest version, where it is on an older one and nobody has."""
    revision = queries.revision(session, proposal)
    behind = revision.amends_no is None and revision.base != definition.newest(session).label
    if behind and on_record(session, revision) is None:
        _replayed(session, None, proposal, revision)


def carried(session: Session, revision: Revision) -> Rebase:
    """A revision made again on the newest version; where a number it cites names another clause there, that wants a look."""
    newest, text = definition.newest(session), queries.text(session, revision)
    made = _carried(queries.base(session, revision.base), text, definition.read(session, newest))
    if not made.docs:
        return made
    met = asking.carried(session, revision, newest.label)[1]
    there = queries.read(session, made.docs, newest.label)
    astray = tuple(map(_astray, references.elsewhere(text.clauses, there.clauses, revision.touched)))
    receipt = replace(made.receipt, wanting=made.receipt.wanting + astray)
    return replace(made, state="confirm", receipt=receipt) if astray or met else made


def _astray(found: references.Astray) -> Wanting:
    now = ("clause " + found.now.number if found.now.number else found.now.id) if found.now else ""
    named, meant = (clause.text if clause else "" for clause in (found.named, found.meant))
    return Wanting(found.clause_id, REFERENCE, named, meant, found.words, now, None)


@lru_cache(maxsize=32)
def _carried(old: Text, proposed: Text, new: Text) -> Rebase:
    carrier = _carrier(old, new)
    return carrier.carry(footprint(carrier.old, proposed.docs))


@lru_cache(maxsize=4)
def _carrier(old: Text, new: Text) -> Carrier:
    """Two versions, compared once for all the proposals that are carried from the one to the other."""
    return Carrier(Base(old.docs, old.clauses), new.docs)


def on_record(session: Session, revision: Revision) -> Replay | None:
    """What was recorded of a revision and the newest version."""
    return session.get(Replay, (revision.proposal_no, revision.n, definition.newest(session).label))


def standing(session: Session, proposal: Proposal, revision: Revision) -> Standing | None:
    """How the current revision of an open proposal stands to the newest version; None where that is its base."""
    newest = definition.newest(session)
    if proposal.state not in queries.OPEN or revision.base == newest.label or revision.amends_no:
        return None
    kept = on_record(session, revision)
    made = None if kept else carried(session, revision)
    receipt = kept.receipt if kept else receipt_json(made.receipt) if made else {}
    fingerprint = kept.fingerprint if kept else wording.fingerprint(made.docs) if made and made.docs else None
    return Standing(
        newest.label, kept.state if kept else made.state if made else "person",
        tuple(receipt["removed"]), tuple(receipt["added"]), tuple(_wanting(session, revision, receipt["wanting"])),
        tuple(_texts(session, revision, fingerprint)), kept is not None, _adopted(session, revision),
    )  # fmt: skip


def _adopted(session: Session, revision: Revision) -> str:
    newest = definition.newest(session).label
    since = len(queries.versions_between(session, revision.base, newest))
    return f"Version {newest}" if since == 2 else f"The text adopted since version {revision.base}"


def _texts(session: Session, revision: Revision, made: str | None) -> Iterator[tuple[str, str]]:
    newest, base = definition.newest(session), definition.version(session, revision.base)
    yield f"version {base.label}", base.fingerprint
    yield f"revision {revision.n}", revision.fingerprint
    yield f"version {newest.label}", newest.fingerprint
    if made:
        yield f"revision {revision.n} on version {newest.label}", made


def _wanting(session: Session, revision: Revision, listed: Sequence[Mapping[str, Any]]) -> Iterator[Want]:
    """The clauses of a receipt, as a reader cites them."""
    base, text = queries.base(session, revision.base), queries.text(session, revision)
    known = {clause.id: clause for clause in (*text.clauses, *base.clauses)}
    changes = compare(base, text).clauses if listed else ()
    for want in listed:
        clause = known.get(want["clause_id"])
        name = f"clause {clause.number}" if clause and clause.number else want["clause_id"]
        document = clause.document if clause else ""
        theirs, ours = (_read(want[key], document) for key in ("words_theirs", "words_ours"))
        merged = None if want["merged"] is None else _read(want["merged"], document)
        is_reference = want["kind"] == REFERENCE
        words = _words(changes, want["clause_id"]) if want["old"] or want["new"] else ()
        yield Want(
            want["clause_id"], name, _leads(want) if is_reference else MEET[want["kind"]], theirs, ours,
            () if is_reference else words, merged, is_reference,
        )  # fmt: skip


def _words(changes: Sequence[ClauseChange], identity: str) -> tuple[tuple[str, str], ...]:
    """All that is taken out of a clause (-) and put into it (+), in order."""
    segments = (segment for change in changes if change.id == identity for segment in change.segments)
    return tuple(
        (segment.op, segment.text.strip()) for segment in segments if segment.op in "-+" and segment.text.strip()
    )


def _leads(want: Mapping[str, Any]) -> str:
    """What became of a reference by number."""
    if not want["words_ours"]:
        return f"“{want['old']}” in this proposal led nowhere when it was filed, and now names a clause."
    if not want["new"]:
        return f"“{want['old']}” in this proposal meant a clause that is no longer there."
    return f"“{want['old']}” in this proposal meant a clause that is now {want['new']}."


def _read(words: str, document: str) -> Markup:
    """A wording as a reader sees it."""
    return Markup(" ").join(Markup(html_clause(clause)) for clause in wording.parse(words, document))


def documents(session: Session, row: Replay) -> Docs:
    """The text of a revision on the version it was carried to."""
    paths = sorted(
        row.documents, key=list(queries.documents(session, session.get_one(Revision, (row.proposal_no, row.n)))).index
    )
    return {path: definition.text(session, row.documents[path]) for path in paths}


def text(session: Session, revision: Revision) -> Text:
    """A revision on the newest version, as a text with its clauses; a Refusal where a person has to write."""
    newest, kept = definition.newest(session), on_record(session, revision)
    if queries.proposal(session, revision.proposal_no).state not in queries.OPEN:
        raise Refusal(f"Proposal {revision.proposal_no} is closed, so it is carried to no other version.", status=404)
    docs = documents(session, kept) if kept else carried(session, revision).docs
    if not docs:
        raise Refusal(f"Revision {revision.n} does not go together with version {newest.label} by itself.", status=404)
    return queries.read(session, docs, newest.label)


def requests(session: Session, author: Member) -> list[tuple[Proposal, str]]:
    """The author's open proposals that are on an older text than the newest, with what became of them there."""
    asked = {"me": author.id, "newest": definition.newest(session).label}
    return list(session.exec(_requests(), params=asked))


@cache
def _requests() -> Any:
    return (
        select(Proposal, Replay.state)
        .join(Replay, (col(Replay.proposal_no) == Proposal.no) & (col(Replay.n) == Proposal.revision))
        .where(authorship.by_me(queries.OPEN), Replay.version == bindparam("newest"))
        .order_by(col(Proposal.no))
    )


def disagreements(session: Session) -> Iterator[str]:
    """Every replay whose text is not the one recorded, or whose change is not word for word the one that was filed.

    The words are counted anew, without the engine: what the carried text has more and less than the version it was
    carried to is what the revision has more and less than its base."""
    for row in session.exec(select(Replay).order_by(col(Replay.proposal_no), col(Replay.n), col(Replay.made_at))).all():
        name = f"proposal {row.proposal_no}, revision {row.n} on version {row.version}"
        docs = documents(session, row)
        if row.fingerprint and wording.fingerprint(docs) != row.fingerprint:
            yield f"{name}: its text does not have the fingerprint on record"
        elif row.state == "carried":
            revision = session.get_one(Revision, (row.proposal_no, row.n))
            filed = _difference(queries.base(session, revision.base).docs, queries.documents(session, revision))
            if _difference(queries.base(session, row.version).docs, docs) != filed:
                yield f"{name}: it does not remove and add the words that were filed"


def _difference(old: Docs, new: Docs) -> dict[str, int]:
    """How many times more each word stands in the new texts than in the old; without words as frequent in both."""
    counted = _count(new)
    counted.subtract(_count(old))
    return {word: number for word, number in counted.items() if number}


def _count(docs: Docs) -> Counter[str]:
    return Counter(token for text in docs.values() for token in tokens(text) if is_word(token))
