"""A vote in an election in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.ballots import elections
from workbench.ballots.elections import Standing

RESULTS = {
    "elected": "Elected", "passed_over": "Passed over: their organisation has all the seats it may have",
    "tied": "Tied, without a seat", "not_elected": "Not elected",
}  # fmt: skip


def told(rule: Mapping[str, Any], standing: Standing, choice: str) -> str:
    """“Ada and Cal”; of a ranking “Ada, then Bea and Cal”; “Abstain” of a vote that names nobody."""
    named = elections.chosen(rule, choice) or {}
    tiers = [[n for n in named if named[n] == place] for place in sorted({*named.values()})]
    return ", then ".join(standing.listed(tier) for tier in tiers) or "Abstain"
