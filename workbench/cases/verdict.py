"""The verdict of a case: a pure function of its requirements and findings (procedure 2.5). Nobody can type one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.definition.requirements import Need

WORDS = {
    "conforms": "conforms",
    "conforms_if": "conforms on conditions",
    "does_not_conform": "does not conform",
    "indeterminate": "cannot be determined",
}
# What is found of a clause or a group, the worst first, and the verdict that it gives where it is found of the whole.
VERDICTS = {
    "not_met": "does_not_conform",
    "not_assessable": "indeterminate",
    "conditional": "conforms_if",
    "met": "conforms",
    "not_applicable": "indeterminate",
}
RANKS = {value: rank for rank, value in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True)
class Judged:
    """A clause or a group with what is found of it: `value` is a key of VERDICTS. A gap counts as not assessable."""

    need: Need | str
    value: str
    parts: tuple[Judged, ...] = ()

    @property
    def because(self) -> tuple[str, ...]:
        """The clauses that decided it: of a group those of its parts that are what it is."""
        if self.value == "not_applicable":
            return ()
        if isinstance(self.need, str):
            return (self.need,)
        return tuple(clause for part in self.parts if part.value == self.value for clause in part.because)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`whole` says of every group and clause what was found, and so how the verdict came about."""

    whole: Judged

    @property
    def value(self) -> str:
        """A key of WORDS."""
        return VERDICTS[self.whole.value]

    @property
    def because(self) -> tuple[str, ...]:
        """The ids of the requirements that decided it, in order."""
        return self.whole.because

    @property
    def words(self) -> str:
        return WORDS[self.value]


def judge(need: Need, findings: Mapping[str, str]) -> Verdict:
    """The verdict on what is needed; `findings` maps a clause to its value, a gap has no entry.

    Of a group of which all must hold its worst part decides, of one of which any may hold its best. Parts that do not
    apply say nothing: a group of those alone does not apply, and a case of those alone is indeterminate.
    """
    return Verdict(_judged(need, findings))


def _judged(need: Need | str, findings: Mapping[str, str]) -> Judged:
    if isinstance(need, str):
        return Judged(need, findings.get(need, "not_assessable"))
    parts = tuple(_judged(part, findings) for part in need.parts)
    values = [part.value for part in parts if part.value != "not_applicable"]
    decides = min if need.how == "all" else max
    return Judged(need, decides(values, key=RANKS.__getitem__) if values else "not_applicable", parts)
