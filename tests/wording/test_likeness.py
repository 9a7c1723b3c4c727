"""How much of a change is that of another, by the words that each strikes and inserts."""

from __future__ import annotations

import pytest

from workbench.definition.reading import Text, compare
from workbench.wording import clauses, likeness

BASE = "Anyone may copy the catalogue for any purpose. {#copy}\n\nA loan costs nothing. {#loan}\n"


def change(old: str, new: str, base: str = BASE) -> dict[str, likeness.Changed]:
    texts = [{"a.md": base}, {"a.md": base.replace(old, new)}]
    before = Text(texts[0], clauses.read(texts[0]))
    return likeness.changed(compare(before, Text(texts[1], clauses.read(texts[1], before.clauses))).clauses)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (("for any purpose", "for no purpose"), ("for any purpose", "for no purpose"), True),
        (("for any purpose", "for no purpose"), ("For Any purpose", "For no purpose"), False),
        (("for any purpose", "for a good purpose"), ("for any purpose", "for a fair purpose"), True),
        (("for any purpose", "for a good purpose"), ("for any purpose", "for one fair purpose"), False),
        (("any purpose", "no end"), ("any purpose", "some use"), False),
        (("any", "no"), ("any purpose", "no purpose whatever"), True),
        (("any", "no"), ("Anyone", "Somebody"), False),
        (("any", "no"), ("costs nothing", "costs much"), False),
        (("\n\nA loan", "\n\nWho sings leaves the room.\n\nA loan"), ("\n\nA loan", "\n\nWho hums leaves the room.\n\nA loan"), True),
    ],
)  # fmt: skip
def test_two_changes_are_mostly_the_same_from_more_than_half_of_the_larger_on(
    one: tuple[str, str], other: tuple[str, str], said: bool
) -> None:
    found = change(*one), change(*other)
    assert likeness.alike(*found) == likeness.alike(*reversed(found)) == said


def test_what_strikes_or_puts_back_most_of_what_another_did_undoes_it() -> None:
    made = change("for any purpose", "for any good and lawful purpose")
    now = BASE.replace("for any purpose", "for any good and lawful purpose")
    assert likeness.undoes(change("good and lawful ", "", now), made)
    assert likeness.undoes(change("good and ", "", now), made)
    assert not likeness.undoes(change("good ", "", now), made) and not likeness.undoes(
        change("Anyone", "A reader", now), made
    )
    struck = change("for any purpose", "")
    assert likeness.undoes(
        change("catalogue", "catalogue for any purpose", BASE.replace(" for any purpose", "")), struck
    )
