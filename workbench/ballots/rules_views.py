"""The page of the voting rules: the committee's, in words and with what is odd about them; and the procedures it could take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, request
from werkzeug.datastructures import MultiDict

from workbench import web
from workbench.ballots import (
    formats,
    frozen,
    known,
    notation,
    oddities,
    outlook,
    possible,
    presets,
    ranked_rules,
    reviewed,
    rules,
    ruling,
    seating,
    second,
    terms,
    whole,
)
from workbench.ballots.forms import Ending, Ruling
from workbench.ballots.possible import AnyRule
from workbench.errors import NotHere
from workbench.members import bodies
from workbench.proposals.models import CLASSES, Proposal
from workbench.proposals.queries import OPEN, revision
from workbench.proposals.states import VOTABLE

bp = Blueprint("rules", __name__)


# What a rule is begun from that is begun from nothing: more for than against.
MAJORITY = {"pass": [[{"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}]]}
# How each kind of value is typed.
HINTS = {
    "count": "A number; 0: none.", "period": "A period like P14D or PT72H; empty: as usual.", "part": "A number, or a part like 1/3; empty where it is not asked.",
}  # fmt: skip
Words = MultiDict[str, str]
Errors = dict[str, str]


@dataclass(frozen=True)
class Shown:
    """One rule for its page: what is odd about it for those who could vote today, and why no ballot could be held under it."""

    rule: AnyRule
    odd: tuple[oddities.Oddity, ...]
    wanting: tuple[str, ...]
    obstacles: list[str]
    # how many could vote under it today
    size: int


@bp.get("/rules")
def index() -> Response:
    """The committee's rules, with the rule check for its size; then every procedure that comes along, in a line."""
    return index_page(web.Words(), {})


def index_page(words: Words, errors: dict[str, Errors]) -> Response:
    """`errors`: by the name of a rule, why it was not ended; `words`: what was typed for that."""
    size = len(seating.electorate(web.session()))
    found = [shown(rule, on_roll(rule)) for rule in known.of(web.session(), web.committee()).values()]
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
    size = len(seating.electorate(web.session()))
    one = shown(formats.rule(presets.one({"preset": name, "id": name})), size)
    return web.page("ballots/procedure.html", preset=preset, one=one, size=size, nav="ballots")


@bp.get("/rules/proposed")
def proposed() -> Response:
    """What the procedure that is proposed whole would change against what the committee has settled."""
    found = whole.rules(web.session(), web.committee())
    return web.page("ballots/proposed.html", parts=whole.parts(web.committee()), rules=found, nav="ballots")


@bp.get("/rules/form")
def form() -> Response:
    """The form of a rule: begun from a procedure, from the one proposed whole, from a rule in force, or from a plain majority."""
    kind = next((one for one in ("preset", "whole") if one in request.args), "rule")
    base = f"{kind}:{request.args.get(kind, '')}"
    rule = formats.rule(begun(base))
    words = MultiDict(
        {
            "base": base, "name": rule.name, "title": rule.title, "explain": rule.explain, "least": rule.terms["roll.min_electorate"],
            "quorum": "\n".join(notation.written(one) for one in rule.quorum),
            "passes": notation.together(getattr(rule, "passes", ())), "body": rule.terms["roll.body"],
            "tie": rule.tie, "seats": rule.seats, "second": _stage(rule), "objection": terms.hours(rule.terms["ratification.objection"] or "P14D") // 24,
        }
    )  # fmt: skip
    words.setlist("classes", list(rule.for_classes))
    for key in ruling.ASKED:
        value = rule.terms[key]
        words[f"set-{key}"] = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    return form_page(words, {})


def begun(base: str) -> dict[str, Any]:
    """The table that a form was begun from."""
    kind, _, name = base.partition(":")
    if kind == "preset" and name in presets.known():
        return dict(presets.one({"preset": name})) | {"name": name}
    if kind == "whole" and (table := whole.table(name)):
        return table
    found = known.of(web.session(), web.committee()).get(name)
    return found.data() if found else {**MAJORITY, "name": "majority", "title": "Majority"}


def form_page(words: Words, errors: Errors, preview: AnyRule | None = None) -> Response:
    size = len(seating.electorate(web.session()))
    base = formats.rule(begun(words.get("base", "")))
    return web.page(
        "ballots/rule_form.html", words=words, errors=errors, base=base, size=size, classes=(*CLASSES, known.FINDINGS), nav="ballots",
        settled=_others(base.terms).sentences(), asked=[(key, terms.SETTINGS[key]) for key in ruling.ASKED], ties=rules.TIES, hints=HINTS, more=["tie", "seats", *(f"set-{key}" for key in ruling.ASKED)], bodies=_bodies(base), stages=_stages(base), is_plain=not isinstance(base, ranked_rules.Rule) and base.method == "approval" and not base.seats,
        one=shown(preview, on_roll(preview)) if preview else None,
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


def _stage(rule: AnyRule) -> str:
    """What follows when a ballot under this rule carries, as the form has it: “objection”, “board:its-rule”, or nothing."""
    body, name = rule.terms["ratification.body"], rule.terms["ratification.rule"]
    return f"{body}:{name}" if body else "objection" if rule.terms["ratification.objection"] else ""


def _stages(base: AnyRule) -> list[tuple[str, str]]:
    """What may follow, to be chosen; what the rule has already stays one of them."""
    titles = web.committee().bodies
    fitting = [
        (f"{body}:{one.name}", f"{title} ratifies it, under “{one.title}”")
        for body, title in titles.items()
        for one in known.of(web.session(), web.committee()).values()
        if isinstance(one, rules.Rule) and one.terms["roll.body"] in ("", body) and not one.for_classes
    ]
    found = [("", "Nothing: it may be adopted"), ("objection", "Members have time to object"), *fitting]
    body, _, name = (own := _stage(base)).partition(":")
    under = f"under the rule {name}" if name else "under the rule that is for it alone"
    return found if own in dict(found) else [*found, (own, f"{titles.get(body, body)} ratifies it, {under}")]


def _bodies(base: AnyRule) -> list[tuple[str, str]]:
    """Who may vote by a rule, to be chosen; empty where the committee has no other body."""
    titles, own = web.committee().bodies, base.terms["roll.body"]
    kept = [(own, own)] if own not in ("", *titles) else []
    return [("", "The committee"), *titles.items(), *kept] if titles else []


def _others(settled: terms.Terms) -> terms.Terms:
    """What a rule settles beside that for which the form asks."""
    asked = ("roll.body", "roll.min_electorate", "ratification", *ruling.ASKED)
    return terms.Terms(tuple((key, value) for key, value in settled.set if not key.startswith(asked)))


def on_roll(rule: AnyRule) -> int:
    """How many could vote under a rule today."""
    body = rule.terms["roll.body"]
    if body in web.committee().bodies:
        return len(bodies.members(web.session(), body))
    return len(seating.electorate(web.session()))


def shown(rule: AnyRule, size: int) -> Shown:
    every = known.of(web.session(), web.committee())
    against = known.obstacles(rule, every, web.committee())
    return Shown(rule, oddities.check(rule, size), wanting(rule, size, 0), against, size)


def afterwards(owes: dict[str, Any]) -> tuple[str, ...]:
    """What a ballot wants once it has carried, by what its statement says has to follow."""
    if "objection" in owes:
        return (f"Once it has carried, members have {terms.lasting(owes['objection'])} to object.",)
    if "rule" not in owes:
        return ()
    rule = rules.read(str(owes["rule"]["name"]), owes["rule"])
    title = web.committee().bodies.get(owes["body"], owes["body"])
    said = wanting(rule, len(bodies.members(web.session(), owes["body"])), 0)
    return (f"Once it has carried, {title} votes on it under the rule “{rule.title}”.", *said)


def wanting(rule: AnyRule, size: int, voted: int) -> tuple[str, ...]:
    """What a sealed ballot still wants; of a ranked one what its quorum wants, because its options stand against each other."""
    said = outlook.sealed(rule, size, voted)
    return tuple(one for one in said if "quorum" in one) if isinstance(rule, ranked_rules.Rule) else said


def before(proposal: Proposal) -> list[tuple[AnyRule, tuple[str, ...]]]:
    """Of an open proposal: what a ballot on it would want, under each rule for the class of change that it claims."""
    if proposal.state not in OPEN:
        return []
    session, committee = web.session(), web.committee()
    size, every, fitting = (
        len(bodies.voters(session)),
        known.of(session, committee),
        known.fitting(session, committee, proposal.claimed),
    )
    asked = fitting.values() if proposal.state in VOTABLE else ()
    read = reviewed.of(session, [(proposal, revision(session, proposal))], asked, committee)
    told = [
        (one, (reviewed.short(read, one), *wanting(one, size, 0), *afterwards(known.owes(one, every, committee))))
        for one in fitting.values()
    ]
    return [(one, said) for one, every_one in told if (said := tuple(filter(None, every_one)))]


def unruled(claimed: str) -> str | None:
    """On the form of a draft: that a class is not offered, since the committee has no rule for it. Those that every committee has are."""
    if claimed not in ("typographic", frozen.PROCEDURE) or known.fitting(web.session(), web.committee(), claimed):
        return None
    return "none"


def meanwhile(briefing: Any) -> tuple[str, ...]:
    """Of an open ballot: what it still wants, from its turnout alone; of a sign-off, which everybody sees, from its votes."""
    if briefing.stage != "open":
        return ()
    return (*_meanwhile(briefing), *afterwards(second.owed(web.session(), briefing.ballot)))


def _meanwhile(briefing: Any) -> tuple[str, ...]:
    if briefing.is_live and briefing.result.outcome not in ("adopted", "final_comment"):
        here, counts = possible.space(briefing.rule, briefing.on_it), briefing.result.counts
        return outlook.known(briefing.rule, briefing.on_it, tuple(int(counts.value(kind)) for kind in here.kinds))
    return () if briefing.is_live else wanting(briefing.rule, briefing.on_it, briefing.voted)
