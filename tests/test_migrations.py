"""The schema that the migrations make is the one the models describe, and the way back is open."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

import workbench
from tests import make
from workbench import db
from workbench.proposals.models import Proposal

# Every table is known, whichever tests ran before.
for found in walk_packages(workbench.__path__, "workbench."):
    if not found.name.startswith(("workbench.migrations", "workbench.__main__")):
        import_module(found.name)


def alembic(connection: Any) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(workbench.__file__).parent / "migrations"))
    settings.attributes["connection"] = connection
    return settings


def is_modelled(_thing: Any, name: str | None, *_about: Any) -> bool:
    """Full text search is the databases' own: its tables and index are in no model."""
    return not (name or "").startswith(("search_words", "ix_search_entry_words"))


def test_the_migrated_schema_is_the_one_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_object": is_modelled}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_constraints_of_the_models_are_in_the_migrated_schema(engine: Engine) -> None:
    for table in SQLModel.metadata.sorted_tables:
        wanted = {rule.name for rule in table.constraints if rule.__visit_name__ == "check_constraint"}
        assert {rule["name"] for rule in inspect(engine).get_check_constraints(table.name)} >= wanted, table.name


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    db.upgrade(engine)
    test_the_migrated_schema_is_the_one_of_the_models(engine)


def test_one_can_go_down_to_nothing_and_up_again(engine: Engine) -> None:
    with engine.execution_options(write=True).connect() as connection:
        command.downgrade(alembic(connection), "base")
        connection.commit()
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            left = connection.execute(text("SELECT count(*) FROM pg_proc WHERE proname = 'append_only'"))
            assert left.scalar() == 0
    db.upgrade(engine)
    test_the_migrated_schema_is_the_one_of_the_models(engine)


def test_a_proposal_from_before_the_new_states_may_go_into_one_of_them(engine: Engine) -> None:
    with Session(engine) as session:
        author = make.member(session)
        session.add(
            Proposal(no=1, title="T", rationale="R", claimed="scope", author_id=author.id or 0, filed_at=db.now())
        )
        session.commit()
    with engine.execution_options(write=True).connect() as connection:
        command.downgrade(alembic(connection), "0005")
        connection.commit()
        with pytest.raises(IntegrityError):
            connection.execute(text("UPDATE proposal SET state = 'divided'"))
    db.upgrade(engine)
    with engine.execution_options(write=True).connect() as connection:
        connection.execute(text("UPDATE proposal SET state = 'divided'"))
        connection.commit()
        with pytest.raises(IntegrityError):
            connection.execute(text("UPDATE proposal SET state = 'asleep'"))


@pytest.mark.parametrize("table", ["minutes", "vote"])
def test_what_may_never_change_is_guarded_after_the_way_up(engine: Engine, table: str) -> None:
    catalogue = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = cast(:table AS regclass) AND NOT tgisinternal",
    }
    with engine.connect() as connection:
        assert connection.execute(text(catalogue[engine.dialect.name]), {"table": table}).scalar() == 2
