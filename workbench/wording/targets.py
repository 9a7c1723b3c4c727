"""What a redline changes beneath the words: where links go, and the markup around words that stay.

A reader sees the words of a link and not its address, and overlooks emphasis that comes or goes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice
from workbench.wording.characters import short
from workbench.wording.shell import is_markdown, looks
from workbench.wording.strands import Group, words

# A reference definition as CommonMark 0.31 section 4.7 has it, on one line.
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\[\]\n]{1,999})\]:[ \t]*(?:<([^<>\n]*)>|(\S+))(.*)$", re.MULTILINE)
_NUMBERED = re.compile(r"\s*\d{1,9}[.)]\s*")
_Link = tuple[str, str, str]  # id of the clause, words, address


def links(changes: Sequence[ClauseChange]) -> Iterator[Notice]:
    """Links that are not what they were: of those with the same words first the address that changed, then the rest."""
    left: list[_Link] = []
    came: list[_Link] = []
    for change in changes:
        if change.change != "same":
            left += _of(change.id, change.old) if change.side != "new" else []
            came += _of(change.id, change.new) if change.side != "old" else []
    left, came = _without(left, came), _without(came, left)
    waiting = dict(enumerate(left))
    twins: dict[tuple[str, str], list[int]] = {}
    for index, link in reversed(waiting.items()):
        twins.setdefault(link[:2], []).append(index)
    for clause, text, address in came:
        if row := twins.get((clause, text)):
            was = waiting.pop(row.pop())[2]
            label = f"The link “{short(text)}” now goes to {address} instead of {was}."
            yield Notice("link", was, address, clause, label)
        else:
            yield Notice("link", "", address, clause, f"A link{_from(text, address)} to {address} is added.")
    for clause, text, address in waiting.values():
        yield Notice("link", address, "", clause, f"The link{_from(text, address)} to {address} is removed.")


def _from(words: str, address: str) -> str:
    return "" if words == address else f" from “{short(words)}”"


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
    return [(id, *link) for link in _links(clause.text, clause.kind, clause.document)] if clause else []


@lru_cache(maxsize=8192)
def _links(text: str, kind: str, document: str) -> tuple[tuple[str, str], ...]:
    """The links of a clause, words and address; of one whose words are its address only the address is compared."""
    if not any(sign in text for sign in ("](", "://", "<mailto:", "]:")) or not is_markdown(document):
        return ()
    runs = groupby((look for look in looks(text, kind, document) if look.place != "shell"), lambda look: look.href)
    found = [
        ("".join(text[look.start : look.end] for look in run if look.place == "words"), address)
        for address, run in runs
        if address
    ]
    defined = [(f"[{match[1]}]", match[2] or match[3]) for match in DEFINITION.finditer(text)] if "]:" in text else []
    plain = {address for _, address in defined}
    return (*(link for link in found if link[0] not in plain), *defined)


def markup(found: Iterable[Group]) -> Iterator[Notice]:
    """Markup that comes, goes or changes around words that stay; the numbers of a list and links are told elsewhere."""
    for group in found:
        if group.is_whole or words(group.old) != words(group.new):
            continue
        old, new = (
            "".join(piece.text for piece in row if piece.look.place in ("markup", "shell")).strip()
            for row in (group.old, group.new)
        )
        if old == new or any(_is_told(text) for text in (old, new)):
            continue
        if old and new:
            label = f"Only markup changes: “{short(old)}” becomes “{short(new)}”."
        else:
            label = f"Only markup changes: “{short(old or new)}” is {'removed' if old else 'added'}."
        yield Notice("markup", old, new, group.clause, label)


def _is_told(text: str) -> bool:
    return "](" in text or _NUMBERED.fullmatch(text) is not None
