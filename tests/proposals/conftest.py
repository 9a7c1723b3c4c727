"""The writers of the proposals' tests."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from tests.proposals.writers import Writers
from workbench.config import Config


@pytest.fixture
def writers(session: Session, instance: Config) -> Writers:
    return Writers.of(session, instance)
