"""Changed characters that a reader would not see, or would take for others: each is named.

Judged on the source of what went and what came, entities included: what a page does with a character is the page's
affair, which characters there are is the text's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from workbench.wording import lookalikes, points
from workbench.wording.changes import ClauseChange, Notice
from workbench.wording.pieces import Piece
from workbench.wording.strands import Group, Strand

LINE_END = "\r"
EVERYDAY = frozenset(("&amp;", "&lt;", "&gt;"))
LONGEST = 120  # characters of a quotation inside a sentence
_BEYOND = re.compile(r"[^\x00-\x7f]")
_ODD = re.compile(r"[^\n\x20-\x7e]")


def hidden(found: Iterable[Group]) -> Iterator[Notice]:
    """Characters that a page does not show, or shows as empty space. Line ends of another kind are counted, not listed."""
    ends: Counter[tuple[str, bool]] = Counter()
    first: dict[tuple[str, bool], str] = {}
    for group in found:
        old, new = group.texts
        if not (_ODD.search(old) or _ODD.search(new)):
            continue
        before, after = (Counter(filter(points.is_hidden, text)) for text in (old, new))
        for char in dict.fromkeys([*before, *after]):
            count = after[char] - before[char]
            if count and char == LINE_END:
                ends[char, count > 0] += abs(count)
                first.setdefault((char, count > 0), group.clause)
            elif count:
                yield _hidden(char, count, group.clause)
    for (char, is_added), count in ends.items():
        where = "one place" if count == 1 else f"{count} places"
        label = f"{_capital(_a(char))} is {'added' if is_added else 'removed'} in {where}; a page does not show it."
        old, new = ("", char) if is_added else (char, "")
        yield Notice("line-end", old, new, first[char, is_added], label)


def _hidden(char: str, count: int, clause: str) -> Notice:
    kind = "bidi" if char in points.BIDI else "invisible"
    times = f" {abs(count)} times" if abs(count) > 1 else ""
    old, new, done = ("", char, "added") if count > 0 else (char, "", "removed")
    return Notice(kind, old, new, clause, f"{_capital(_a(char))} is {done}{times}; {_why(char)}.")


def _why(char: str) -> str:
    if char in points.BIDI:
        return "it can turn the words around it round"
    return "a page shows it as a space" if unicodedata.category(char) == "Zs" else "a page does not show it"


def _a(char: str) -> str:
    noun = points.name(char).lower()
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun} ({points.code(char)})"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def odd(changes: Sequence[ClauseChange], found: Iterable[Group]) -> Iterator[Notice]:
    """Visible characters the old text knows nothing of, and marks written over letters: accents, strokes, enclosures."""
    known: set[str] | None = None
    scripts: set[str] = {"LATIN"}
    for group in found:
        old, new = group.texts
        if old.isascii() and new.isascii():
            continue
        before, after = Counter(_BEYOND.findall(old)), Counter(_BEYOND.findall(new))
        for char in dict.fromkeys([*after, *before]):
            count = after[char] - before[char]
            if not count or points.is_hidden(char):
                continue
            if _is_laid_over(char):
                done = "added" if count > 0 else "removed"
                label = f"{_capital(_a(char))} is {done}; it is drawn over the letter before it."
                yield Notice("character", "" if count > 0 else char, char if count > 0 else "", group.clause, label)
            elif count > 0:
                if known is None:
                    known, scripts = _repertoire(changes)
                if char not in known and not _is_letter_of(char, scripts):
                    label = f"{_capital(_a(char))} is added; the text had none before."
                    yield Notice("character", "", char, group.clause, label)


def _is_laid_over(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" and points.name(char).startswith("COMBINING")


def _repertoire(changes: Iterable[ClauseChange]) -> tuple[set[str], set[str]]:
    """The characters beyond ASCII of the old text, and the scripts of the letters among them."""
    texts = (change.old.text for change in changes if change.old)
    known = {char for text in texts if not text.isascii() for char in _BEYOND.findall(text)}
    return known, {"LATIN"} | {points.name(char).split()[0] for char in known if unicodedata.category(char)[0] == "L"}


def _is_letter_of(char: str, scripts: set[str]) -> bool:
    return unicodedata.category(char)[0] in "LM" and points.name(char).split()[0] in scripts


def entities(rows: Iterable[Strand]) -> Iterator[Notice]:
    """Entities that came or went, by what they stand for; the three that Markdown needs are everyday."""
    for row in rows:
        before, after = (_entities(text) for text in row.sources)
        for entity in dict.fromkeys([*after, *before]):
            count = after[entity] - before[entity]
            if count:
                shown = points.meaning(entity) or ""
                names = " and ".join(map(_a, shown))
                hint = f", and {_why(shown[0])}" if points.is_hidden(shown[0]) else ""
                times = f" {abs(count)} times" if abs(count) > 1 else ""
                label = f"“{entity}” is {'added' if count > 0 else 'removed'}{times}; it stands for {names}{hint}."
                yield Notice("entity", "" if count > 0 else entity, entity if count > 0 else "", row.id, label)


def _entities(text: str) -> Counter[str]:
    listed = points.ENTITY.findall(text) if "&" in text else []
    return Counter(entity for entity in listed if entity not in EVERYDAY and points.meaning(entity))


def alike(changes: Sequence[ClauseChange], found: Iterable[Group]) -> Iterator[Notice]:
    """Words that look like the words they replace, and new words that look like others of the text."""
    fresh: dict[str, str] = {}
    for group in found:
        old, new = group.texts
        gone, come = (lookalikes.WORD.findall(_unentitled(row)) for row in (group.old, group.new))
        stays = {*gone} & {*come}
        left, arrived = ([word for word in dict.fromkeys(row) if word not in stays] for row in (gone, come))
        looks = {lookalikes.of_word(word): word for word in reversed(left)}
        for word in arrived:
            twin = looks.get(lookalikes.of_word(word))
            if twin is None:
                fresh.setdefault(word, group.clause)
            elif pairs := lookalikes.differing(twin, word):
                yield _replaced(twin, word, pairs, group.clause)
        if left or arrived or old == new or not old.strip() or lookalikes.skeleton(old) != lookalikes.skeleton(new):
            continue
        if pairs := lookalikes.differing(old.strip(), new.strip()):
            yield _replaced(old.strip(), new.strip(), pairs, group.clause)
    yield from _twins(changes, fresh)


def _unentitled(row: Iterable[Piece]) -> str:
    """The source of a change without entities, whose names are no words."""
    return "".join(" " if piece.look.shown else piece.text for piece in row)


def _replaced(old: str, new: str, pairs: Sequence[tuple[str, str]], clause: str) -> Notice:
    names = "; ".join(f"{lookalikes.called(a)} becomes {lookalikes.called(b)}" for a, b in pairs)
    label = f"“{short(old)}” is replaced by “{short(new)}”, which looks the same: {names}."
    return Notice("look-alike", old, new, clause, label)


def _twins(changes: Sequence[ClauseChange], fresh: dict[str, str]) -> Iterator[Notice]:
    """The new words whose looks the text already has, in other letters; of one character there are too many."""
    fresh = {word: clause for word, clause in fresh.items() if len(word) > 1 and any(map(str.isalpha, word))}
    if not fresh:
        return
    olds = (points.ENTITY.sub(" ", c.old.text) for c in changes if c.old and c.side != "new")
    words, looks = lookalikes.vocabulary("\n".join(olds))
    new: dict[str, str] = {}
    for word, clause in fresh.items():
        if word in words:
            continue
        look = lookalikes.of_word(word)
        twin = looks.get(look) or new.setdefault(look, word)
        pairs = lookalikes.differing(twin, word)
        if any(map(str.isalnum, "".join(b for _, b in pairs))):
            names = "; ".join(f"{lookalikes.called(b)} for {lookalikes.called(a)}" for a, b in pairs)
            label = f"“{short(word)}” is new and looks like “{short(twin)}”, another word of this text: {names}."
            yield Notice("look-alike", twin, word, clause, label)


def spaces(rows: Iterable[Strand], found: Iterable[Group]) -> Iterator[Notice]:
    """Words written apart or together, and white space that comes or goes and is no line broken elsewhere."""
    is_settled = all(row.entry.change == "edited" for row in rows)
    for group in found:
        old, new = group.texts
        bare = [text.replace(" ", "").replace("\n", "") for text in (old, new)]
        if old == new or bare[0] != bare[1] or group.is_whole:
            continue
        gap = len(new) - len(old)
        if bare[0]:
            how = "apart" if gap > 0 else "together" if gap else "in other places apart"
            label = f"“{short(old)}” is now written {how}: “{short(new)}”."
            yield Notice("space", old, new, group.clause, label)
        elif _is_told(group, is_settled):
            breaks = new.count("\n") - old.count("\n")
            what = [_count(gap - breaks, "space (U+0020)", "spaces (U+0020)")]
            what += [_count(breaks, "line break (U+000A)", "line breaks (U+000A)")]
            label = _capital(" and ".join(filter(None, what))) + ", without a change of words."
            yield Notice("space", old, new, group.clause, label)


def _is_told(group: Group, is_settled: bool) -> bool:
    """Blank lines behind clauses are layout as soon as clauses come, go or move; a line broken elsewhere always is."""
    old, new = group.texts
    if old and new and "\n" in old + new and "\n\n" not in old + new:
        return False
    return is_settled or any(piece.look.place != "tail" for piece in group.old + group.new)


def _count(number: int, one: str, many: str) -> str:
    if not number:
        return ""
    how = "more" if number > 0 else "fewer"
    return f"one {one} {how}" if abs(number) == 1 else f"{abs(number)} {many} {how}"


def short(text: str) -> str:
    """A quotation as it fits into a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1].rstrip() + "…"
