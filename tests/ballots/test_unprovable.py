"""What an authenticator in a member's own hands signs so that the library takes it and verify.py would not: no vote, and no stain on the record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_signing import asked, both, cast, registered, sign
from tests.support.authenticator import Authenticator
from workbench.members import passkeys

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]


def test_no_signature_is_taken_that_the_offline_proof_refuses(session: Session, instance: Any, tmp_path: Path) -> None:
    hall, device = Hall.of(session, instance, members=2), Authenticator()
    voter = hall.members[0]
    far = Authenticator()
    far.count = 2**32 - 1
    assert "counts too far" in str(refused(registered, hall, voter, far))
    registered(hall, voter, device)
    ballot = hall.ballot()

    def no(**client: Any) -> str:
        challenge = asked(hall, voter, ballot, "for")
        device.client = {key: value(challenge) if callable(value) else value for key, value in client.items()}
        found = refused(cast, hall, voter, ballot, "for", device.signed(challenge))
        hall.session.rollback()
        assert found.status == 409
        return str(found)

    hall.session.commit()
    assert "another page" in no(crossOrigin=True)
    assert "not written" in no(challenge=lambda challenge: f"{passkeys.encoded(challenge)}=")
    assert "cannot be read" in str(refused(passkeys.challenge_of, "[" * 100_000))
    device.client = {"crossOrigin": False}
    sign(hall, voter, ballot, "for", device)
    assert both(hall, tmp_path / "whole") == ([], [])
