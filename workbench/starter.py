"""Making an instance: the text and its history, the database, and for a demo the sample members and worked examples.

Everything is made in a folder beside the one asked for and put in its place at the end: an init that is cut short leaves
no half instance behind. The worked examples are replayed through the acts that the pages use.
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect
from sqlmodel import Session, select

from workbench import db, examples
from workbench.cases import actions as cases
from workbench.cases.forms import past_day
from workbench.config import Config, bundled, progress
from workbench.definition import actions as definition
from workbench.definition import charter, imports, queries
from workbench.definition.models import Version
from workbench.errors import Refusal
from workbench.members import actions as members
from workbench.minutes import record as minutes

SAMPLES = {
    "chair": ("Sample chair", ("member", "chair")),
    "secretary": ("Sample secretary", ("member", "secretary")),
    **{f"member-{letter}": (f"Sample member {letter.upper()}", ("member",)) for letter in "abcdef"},
    "observer": ("Sample observer", ("observer",)),
    "administrator": ("Sample administrator", ("administrator",)),
}


def make(
    config: Config,
    *,
    source: str | None,
    documents: Sequence[str],
    name: str | None,
    demo: bool,
    limit: int | None = None,
    procedure: bool = False,
) -> None:
    """A new instance at `config.instance`. `source` None: the starter text, its cases, and for a demo the examples. `procedure`: with the
    procedure that is proposed whole, under which no example could be decided in a day.

    `limit` is the largest document in bytes. Refuses a folder that is in use and a database that already holds an instance.
    """
    if config.instance.is_file() or config.instance.is_dir() and any(config.instance.iterdir()):
        raise Refusal(f"{config.instance} is in use. Name another folder with WORKBENCH_INSTANCE, or move it away.")
    config.instance.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{config.instance.name}-", dir=config.instance.parent))
    try:
        (building / "instance.toml").write_text(
            f"# Sample members sign in by one click, on this machine only.\ndemo = {str(demo).lower()}\n"
            f"# The largest document, in bytes.\ndocument_limit = {limit or config.document_limit}\n",
            "utf-8",
        )
        _build(
            replace(config, instance=building),
            source=source,
            documents=documents,
            name=name,
            demo=demo,
            procedure=procedure,
        )
        config.instance.mkdir(exist_ok=True)
        building.replace(config.instance)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    progress(f"The instance is in {config.instance}")


def _build(
    config: Config, *, source: str | None, documents: Sequence[str], name: str | None, demo: bool, procedure: bool
) -> None:
    engine = db.connect(config.database_url)
    db.revision(engine)  # a database that cannot be reached is told before any work is done
    if _holds_an_instance(engine):
        raise Refusal("This database holds an instance already. Name an empty one in DATABASE_URL.")
    repository = imports.begin(config, source=source, documents=documents, name=name)
    if procedure:
        charter.whole(config.instance / "committee.toml")
    elif demo:
        charter.hurry(config.instance / "committee.toml")
    db.upgrade(engine)
    with db.writing(engine) as session:
        minutes.record(session, None, "definition.begin", "repository", refs=repository.refs())
        definition.index(session, repository, config.committee.documents)
        people = sample_members(session) if demo else {}
        if source is None:
            progress("Filling in the cases …")
            starter_cases(session, config)
    if source is None and demo and not procedure:
        progress("Replaying the worked examples …")
        examples.replay(engine, config, people)
    engine.dispose()


def _holds_an_instance(engine: Engine) -> bool:
    """Whether a version stands in the database. Empty tables are what an init that was cut short leaves: they are fine."""
    with db.reading(engine) as session:
        return inspect(engine).has_table("version") and session.exec(select(Version)).first() is not None


def sample_members(session: Session) -> dict[str, int]:
    """The invented members of a demo, named after their roles: key -> number."""
    people = {}
    for key, (name, roles) in SAMPLES.items():
        member = members.join(session, email=f"{key}@sample.invalid", name=name, roles=roles, sample=key)
        minutes.record(session, None, "members.accept", member, member)
        people[key] = member.id or 0
    return people


def starter_cases(session: Session, config: Config) -> None:
    """The cases of real systems that come with the starter text, settled with the gaps they have."""
    version = queries.newest(session)
    requirements = queries.requirements(session, version, config.committee)
    for path in sorted((bundled("definition") / "cases").glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        case = cases.open_case(
            session, None, version=version, requirements=requirements, stem=path.stem, **_facts(data)
        )
        for found in data.get("findings", ()):
            exhibits = [
                cases.Exhibit(row["address"], row["quotation"], past_day(row["date"]) or db.now().date())
                for row in found.get("evidence", ())
            ]
            cases.find(
                session, None, case, clause_id=found["clause"], value=found["value"], reason=found["reason"],
                condition=found.get("condition", ""), evidence=exhibits,
            )  # fmt: skip
        cases.settle(session, None, case)


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    """The columns of a case that its file fills."""
    claim, source = data.get("claim", {}), data.get("source", {})
    reported = f"{source['title']}: {source['says']}" if source else ""
    return {
        "system": data["system"], "release": data["release"], "vendor": data["vendor"],
        "aliases": list(data.get("aliases", ())), "background": data.get("background", "").strip(),
        "claim": claim.get("words", ""), "claim_by": claim.get("speaker", ""),
        "claim_address": claim.get("address", ""), "claim_date": past_day(claim.get("date", "")),
        "source": reported, "source_address": source.get("address", ""), "source_date": past_day(source.get("date", "")),
    }  # fmt: skip
