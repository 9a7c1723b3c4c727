"""The unmerged proposals of two real texts, each filed on its own version: what the pages say of every two on one base.

The record beside the texts has what git's merge by lines says of each pair. Merging by words is finer: where the two do not
agree, the pair stands here with the reason, and nothing else may differ.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlmodel import Session, select

from tests import make
from tests.proposals.desk import words_in
from tests.support.client import Client
from tests.truth import merges
from tests.truth.texts import Amendment, Docs, amendments, versions
from workbench import starter
from workbench.config import Config
from workbench.definition import actions as definition
from workbench.definition import queries
from workbench.definition.repository import Repository
from workbench.proposals import actions, intake, replays, soundness, together
from workbench.proposals.models import Proposal
from workbench.wording.merge import merge

WORDS = "they change other words of one clause: to be read, not to be chosen between"
LINES = "they change neighbouring clauses, each on lines of its own"
WRAPS = "one wraps lines anew, and the words of the other are still there"
FINER = {
    "nixos-constitution": {(206, 208): WORDS, (206, 211): WORDS, (208, 211): WORDS},
    "eip-1": {
        (1725, 2279): WORDS, (2516, 2551): WORDS, (2516, 2553): LINES, (2551, 2624): WORDS, (2553, 2624): LINES,
        (6894, 7047): WRAPS, (7230, 7244): WRAPS, (7230, 7346): WORDS, (7230, 7388): WORDS, (8784, 8919): WRAPS,
        (11125, 11211): LINES, (11125, 11229): LINES,
    },
}  # fmt: skip
COUNTS = {
    "nixos-constitution": (6, 6, 4),
    "eip-1": (96, 92, 24),
}  # proposals, pairs on one base, of them recorded in conflict
BY_LINES = {"nixos-constitution": 3, "eip-1": 58}  # proposals that git could not carry to the newest version


@pytest.fixture(params=list(FINER))
def history(request: pytest.FixtureRequest, shared: Path) -> str:
    return str(request.param)


@pytest.fixture
def unmerged(history: str) -> list[Amendment]:
    return [amendment for amendment in amendments(history) if amendment.merged is None]


@pytest.fixture
def instance(history: str, unmerged: list[Amendment], tmp_path: Path) -> Config:
    """An instance whose first text is the oldest that one of the proposals was written on."""
    docs = versions(history)[min(amendment.base for amendment in unmerged) - 1]
    for path, text in docs.items():
        (tmp_path / path).write_text(text, "utf-8")
    config = Config(tmp_path / "instance", testing=True)
    starter.make(config, source=str(tmp_path / next(iter(docs))), documents=(), name=None, demo=False)
    return config


class Floor:
    """The house through the years: the next version is adopted, and what was written on it is filed."""

    def __init__(self, session: Session, config: Config) -> None:
        self.session, self.repository = session, Repository(config.repository)
        self.author = make.member(session)

    def adopt(self, docs: Docs) -> None:
        newest = queries.newest(self.session)
        if docs == queries.documents(self.session, newest):
            return
        label = str(newest.ordinal + 1)
        commit = self.repository.write(docs, newest.commit, f"Version {label}", {}, newest.made_at)
        self.repository.move("refs/heads/main", commit, newest.commit)
        definition.publish(
            self.session, commit=commit, docs=docs, label=label, title=f"Version {label}", made_at=newest.made_at
        )

    def file(self, amendment: Amendment, diff: str) -> int:
        """Its diff is taken in as a file, as the page and the command do."""
        label = queries.newest(self.session).label
        draft = intake.draft(self.session, self.author, diff.encode(), repository=self.repository, base=label)
        assert draft.documents == amendment.docs
        draft.title, draft.rationale, draft.claimed = f"Number {amendment.id}", "As it was filed there.", "editorial"
        return actions.file(self.session, self.author, draft, repository=self.repository).no or 0

    def all_are(self, state: str) -> None:
        for proposal in self.session.exec(select(Proposal)):
            proposal.state = state
        self.session.commit()


@pytest.fixture
def floor(session: Session, instance: Config, monkeypatch: pytest.MonkeyPatch) -> Floor:
    # some of the real proposals hold what our text form would send back: a picture, words behind a fence, two spaces
    monkeypatch.setattr(soundness, "_in_form", lambda *_: None)
    return Floor(session, instance)


def listed(shared: Path, history: str) -> Any:
    return json.loads((shared / "histories" / history / "amendments.json").read_text("utf-8"))


def recorded(shared: Path, history: str) -> set[tuple[int, int]]:
    """The pairs on one base that git could not merge."""
    facts = listed(shared, history)
    pairs = {(pair["a"], pair["b"]) for pair in facts["conflicting_pairs"] if pair["same_base"]}
    assert len(pairs) == facts["meta"]["pairs_same_base_conflicting"]
    return pairs


def by_base(unmerged: list[Amendment]) -> Iterator[tuple[int, list[Amendment]]]:
    for base in sorted({amendment.base for amendment in unmerged}):
        yield base, [amendment for amendment in unmerged if amendment.base == base]


def test_every_pair_on_one_base_is_as_recorded_or_listed_with_the_reason(
    shared: Path, history: str, unmerged: list[Amendment], floor: Floor, client: Client
) -> None:
    known, pairs, differing = recorded(shared, history), 0, set()
    diffs = {fact["id"]: fact["diff"] for fact in listed(shared, history)["amendments"]}
    for base, row in by_base(unmerged):
        docs = versions(history)[base - 1]
        floor.adopt(docs)
        filed = {floor.file(amendment, diffs[amendment.id]): amendment for amendment in row}
        table = together.of(floor.session).table
        for one, other in combinations(filed, 2):
            pairs += 1
            pair = min(filed[one].id, filed[other].id), max(filed[one].id, filed[other].id)
            is_conflict = table.order_matters(one, other)
            if is_conflict != (pair in known):
                differing.add(pair)
            agree(table, docs, (one, filed[one].docs), (other, filed[other].docs))
            if pair in known:
                told = words_in(client.get(f"/proposals/over?with={one}&with={other}").text)
                assert ("1 pair in conflict" in told) is is_conflict
        floor.all_are("withdrawn")
    assert (len(unmerged), pairs, len(known)) == COUNTS[history]
    assert differing == FINER[history].keys() and differing <= known
    over_the_newest(history, floor, client)


def agree(table: together.Table, docs: Docs, ours: tuple[int, Docs], theirs: tuple[int, Docs]) -> None:
    """Table, preview and the merge of the two say the same; where git merges by lines, it makes the same words."""
    one, other = ours[0], theirs[0]
    merged = merge(docs, ours[1], theirs[1])
    made = table.text([one, other])
    is_conflict = merged.state == "conflict"
    assert table.order_matters(one, other) is is_conflict is (made.state == "conflict")
    assert (table.kind(one, other) == "independent") is (not merged.meetings)
    if not is_conflict:
        assert made.docs == merged.docs
        with TemporaryDirectory() as folder:
            lines = merges.by_lines(Path(folder), docs, ours[1], theirs[1])
        assert lines is None or [text.split() for text in lines.values()] == [
            text.split() for text in made.docs.values()
        ]


def over_the_newest(history: str, floor: Floor, client: Client) -> None:
    """All of them over the newest version: those that go there by themselves take part, the others wait for their authors."""
    floor.adopt(versions(history)[-1])
    floor.all_are("discussion")
    replays.replay(floor.session)
    here = together.of(floor.session)
    assert len(here.sides) + len(here.apart) == COUNTS[history][0] and len(here.apart) <= BY_LINES[history]
    page = client.get("/proposals/over?" + "&".join(f"with={no}" for no in here.table.sets[0])).text
    assert "in conflict:" not in words_in(page)
    assert sorted(map(int, re.findall(r'id="with-(\d+)"', page))) == sorted(here.sides)
    assert client.get("/proposals/together").status_code == 200
