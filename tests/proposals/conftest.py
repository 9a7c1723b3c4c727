"""The writers of the proposals' tests."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from tests.proposals.desk import Desk
from tests.proposals.floor import Floor
from tests.proposals.writers import Writers
from tests.support.client import Client
from workbench.config import Config


@pytest.fixture
def writers(session: Session, instance: Config) -> Writers:
    return Writers.of(session, instance)


@pytest.fixture
def desk(writers: Writers, client: Client) -> Desk:
    return Desk(writers, client)


@pytest.fixture
def floor(writers: Writers) -> Floor:
    return Floor(writers, writers.config.committee)
