"""The page of the voting rules: the committee's, in words and with what is odd about them; and the procedures it could take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response

from workbench import web
from workbench.ballots import actions, formats, known, oddities, outlook, presets, ranked_rules
from workbench.ballots.possible import AnyRule
from workbench.errors import NotHere
from workbench.proposals.models import Proposal
from workbench.proposals.queries import OPEN

bp = Blueprint("rules", __name__)


@dataclass(frozen=True)
class Shown:
    """One rule for its page: what is odd about it for those who could vote today, and why no ballot could be held under it."""

    rule: AnyRule
    odd: tuple[oddities.Oddity, ...]
    wanting: tuple[str, ...]
    obstacles: list[str]


@bp.get("/rules")
def index() -> Response:
    """The committee's rules, with the rule check for its size; then every procedure that comes along, in a line."""
    size = len(actions.electorate(web.session()))
    found = [shown(rule, size) for rule in known.of(web.committee()).values()]
    return web.page("ballots/rules.html", rules=found, presets=presets.known().values(), size=size, nav="ballots")


@bp.get("/rules/procedures/<name>")
def procedure(name: str) -> Response:
    """One procedure of a real body: its rule in words, its source, what is odd about it here."""
    preset = presets.known().get(name)
    if preset is None:
        raise NotHere(f"There is no procedure “{name}”. The page of the voting rules lists those there are.")
    size = len(actions.electorate(web.session()))
    one = shown(formats.rule(presets.one({"preset": name, "id": name})), size)
    return web.page("ballots/procedure.html", preset=preset, one=one, size=size, nav="ballots")


def shown(rule: AnyRule, size: int) -> Shown:
    return Shown(rule, oddities.check(rule, size), wanting(rule, size, 0), known.obstacles(rule))


def wanting(rule: AnyRule, size: int, voted: int) -> tuple[str, ...]:
    """What a sealed ballot still wants; of a ranked one what its quorum wants, because its options stand against each other."""
    said = outlook.sealed(rule, size, voted)
    return tuple(one for one in said if "quorum" in one) if isinstance(rule, ranked_rules.Rule) else said


def before(proposal: Proposal) -> list[tuple[AnyRule, tuple[str, ...]]]:
    """Of an open proposal: what a ballot on it would want, under each rule for the class of change that it claims."""
    if proposal.state not in OPEN:
        return []
    size = len(actions.electorate(web.session()))
    fitting = [one for one in known.single(web.committee()).values() if proposal.claimed in one.for_classes]
    return [(one, said) for one in fitting if (said := wanting(one, size, 0))]


def meanwhile(briefing: Any) -> tuple[str, ...]:
    """Of an open ballot: what it still wants, from its turnout alone."""
    return wanting(briefing.rule, len(briefing.seats), briefing.voted) if briefing.stage == "open" else ()
