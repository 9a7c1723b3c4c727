"""What the engine is measured against, each as it is meant to be used. One that is not installed here is None."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from diff_match_patch import diff_match_patch  # type: ignore[import-untyped]

RIVALS = Path(__file__).resolve().parents[1] / ".tools" / "rivals"  # where `make bench` installs them
Op = tuple[str, str]  # "=", "-" or "+", and the words
SIGNS = {0: "=", -1: "-", 1: "+"}
_TOKENS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|\s+|[^\w\s]|_")

PHP = """<?php
[$old, $new] = [file_get_contents($argv[1]), file_get_contents($argv[2])];
wikidiff2_inline_diff($old, $new, 2);
$spent = fn() => array_sum(array_map(fn($k) => getrusage()["ru_$k.tv_sec"] + getrusage()["ru_$k.tv_usec"] / 1e6, ["utime", "stime"]));
$before = $spent();
wikidiff2_inline_diff($old, $new, 2);
echo $spent() - $before;
"""
NODE = """
const {diffWordsWithSpace} = require('diff'), {readFileSync} = require('fs');
const [old, now] = process.argv.slice(2).map(name => readFileSync(name, 'utf8'));
const before = process.cpuUsage();
diffWordsWithSpace(old, now);
const {user, system} = process.cpuUsage(before);
console.log((user + system) / 1e6);
"""


def installed(name: str) -> Any | None:
    """A library of Python that `make bench` put beside, or None."""
    if str(RIVALS) not in sys.path:
        sys.path.append(str(RIVALS))
    return import_module(name) if find_spec(name) else None


def encoded(old: str, new: str) -> tuple[str, str, list[str]]:
    """Both texts with a character for each word, sign or run of spaces, and what each character stands for."""
    codes: dict[str, str] = {}

    def written(text: str) -> str:
        return "".join(codes.setdefault(token, _sign(len(codes))) for token in _TOKENS.findall(text))

    return written(old), written(new), list(codes)


def _sign(number: int) -> str:
    return chr(number if number < 0xD800 else number + 0x800)


def dmp_words(old: str, new: str) -> list[Op]:
    """diff-match-patch over the whole text as words, without a time limit, cleaned up for readers."""
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    one, other, tokens = encoded(old, new)
    found = engine.diff_main(one, other, False)
    engine.diff_cleanupSemantic(found)
    return [(SIGNS[op], _decoded(text, tokens)) for op, text in found]


def fast_words(old: str, new: str) -> list[Op]:
    """The same by fast-diff-match-patch, the same engine in C++."""
    engine = installed("fast_diff_match_patch")
    assert engine
    one, other, tokens = encoded(old, new)
    found = engine.diff(one, other, timelimit=0, checklines=False, cleanup="Semantic", counts_only=False)
    return [(op, _decoded(text, tokens)) for op, text in found]


def _decoded(text: str, tokens: Sequence[str]) -> str:
    return "".join(tokens[ord(char) - (0x800 if ord(char) >= 0xE000 else 0)] for char in text)


def wikidiff2() -> Callable[[str, str], float] | None:
    """php-wikidiff2, the second of two runs in one process, by its own clock."""
    php = shutil.which("php")
    if not php or "wikidiff2" not in subprocess.run([php, "-m"], capture_output=True, text=True, check=False).stdout:
        return None
    return lambda old, new: _apart([php], PHP, "run.php", old, new)


def jsdiff() -> Callable[[str, str], float] | None:
    """jsdiff's diffWordsWithSpace in Node, by its own clock."""
    node = shutil.which("node")
    if not node or not (RIVALS / "node_modules" / "diff").is_dir():
        return None
    return lambda old, new: _apart([node], NODE, "run.cjs", old, new)


def _apart(program: list[str], script: str, name: str, old: str, new: str) -> float:
    with TemporaryDirectory() as folder:
        for file, text in ((name, script), ("old", old), ("new", new)):
            (Path(folder) / file).write_text(text, "utf-8")
        if (RIVALS / "node_modules").is_dir():
            (Path(folder) / "node_modules").symlink_to(RIVALS / "node_modules")
        words = [*program, name, "old", "new"]
        return float(subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout)


class Repository:
    """A git repository of one file with a base and two changes of it, to be merged by git's own lines."""

    def __init__(self, folder: str, base: str, ours: str, theirs: str) -> None:
        self.folder = folder
        self._git("init", "-q", "-b", "main")
        self.base = self._commit(base)
        self.ours = self._commit(ours, self.base)
        self.theirs = self._commit(theirs, self.base)

    def merge_tree(self) -> None:
        """One merge of the two, without a work tree, as one process."""
        subprocess.run(
            ["git", "-C", self.folder, "merge-tree", "--write-tree", self.ours, self.theirs],
            capture_output=True,
            check=False,
        )

    def point(self, count: int) -> None:
        """So many further references, packed, as filed revisions have them."""
        lines = "".join(f"create refs/proposals/{number}/1 {self.ours}\n" for number in range(1, count + 1))
        self._git("update-ref", "--stdin", said=lines)
        self._git("pack-refs", "--all")

    def list_references(self) -> None:
        """All of them listed, by one process."""
        subprocess.run(["git", "-C", self.folder, "for-each-ref"], capture_output=True, check=True)

    def _commit(self, text: str, *parents: str) -> str:
        blob = self._git("hash-object", "-w", "--stdin", said=text)
        tree = self._git("mktree", said=f"100644 blob {blob}\ttext.md\n")
        return self._git("commit-tree", tree, "-m", "text", *(word for parent in parents for word in ("-p", parent)))

    def _git(self, *words: str, said: str = "") -> str:
        who = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
        done = subprocess.run(
            ["git", "-C", self.folder, *who, *words], input=said, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()


def merge_file(base: str, ours: str, theirs: str) -> str | None:
    """What `git merge-file` makes of three texts; None for a conflict."""
    with TemporaryDirectory() as folder:
        for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
            (Path(folder) / name).write_bytes(text.encode())
        words = ["git", "merge-file", "-p", "ours", "base", "theirs"]
        done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    return None if done.returncode else done.stdout.decode()


def wikiwho(texts: Sequence[str]) -> Any:
    """WikiWho over the versions of a text: its article, which goes on by `walk`; None where it is not installed."""
    if not installed("WikiWho"):
        return None
    article = import_module("WikiWho.wikiwho").Wikiwho("text")
    walk(article, texts, 0, len(texts))
    return article


def walk(article: Any, texts: Sequence[str], start: int, end: int) -> None:
    """The next versions of a text, by their index, through WikiWho."""
    article.analyse_article([_revision(number, texts[number]) for number in range(start, end)])


def wikiwho_spots(article: Any, text: str) -> dict[int, int]:
    """For every character of the newest text the version that WikiWho gives as its origin; nothing where its words,
    joined, are not the text."""
    newest = article.revisions[article.ordered_revisions[-1]]
    letters = [(at, char) for at, char in enumerate(text.lower()) if not char.isspace()]
    found: dict[int, int] = {}
    seen: dict[str, int] = {}
    position = 0
    for key in newest.ordered_paragraphs:
        paragraph = newest.paragraphs[key][seen.get(key, 0)]
        seen[key] = seen.get(key, 0) + 1
        inside: dict[str, int] = {}
        for name in paragraph.ordered_sentences:
            sentence = paragraph.sentences[name][inside.get(name, 0)]
            inside[name] = inside.get(name, 0) + 1
            for word in sentence.words:
                for char in word.value:
                    if position >= len(letters) or letters[position][1] != char:
                        return found
                    found[letters[position][0]] = word.origin_rev_id - 1
                    position += 1
    return found


def _revision(number: int, text: str) -> dict[str, Any]:
    return {
        "revid": number + 1, "*": text, "timestamp": "2026-01-01T00:00:00Z",
        "comment": "", "user": f"u{number}", "userid": number + 1,
    }  # fmt: skip
