"""The work of aligning two texts: which clause meets which, found in rounds from the sure to the likely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from workbench.wording.blocks import Clause
from workbench.wording.parts import PROSE, WORDS, home, is_part
from workbench.wording.sequences import Pairs, likely, matches, rising
from workbench.wording.words import flow, has_words, likeness, vocabulary

# Likeness is counted in thousandths.
SIMILAR = 400  # from which two clauses in the same place are one clause edited
FAINT = 150  # the same where nothing else stands between the same neighbours
MOVED = 600  # from which a clause found elsewhere has moved
RENAMED = 500  # from which a document that came is one that went
CELLS = 2_500  # comparisons in one stretch; where there would be more, only shared rare words are looked at
RARE = 8  # clauses a word may stand in and still point to one of them
EXACT = frozenset({"code", "front"})  # kinds in which white space is wording
Names = Sequence[str | None]


class Matching:
    """The partner of each clause on the other side, and which pairs have moved, by position in `old` and `new`."""

    def __init__(self, old: Sequence[Clause], new: Sequence[Clause], old_names: Names, new_names: Names) -> None:
        self.old, self.new = old, new
        self.old_names, self.new_names = old_names, new_names  # ids to believe, each once on each side
        self.old_keys, self.new_keys = [_key(clause) for clause in old], [_key(clause) for clause in new]
        self.to_new: list[int | None] = [None] * len(old)
        self.to_old: list[int | None] = [None] * len(new)
        self.moved: set[int] = set()  # positions in old
        self.split: dict[int, int] = {}  # a further part, in new: the old clause it was split from
        self.joined: dict[int, int] = {}  # a further source, in old: the new clause it was joined into
        self.old_docs, self.new_docs = _documents(old), _documents(new)
        self.renamed: dict[str, str] = {}  # new path of a document: its old path
        self._rename()

    def made(self) -> Matching:
        """All rounds, in the order that lets the sure decide before the likely."""
        self._equal()
        self._named()
        if None in self.to_new and None in self.to_old:
            self._moved_whole()
            if self._similar():
                self._similar()  # once more: pairs by rare words have made the stretches between them short
            self._moved_edited()
            self._neighbours()
            self._moved_short()
            self._lonely()
        self._parted()
        self.divided = frozenset(self.split.values())  # old clauses that were split
        self.united = frozenset(self.joined.values())  # new clauses that were joined from several
        return self

    def chain(self, document: str) -> Pairs:
        """The pairs of a document that have not moved, in order."""
        here = self.old_docs.get(document, ())
        return [(o, n) for o in here if (n := self.to_new[o]) is not None and o not in self.moved]

    def drawn(self) -> set[int]:
        """Old clauses whose move is worth drawing: of five words or more, or gone along with such a one."""
        found = {o for o in self.moved if has_words(self.old[o].text, WORDS)}
        for step in (1, -1):
            for o in sorted(self.moved, reverse=step < 0):
                n, before = self.to_new[o], self.to_new[o - step] if 0 <= o - step < len(self.old) else None
                if o - step in found and n is not None and before == n - step:
                    found.add(o)
        return found

    def _rename(self) -> None:
        """A document that went and one that came with much the same clauses are one: it goes by its new path."""
        gone = {path: here for path, here in self.old_docs.items() if path not in self.new_docs}
        come = {path: there for path, there in self.new_docs.items() if path not in self.old_docs}
        if gone and come and len(gone) * len(come) <= CELLS:
            olds = {path: Counter(self.old_keys[o] for o in here) for path, here in gone.items()}
            news = {path: Counter(self.new_keys[n] for n in there) for path, there in come.items()}
            for was, now in _renamed(olds, news):
                self.old_docs[now] = self.old_docs.pop(was)
                self.renamed[now] = was

    def _pair(self, o: int, n: int, *, moved: bool = False) -> None:
        self.to_new[o], self.to_old[n] = n, o
        if moved:
            self.moved.add(o)

    def _free(self) -> tuple[list[int], list[int]]:
        olds = [o for o, partner in enumerate(self.to_new) if partner is None]
        return olds, [n for n, partner in enumerate(self.to_old) if partner is None]

    def _stretches(self) -> Iterator[tuple[list[int], list[int]]]:
        """Clauses without a partner that stand between the same neighbours in both texts."""
        for document, olds in self.old_docs.items():
            news = self.new_docs.get(document)
            if not news:
                continue
            o, n = olds[0], news[0]
            for x, y in [*self.chain(document), (olds[-1] + 1, news[-1] + 1)]:
                if o < x and n < y:
                    here = [p for p in range(o, x) if self.to_new[p] is None]
                    there = [p for p in range(n, y) if self.to_old[p] is None]
                    if here and there:
                        yield here, there
                o, n = x + 1, y + 1

    def _likeness(self, o: int, n: int) -> int:
        """How alike two clauses are, in thousandths. A paragraph may become a list item, but a row never a heading."""
        one, other = self.old[o], self.new[n]
        kin = 5 if one.kind == other.kind else 4 if one.kind in PROSE and other.kind in PROSE else 0
        return kin * likeness(vocabulary(one.text), vocabulary(other.text)) // 5 if kin else 0

    def _equal(self) -> None:
        """Pair, document by document, what has one name or one text and is in the same order."""
        olds = [f"\0{name}" if name else key for name, key in zip(self.old_names, self.old_keys, strict=True)]
        news = [f"\0{name}" if name else key for name, key in zip(self.new_names, self.new_keys, strict=True)]
        for document, here in self.old_docs.items():
            there = self.new_docs.get(document, [])
            for x, y in matches([olds[o] for o in here], [news[n] for n in there]):
                self._pair(here[x], there[y])

    def _named(self) -> None:
        """Pair what has one name and is not in the same order."""
        places = {name: o for o, name in enumerate(self.old_names) if name}
        for n, name in enumerate(self.new_names):
            if name and self.to_old[n] is None:
                self._pair(places[name], n, moved=True)

    def _similar(self) -> bool:
        """Pair what is similar in each stretch, keeping the order; was one so long that only rare words were looked at?"""
        is_long = False
        for olds, news in list(self._stretches()):
            if len(olds) * len(news) > CELLS:
                is_long = True
                found = self._voted(olds, news)
            else:
                scores = [[self._likeness(o, n) for n in news] for o in olds]
                found = [(olds[x], news[y]) for x, y in likely(scores, SIMILAR)]
            for o, n in found:
                self._pair(o, n)
        return is_long

    def _voted(self, olds: Sequence[int], news: Sequence[int]) -> Pairs:
        """Pairs of similar clauses in a long stretch, in order: each new clause with the old one its rare words name."""
        found: dict[int, int] = {}
        index = self._index(olds)
        for n in news:
            for o in self._candidates(n, index):
                if o not in found and self._likeness(o, n) >= SIMILAR:
                    found[o] = n
                    break
        return rising(sorted(found.items()))

    def _index(self, olds: Sequence[int]) -> dict[str, list[int]]:
        """Which old clauses a word stands in."""
        index: dict[str, list[int]] = {}
        for o in olds:
            for word in vocabulary(self.old[o].text):
                index.setdefault(word, []).append(o)
        return index

    def _candidates(self, n: int, index: dict[str, list[int]]) -> list[int]:
        """The three old clauses that share the most rare words with a new one."""
        votes: dict[int, int] = {}
        for word in vocabulary(self.new[n].text):
            named = index.get(word, ())
            if len(named) <= RARE:
                for o in named:
                    votes[o] = votes.get(o, 0) + 1
        return sorted(votes, key=lambda o: (-votes[o], o))[:3]

    def _moved_whole(self) -> None:
        """Pair what stands elsewhere word for word."""
        olds, news = self._free()
        waiting: dict[str, list[int]] = {}
        for o in reversed(olds):
            waiting.setdefault(self.old_keys[o], []).append(o)
        for n in news:
            key = self.new_keys[n]
            if waiting.get(key) and has_words(self.new[n].text, WORDS):
                self._pair(waiting[key].pop(), n, moved=True)

    def _moved_edited(self) -> None:
        """Pair what stands elsewhere in other words, if enough of them are the same."""
        olds, news = self._free()
        if not olds or not news:
            return
        index = self._index([o for o in olds if has_words(self.old[o].text, WORDS)])
        for n in news:
            if not has_words(self.new[n].text, WORDS):
                continue
            for o in self._candidates(n, index):
                if self.to_new[o] is None and self.old[o].kind == self.new[n].kind and self._likeness(o, n) >= MOVED:
                    self._pair(o, n, moved=True)
                    break

    def _neighbours(self) -> None:
        """Short clauses, such as a heading, that went along with a neighbour that moved."""
        for o in sorted(self.moved):
            n = self.to_new[o]
            assert n is not None
            for step in (1, -1):
                x, y = o + step, n + step
                while self._both_free(x, y) and self.old_keys[x] == self.new_keys[y]:
                    self._pair(x, y, moved=True)
                    x, y = x + step, y + step

    def _moved_short(self) -> None:
        """Short clauses that stand elsewhere word for word: too short to be sure of, unless there is only one of each."""
        olds, news = self._free()
        here, there = Counter(self.old_keys[o] for o in olds), Counter(self.new_keys[n] for n in news)
        places = {self.old_keys[o]: o for o in olds}
        for n in news:
            key = self.new_keys[n]
            if here[key] == there[key] == 1 and has_words(key, 1):
                self._pair(places[key], n, moved=True)

    def _both_free(self, o: int, n: int) -> bool:
        inside = 0 <= o < len(self.old) and 0 <= n < len(self.new)
        return inside and self.to_new[o] is None and self.to_old[n] is None

    def _lonely(self) -> None:
        """One clause against one between the same neighbours: a heading renamed, a clause mostly rewritten."""
        for olds, news in list(self._stretches()):
            o, n = olds[0], news[0]
            if len(olds) > 1 or len(news) > 1 or self.old[o].kind != self.new[n].kind:
                continue
            if self.old[o].kind == "heading" or self._likeness(o, n) >= FAINT:
                self._pair(o, n)

    def _parted(self) -> None:
        """Parts split from a clause, and sources joined into one: side by side, and made of its words."""
        for olds, news in list(self._stretches()):
            if len(olds) == 1 < len(news):
                lives_on = home(self.old[olds[0]], [self.new[n] for n in news])
                if lives_on is not None:
                    self._pair(olds[0], news[lives_on])
            elif len(news) == 1 < len(olds):
                lives_on = home(self.new[news[0]], [self.old[o] for o in olds])
                if lives_on is not None:
                    self._pair(olds[lives_on], news[0])
        for document in self.old_docs:
            for o, n in self.chain(document):
                old, new = self.old[o], self.new[n]
                if old.text != new.text and old.kind in PROSE and new.kind in PROSE:
                    self.split |= dict.fromkeys(_beside(n, self.new, self.to_old, self.split, old), o)
                    self.joined |= dict.fromkeys(_beside(o, self.old, self.to_new, self.joined, new), n)


def _beside(
    near: int, clauses: Sequence[Clause], partners: Sequence[int | None], taken: dict[int, int], whole: Clause
) -> Iterator[int]:
    """The clauses on both sides of `near` that are further parts of `whole`, the clause that `near` was paired with."""
    for step in (1, -1):
        at = near + step
        while 0 <= at < len(clauses) and partners[at] is None and at not in taken:
            if clauses[at].document != clauses[near].document or not is_part(clauses[at], clauses[near], whole):
                break
            yield at
            at += step


def _key(clause: Clause) -> str:
    """Equal for clauses whose words and marks are the same, however they are wrapped."""
    return clause.text if clause.kind in EXACT else flow(clause.text)


def _documents(clauses: Sequence[Clause]) -> dict[str, list[int]]:
    """Positions of the clauses of each document."""
    found: dict[str, list[int]] = {}
    for position, clause in enumerate(clauses):
        found.setdefault(clause.document, []).append(position)
    return found


def _renamed(old: dict[str, Counter[str]], new: dict[str, Counter[str]]) -> list[tuple[str, str]]:
    """Which documents that went became which that came: those that share most of their clauses, the likest first."""
    scores = []
    for was, here in old.items():
        for now, there in new.items():
            total = here.total() + there.total()
            scores.append((2000 * (here & there).total() // total, was, now))
    found: dict[str, str] = {}
    for score, was, now in sorted(scores, key=lambda scored: -scored[0]):
        if score >= RENAMED and was not in found and now not in found.values():
            found[was] = now
    return list(found.items())
