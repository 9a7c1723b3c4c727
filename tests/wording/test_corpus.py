"""The texts that the engine is measured on: what they say became of every word has to be so."""

import pytest

from bench.corpus import Draft, Editor, carried, truth
from bench.quality import quality


def numbers(draft: Draft) -> list[int]:
    return [number for text, number in draft.tokens() if number and not text.isspace()]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_word_keeps_its_letters_and_its_number_through_many_edits(seed: int) -> None:
    editor = Editor(seed)
    old = editor.draft(800)
    new = editor.edited(old, 60)
    assert len(set(numbers(new))) == len(numbers(new))
    assert "".join(text for text, _ in new.tokens()) == new.text != old.text
    for number, (start, end) in old.spots.items():
        if number in new.spots:
            low, high = new.spots[number]
            assert old.text[start:end] == new.text[low:high]


def test_the_same_seed_writes_the_same_texts() -> None:
    one, other = (Editor(4).history(300, 12, revert=4) for _ in range(2))
    assert [draft.text for draft in one.drafts] == [draft.text for draft in other.drafts]


def test_words_taken_back_have_their_first_author() -> None:
    history = Editor(8).history(300, 60, revert=5)
    for version, draft in enumerate(history.drafts):
        assert all(history.author(number) <= version for number in numbers(draft))
    seen: set[int] = set()
    returned = 0
    for before, after in zip(history.drafts, history.drafts[1:], strict=False):
        back = (set(numbers(after)) - set(numbers(before))) & seen
        returned += len(back)
        seen |= set(numbers(before))
    assert returned > 20


def test_where_words_stand_now_is_told_for_those_that_are_left() -> None:
    editor = Editor(5)
    old = editor.draft(400)
    new = editor.edited(old, 30)
    assert carried(old, old, 0, len(old.text)) == sorted(old.spots.values())
    kept = [number for number in old.spots if number in new.spots]
    assert carried(old, new, 0, len(old.text)) == [new.spots[number] for number in kept]


def test_nothing_changed_is_nothing_to_mark_and_a_right_redline_is_flawless() -> None:
    editor = Editor(6)
    old = editor.draft(400)
    assert truth(old, old).changed == truth(old, old).fragments == 0
    same = quality(old, old, [("=", old.text, None)])
    assert (same.letters, same.islands, same.false, same.kept) == (0, 0, 0, 1)


def test_words_paired_with_others_are_counted() -> None:
    editor = Editor(6)
    old = editor.draft(400)
    new = editor.edited(old, 1, {"spelling": 1})
    other = editor.draft(400)
    assert truth(old, new).fragments == 1
    size = min(len(old.text), len(other.text))
    wrong = quality(old, other, [("=", old.text[:size], None), ("-", old.text[size:], None)])
    assert wrong.false == 1
