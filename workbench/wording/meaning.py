"""Small words that carry the meaning of a rule: strength, amounts with their units, dates, comparisons.

They are found in the plain words of both texts and told where a change touches them, each with what it becomes. What is
found is English; numbers, signs and dates in figures are found in every language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.wording.changes import Notice
from workbench.wording.references import REFERENCE
from workbench.wording.strands import WHOLE, Reading, Strand, overlapping

STRENGTH = ("must", "shall", "should", "may", "not", "no", "never", "only", "except", "unless", "cannot")
DENYING = ("neither", "nor", "none", "without")
EXCEPTING = (
    "provided that|subject to|notwithstanding|other than|apart from|save (?:for|that|as)"  # besides except and unless
)
MOST = 6  # words of a clause named in one notice; of more their number
JOINING = frozenset(("and", "or", "and/or"))  # told only where one takes the place of another
SLIGHT = JOINING | {"one"}  # of which a whole clause may be full
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
# Letters that make a name of the figures beside them, such as A4 or 2FA; other scripts write figures and words together.
_LATIN = "[A-Za-z\u00c0-\u024f\u0370-\u052f]"
_FIGURES = (
    rf"(?<!{_LATIN})(?<!\d)(?:\d{{1,3}}(?:[ \u00a0\u2009\u202f]\d{{3}})+(?![\d])(?:[.,]\d+)?|\d++(?:[.,:/-]\d++)*+"
    "(?:e[-+]?\\d+|[\u00b2\u00b3\u00b9\u2070-\u2079\u207b]+|(?:st|nd|rd|th)(?![a-z]))?)|[\u00bc-\u00be\u2150-\u215e]"
)
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
    r"|k|bn|mn|tn|votes?|voters?|members?|persons?|people|copies|pages?|words?|characters?|tokens?|parameters?|times)\b)"
)
_PHRASE = (
    r"\b(?:no|not) (?:more|less|fewer|later|earlier|longer|greater|higher|lower) than\b|\bat (?:least|most)\b"
    r"|\b(?:more|less|fewer|greater|higher|lower|later|earlier|longer) than\b|\b(?:up to|exceed(?:s|ing)?|minimum|maximum)\b"
    r"|[<>]=?|[≤≥≠=]"
)
_STRONG = r"\b(?:and/or|and|or|" + "|".join(STRENGTH + DENYING) + rf"|{EXCEPTING})\b|\b\w+n['’]t\b"
FACT = re.compile(
    rf"(?P<date>{_DATE})|(?P<amount>(?:{_NUMBER})(?: \((?:{_NUMBER})\))?(?:[- \u00a0\u2009\u202f]?{_UNIT})?(?!{_LATIN}))"
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
    "|exceeding|minimum|maximum|and|or|provided|subject|notwithstanding|other|apart|save".split("|")
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

    A clause that came or went as a whole has one notice of a kind, for all its words of that kind. Words that were
    only carried elsewhere give none."""
    sets: dict[tuple[str, int | str | None], tuple[list[Fact], list[Fact]]] = {}
    for row in rows:
        change = row.entry.change
        for old, key, fact in touched(row) if row.stretches else ():
            of = change if row.is_whole else None if change.startswith("moved") else key
            sets.setdefault((row.id, of), ([], []))[0 if old else 1].append(fact)
    for (clause, of), (olds, news) in sets.items():
        yield from _gathered(clause, olds, news) if of in WHOLE else _compared(clause, olds, news)


def touched(row: Strand) -> Iterator[tuple[bool, int, Fact]]:
    """The facts a change touches: whether it is of the old text, the number of the change, the fact."""
    olds, news = (_facts(row.reading(op), row.is_whole) for op in "-+")
    kept = set(olds) & set(news)
    before, after = ([fact for fact in facts if fact not in kept] for facts in (olds, news))
    keys = {fact: _key(row, fact) for fact in before + after}
    for is_old, facts, others in ((True, before, after), (False, after, before)):
        for fact in facts:
            numbers = [keys[one] for one in (fact, *overlapping(others, fact.start, fact.end))]
            known = [number for number in numbers if number is not None]
            if known:
                yield is_old, min(known), fact


def _key(row: Strand, fact: Fact) -> int | None:
    """The number of the first change that a fact shares a character with, 0 for one of white space; None if it shares none."""
    return min((stretch.number or 0 for stretch in overlapping(row.stretches, fact.start, fact.end)), default=None)


def _facts(reading: Reading, is_whole: bool) -> list[Fact]:
    """The facts of a reading; of a clause that came or went as a whole without the numbers of references."""
    text = REFERENCE.sub(lambda match: "\0" * len(match[0]), reading.text) if is_whole else reading.text
    return [Fact(kind, words, *reading.woven(start, end)) for kind, words, start, end in _found(text)]


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
        if removed and added and len(removed) != len(added) and kinds == ("strength",):
            phrases = [_phrases([f for f in side if _plain(f) in of]) for side, of in ((olds, removed), (news, added))]
            removed, added = phrases if len(phrases[0]) == len(phrases[1]) else (removed, added)
        is_paired = len(removed) == len(added)
        pairs = (
            zip(removed, added, strict=True)
            if is_paired
            else [*((old, "") for old in removed), *(("", new) for new in added)]
        )
        dates = {_plain(fact) for fact in olds + news if fact.kind == "date"}
        for old, new in pairs:
            yield Notice(_kind(kinds[-1], old, new, dates), old, new, clause, _label(old, new))


def _gathered(clause: str, olds: Sequence[Fact], news: Sequence[Fact]) -> Iterator[Notice]:
    """What a clause says that came or went as a whole: its words of strength, its amounts, its dates."""
    facts, is_new = news or olds, bool(news)
    for kind, kinds in (("strength", ("strength",)), ("number", ("sign", "amount")), ("date", ("date",))):
        told = [fact for fact in facts if fact.kind in kinds and _plain(fact) not in SLIGHT]
        said = _phrases(told) if any(fact.kind != "sign" for fact in told) else []
        if said:
            quoted = [f"“{words}”" for words in said] if kind == "strength" else list(said)
            verb = ("says", "said") if kind == "strength" else ("names", "named")
            label = f"A new clause {verb[0]} {_listed(quoted)}."
            if not is_new:
                label = f"A clause that {verb[1]} {_listed(quoted)} is removed."
            words = ", ".join(said)
            yield Notice(kind, "" if is_new else words, words if is_new else "", clause, label)


def _phrases(facts: Iterable[Fact]) -> list[str]:
    """The facts as they are quoted, each once; those that stand next to each other are one: must not."""
    found: list[str] = []
    end = -1
    for fact in facts:
        if fact.start - end == 1 and found:
            found[-1] += f" {_plain(fact)}"
        else:
            found.append(_plain(fact))
        end = fact.end
    return list(dict.fromkeys(found))


def _listed(words: Sequence[str]) -> str:
    named = [*words[:MOST], *([f"{len(words) - MOST:,} more"] if len(words) > MOST else [])]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def _plain(fact: Fact) -> str:
    """A fact as it is compared and quoted: a word may be large for its place alone, the letters of a unit may not."""
    if fact.kind in ("strength", "sign"):
        return fact.text.lower()
    value = _VALUE.match(fact.text)
    return value[0].lower() + fact.text[value.end() :] if value else fact.text


def _kind(kind: str, old: str, new: str, dates: set[str]) -> str:
    if kind != "amount":
        return kind
    if old in dates or new in dates:
        return "date"
    was, now = _VALUE.match(old), _VALUE.match(new)
    return "unit" if was and now and was[0] == now[0] else "number"


def _label(old: str, new: str) -> str:
    if old and new:
        return f"“{old}” becomes “{new}”."
    return f"“{old}” is removed." if old else f"“{new}” is added."
