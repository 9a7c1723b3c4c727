"""Defined terms: where a text says what a word means, and how many clauses use the word.

A definition changed in one place changes every clause that uses its term, and no mark in those clauses says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice
from workbench.wording.characters import short
from workbench.wording.shell import is_markdown, shown

_VERB = r"(?:shall mean|means|mean|refers? to|denotes?|stands? for|is defined as|are defined as|has the meaning|have the meaning)\b"
_NAME = r"[^\n“”\"*_]{1,200}?"
_MARKED = re.compile(
    rf"(?:“({_NAME})”|\"({_NAME})\"|\*\*(?=\S)({_NAME})(?<=\S)\*\*|(?<![*\w])[*_](?=[^\s*_])({_NAME})(?<=\S)[*_])"
)
_DEFINED = re.compile(rf"{_MARKED.pattern}[,\s]{{0,3}}(?:\([^()\n]{{1,80}}\)\s?)?{_VERB}")
_LEADING = re.compile(rf"\A\s*(?:[-*+]\s+|\d{{1,9}}[.)]\s+)?(?:{_MARKED.pattern})\s?(?:[:.–—]|\*\*|$)")
_PLAIN = re.compile(rf"\A\s*(?:[-*+]\s+|\d{{1,9}}[.)]\s+)?(?:An? |The )?(\w[\w’' -]{{0,60}}?) {_VERB}", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,200}?)(?<=\S)\*\*")
_SECTION = re.compile(r"\b(?:definitions?|terms|terminology|glossary)\b", re.IGNORECASE)
LONGEST_TERM = 8  # words; more of them in bold are a sentence
_WORD = re.compile(r"[^\W_]+")
_VOID = frozenset(
    ("this", "it", "that", "which", "what", "these", "those", "he", "she", "they", "we", "that is", "nothing here")
)


def notices(changes: Sequence[ClauseChange]) -> Iterator[Notice]:
    """Terms that get a definition, lose it, or are defined otherwise, each with the clauses that use it."""
    before: dict[str, Clause] = {}
    after: dict[str, Clause] = {}
    names: dict[str, tuple[str, str]] = {}  # term in small letters: as it is written, the clause's id
    for change in changes:
        if change.change != "same":
            for side, clause in ((before, change.old), (after, change.new)):
                for term in _terms(clause.text, clause.kind, clause.heading, clause.document) if clause else ():
                    side.setdefault(term.casefold(), clause)  # type: ignore[arg-type]
                    names.setdefault(term.casefold(), (term, change.id))
    touched = [key for key in names if key not in before or key not in after or _differ(before[key], after[key])]
    if touched:
        yield from _told(changes, touched, before, after, names)
    yield from _unbold(changes, {names[key][0] for key in touched})


def _differ(old: Clause, new: Clause) -> bool:
    """Whether a definition reads otherwise; a definition that was only moved or wrapped anew reads as before."""
    return shown(old.text, old.kind, old.document).split() != shown(new.text, new.kind, new.document).split()


def _told(
    changes: Sequence[ClauseChange],
    touched: Sequence[str],
    before: dict[str, Clause],
    after: dict[str, Clause],
    names: dict[str, tuple[str, str]],
) -> Iterator[Notice]:
    news = [change.new for change in changes if change.new and change.side != "old"]
    elsewhere = {
        term.casefold(): clause
        for change in changes
        if change.change == "same" and (clause := change.new)
        for term in _terms(clause.text, clause.kind, clause.heading, clause.document)
    }
    used = uses(news, touched)
    for key in touched:
        term, id = names[key]
        old, new = before.get(key), after.get(key) or elsewhere.get(key)
        places = [clause for clause in used[key] if clause is not new]
        where = _where(places)
        if old and new:
            verb, tail = "is defined otherwise", f"; it is used in {where}" if places else "; no other clause uses it"
        elif new:
            verb, tail = "is now defined", f"; it is used in {where}" if places else "; no other clause uses it"
        else:
            verb, tail = "is no longer defined anywhere", f"; it is still used in {where}" if places else ""
        old_text, new_text = (clause.text.strip() if clause else "" for clause in (old, new))
        yield Notice("term", old_text if new else term, new_text, id, f"The term “{short(term)}” {verb}{tail}.")


def _where(places: Sequence[Clause]) -> str:
    numbers = [clause.number or clause.heading for clause in places]
    if len(numbers) == 1:
        return f"clause {numbers[0]}"
    return f"{len(numbers)} clauses: {', '.join(numbers)}"


def uses(clauses: Iterable[Clause], terms: Iterable[str]) -> dict[str, list[Clause]]:
    """The clauses in which each term stands as a whole word, or in the plural; terms in small letters."""
    wanted: dict[str, list[tuple[str, ...]]] = {}
    found: dict[str, list[Clause]] = {}
    whole: dict[tuple[str, ...], str] = {}
    for term in terms:
        found[term] = []
        parts = tuple(_WORD.findall(term))
        if parts:
            whole[parts] = term
            for first in (parts[0], parts[0] + "s"):
                wanted.setdefault(first, []).append(parts)
    if whole:
        for clause in clauses:
            words = _WORD.findall(clause.text.casefold())
            for at, word in enumerate(words):
                for parts in wanted.get(word, ()):
                    row = found[whole[parts]]
                    if (not row or row[-1] is not clause) and _stands(words, at, parts):
                        row.append(clause)
    return found


def _stands(words: Sequence[str], at: int, parts: tuple[str, ...]) -> bool:
    here = tuple(words[at : at + len(parts)])
    return here == parts or here == (*parts[:-1], parts[-1] + "s")


@lru_cache(maxsize=8192)
def _terms(text: str, kind: str, heading: str, document: str) -> tuple[str, ...]:
    """The terms that a clause defines, as they are written."""
    if kind in ("code", "front", "heading"):
        return ()
    is_within = _SECTION.search(heading) is not None
    found = [_name(match) for match in _DEFINED.finditer(text)]
    if (match := _LEADING.match(text)) and is_markdown(document):
        found.append(_name(match))
    if (match := _PLAIN.match(text)) and match[1].casefold() not in _VOID and (is_within or len(match[1].split()) <= 4):
        found.append(match[1])
    stripped = (term.strip(" .:,") for term in found)
    return tuple(dict.fromkeys(term for term in stripped if term and len(term.split()) <= LONGEST_TERM))


def _name(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


def _unbold(changes: Sequence[ClauseChange], told: set[str]) -> Iterator[Notice]:
    """Words in bold that no clause has in bold any more."""
    lost: dict[str, str] = {}  # words that were in bold, and the first clause changed that had them so
    for change in changes:
        if change.change != "same" and change.old and is_markdown(change.old.document):
            for term in _BOLD.findall(change.old.text):
                if len(term.split()) <= LONGEST_TERM and term not in told:
                    lost.setdefault(term, change.id)
    if not lost:
        return
    news = [change.new for change in changes if change.new and change.side != "old"]
    kept = {term for clause in news if "**" in clause.text for term in _BOLD.findall(clause.text)}
    gone = [term for term in lost if term not in kept]
    used = uses(news, (term.casefold() for term in gone))
    for term in gone:
        places = used[term.casefold()]
        still = f"; it is still used in {_where(places)}" if places else ""
        label = f"The term “{short(term)}” is no longer set in bold anywhere{still}."
        yield Notice("term", term, "", lost[term], label)
