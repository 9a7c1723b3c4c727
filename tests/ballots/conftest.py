"""The hall of the ballots' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlmodel import Session

from tests.ballots.hall import Hall
from workbench.config import Config


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A writing session that does not keep the threads of this process waiting between its transactions."""
    with (
        app.app_context(),
        Session(app.extensions["engine"].execution_options(write=True), expire_on_commit=False) as made,
    ):
        yield made


@pytest.fixture
def hall(session: Session, instance: Config) -> Hall:
    """Chair, secretary and five members, all of whom may vote."""
    return Hall.of(session, instance)
