"""What a reader would overlook in the marks of a redline, said in one plain sentence each.

Two sorts: what the page cannot show (hidden and look-alike characters, link addresses), and small words that carry the
meaning (must, not, only, numbers, references, defined terms). A notice judges nothing; it points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from workbench.wording import points
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice
from workbench.wording.pieces import Piece, pieces
from workbench.wording.shell import is_markdown, looks

STRENGTH = ("must", "shall", "should", "may", "not", "no", "never", "only", "except", "unless", "cannot")
JOINING = frozenset(("and", "or", "and/or"))  # told only where one takes the place of another
_STRONG = re.compile(r"\b(?:and/or|and|or|" + "|".join(STRENGTH) + r")\b|\b\w+n['’]t\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*(?: ?[%‰°€$£¥])?|[<>≤≥≠]=?")
_REFERENCE = re.compile(r"\b(?:clause|section|article|paragraph)s?\s+((?:[A-Z]+-)?\d+(?:\.\d+)*)\b", re.IGNORECASE)
_TERM = re.compile(r"\*\*(?=\S)([^*\n]{1,200}?)(?<=\S)\*\*")
WHOLE = frozenset(("added", "removed"))  # changes nobody overlooks
LONGEST = 120  # characters of a quotation inside a sentence


@dataclass
class _Group:
    """One numbered change: what it takes out and puts in, wherever its parts stand."""

    clause: str
    is_whole: bool = False
    old: list[Piece] = field(default_factory=list)
    new: list[Piece] = field(default_factory=list)


def notices(changes: Sequence[ClauseChange]) -> tuple[Notice, ...]:
    """The notices of a redline, in reading order within each kind: hidden, look-alike, link, strength, number,
    reference, term. Words that were only carried elsewhere give none."""
    rows = [(change, list(pieces(change))) for change in changes if change.change != "same"]
    groups = list(_groups(rows))
    found = [notice for group in groups for notice in _hidden(group)]
    found += [notice for group in groups for notice in _alike(group)]
    found += _links(changes)
    found += [notice for group in groups if not group.is_whole for notice in _strength(group)]
    found += [notice for group in groups if not group.is_whole for notice in _numbers(group)]
    found += _references(changes)
    found += _terms(changes)
    return tuple(dict.fromkeys(found))


def _groups(rows: Iterable[tuple[ClauseChange, list[Piece]]]) -> Iterator[_Group]:
    """The changes of a redline; white space of no number is a change of its own, the two places of a moved clause are one."""
    numbered: dict[int | str, _Group] = {}
    for change, row in rows:
        for number, run in groupby(row, lambda piece: piece.segment.change if piece.is_changed else -1):
            if number == -1:
                continue
            fresh = _Group(change.id, change.change in WHOLE)
            key = change.id if change.change.startswith("moved") else number
            group = fresh if key is None else numbered.setdefault(key, fresh)
            for piece in run:
                (group.old if piece.op == "-" else group.new).append(piece)
            if key is None:
                yield group
    yield from numbered.values()


def _text(row: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in row)


def _words(row: Iterable[Piece]) -> str:
    """The words of a change as they read, so that markup or a line end between two of them hides nothing."""
    runs = groupby(row, lambda piece: id(piece.segment))
    return " ".join("".join(piece.text for piece in run if piece.look.place == "words") for _, run in runs)


def _hidden(group: _Group) -> Iterator[Notice]:
    before, after = (Counter(filter(points.is_hidden, _text(row))) for row in (group.old, group.new))
    for char in dict.fromkeys(_text(group.old) + _text(group.new)):
        count = after[char] - before[char]
        if count and points.is_hidden(char):
            kind = "bidi" if char in points.BIDI else "invisible"
            what = f"{_article(points.name(char).lower())} ({points.code(char)})"
            times = f" {abs(count)} times" if abs(count) > 1 else ""
            why = "it can turn the words around it round" if kind == "bidi" else "a page does not show it"
            done = "added" if count > 0 else "removed"
            old, new = ("", char) if count > 0 else (char, "")
            yield Notice(kind, old, new, group.clause, f"{what[0].upper()}{what[1:]} is {done}{times}; {why}.")


def _article(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"


def _alike(group: _Group) -> Iterator[Notice]:
    """Changes after which the words look as before."""
    old, new = _text(group.old), _text(group.new)
    if old == new or not old.strip() or points.skeleton(old) != points.skeleton(new):
        return
    differing = [(a, b) for a, b in zip(old, new, strict=False) if a != b] if len(old) == len(new) else []
    shown = [(a, b) for a, b in differing if not (points.is_hidden(a) or points.is_hidden(b))]
    if shown or len(old) == len(new):
        names = ", ".join(f"{points.name(a)} becomes {points.name(b)}" for a, b in dict.fromkeys(shown))
        detail = f": {names}" if names else ""
        label = f"“{_short(old)}” is replaced by letters that look the same{detail}."
        yield Notice("look-alike", old, new, group.clause, label)


def _links(changes: Sequence[ClauseChange]) -> Iterator[Notice]:
    """Links that are not what they were: of those with the same words first the address that changed, then the rest."""
    left: list[_Link] = []
    came: list[_Link] = []
    for change in changes:
        if change.change != "same":
            left += _of(change.id, change.old) if change.side != "new" else []
            came += _of(change.id, change.new) if change.side != "old" else []
    left, came = _without(left, came), _without(came, left)
    for clause, words, address in came:
        twin = next((link for link in left if link[:2] == (clause, words)), None)
        if twin:
            left.remove(twin)
            label = f"The link “{_short(words)}” now goes to {address} instead of {twin[2]}."
            yield Notice("link", twin[2], address, clause, label)
        else:
            yield Notice("link", "", address, clause, f"A link from “{_short(words)}” to {address} is added.")
    for clause, words, address in left:
        yield Notice("link", address, "", clause, f"The link from “{_short(words)}” to {address} is removed.")


_Link = tuple[str, str, str]  # id of the clause, words, address


def _without(links: list[_Link], others: list[_Link]) -> list[_Link]:
    """The links that have no equal among the others, each of which may stand for one."""
    spare = Counter(link[1:] for link in others)
    kept = []
    for link in links:
        if spare[link[1:]]:
            spare[link[1:]] -= 1
        else:
            kept.append(link)
    return kept


def _of(id: str, clause: Clause | None) -> list[_Link]:
    """The links of a clause; of one whose words are its address only the address is compared."""
    if not clause:
        return []
    shown = [look for look in looks(clause.text, clause.kind, clause.document) if look.href and look.place == "words"]
    groups = groupby(shown, lambda look: look.href or "")
    return [(id, "".join(clause.text[look.start : look.end] for look in run), address) for address, run in groups]


def _strength(group: _Group) -> Iterator[Notice]:
    before, after = (Counter(word.lower() for word in _STRONG.findall(_words(row))) for row in (group.old, group.new))
    removed, added = list((before - after).elements()), list((after - before).elements())
    if not (JOINING & set(removed) and JOINING & set(added)):
        removed, added = ([word for word in words if word not in JOINING] for words in (removed, added))
    yield from _told(group, "strength", removed, added)


def _numbers(group: _Group) -> Iterator[Notice]:
    before, after = (Counter(_NUMBER.findall(_words(row))) for row in (group.old, group.new))
    for notice in _told(group, "number", list((before - after).elements()), list((after - before).elements())):
        is_bracket = {notice.old, notice.new} in ({"", "<"}, {"", ">"})  # it may as well be one of a tag
        yield replace(notice, kind="sign") if is_bracket else notice


def _told(group: _Group, kind: str, removed: list[str], added: list[str]) -> Iterator[Notice]:
    """What became what where as many went as came, else each by itself."""
    if len(removed) == len(added):
        for old, new in zip(removed, added, strict=True):
            yield Notice(kind, old, new, group.clause, f"“{old}” becomes “{new}”.")
        return
    for old in removed:
        yield Notice(kind, old, "", group.clause, f"“{old}” is removed.")
    for new in added:
        yield Notice(kind, "", new, group.clause, f"“{new}” is added.")


def _references(changes: Sequence[ClauseChange]) -> Iterator[Notice]:
    """References by number that lead nowhere, or elsewhere than they did."""
    before = {change.old.number: change for change in changes if change.old and change.side != "new"}
    after = {change.new.number: change for change in changes if change.new and change.side != "old"}
    for change in changes:
        if not change.new or change.side == "old" or not any(char.isdigit() for char in change.new.text):
            continue
        known = set(_REFERENCE.findall(change.old.text)) if change.old else set()
        for found in _REFERENCE.finditer(change.new.text):
            number, words = found[1], _short(found[0])
            if number not in after and (number in before or number not in known):
                label = f"“{words}” leads nowhere: the new text has no clause of that number."
                yield Notice("reference", found[0], "", change.id, label)
            elif number in known and number in before and (was := before[number].new) is not after[number].new:
                now = (
                    f"what was clause {number} is now clause {was.number}"
                    if was
                    else "the clause meant before is removed"
                )
                yield Notice("reference", found[0], found[0], change.id, f"“{words}” now means another clause; {now}.")


def _terms(changes: Sequence[ClauseChange]) -> Iterator[Notice]:
    """Terms in bold that no clause has in bold any more."""
    olds = [(change, change.old) for change in changes if change.old and change.side != "new"]
    news = [change.new for change in changes if change.new and change.side != "old"]
    kept = {term for clause in news if "**" in clause.text for term in _TERM.findall(clause.text)}
    everything = "\n".join(clause.text for clause in news).lower()
    for change, old in olds:
        if change.change == "same" or "**" not in old.text or not is_markdown(old.document):
            continue
        for term in _TERM.findall(old.text):
            if term not in kept:
                uses = everything.count(term.lower())
                still = f"; it is still used {_times(uses)}" if uses else ""
                label = f"The term “{_short(term)}” is no longer set in bold anywhere{still}."
                yield Notice("term", term, "", change.id, label)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1].rstrip() + "…"
