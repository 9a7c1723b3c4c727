"""What versions are called: read from the tags of a history, and chosen for the next one. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from workbench.definition.repository import LABEL

# Addresses of other pages of the definition: a version of that name could not be reached.
RESERVED = frozenset({"versions", "compare", "on", "changelog"})
DOTTED = re.compile(r"(\d+(?:\.\d+)+)(?:[-.]?[A-Za-z].*)?")
LAST_NUMBER = re.compile(r"(.*?)(\d+)(\D*)")


def of_tag(tag: str) -> str:
    """The label in a tag: without the v before a number, and with a hyphen for what an address cannot hold. "" if none."""
    name = tag[1:] if re.match(r"[vV][0-9]", tag) else tag
    name = re.sub(r"[^0-9A-Za-z+._-]+|\.{2,}", "-", name).strip("-._+")
    return name if LABEL.fullmatch(name) and name not in RESERVED else ""


def along(tags: Sequence[Collection[str]]) -> list[str]:
    """The labels of a history of versions, oldest first; `tags` are the tags of each. No label comes twice.

    A tagged version has its tag's name. Without any tag, and before a first tag that goes on counting (v6 after five
    versions), the versions are numbered 1, 2, 3. Between tags a version is called after the nearest earlier one: 1.0+1, 1.0+2; before the first, 0+1.
    """
    labels: list[str] = []
    given: set[str] = set()
    for names in tags:
        options = sorted(filter(None, map(of_tag, names)), key=lambda name: (not name[0].isdigit(), len(name), name))
        labels.append(next((name for name in options if name not in given), ""))
        given.add(labels[-1])
    first = next((at for at, label in enumerate(labels) if label), None)
    is_counted = first is None or (labels[first].isdecimal() and int(labels[first]) > first)
    latest, steps = "0", 0
    for at, label in enumerate(labels):
        if label:
            latest, steps = label, 0
            continue
        if is_counted and (first is None or at < first):
            labels[at] = str(at + 1)
            continue
        steps += 1
        while f"{latest}+{steps}" in given:
            steps += 1
        labels[at] = f"{latest}+{steps}"
    return labels


def next_label(newest: str, size: str, taken: Collection[str] = ()) -> str:
    """What the version after `newest` is called, by the size of the step; never one in `taken`.

    Dotted numbers: patch raises the last part (1.0 -> 1.0.1), minor the second (1.1), major the first (2.0).
    A candidate becomes what it was one for (1.0-RC1 -> 1.0). Plain numbers are counted on.
    """
    label = _after(newest.split("+")[0], size)
    while label in taken:
        label = _after(label, "patch")
    return label


def _after(label: str, size: str) -> str:
    dotted = DOTTED.fullmatch(label)
    if dotted and dotted[1] != label:
        return dotted[1]
    if dotted:
        parts = [int(part) for part in label.split(".")]
        if size == "patch" and len(parts) == 2:
            return f"{label}.1"
        place = {"major": 0, "minor": 1}.get(size, len(parts) - 1)
        return ".".join(map(str, [*parts[:place], parts[place] + 1, *[0] * (len(parts) - place - 1)]))
    counted = LAST_NUMBER.fullmatch(label)
    return f"{counted[1]}{int(counted[2]) + 1}{counted[3]}" if counted else f"{label}-2"
