"""The engine on real texts, read where they lie beside the checkout: every version, and every neighbouring pair."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.truth.texts import DATA, HISTORIES, Docs, versions
from tests.wording.test_redline import lawful
from workbench.wording.clauses import Clause, parse, read
from workbench.wording.redline import redline


@pytest.fixture(params=HISTORIES)
def history(shared: Path, request: pytest.FixtureRequest) -> tuple[Docs, ...]:
    return versions(request.param)


def test_every_version_is_the_sum_of_its_clauses(history: tuple[Docs, ...]) -> None:
    for docs in history:
        for path, text in docs.items():
            for source in (text, text.replace("\n", "\r\n"), text.rstrip("\n")):
                found = parse(source, path)
                assert "".join(clause.text for clause in found) == source
                assert all(source[clause.start : clause.end] == clause.text for clause in found)
                assert len({clause.id for clause in found}) == len({clause.number for clause in found}) == len(found)


def test_every_change_between_two_versions_obeys_the_laws(history: tuple[Docs, ...]) -> None:
    known: tuple[Clause, ...] = read(history[0])
    used = {clause.id for clause in known}
    for old, new in pairwise(history):
        after = read(new, known, used)
        assert len({clause.id for clause in after}) == len(after)
        assert lawful(old, new, redline(old, new, old_clauses=known, new_clauses=after))
        known = after
        used |= {clause.id for clause in known}


def test_far_versions_obey_the_laws_both_ways(history: tuple[Docs, ...]) -> None:
    first, middle, last = history[0], history[len(history) // 2], history[-1]
    for old, new in ((first, last), (last, first), (middle, last), (last, middle)):
        assert lawful(old, new, redline(old, new))


def test_a_text_rewrapped_by_its_committee_shows_hardly_a_changed_word(shared: Path) -> None:
    changes = [redline(old, new) for old, new in pairwise(versions("nixos-constitution"))]
    most = max(changes, key=lambda change: change.summary.lines_rewrapped)
    assert most.summary.lines_rewrapped > 20
    assert most.summary.words_added + most.summary.words_removed == 0


def test_the_folder_of_real_texts_lies_beside_the_checkout(shared: Path) -> None:
    assert shared == DATA == ROOT.parent / "shared" / "data"
