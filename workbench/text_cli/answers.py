"""What each command answers: a checked request in, JSON out. The keys are documented in docs/commands.md and stay.

The engine is loaded by the command that needs it, so that a command starts quickly. Nothing is printed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING, Any

from workbench.text_cli import inputs
from workbench.text_cli.inputs import Request

if TYPE_CHECKING:
    from workbench.wording.changes import ClauseChange, Redline

MARKDOWN = ""  # the document of a single text, as the engine wants it called
PLAIN = "text.txt"
DIGITS = 4  # of a confidence
Row = dict[str, Any]


def clauses(request: Request, document: str) -> list[Row]:
    """The clauses of a text; `start` and `end` count its characters, half-open."""
    from workbench.wording.clauses import parse

    keys = ("id", "kind", "number", "heading", "text", "start", "end")
    return [{key: getattr(clause, key) for key in keys} for clause in parse(inputs.text(request, "text"), document)]


def redline(request: Request, document: str, form: str = "json") -> Any:
    """The change from one text to another: as JSON, or under the name of the form as HTML, plain text or CriticMarkup."""
    from workbench.wording import faces
    from workbench.wording.redline import redline as compare

    old, new = inputs.text(request, "old"), inputs.text(request, "new")
    made = compare({document: old}, {document: new})
    if form == "html":
        return html(made)
    if form == "text":
        return faces.text(made)
    if form == "critic":
        return faces.critic(made)
    return faces.to_json(made) | {"old_sha256": _sha256(old), "new_sha256": _sha256(new)}


def _sha256(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()


def html(made: Redline) -> str:
    """A redline as one `article`: the notices, then every clause in a `section` with `ins` and `del`."""
    from workbench.wording import faces

    where = faces.whereabouts(made)
    notices = "".join(f'<li data-kind="{escape(one.kind)}">{escape(one.label)}</li>\n' for one in made.notices)
    head = f'<ul class="notices">\n{notices}</ul>\n' if notices else ""
    body = "".join(_section(change, faces.html(change, where=where)) for change in made.clauses)
    return f'<article class="redline">\n{head}{body}</article>\n'


def _section(change: ClauseChange, words: str) -> str:
    clause = change.old if change.side == "old" or change.new is None else change.new
    kind = clause.kind if clause else ""
    element = (
        f"h{min(clause.level, 6) or 1}" if clause and kind == "heading" else "pre" if kind in ("code", "front") else "p"
    )
    about = f'data-clause="{escape(change.id)}" data-change="{escape(change.change)}" data-side="{escape(change.side)}"'
    return f"<section {about}><{element}>{words}</{element}></section>\n"


def instruct(request: Request, document: str, form: str = "json") -> Any:
    """The amending instruction, sentence by sentence; with the form text as it is printed, a blank line between."""
    from workbench.wording.instructions import as_text, instructions

    found = instructions({document: inputs.text(request, "old")}, {document: inputs.text(request, "new")})
    return as_text(found) if form == "text" else [{"clause": one.clause, "sentence": one.sentence} for one in found]


def follow(request: Request, document: str) -> str:
    """What an amending instruction makes of a text."""
    from workbench.wording.instructed import follow as followed
    from workbench.wording.instructed import sentences

    told = sentences(inputs.text(request, "instruction").replace("\r\n", "\n"))
    return followed({document: inputs.text(request, "old")}, told)[document]


def merge(request: Request, document: str) -> Row:
    """Both changes in one text, clause by clause; `text` is null where a person has to write."""
    from workbench.wording.merge import merge_json

    return merge_json(*({document: inputs.text(request, key)} for key in ("base", "ours", "theirs")))


def matrix(request: Request, document: str, only_touching: bool = False) -> Iterator[Row]:
    """How every two of many proposals on one base go together, pair by pair."""
    from workbench.wording.compatibility import Compatibility

    base, proposals = inputs.text(request, "base"), inputs.texts(request, "proposals")
    made = Compatibility({document: base}, [{document: text} for text in proposals])
    keys = ("a", "b", "outcome", "meeting", "order_matters")
    for pair in made.pairs(only_touching=only_touching):
        yield {key: getattr(pair, key) for key in keys}


def rebase(request: Request, document: str) -> Row:
    """A revision written on an old base, on the newest text: with the words it removes and adds, or those that need a person."""
    from workbench.wording.rebase import rebase as carry
    from workbench.wording.rebase import receipt_json

    texts = ({document: inputs.text(request, key)} for key in ("old_base", "revision", "new_base"))
    made = carry(*texts)
    text = None if made.docs is None or made.state == "person" else made.docs.get(document, "")
    return {"state": made.state, "text": text, "receipt": receipt_json(made.receipt)}


def place(request: Request, document: str) -> list[Row]:
    """Where passages of the first text stand in the last, carried through every text between."""
    from workbench.wording.anchors import Quote, carry_texts

    versions = inputs.texts(request, "versions")
    passages = inputs.passages(request, "anchors", versions[0])
    quotes = [Quote(one["start"], one["end"], _wanted(one, versions[0])) for one in passages]
    found = carry_texts(versions, quotes, document)
    return [
        {
            "id": one["id"],
            "state": now.state,
            "start": now.start,
            "end": now.end,
            "quote": now.quote,
            "confidence": decimal(now.confidence),
        }
        for one, now in zip(passages, found, strict=True)
    ]


def _wanted(passage: Row, text: str) -> str | None:
    """The words to look for; None where they are the ones between the offsets, however the lines are wrapped."""
    there = text[passage["start"] : passage["end"]]
    quote: str = passage["quote"]
    return None if quote.split() == there.split() else quote


def decimal(share: Fraction) -> float:
    """A share as JSON has it, with at most four digits behind the point."""
    return round(float(share), DIGITS)


def blame(request: Request, document: str) -> list[Row]:
    """Which version put each word of the last one there; the spans cover it."""
    from workbench.wording import provenance

    versions = inputs.texts(request, "versions")
    book = provenance.start({document: versions[0]}, 0)
    for number, text in enumerate(versions[1:], 1):
        book = provenance.advance(book, {document: text}, number)
    return [{"start": span.start, "end": span.end, "version": span.version} for span in book.spans(document)]


def lint(request: Request, document: str, scripts: tuple[str, ...] = ("Latin",)) -> list[Row]:
    """What in a text may not stand in a definition, in order of place."""
    from workbench.wording.lint import lint as judge

    found = judge("", inputs.text(request, "text"), scripts, markdown=document == MARKDOWN)
    keys = ("line", "column", "code_point", "name", "rule")
    return [{key: getattr(offence, key) for key in keys} for offence in found]


def cleaned(request: Request, document: str) -> str:
    """The text in the text form, as far as that needs no judgement."""
    from workbench.wording.lint import clean

    return clean(inputs.text(request, "text"))
