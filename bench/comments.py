"""Comments carried to the next version, against the cost of its redline, diff-match-patch and the truth: P7, P8, Q3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from diff_match_patch import diff_match_patch  # type: ignore[import-untyped]

from bench.drafts import Draft, carried
from bench.memory import forget
from bench.meter import Bar, once, race
from bench.redlines import cold, drafts
from workbench.wording.anchors import Carried, Quote, carry_texts

MANY = 10_000
SAMPLED = 200  # comments that the slow rivals carry
FEW = 20
LONGEST = 32  # characters that match_main can look for


@dataclass
class Score:
    """How comments fared. Live: half of their letters or more are still there; exact: from the first word left to the
    last. Gone: no word is left. Of what lies between only a wrong place counts."""

    live: int = 0
    exact: int = 0
    lost: int = 0
    lost_at_all: int = 0
    gone: int = 0
    named: int = 0
    wrong: int = 0


def bars() -> Iterator[Bar]:
    """All bars of comments on made texts."""
    old, new = drafts(10_000, 100)
    quotes = drawn(old, MANY)
    yield from costs(old.text, new.text, quotes, "10k words, 100 edits")
    found = score(old, new, quotes, carry_texts([old.text, new.text], quotes))
    yield Bar("Q3", f"of {MANY:,} comments in a wrong place", found.wrong, 0, 0, unit="")
    yield Bar("Q3", "exact, of those half left or more", found.exact / found.live, 0.985, 0.985, True, "%")
    yield Bar("Q3", "lost, of those half left or more", found.lost / found.live, 0.001, 0.001, unit="%")
    yield Bar("Q3", "lost, of those with a word left", found.lost_at_all / (MANY - found.gone), None, None, unit="%")
    note = f"{found.gone} have none left"
    yield Bar(
        "Q3", "called gone, of those with no word left", found.named / max(1, found.gone), 0.99, 0.99, True, "%", note
    )


def costs(old: str, new: str, quotes: Sequence[Quote], what: str) -> Iterator[Bar]:
    """P7 and P8: the whole batch against one redline, one comment against diff-match-patch's two ways."""

    def ours() -> None:
        forget()
        carry_texts([old, new], quotes)

    took = race(
        {
            "redline": lambda: cold(old, new),
            "ours": ours,
            "index": lambda: _indexed(old, new, quotes),
            "match": lambda: _matched(new, old, quotes),
        },
        slow={"index": 3, "match": 3},
    )
    yield Bar("P7", f"{len(quotes):,} comments against one redline, {what}", took["ours"] / took["redline"], 4, 7)
    each = took["ours"] / len(quotes)
    yield Bar(
        "P8", "a comment cheaper than diff_main and diff_xIndex", took["index"] / each, 15, 5, True, note="median of 3"
    )
    yield Bar("P8", "a comment cheaper than match_main", took["match"] / each, 200, 50, True, note="median of 3")


def _indexed(old: str, new: str, quotes: Sequence[Quote]) -> float:
    """Seconds a comment by diff_xIndex, its share of the comparison among them."""
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    found = []
    compared = once(lambda: found.append(engine.diff_main(old, new)))

    def carry() -> None:
        for quote in quotes[:SAMPLED]:
            engine.diff_xIndex(found[0], quote.start)
            engine.diff_xIndex(found[0], quote.end)

    return compared / len(quotes) + once(carry) / min(SAMPLED, len(quotes))


def _matched(new: str, old: str, quotes: Sequence[Quote]) -> float:
    """Seconds a comment by match_main, which looks for no more than the first 32 characters."""
    engine = diff_match_patch()

    def carry() -> None:
        for quote in quotes[:FEW]:
            engine.match_main(new, old[quote.start : min(quote.end, quote.start + LONGEST)], quote.start)

    return once(carry) / min(FEW, len(quotes))


def drawn(draft: Draft, count: int, seed: int = 9) -> list[Quote]:
    """So many passages of 1 to 30 words, each inside one clause."""
    chance = Random(seed)
    blocks = [block for block in draft.blocks if block.words]
    chosen = chance.choices(blocks, [len(block.words) for block in blocks], k=count)
    found = []
    for block in chosen:
        first = chance.randrange(len(block.words))
        last = min(len(block.words), first + chance.randint(1, 30)) - 1
        start, end = (block.tokens[block.words[at]][1] for at in (first, last))
        found.append(Quote(draft.spots[start][0], draft.spots[end][1]))
    return found


def score(old: Draft, new: Draft, quotes: Sequence[Quote], answers: Sequence[Carried]) -> Score:
    """The answers held against what truly became of the words."""
    found, text = Score(), old.text
    for quote, answer in zip(quotes, answers, strict=True):
        spots = carried(old, new, quote.start, quote.end)
        letters = len("".join(text[quote.start : quote.end].split()))
        is_live = 2 * sum(end - start for start, end in spots) >= letters
        is_lost = answer.start is None
        found.live += is_live
        found.gone += not spots
        found.lost += is_live and is_lost
        found.lost_at_all += bool(spots) and is_lost
        found.named += not spots and is_lost
        if answer.start is not None and answer.end is not None:
            found.wrong += not any(start < answer.end and end > answer.start for start, end in spots)
            low, high = min((start for start, _ in spots), default=0), max((end for _, end in spots), default=0)
            found.exact += is_live and (answer.start, answer.end) == (low, high)
    return found
