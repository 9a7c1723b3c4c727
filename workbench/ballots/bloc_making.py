"""Making the texts of a bloc when it opens: every set of its items in one text, by place, as the page of all open proposals shows them.

Refused where a set cannot be made, or is more than its items: other words, another clause under a number that one cites, another list of
what a case is judged by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import combinations

from sqlmodel import Session

from workbench.ballots import bloc_texts
from workbench.ballots.bloc_texts import BlocText
from workbench.definition import queries as definition
from workbench.definition.reading import Text
from workbench.definition.requirements import Need, file
from workbench.definition.requirements import read as tree
from workbench.errors import Refusal
from workbench.proposals import asking, queries, together
from workbench.proposals.models import Proposal, Revision
from workbench.proposals.together import Table
from workbench.wording import references
from workbench.wording.clauses import fingerprint
from workbench.wording.footprint import Docs
from workbench.wording.union import Union
from workbench.wording.words import is_word, tokens

# The number of a list item follows from how many there are: no word of anybody's.
_ITEM = re.compile(r"(?m)^([ \t>]*)\d+[.)](?=\s)")


@dataclass(frozen=True)
class Bloc:
    """What a bloc would be on: its proposals by number, on the newest text."""

    session: Session
    options: Mapping[int, Revision]
    table: Table
    base: Text

    @cached_property
    def texts(self) -> dict[int, Text]:
        return {no: queries.text(self.session, filed) for no, filed in self.options.items()}

    @cached_property
    def own(self) -> dict[int, Need]:
        """The proposals that change what cases are judged by, each with its tree."""
        trees = {no: asking.own(filed) for no, filed in self.options.items()}
        return {no: need for no, need in trees.items() if need}

    @cached_property
    def before(self) -> Need | None:
        return asking.before(self.session, next(iter(self.options.values())))

    @cached_property
    def words(self) -> dict[int, Counter[str]]:
        """What each proposal has more of each word than the text before, and less."""
        return {no: difference(self.base.docs, text.docs) for no, text in self.texts.items()}

    def docs(self, chosen: Sequence[int]) -> Docs:
        return Union(self.table.base, [self.table.sides[no] for no in chosen]).docs()

    def judged(self, chosen: Sequence[int], docs: Docs) -> Need | None:
        """What cases are judged by under the text of these. Refused where that is not what one of them asks."""
        asks = [no for no in chosen if no in self.own]
        if len(asks) > 1:
            raise apart(asks, "both change what a case is judged by")
        kept = self.own[asks[0]] if asks else self.before
        if kept is None:
            return None
        need = kept.within({clause.id for clause in self._read(docs).clauses})
        if asks and need != kept:
            raise apart(chosen, "one has a case judged by a clause that the other takes out")
        return need

    def cited(self, chosen: Sequence[int], docs: Docs) -> None:
        """Refuse two of which one cites a number that names another clause beside the other."""
        there = self._read(docs)
        for no in chosen:
            for found in references.elsewhere(self.texts[no].clauses, there.clauses, self.options[no].touched):
                raise apart(chosen, f"“{found.words}” in proposal {no} would lead elsewhere")

    def _read(self, docs: Docs) -> Text:
        return queries.read(self.session, docs, next(iter(self.options.values())).base)


def apart(chosen: Sequence[int], why: str) -> Refusal:
    *more, last = map(str, sorted(chosen))
    return Refusal(
        f"Proposals {', '.join(more)} and {last} do not go together in one text: {why}. Leave one of them out of the bloc.", field="proposals"
    )  # fmt: skip


def made(session: Session, options: Sequence[tuple[Proposal, Revision]]) -> list[BlocText]:
    """The texts of every set of two or more, without the number of the ballot that puts them on record; what they are made of is kept."""
    bloc = _of(session, options)
    every = sorted(bloc.options)
    sets = (chosen for size in range(2, len(every) + 1) for chosen in combinations(every, size))
    return [_kept(bloc, chosen) for chosen in sets]


def whole(session: Session, options: Sequence[tuple[Proposal, Revision]]) -> str:
    """The fingerprint of all of them together; refused as `made` is where two of them do not go together."""
    bloc = _of(session, options)
    every = sorted(bloc.options)
    for pair in combinations(every, 2):
        _together(bloc, pair)
    return fingerprint(_together(bloc, every)[0])


def _of(session: Session, options: Sequence[tuple[Proposal, Revision]]) -> Bloc:
    here = together.of(session)
    bloc = Bloc(session, {filed.proposal_no: filed for _, filed in options}, here.table, here.base)
    for no, filed in bloc.options.items():
        if no not in here.sides or fingerprint(bloc.docs([no])) != filed.fingerprint:
            raise Refusal(f"Proposal {no} cannot be put together with others exactly. Leave it out of the bloc.", field="proposals")  # fmt: skip
    return bloc


def _together(bloc: Bloc, chosen: Sequence[int]) -> tuple[Docs, Need | None]:
    """The text of these and what cases are judged by under it; refused where it is more than these."""
    docs = bloc.docs(chosen)
    if total(bloc.words[no] for no in chosen) != difference(bloc.base.docs, docs):
        raise apart(chosen, "together they give other words than each adds and removes by itself")
    if len(chosen) == 2:
        bloc.cited(chosen, docs)
    return docs, bloc.judged(chosen, docs)


def _kept(bloc: Bloc, chosen: Sequence[int]) -> BlocText:
    docs, need = _together(bloc, chosen)
    return BlocText(
        ballot_no=0, proposals=bloc_texts.called(chosen), fingerprint=fingerprint(docs),
        requirements_sha256=sealed(need), requirements=need.data() if need else None,
        documents=[[path, definition.keep(bloc.session, text)] for path, text in docs.items()],
    )  # fmt: skip


def judged_by(row: BlocText) -> Need | None:
    """What cases are judged by under a text of a bloc; None: by what its words say."""
    return None if row.requirements is None else tree(row.requirements)


def sealed(need: Need | None) -> str:
    """SHA-256 of the file that stands beside a text; empty where there is none."""
    return sha256(file(need).encode()).hexdigest() if need else ""


def documents(session: Session, row: BlocText) -> dict[str, str]:
    return {path: definition.text(session, kept) for path, kept in row.documents}


def disagreements(session: Session, base: Docs, items: Mapping[int, Docs], rows: Sequence[BlocText]) -> Iterator[str]:
    """Every text of a bloc that is not on record as it was bound, or that has other words than its items; counted anew, without the engine."""
    own = {no: difference(base, docs) for no, docs in items.items()}
    sets = {
        bloc_texts.called(chosen) for size in range(2, len(items) + 1) for chosen in combinations(sorted(items), size)
    }
    if sets != {row.proposals for row in rows}:
        yield "its texts are not those of every set of its items"
        return
    for row in rows:
        docs = documents(session, row)
        if fingerprint(docs) != row.fingerprint or sealed(judged_by(row)) != row.requirements_sha256:
            yield f"the text of {row.proposals} is not the one that was bound"
        if total(own[no] for no in bloc_texts.numbers(row)) != difference(base, docs):
            yield f"the text of {row.proposals} does not remove and add the words of its items"


def total(found: Iterator[Counter[str]]) -> Counter[str]:
    """What several differences come to."""
    every: Counter[str] = Counter()
    for one in found:
        every.update(one)
    return Counter({word: number for word, number in every.items() if number})


def difference(old: Docs, new: Docs) -> Counter[str]:
    """How many times more each word stands in the new texts than in the old."""
    found: Counter[str] = Counter()
    for path in {**old, **new}:
        if old.get(path) != new.get(path):
            found.update(_counted(new.get(path, "")))
            found.subtract(_counted(old.get(path, "")))
    return Counter({word: number for word, number in found.items() if number})


@lru_cache(maxsize=32)
def _counted(text: str) -> Counter[str]:
    return Counter(token for token in tokens(_ITEM.sub(r"\1", text)) if is_word(token))
