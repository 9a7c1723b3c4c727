"""What journeys share. `script`: whether the people's browsers run script; a journey that asks for it is made both ways."""

from __future__ import annotations

import pytest


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)
