"""What is said to change the typography alone: no word, figure, address or code differs. For verify.py, which proves a record with it.

It is the rule by which the program lets it pass (plainly.py), which besides asks for the same clauses in the same order. Like verify.py this
needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from typing import Any

from workbench.proof.gitbundle import Bundle
from workbench.proof.written import sha256
from workbench.wording.plainly import plain

Row = dict[str, Any]


def is_slight(bundle: Bundle, texts: dict[str, Row], old: Row, new: Row) -> bool:
    """Whether two texts, each a version or a revision, differ, and in their typography alone. `texts`: fingerprint -> documents."""
    before, after = (documents(bundle, texts[one["fingerprint"]], one["commit"]) for one in (old, new))
    is_same = before.keys() == after.keys() and all(plain(before[path]) == plain(after[path]) for path in before)
    return is_same and before != after


def documents(bundle: Bundle, known: Row, commit: str) -> dict[str, str]:
    """Path -> text, of those that have the hashes of the record; in an older commit they may stand under their old paths."""
    found = bundle.words(commit, {*known["documents"], *known.get("sources", ())}).values()
    by = {sha256(text): text for text in found}
    return {path: by[value] for path, value in known["documents"].items()}
