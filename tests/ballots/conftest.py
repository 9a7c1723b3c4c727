"""The hall of the ballots' tests."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from tests.ballots.hall import Hall
from workbench.config import Config


@pytest.fixture
def hall(session: Session, instance: Config) -> Hall:
    """Chair, secretary and five members, all of whom may vote."""
    return Hall.of(session, instance)
