"""Every real text cut into clauses and joined again, and the ids of every history computed in more than one way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.truth import Table, texts
from tests.truth.texts import HISTORIES, Docs
from workbench.wording.clauses import Clause, explicit_id, parse, read

Ids = list[list[str]]  # of each version, in order
SAMPLE = 8  # versions of each history, its last ones, that the tests look at


def table(whole: bool) -> Table:
    """Versions and files read, clauses found, and what was not the same; nothing may be missed."""
    rows, misses = [], []
    for name in HISTORIES:
        versions = texts.versions(name) if whole else texts.versions(name)[-SAMPLE:]
        uncut = [text for docs in versions for path, text in docs.items() if not _is_whole(text, path)]
        once, again, resumed = (way(versions) for way in (_at_one_go, _at_one_go, _resumed))
        twice_used = list(_used_again(versions, once))
        clauses = sum(map(len, once))
        ids = len({id for row in once for id in row})
        wrong = (len(uncut), sum(a != b for a, b in zip(once, again, strict=True)))
        late = sum(a != b for a, b in zip(once, resumed, strict=True))
        rows.append((name, str(len(versions)), f"{clauses:,}", f"{ids:,}", *map(str, (*wrong, late, len(twice_used)))))
        misses += [
            f"{name}: {count} {what}"
            for count, what in zip((*wrong, late, len(twice_used)), FAULTS, strict=True)
            if count
        ]
    for what, source in (("files", texts.files()), ("texts in records", texts.wordings())):
        row, faults = _loose(what, source, None if whole else 150)
        rows.append(row)
        misses += faults
    head = (
        "text",
        "versions",
        "clauses",
        "ids",
        "not rejoined",
        "differ computed twice",
        "differ resumed",
        "ids used twice",
    )
    return Table("Clauses joined are the text; ids computed again are the same", head, rows, misses)


FAULTS = (
    "texts are not the sum of their clauses",
    "versions have other ids when computed again",
    "versions have other ids when computed one by one from what was stored",
    "ids were given to a second clause",
)


def _is_whole(text: str, path: str) -> bool:
    """Whether the text is the sum of its clauses, as Markdown and as plain text, with any line ends."""
    forms = (text, text.replace("\n", "\r\n"), text.rstrip("\n"), "\ufeff" + text)
    return all(_rejoined(form, name) for form in forms for name in (path, "", "plain.txt"))


def _rejoined(text: str, path: str) -> bool:
    found = parse(text, path)
    names = {clause.id for clause in found}
    return (
        "".join(clause.text for clause in found) == text
        and all(text[clause.start : clause.end] == clause.text for clause in found)
        and len(names) == len({clause.number for clause in found}) == len(found)
    )


def _at_one_go(versions: Sequence[Docs]) -> Ids:
    known: tuple[Clause, ...] = ()
    used: set[str] = set()
    table: Ids = []
    for docs in versions:
        known = read(docs, known, used)
        table.append([clause.id for clause in known])
        used |= set(table[-1])
    return table


def _resumed(versions: Sequence[Docs]) -> Ids:
    """The same, but of each version nothing is kept for the next one except its ids, as after a restart."""
    table: Ids = []
    before: Docs = {}
    for docs in versions:
        fresh = [clause for clause in read(before)]
        known = [clause._replace(id=id) for clause, id in zip(fresh, table[-1] if table else [], strict=True)]
        table.append([clause.id for clause in read(docs, known, {id for row in table for id in row})])
        before = docs
    return table


def _used_again(versions: Sequence[Docs], table: Ids) -> Iterator[str]:
    """Ids that were gone and came back for a clause that does not ask for them."""
    used: set[str] = set()
    before: set[str] = set()
    for docs, row in zip(versions, table, strict=True):
        asked = {explicit_id(clause.text) for clause in read(docs)}
        yield from (id for id in row if id in used and id not in before and id not in asked)
        before = set(row)
        used |= before


def _loose(what: str, source: Iterator[tuple[str, str]], most: int | None) -> tuple[tuple[str, ...], list[str]]:
    """Texts without a history; of many the tests take some, evenly spread."""
    found = list(source)
    chosen = found if most is None else found[:: max(1, len(found) // most)]
    wrong = [place for place, text in chosen if not _is_whole(text, place if place.endswith((".md", ".wml")) else "")]
    count = sum(len(parse(text)) for _, text in chosen)
    row = (what, str(len(chosen)), f"{count:,}", "", str(len(wrong)), "", "", "")
    return row, [f"{place}: not the sum of its clauses" for place in wrong]
