"""The page of the voting rules: the committee's, in words and with what is odd about them; and the procedures it could take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, request
from werkzeug.datastructures import MultiDict

from workbench import web
from workbench.ballots import (
    actions,
    formats,
    frozen,
    known,
    notation,
    oddities,
    outlook,
    possible,
    presets,
    ranked_rules,
    ruling,
)
from workbench.ballots.forms import Ending, Ruling
from workbench.ballots.possible import AnyRule
from workbench.errors import NotHere
from workbench.proposals.models import CLASSES, Proposal
from workbench.proposals.queries import OPEN

bp = Blueprint("rules", __name__)


# What a rule is begun from that is begun from nothing: more for than against.
MAJORITY = {"pass": [[{"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}]]}
Words = MultiDict[str, str]
Errors = dict[str, str]


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
    return index_page(web.Words(), {})


def index_page(words: Words, errors: dict[str, Errors]) -> Response:
    """`errors`: by the name of a rule, why it was not ended; `words`: what was typed for that."""
    size = len(actions.electorate(web.session()))
    found = [shown(rule, size) for rule in known.of(web.session(), web.committee()).values()]
    return web.page(
        "ballots/rules.html",
        rules=found,
        presets=presets.known().values(),
        size=size,
        words=words,
        errors=errors,
        versions=known.newest(web.session()),
        nav="ballots",
    )


@bp.get("/rules/procedures/<name>")
def procedure(name: str) -> Response:
    """One procedure of a real body: its rule in words, its source, what is odd about it here."""
    preset = presets.known().get(name)
    if preset is None:
        raise NotHere(f"There is no procedure “{name}”. The page of the voting rules lists those there are.")
    size = len(actions.electorate(web.session()))
    one = shown(formats.rule(presets.one({"preset": name, "id": name})), size)
    return web.page("ballots/procedure.html", preset=preset, one=one, size=size, nav="ballots")


@bp.get("/rules/form")
def form() -> Response:
    """The form of a rule: begun from a procedure, from a rule in force, or from a plain majority."""
    base = f"preset:{request.args['preset']}" if "preset" in request.args else f"rule:{request.args.get('rule', '')}"
    rule = formats.rule(begun(base))
    words = MultiDict(
        {
            "base": base, "name": rule.name, "title": rule.title, "explain": rule.explain, "least": rule.terms["roll.min_electorate"],
            "quorum": "\n".join(notation.written(one) for one in rule.quorum),
            "passes": notation.together(getattr(rule, "passes", ())),
        }
    )  # fmt: skip
    words.setlist("classes", list(rule.for_classes))
    return form_page(words, {})


def begun(base: str) -> dict[str, Any]:
    """The table that a form was begun from."""
    kind, _, name = base.partition(":")
    if kind == "preset" and name in presets.known():
        return dict(presets.one({"preset": name})) | {"name": name}
    found = known.of(web.session(), web.committee()).get(name)
    return found.data() if found else {**MAJORITY, "name": "majority", "title": "Majority"}


def form_page(words: Words, errors: Errors, preview: AnyRule | None = None) -> Response:
    size = len(actions.electorate(web.session()))
    base = formats.rule(begun(words.get("base", "")))
    return web.page(
        "ballots/rule_form.html", words=words, errors=errors, base=base, size=size, classes=(*CLASSES, known.FINDINGS), nav="ballots",
        settled=base.terms.sentences(), is_plain=not isinstance(base, ranked_rules.Rule) and base.method == "approval" and not base.seats,
        one=shown(preview, size) if preview else None,
        line=frozen.mark(preview, preview.name) if preview and frozen.guards(web.session(), web.committee(), preview, preview.name) else "",
    )  # fmt: skip


@bp.post("/rules/form")
def put() -> Any:
    """Look at a rule as it would be, or put it into force."""

    def act(form: Ruling) -> Any:
        told = form.model_dump(exclude={"base", "reason", "look", "ballot"})
        rule = ruling.drafted(begun(form.base), **told)
        if form.look:
            return form_page(web.typed(), {}, rule)
        ruling.put(web.session(), g.viewer, rule, committee=web.committee(), reason=form.reason, ballot=form.ballot)
        return web.see("rules.index", f"h-{rule.name}")

    return web.submitted(Ruling, act, form_page)


@bp.post("/rules/<name>/end")
def end(name: str) -> Any:
    def act(form: Ending) -> Any:
        ruling.end(web.session(), g.viewer, name, committee=web.committee(), reason=form.reason, ballot=form.ballot)
        return web.see("rules.index")

    return web.submitted(Ending, act, lambda words, errors: index_page(words, {name: errors}))


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
    size = len(actions.voters(web.session()))
    fitting = [
        one for one in known.single(web.session(), web.committee()).values() if proposal.claimed in one.for_classes
    ]
    return [(one, said) for one in fitting if (said := wanting(one, size, 0))]


def meanwhile(briefing: Any) -> tuple[str, ...]:
    """Of an open ballot: what it still wants, from its turnout alone; of a sign-off, which everybody sees, from its votes."""
    if briefing.stage != "open":
        return ()
    if briefing.is_live and briefing.result.outcome not in ("adopted", "final_comment"):
        here, counts = possible.space(briefing.rule, briefing.on_it), briefing.result.counts
        return outlook.known(briefing.rule, briefing.on_it, tuple(int(counts.value(kind)) for kind in here.kinds))
    return () if briefing.is_live else wanting(briefing.rule, briefing.on_it, briefing.voted)
