"""Pages of the open proposals side by side: laid over the text, every two of them, and two that collide put together."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.definition.reading import VIEWS, Row
from workbench.errors import NotHere
from workbench.members import permissions
from workbench.proposals import laid, overlay, replays, resolving, review, together
from workbench.proposals.overlay import Overlay
from workbench.proposals.together import KINDS

bp = Blueprint("together", __name__)
# Pairs on one page.
PAGE = 30
# Proposals that one address can choose.
MOST = 2_000
# The views of the overlay: the chosen proposals are what is proposed.
CALLED = VIEWS | {"new": "With them in it"}


@bp.get("/proposals/over")
@web.public_record
def over() -> Answer:
    """The text with the proposals of `with` in it and all others beside it; to htmx the part that a tick changes.

    `and` is a button beside a clause: that proposal is taken in or left out, and the answer is the address of the set.
    """
    chosen = _numbers("with")
    pressed, _, place = request.args.get("and", "").partition(".")
    if pressed:
        changed = sorted(set(chosen) ^ set(_read(pressed)))
        note = f"note-{pressed}-{place}" if place else None
        return web.see("together.over", note, **{"with": changed, "view": request.args.get("view")})
    here = together.of(web.session())
    made = overlay.of(web.session(), here, chosen, request.args.get("view", "redline"))
    answer = web.page("together/_over.html" if web.hx() else "together/over.html", **_laid_over(made))
    return web.said(answer, _told(made)) if request.headers.get("X-Tick") else answer


def _numbers(name: str) -> list[int]:
    """The proposal numbers that an address names, one by one or with commas between them; what is no number is left out."""
    return [no for value in request.args.getlist(name) for no in _read(value)][:MOST]


def _read(value: str) -> list[int]:
    parts = (part.strip() for part in value.split(","))
    return [int(part) for part in parts if part.isascii() and part.isdecimal() and 0 < len(part) < 10]


def _laid_over(made: Overlay) -> dict[str, Any]:
    label = made.here.version.label
    return {
        "over": made, "known": made.here, "table": made.here.table, "reading": made.reading, "nav": "proposals", "views": CALLED,
        "old_name": f"Version {label}", "new_name": "With the chosen proposals",
        "full": address(made.chosen, view="new"), "address": address, "notes": lambda row: _notes(made, row),
        "href": lambda row: url_for("definition.clause", clause_id=row.clause),
        "gist": review.gist(made.reading.redline), "numbers": laid.numbers(made.here.base), "MEET": replays.MEET,
    }  # fmt: skip


def address(chosen: Any, **more: Any) -> str:
    """The address of a set that can be passed on."""
    values: dict[str, Any] = {"with": list(chosen), **more}
    return url_for("together.over", **values)


def _notes(made: Overlay, row: Row) -> Markup:
    beside = made.beside(row)
    return Markup(render_template("together/_notes.html", beside=beside, row=row)) if beside else Markup("")


def _told(made: Overlay) -> str:
    """What a tick did, in a sentence for the live region."""
    if not made.chosen:
        return "No proposal is in the text."
    amount = review.counted(len(made.collisions), "conflict") if made.collisions else "no conflict"
    return f"{review.counted(len(made.chosen), 'proposal')} in the text: {amount}, {review.gist(made.reading.redline)}."


@bp.get("/proposals/together")
@web.public_record
def pairs() -> Answer:
    """Every two open proposals: how they go together, and on which words they meet; to htmx, those of one proposal alone."""
    here = together.of(web.session())
    no, kind = web.number("of"), request.args.get("kind", "")
    if kind not in ("", *KINDS) or no is not None and no not in here.sides:
        raise NotHere("There is no such list of open proposals. Begin with all of them, at /proposals/together.")
    listed = here.table.listed(kind, no, _key(request.args.get("after", "")))
    found = list(islice(listed, PAGE + 1))
    data: dict[str, Any] = {
        "known": here, "table": here.table, "of": no, "kind": kind, "found": found[:PAGE], "address": address, "nav": "proposals",
        "more": "-".join(map(str, found[PAGE - 1])) if len(found) > PAGE else "", "KINDS": KINDS, "MEET": replays.MEET,
        "meets": lambda pair: laid.meets(here.table, *pair), "is_first": "after" not in request.args,
    }  # fmt: skip
    return web.page("together/_pairs.html" if web.hx() else "together/pairs.html", **data)


def _key(value: str) -> tuple[int, int]:
    """The pair that a page goes on behind."""
    one, _, other = value.partition("-")
    numbers = [*_read(one), *_read(other)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else (0, 0)


class ChoiceForm(BaseModel):
    """Two proposals put together: `made_from` says of which texts, every other field is a place and the wording for it."""

    model_config = ConfigDict(extra="allow")

    made_from: str

    @property
    def choices(self) -> dict[str, str]:
        """Place -> choice."""
        return {name: str(value) for name, value in (self.model_extra or {}).items()}


@bp.get("/proposals/<int:one>/with/<int:other>")
@web.public_record
def pair(one: int, other: int) -> Answer:
    """Two open proposals: how they meet, in both wordings, and a draft that puts them together."""
    return _pair(one, other, web.Words(), {})


def _pair(one: int, other: int, words: MultiDict[str, str], errors: dict[str, str]) -> Response:
    here = together.of(web.session())
    meeting = resolving.encounter(here, one, other)
    return web.page(
        "together/pair.html", known=here, table=here.table, one=here.sides[one], other=here.sides[other],
        kind=here.table.kind(one, other), meeting=meeting, words=words, errors=errors, MEET=replays.MEET,
        may_draft=permissions.may(g.get("viewer"), "drafts.write"), made_from=resolving.stamp(here, one, other),
        address=address, nav="proposals",
    )  # fmt: skip


@bp.post("/proposals/<int:one>/with/<int:other>")
def resolve(one: int, other: int) -> Any:
    """Draft what was chosen, and go on in the editor."""

    def act(form: ChoiceForm) -> Answer:
        session = web.session()
        draft = resolving.start(
            session, g.viewer, together.of(session), one, other, choices=form.choices, made_from=form.made_from
        )
        return web.see("drafts.edit", identity=draft.id)

    return web.submitted(ChoiceForm, act, lambda words, errors: _pair(one, other, words, errors))
