"""Unified diffs and patch mails as texts: read, and applied exactly where they say. Texts in, texts out.

A hunk stands at the line its header names or it is refused: what is adopted are exact bytes, so nothing is looked for
elsewhere (git's documentation of diff formats and of git-format-patch).
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy

from workbench.errors import Refusal

HEADER = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
INDEX = re.compile(r"index ([0-9a-f]{7,64})\.\.[0-9a-f]{7,64}")
COMMIT_BASE = re.compile(r"^base-commit: ([0-9a-f]{40})$", re.MULTILINE)
SUBJECT = re.compile(r"^(?:\s*\[[^\]]*\])+\s*")
MAIL = re.compile(rb"^From [0-9a-f]{40} ", re.MULTILINE)
NO_END = "\\"
NOTHING = "/dev/null"


@dataclass(frozen=True)
class Hunk:
    """`at` is the first line of the old text it is about, from 1 (where it only adds: the line before); lines with their ends."""

    at: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Change:
    """What a patch does to one file. `blob` is the beginning of the id of the file it was made from, or ""."""

    old_path: str
    new_path: str
    blob: str
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True)
class Letter:
    """One mail of `git format-patch`, or a bare diff (without subject and body)."""

    subject: str
    body: str
    base_commit: str
    changes: tuple[Change, ...]


def letters(data: bytes) -> list[Letter]:
    """The patches in a file, in order: a diff, a mail, or a series of mails. Empty where there is none."""
    starts = [found.start() for found in MAIL.finditer(data)]
    if starts:
        ends = [*starts[1:], len(data)]
        return [_mail(data[start:end]) for start, end in zip(starts, ends, strict=True)]
    if re.match(rb"(?:[A-Za-z-]+:.*\r?\n(?:[ \t].*\r?\n)*)*Subject:", data):
        return [_mail(data)]
    found = changes(data.decode("utf-8", "surrogateescape"))
    return [Letter("", "", "", tuple(found))] if found else []


def _mail(data: bytes) -> Letter:
    head, _, rest = data.partition(b"\n")
    if head.startswith(b"From "):
        data, head = rest, rest.partition(b"\n")[0]
    if head.endswith(b"\r"):  # line ends of the journey, not of the text
        data = data.replace(b"\r\n", b"\n")
    mail = email.message_from_bytes(data, policy=policy.default)
    part = mail.get_body(("plain",))
    payload = part.get_payload(decode=True) if part else b""
    text = payload.decode("utf-8", "surrogateescape") if isinstance(payload, bytes) else ""
    subject = SUBJECT.sub("", " ".join(str(mail["Subject"] or "").split()))
    body = re.split(r"^(?:---$|diff --git |--- )", text, maxsplit=1, flags=re.MULTILINE)[0]
    base = COMMIT_BASE.search(text)
    return Letter(subject, body.strip(), base[1] if base else "", tuple(changes(text)))


def changes(text: str) -> list[Change]:
    """The files a unified diff changes. A Refusal for one that is cut short, or that is not text."""
    lines = text.removesuffix("\n").split("\n")
    found: list[Change] = []
    at, blob = 0, ""
    while at < len(lines):
        line = lines[at]
        if line.startswith("diff --git "):
            blob = ""
        elif known := INDEX.match(line):
            blob = known[1]
        elif line.startswith(("GIT binary patch", "Binary files ")):
            raise Refusal("This patch changes a file that is not text. Send the text as a file instead.")
        elif line.startswith("--- ") and at + 1 < len(lines) and lines[at + 1].startswith("+++ "):
            paths = [_path(lines[at][4:]), _path(lines[at + 1][4:])]
            hunks, at = _hunks(lines, at + 2)
            found.append(Change(paths[0], paths[1], blob, tuple(hunks)))
            continue
        at += 1
    return found


def _path(told: str) -> str:
    return told.rstrip("\r").partition("\t")[0]


def _hunks(lines: Sequence[str], at: int) -> tuple[list[Hunk], int]:
    found: list[Hunk] = []
    while at < len(lines) and (header := HEADER.match(lines[at])):
        wanted = [int(header[2] or 1), int(header[4] or 1)]
        sides: tuple[list[str], list[str]] = ([], [])
        first, at = at, at + 1
        while len(sides[0]) < wanted[0] or len(sides[1]) < wanted[1] or _has_no_end(lines, at):
            if at >= len(lines) or lines[at][:1] not in (" ", "-", "+", NO_END, ""):
                raise Refusal(f"This patch is cut short: {lines[first]} asks for more lines than follow.")
            sign, words = lines[at][:1] or " ", lines[at][1:]
            if sign == NO_END:
                for side in sides if lines[at - 1][:1] == " " else [sides[lines[at - 1][:1] == "+"]]:
                    side[-1] = side[-1].removesuffix("\n")
            else:
                for side in [sides[0]] * (sign in " -") + [sides[1]] * (sign in " +"):
                    side.append(words + "\n")
            at += 1
        found.append(Hunk(int(header[1]), tuple(sides[0]), tuple(sides[1]), "\n".join(lines[first:at])))
    return found, at


def _has_no_end(lines: Sequence[str], at: int) -> bool:
    return at < len(lines) and lines[at].startswith(NO_END)


def applied(text: str, change: Change) -> str:
    """The text with every hunk made where it says. A Refusal names the first hunk that does not fit, and gives it."""
    lines = text.split("\n")
    parts = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    made: list[str] = []
    done = 0
    for hunk in change.hunks:
        start = hunk.at - 1 if hunk.old else hunk.at
        if start < done or tuple(parts[start : start + len(hunk.old)]) != hunk.old:
            raise Refusal(
                f"This patch does not apply to the text it names: at line {hunk.at} of {change.old_path} the text is another. "
                f"Make it again on that text, or name its base. The hunk is:\n{hunk.words}", field="patch",
            )  # fmt: skip
        made += parts[done:start] + list(hunk.new)
        done = start + len(hunk.old)
    return "".join(made + parts[done:])


def blob_id(text: str) -> str:
    """What git calls a file with these characters (SHA-1 over “blob”, its length and its bytes)."""
    data = text.encode()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
