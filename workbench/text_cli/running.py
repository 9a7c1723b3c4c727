"""How a command runs: once on what its arguments name, or on each line of a batch. Knows the shell, not the engine."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import click

from workbench.errors import Fault, Refusal
from workbench.text_cli import inputs
from workbench.text_cli.answers import MARKDOWN, PLAIN
from workbench.text_cli.inputs import Request

ENDINGS = ("", ".md", ".markdown")  # of Markdown
Answer = Callable[[Request, str], Any]


@dataclass(frozen=True)
class Shape:
    """Which texts a command takes, by the keys of its request: one each for `single`, at least `least` for `many`.

    `line`: FROM..TO:PATH may stand for many."""

    single: tuple[str, ...] = ()
    many: str = ""
    least: int = 0
    line: bool = False

    def request(self, texts: Sequence[str]) -> Request:
        """The texts under their keys; wrong usage if there are too few or too many."""
        count = len(self.single)
        if len(texts) < count + self.least or len(texts) > count and not self.many:
            raise click.UsageError(f"{self.wanted}: {len(texts) or 'none'} given. See --help, or use --batch.")
        request: Request = dict(zip(self.single, texts, strict=False))
        return request | ({self.many: list(texts[count:])} if self.many else {})

    @property
    def wanted(self) -> str:
        """How many texts, in words."""
        least = len(self.single) + self.least
        return (
            f"{'At least ' if self.many else ''}{least} text{'s' * (least != 1)} {'are' if least != 1 else 'is'} wanted"
        )


@dataclass(frozen=True)
class Call:
    """One call of a command, as its arguments have it. `names` are the versions' names, one for each text."""

    shape: Shape
    arguments: tuple[str, ...]
    repository: str | None
    batch: bool
    markdown: bool | None

    def once(self, answer: Answer, more: Callable[[Sequence[str]], Request] | None = None) -> tuple[Any, list[str]]:
        """What the command answers, and what its texts are called. A Refusal or Fault is one line and exit status 1."""
        if self.repository is None:
            self.shape.request(self.arguments)
            texts, names = inputs.files(self.arguments), list(self.arguments)
        else:
            texts, names = inputs.revisions(self.repository, self.arguments, line=self.shape.line)
        request = self.shape.request(texts) | (more(names) if more else {})
        return answer(request, self._document(names[0])), names

    def each(self, answer: Answer, key: str = "") -> None:
        """Answer a batch, line by line; under `key` if the answer has to stand under one."""
        if self.arguments or self.repository is not None:
            raise click.UsageError("With --batch the texts come from standard input; no file or repository is named.")
        document = PLAIN if self.markdown is False else MARKDOWN
        for line in inputs.requests(sys.stdin.buffer):
            emit(written(_answered(answer, line, document, key)))

    def _document(self, name: str) -> str:
        """What the engine is told the text is called: by its ending it knows how to read it."""
        ending = PurePath(name.rpartition(":")[2] if self.repository is not None else name).suffix.lower()
        is_markdown = ending in ENDINGS if self.markdown is None else self.markdown
        return MARKDOWN if is_markdown else PLAIN


def _answered(answer: Answer, line: bytes | None, document: str, key: str) -> Any:
    """The answer to one request; {"error": …} where there is none, whatever the reason: the next request goes on."""
    try:
        found = answer(inputs.request(line), document)
        if isinstance(found, Iterator):
            found = list(found)
        return {key: found} if key else found
    except (Refusal, Fault) as no:
        return {"error": str(no)}
    except MemoryError:
        return {"error": "There is not enough memory for this request."}
    except Exception as fault:  # noqa: BLE001  (a batch goes on, also when the engine has a fault of its own)
        return {
            "error": f"The workbench failed on this request, by a fault of its own: {type(fault).__name__}: {fault}"
        }


def written(value: Any, key: str = "") -> str:
    """A value as one line of JSON; an iterator is a list, under `key` if there is one."""
    if isinstance(value, Iterator):
        value = list(value)
    return json.dumps({key: value} if key else value, ensure_ascii=False) + "\n"


def emit(data: str) -> None:
    """Data to standard output, at once, in UTF-8 whatever the terminal says."""
    sys.stdout.buffer.write(data.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


@contextmanager
def quiet_pipe() -> Iterator[None]:
    """Whoever reads may stop reading: that ends the command with status 1 and no word."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is flushed at exit
        sys.exit(1)
