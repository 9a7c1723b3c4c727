"""Alembic's entry: migrations run on the connection that workbench.db hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from workbench import finding as _finding  # noqa: F401  (importing is what makes the tables known)
from workbench.ballots import models as _ballots  # noqa: F401
from workbench.cases import models as _cases  # noqa: F401
from workbench.definition import models as _definition  # noqa: F401
from workbench.members import models as _members  # noqa: F401
from workbench.minutes import models as _minutes  # noqa: F401
from workbench.proposals import discussion as _discussion  # noqa: F401
from workbench.proposals import judgements as _judgements  # noqa: F401
from workbench.proposals import links as _links  # noqa: F401
from workbench.proposals import models as _proposals  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
