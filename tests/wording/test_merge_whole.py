"""Small proposals on one base, two or three together, as they stand in merges.txt: every meeting, receipt and change.

A case there is its name, the documents of the base and of each proposal, and what comes of it told line by line. A text is
the same as that of the merge where none is told. ⏎ is the end of a line, ø what there is not, ¦ stands between wordings:
base, first, second, merged in a meeting; of the newer text, of the revision, merged in what a receipt wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from workbench.wording.clauses import read
from workbench.wording.compatibility import Compatibility
from workbench.wording.footprint import Base, Docs, Footprint, footprint
from workbench.wording.merge import Merge, merge, merge_json
from workbench.wording.rebase import Carrier, Rebase, rebase, receipt_json
from workbench.wording.union import Union


def cases() -> Iterator[tuple[str, list[Docs], str]]:
    text = (Path(__file__).parent / "merges.txt").read_text("utf-8")
    for name, case in re.findall(r"^@ (.+)\n((?:(?!@ ).*\n)*)", text, re.MULTILINE):
        sides: dict[str, Docs] = {}
        told = ""
        for side, path, document in re.findall(r"^@(\d|told) ?(.*)\n((?:(?!@).*\n)*)", case, re.MULTILINE):
            if side == "told":
                told = document
            elif path != "nothing":
                sides.setdefault(side, {})[path] = document
            else:
                sides[side] = {}
        yield name, [sides[side] for side in sorted(sides)], told


def words(docs: Docs | None, known: Docs | None = None) -> str:
    if docs is None or docs == known:
        return "ø" if docs is None else "as merged"
    return " ".join(f"{path}«{text}»" for path, text in docs.items())


def wordings(row: Iterable[str | None]) -> str:
    return "¦".join("ø" if text is None else text for text in row)


def merged(made: Merge) -> Iterator[str]:
    yield f"merged: {made.state} {words(made.docs)}"
    for met in made.meetings:
        yield f"  {met.kind} at {met.clause_id}: {wordings((met.base, met.ours, met.theirs, met.merged))}"


def rebased(name: str, made: Rebase, known: Docs | None) -> Iterator[str]:
    receipt = receipt_json(made.receipt)
    same = "the same words" if receipt["is_same"] else "other words"
    change = f"-{'¦'.join(receipt['removed'])} +{'¦'.join(receipt['added'])}"
    yield f"{name}: {made.state} {words(made.docs, known)}, {same} {change}"
    for want in receipt["wanting"]:
        row = wordings((want["words_theirs"], want["words_ours"], want["merged"]))
        yield f"  {want['kind']} at {want['clause_id']}, {want['old']} > {want['new']}: {row}"


def carried(base: Base, sides: list[Docs], known: Docs | None) -> Iterator[str]:
    """What is carried by place says the same as what is carried by words, which is told."""
    for one, other in permutations((0, 1)):
        made = rebase(base.docs, sides[one], sides[other])
        yield from rebased(f"{one + 1} onto {other + 1}", made, known)
        carrier = Carrier(base, sides[other])
        [found] = carrier.carry_all([footprint(base, sides[one])])
        if isinstance(found, Footprint):
            assert (carrier.docs(found), carrier.receipt(found)) == (made.docs, made.receipt)
            assert Union(carrier.new, [footprint(carrier.new, carrier.docs(found))]).docs() == made.docs
            yield "  by place"
        else:
            assert found == made


def in_json(base: Docs, ours: Docs, theirs: Docs, made: Merge) -> Iterator[str]:
    json = merge_json(base, ours, theirs)
    assert json["outcome"] == made.state
    if made.state == "conflict" or made.docs is None:
        assert json["text"] is None
    else:
        assert json["text"] == (next(iter(made.docs.values())) if len(made.docs) == 1 else made.docs)
    met = {(meeting.clause_id, meeting.base, meeting.ours, meeting.theirs, meeting.merged) for meeting in made.meetings}
    for row in json["clauses"]:
        assert list(row) == ["id", "outcome", "base", "ours", "theirs", "merged"]
        name, outcome, *texts = row.values()
        yield f"  {name} {outcome}" + ("" if (name, *texts) in met else f": {wordings(texts)}")


def told(docs: list[Docs]) -> Iterator[str]:
    base, *sides = docs
    made = merge(base, sides[0], sides[1])
    yield from merged(made)
    yield from in_json(base, sides[0], sides[1], made)
    table = Compatibility(base, sides)
    yield from carried(table.base, sides, made.docs)
    pairs = list(table.pairs())
    assert [pair for pair in pairs if pair.meeting] == list(table.pairs(only_touching=True))
    for pair in pairs:
        assert pair == table.pair(pair.b, pair.a) and bool(pair.words) == (pair.meeting is not None)
        order = ", the order matters" if pair.order_matters else ""
        yield f"{pair.a + 1} and {pair.b + 1}: {pair.outcome}, {pair.meeting}{order}"
    for a, b in permutations(range(len(sides)), 2):
        if table.is_same(a, b) or table.contains(a, b):
            yield f"{a + 1} {'is' if table.is_same(a, b) else 'contains'} {b + 1}"
            assert table.contains(a, b) or sides[b] == base
    every = table.text(range(len(sides)))
    yield f"together: {every.state} {words(every.docs, made.docs)}, at most {[number + 1 for number in table.largest()]}"
    for met in every.meetings if len(sides) > 2 else ():
        meeting = met.meeting
        yield f"  {met.a + 1} and {met.b + 1}: {meeting.kind} at {meeting.clause_id}"
    for change in every.changes:
        left = ", left out" if change.is_left_out else ""
        place = f"{change.clause_id} {change.start}-{change.end}"
        yield f"  {[number + 1 for number in change.proposals]} {place}: {change.old} > {change.new}{left}"


@pytest.mark.parametrize(("docs", "expected"), [pytest.param(*case[1:], id=case[0]) for case in cases()])
def test_proposals_on_one_base_go_together_as_a_reader_would_tell_it(docs: list[Docs], expected: str) -> None:
    assert "".join(line.replace("\n", "⏎") + "\n" for line in told(docs)) == expected


def test_clauses_that_are_known_name_the_meetings() -> None:
    texts = [{"": words} for words in ("May use it now.\n", "May run it now.\n", "May use it then.\n")]
    known = [clause._replace(id="known") for clause in read(texts[0])]
    assert [met.clause_id for met in merge(*texts, clauses=known).meetings] == ["known"]
    assert [row["id"] for row in merge_json(*texts, clauses=known)["clauses"]] == ["known"]
