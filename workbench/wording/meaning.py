"""Small words that carry the meaning of a rule: strength, amounts with their units, dates, comparisons.

They are found in the plain words of both texts and told where a change touches them, each with what it becomes. What is
found is English; numbers, signs and dates in figures are found in every language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbench.wording.changes import Notice
from workbench.wording.strands import Reading, Strand, overlapping

STRENGTH = ("must", "shall", "should", "may", "not", "no", "never", "only", "except", "unless", "cannot")
DENYING = ("neither", "nor", "none", "without")
JOINING = frozenset(("and", "or", "and/or"))  # told only where one takes the place of another
_MONTH = (
    "(?-i:January|February|March|April|May|June|July|August|September|October|November|December"
    "|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\b\\.?)"
)
_DATE = (
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{1,2}\.\d{1,2}\.\d{4}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}}\b)?"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?|\b{_MONTH},? \d{{4}}\b"
    r"|\b(?-i:January|February|April|June|July|August|September|October|November|December)\b"
)
_SMALL = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WRITTEN = (
    rf"(?:{_TENS})[- ](?:{_SMALL})|{_TENS}|zero|{_SMALL}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|(?:hundred|thousand|million|billion|dozen)|half|thirds?|quarters?|fourths?|fifths?"
    "|first|second|once|twice|thrice|double|triple"
)
_FIGURES = r"\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,:/-]\d+)*|[\u00bc-\u00be\u2150-\u215e]"
_FRACTION = "[\u00bc-\u00be\u2150-\u215e]"
_NUMBER = (
    rf"(?:[€$£¥] ?)?(?:(?<!\w)[-−+±])?(?:{_FIGURES}){_FRACTION}?"
    rf"|\b(?:{_WRITTEN})(?:(?:[- ]|[- ]and[- ])(?:{_WRITTEN}))*\b"
)
_UNIT = (
    r"(?:[%‰€$£¥]|°[CF]?|(?:per ?cent|percent(?:age points?)?"
    r"|(?:(?:working|business|calendar|full|consecutive|clear) )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?)"
    r"|(?-i:[kKMGTP]?i?B)|[kMGTP]?i?(?:bits?|bytes?)|(?:kilo|mega|giga|tera|peta)(?:bits?|bytes?)"
    r"|(?:kilo|milli|micro|centi)?(?:gram(?:me)?s?|met(?:re|er)s?|lit(?:re|er)s?)|tonnes?|tons?|miles?|feet|inch(?:es)?"
    r"|[kmµn]?[gm]|cm|[kMG]?Wh?|[kM]?J|ms|[sh]|min|[kMGTPE]?FLOPs?|[kMGT]?Hz|euros?|dollars?|pounds?|EUR|USD|GBP|CHF"
    r"|votes?|voters?|members?|persons?|people|copies|pages?|words?|characters?|tokens?|parameters?|times)\b)"
)
_PHRASE = (
    r"\b(?:no|not) (?:more|less|fewer|later|earlier|longer|greater|higher|lower) than\b|\bat (?:least|most)\b"
    r"|\b(?:more|less|fewer|greater|higher|lower|later|earlier|longer) than\b|\b(?:up to|exceed(?:s|ing)?|minimum|maximum)\b"
    r"|[<>]=?|[≤≥≠=]"
)
_STRONG = r"\b(?:and/or|and|or|" + "|".join(STRENGTH + DENYING) + r")\b|\b\w+n['’]t\b"
FACT = re.compile(
    rf"(?P<date>{_DATE})|(?P<amount>(?:{_NUMBER})(?: \((?:{_NUMBER})\))?(?:[- \u00a0\u2009\u202f]?{_UNIT})?)"
    rf"|(?P<sign>{_PHRASE})|(?P<strength>{_STRONG})",
    re.IGNORECASE,
)
# Where a fact may begin, so that the long expression above is tried there only.
_SEED = re.compile(r"(?P<sign>[-−+±€$£¥<>≤≥≠=\d\u00bc-\u00be\u2150-\u215e])|[^\W\d_]+(?P<no>['’]t\b)?")
_FIRST = frozenset(
    f"{_SMALL}|{_TENS}|zero|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|hundred|thousand"
    "|million|billion|dozen|half|third|thirds|quarter|quarters|fourth|fourths|fifth|fifths|first|second|once|twice|thrice"
    "|double|triple|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august"
    "|september|october|november|december|at|more|less|fewer|greater|higher|lower|later|earlier|longer|up|exceed|exceeds"
    "|exceeding|minimum|maximum|and|or".split("|")
) | frozenset(STRENGTH + DENYING)
# Addresses and the tags of HTML: their figures and brackets mean nothing to a reader.
_MACHINERY = re.compile(
    r"\b(?:https?://|mailto:|www\.)\S+|</?(?:a|abbr|b|blockquote|br|cite|code|d[dlt]|div|em|h[1-6r]|i|img|li|ol|p|pre|small|span"
    r"|strong|su[bp]|table|t[dhr]|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_VALUE = re.compile(rf"(?:{_NUMBER})(?: \((?:{_NUMBER})\))?", re.IGNORECASE)


@dataclass(frozen=True)
class Fact:
    """A word or a group of words that carries meaning, and where it stands in the entry as woven."""

    kind: str
    text: str
    start: int
    end: int


def notices(rows: Iterable[Strand]) -> Iterator[Notice]:
    """What the changes do to strength, numbers, units, dates and comparisons, in reading order.

    Nothing is told of clauses that came or went as a whole, nor of words that were only carried elsewhere."""
    sets: dict[tuple[str, int | None], tuple[list[Fact], list[Fact]]] = {}
    for row in rows:
        if row.is_whole or not row.stretches:
            continue
        is_moved = row.entry.change.startswith("moved")
        for old, key, facts in touched(row):
            sides = sets.setdefault((row.id, None if is_moved else key), ([], []))
            sides[0 if old else 1].append(facts)
    for (clause, _), (olds, news) in sets.items():
        yield from _compared(clause, olds, news)


def touched(row: Strand) -> Iterator[tuple[bool, int, Fact]]:
    """The facts a change touches: whether it is of the old text, the number of the change, the fact."""
    olds, news = (_facts(row.reading(op)) for op in "-+")
    kept = set(olds) & set(news)
    sides = {True: [fact for fact in olds if fact not in kept], False: [fact for fact in news if fact not in kept]}
    keys = {is_old: [_key(row, fact) for fact in facts] for is_old, facts in sides.items()}
    for is_old, facts in sides.items():
        others = sides[not is_old]
        for fact, key in zip(facts, keys[is_old], strict=True):
            index = bisect_right(others, fact.start, key=lambda other: other.end)
            while index < len(others) and others[index].start < fact.end:
                key = min((number for number in (key, keys[not is_old][index]) if number is not None), default=None)
                index += 1
            if key is not None:
                yield is_old, key, fact


def _key(row: Strand, fact: Fact) -> int | None:
    """The number of the first change that a fact shares a character with, 0 for one of white space; None if it shares none."""
    return min((stretch.number or 0 for stretch in overlapping(row.stretches, fact.start, fact.end)), default=None)


def _facts(reading: Reading) -> list[Fact]:
    return [Fact(kind, text, *reading.woven(start, end)) for kind, text, start, end in _found(reading.text)]


@lru_cache(maxsize=4096)
def _found(text: str) -> tuple[tuple[str, str, int, int], ...]:
    found = []
    end = 0
    text = _MACHINERY.sub(lambda match: "\0" * len(match[0]), text)
    for seed in _SEED.finditer(text):
        start = seed.start()
        if start >= end and (seed.lastgroup or seed[0].lower() in _FIRST) and (match := FACT.match(text, start)):
            end = match.end()
            found.append((match.lastgroup or "", " ".join(match[0].split()), start, end))
    return tuple(found)


def _compared(clause: str, olds: list[Fact], news: list[Fact]) -> Iterator[Notice]:
    for kinds in (("strength",), ("date", "amount"), ("sign",)):
        before, after = (Counter(_plain(fact) for fact in facts if fact.kind in kinds) for facts in (olds, news))
        if before == after:
            continue
        removed, added = list((before - after).elements()), list((after - before).elements())
        if kinds == ("strength",) and not (JOINING & set(removed) and JOINING & set(added)):
            removed, added = ([word for word in words if word not in JOINING] for words in (removed, added))
        is_paired = len(removed) == len(added)
        pairs = (
            zip(removed, added, strict=True)
            if is_paired
            else [*((old, "") for old in removed), *(("", new) for new in added)]
        )
        dates = {_plain(fact) for fact in olds + news if fact.kind == "date"}
        for old, new in pairs:
            yield Notice(_kind(kinds[-1], old, new, dates), old, new, clause, _label(old, new))


def _plain(fact: Fact) -> str:
    return fact.text.lower() if fact.kind in ("strength", "sign") else fact.text


def _kind(kind: str, old: str, new: str, dates: set[str]) -> str:
    if kind != "amount":
        return kind
    if old in dates or new in dates:
        return "date"
    values = [match[0].lower() if (match := _VALUE.match(text)) else "" for text in (old, new)]
    return "unit" if old and new and values[0] == values[1] else "number"


def _label(old: str, new: str) -> str:
    if old and new:
        return f"“{old}” becomes “{new}”."
    return f"“{old}” is removed." if old else f"“{new}” is added."
