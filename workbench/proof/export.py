"""The public record as a folder: the minutes, the rows as they stand, the history of the text, and the program that proves it.

Nothing in it is hidden from a reader of the pages. What the minutes hold as a digest is told where the pages tell it: the
votes of closed ballots, the reasons of proposals, public comments.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from workbench import __version__, db
from workbench.ballots.advising import Advice
from workbench.ballots.blocks import BlockEnd, BlockVoice
from workbench.ballots.blocs import BlocExit
from workbench.ballots.candidates import ElectionRecusal
from workbench.ballots.extending import Extension
from workbench.ballots.models import Ballot, CastingVote, Challenge, MinorityOpinion, Reconsideration, Voiding, Vote
from workbench.ballots.schedules import Schedule
from workbench.ballots.second import RatificationObjection
from workbench.checkup import minuted_tables
from workbench.config import Config
from workbench.definition.models import StoredText, Version, VersionDocument
from workbench.definition.releases import Release
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted, canonical, name_of, snapshot
from workbench.minutes.views import line
from workbench.proposals.arranged import Arrangement
from workbench.proposals.classes import ClassContest
from workbench.proposals.foreseen import CaseReview
from workbench.proposals.models import Comment, Proposal, Revision, RevisionDocument
from workbench.proposals.recusals import Recusal
from workbench.proposals.typography import TypographyContest
from workbench.wording import plainly

# verify.py and what it imports: every file of this package but those that write a record and serve it; and the one rule of the words
PARTS = sorted(
    {*Path(__file__).parent.glob("*.py"), Path(plainly.__file__)}
    - {Path(__file__).with_name(f"{name}.py") for name in ("__init__", "export", "views")}
)
BATCH = 500  # rows that are held at once


def write(config: Config, folder: Path) -> str:
    """Write the record into a new or empty folder, while nobody changes it. The head of the minutes: “117:9a784f9a…”."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(f"{folder} is there already. Name a folder that is new or empty.")
    if not config.exists:
        raise Refusal(f"There is no instance in {config.instance}. Run “workbench init” first.")
    folder.mkdir(parents=True, exist_ok=True)
    engine = db.connect(config.database_url)
    db.upgrade(engine)
    try:
        with db.writing(engine, Session) as session:
            return fill(session, Repository(config.repository), config.committee.name, folder)
    finally:
        engine.dispose()


def fill(session: Session, repository: Repository, committee: str, folder: Path) -> str:
    """Write the files of the record as this session sees it."""
    repository.bundle(folder / "definition.bundle")
    _write(folder / "minutes.jsonl", map(line, _each(session, select(Minute).order_by(col(Minute.seq)))))
    _write(folder / "rows.jsonl", (canonical(row) + "\n" for row in rows(session)))
    last = session.exec(select(Minute).order_by(col(Minute.seq).desc()).limit(1)).one()
    head = f"{last.seq}:{last.hash}"
    about = {"format": 1, "committee": committee, "program": __version__, "head": head, "texts": texts(session)}
    (folder / "record.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for part in PARTS:
        shutil.copy(part, folder)
    return head


def _write(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)


def _each(session: Session, query: Any) -> Iterator[Any]:
    return iter(session.exec(query.execution_options(yield_per=BATCH)))


def rows(session: Session) -> Iterator[dict[str, Any]]:
    """Every row that the minutes carry, as it stands now; `open` has the words whose digests the minutes hold, if public."""
    told = chain.from_iterable(_each(session, query) for query in public())
    opened = {name_of(row) for row in told}
    for table in minuted_tables():
        for row in _each(session, select(table)):
            name = name_of(row)
            yield {"row": name, "state": snapshot(row)} | ({"open": words(row)} if name in opened else {})
    for text in _each(session, select(StoredText)):
        yield {"row": name_of(text), "state": {"sha256": hashlib.sha256(text.body.encode()).hexdigest()}}


def public() -> Iterator[Any]:
    """The rows whose digested words everybody can read."""
    sealed = select(Voiding.ballot_no).where(col(Voiding.outcome).is_(None))
    closed = select(Ballot.no).where(col(Ballot.closed_at).is_not(None), col(Ballot.no).not_in(sealed))
    yield select(Vote).where(col(Vote.ballot_no).in_(closed))
    told = (
        CastingVote, Voiding, Challenge, MinorityOpinion, Reconsideration, RatificationObjection, BlocExit, Extension, Schedule, BlockEnd,
        BlockVoice, Proposal, Revision, Recusal, Arrangement, ClassContest, TypographyContest, ElectionRecusal, CaseReview, Advice, Release,
    )  # fmt: skip
    yield from (select(table) for table in told)
    yield select(Comment).where(Comment.audience == "public", col(Comment.withdrawn_at).is_(None))


def words(row: Minuted) -> dict[str, Any]:
    return {"salt": row.salt, "words": {column: getattr(row, column) for column in row.digested}}  # type: ignore[attr-defined]


def texts(session: Session) -> dict[str, dict[str, Any]]:
    """What each text of a version or revision is made of: fingerprint -> its documents and, where renamed, their old paths."""
    found: dict[str, dict[str, Any]] = {}
    revised = select(Revision.fingerprint, RevisionDocument.path, RevisionDocument.path, RevisionDocument.sha256).where(
        Revision.proposal_no == RevisionDocument.proposal_no, Revision.n == RevisionDocument.n
    )
    adopted = select(Version.fingerprint, VersionDocument.path, VersionDocument.source, VersionDocument.sha256).where(
        Version.ordinal == VersionDocument.ordinal
    )
    for fingerprint, path, source, sha256 in chain(_each(session, revised), _each(session, adopted)):
        text = found.setdefault(fingerprint, {"documents": {}})
        text["documents"][path] = sha256
        if source != path:
            text.setdefault("sources", []).append(source)
    return found
