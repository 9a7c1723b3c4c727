"""The verdict of a case: a pure function of its requirements and findings (procedure 2.5). Nobody can type one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WORDS = {
    "conforms": "conforms",
    "conforms_if": "conforms on conditions",
    "does_not_conform": "does not conform",
    "indeterminate": "cannot be determined",
}


@dataclass(frozen=True)
class Verdict:
    """`value` is a key of WORDS; `because` holds the ids of the requirements that decided it, in order."""

    value: str
    because: tuple[str, ...]

    @property
    def words(self) -> str:
        return WORDS[self.value]


def judge(requirements: Sequence[str], findings: Mapping[str, str]) -> Verdict:
    """The verdict when all `requirements` must hold; `findings` maps a requirement to its value, a gap has no entry.

    One requirement not met decides; else one that is open or cannot be assessed; else one met on a condition.
    Requirements that do not apply say nothing: a case of those alone is indeterminate.
    """

    def which(*values: str | None) -> tuple[str, ...]:
        return tuple(clause for clause in requirements if findings.get(clause) in values)

    if failed := which("not_met"):
        return Verdict("does_not_conform", failed)
    if unknown := which(None, "not_assessable"):
        return Verdict("indeterminate", unknown)
    if conditional := which("conditional"):
        return Verdict("conforms_if", conditional)
    met = which("met")
    return Verdict("conforms" if met else "indeterminate", met)
