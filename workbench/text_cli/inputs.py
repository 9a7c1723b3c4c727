"""Where the texts of a command come from: files, a git repository, or one JSON request a line on standard input.

Whatever is given, what comes out is a request: the same keys and values for a file as for a line of a batch.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from workbench.errors import Refusal

LARGEST = 10_000_000  # characters of one text; a definition has a million bytes at most
LONGEST = 1_000_000_000  # bytes of one request
Request = dict[str, Any]


def files(names: Sequence[str]) -> list[str]:
    """The texts of these files, byte for byte; "-" is standard input."""
    if names.count("-") > 1:
        raise Refusal("Standard input (“-”) can be read only once.")
    return [decoded(_bytes(name), name) for name in names]


def revisions(folder: str, names: Sequence[str], *, line: bool) -> tuple[list[str], list[str]]:
    """The texts at these places of a git repository, and what each is called: `REVISION:PATH`.

    With `line`, `FROM..TO:PATH` stands for every version of the file between."""
    from workbench.definition.elsewhere import Elsewhere  # git is loaded only where it is asked for

    repository = Elsewhere(Path(folder))
    found = [file for name in names for file in (repository.line(name) if line else [repository.find(name)])]
    texts = zip(repository.contents(found), found, strict=True)
    return [decoded(data, file.name) for data, file in texts], [file.name for file in found]


def anchors(name: str) -> list[Any]:
    """The lines of a file of JSON lines, not checked yet."""
    lines = decoded(_bytes(name), name).split("\n")
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(parsed(line))
            except Refusal as no:
                raise Refusal(f"{name}, line {number}: {no}") from no
    return found


def decoded(data: bytes, name: str) -> str:
    """The characters of UTF-8; a Refusal names the place of the first byte that is not."""
    if len(data) > 4 * LARGEST:
        raise Refusal(f"{name} has {len(data):,} bytes, which is more than the workbench reads.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as broken:
        lines = data[: broken.start].decode("utf-8").split("\n")
        place = f"line {len(lines)}, column {len(lines[-1]) + 1}"
        raise Refusal(f"{name} is not UTF-8: {place}, byte 0x{data[broken.start]:02X}. Save it as UTF-8.") from broken


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(4 * LARGEST + 1)
    try:
        with open(name, "rb") as file:
            return file.read(4 * LARGEST + 1)
    except IsADirectoryError as folder:
        raise Refusal(f"{name} is a folder; a file is wanted here.") from folder
    except FileNotFoundError as missing:
        raise Refusal(f"There is no file {name}.") from missing
    except (OSError, ValueError) as fault:
        raise Refusal(f"{name} cannot be read: {getattr(fault, 'strerror', None) or fault}.") from fault


def requests(stream: BinaryIO, longest: int = LONGEST) -> Iterator[bytes | None]:
    """The lines of a batch, empty ones left out; None for a line that is longer than anybody will keep in memory."""
    while line := stream.readline(longest + 1):
        if len(line) > longest and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(io.DEFAULT_BUFFER_SIZE)
            yield None
        elif line.strip():
            yield line


def request(line: bytes | None) -> Request:
    """The request that a line of a batch holds; a Refusal says why it holds none."""
    if line is None:
        raise Refusal(f"A request has at most {LONGEST:,} bytes.")
    found = parsed(decoded_line(line))
    if not isinstance(found, dict):
        raise Refusal("A request is a JSON object, such as {…}.")
    return found


def decoded_line(line: bytes) -> str:
    """The characters of a line of a batch."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise Refusal(f"The request is not UTF-8: byte {broken.start + 1} is 0x{line[broken.start]:02X}.") from broken


def parsed(line: str) -> Any:
    """What JSON says, in words of ours where it says nothing."""
    try:
        return json.loads(line)
    except RecursionError as deep:
        raise Refusal("This is nested too deeply to be a request.") from deep
    except json.JSONDecodeError as broken:
        raise Refusal(f"This is not JSON: {broken.msg}, at character {broken.pos + 1}.") from broken
    except ValueError as broken:  # a number with thousands of digits
        raise Refusal(f"This is not JSON that can be read: {broken}.") from broken


def text(request: Mapping[str, Any], key: str) -> str:
    """The text under `key`."""
    return a_text(_value(request, key), f"“{key}”")


def texts(request: Mapping[str, Any], key: str, least: int = 1) -> list[str]:
    """The list of texts under `key`, with at least so many."""
    value = _value(request, key)
    if not isinstance(value, list):
        raise Refusal(f"“{key}” must be a list of texts; it is {_called(value)}.")
    if len(value) < least:
        raise Refusal(f"“{key}” must hold at least {least} text{'s' * (least > 1)}; it holds {len(value)}.")
    return [a_text(item, f"“{key}”, number {number}") for number, item in enumerate(value)]


def a_text(value: Any, called: str) -> str:
    """`value`, if it is characters that UTF-8 can hold and not more than anybody reads."""
    if not isinstance(value, str):
        raise Refusal(f"{called} must be a text; it is {_called(value)}.")
    if len(value) > LARGEST:
        raise Refusal(f"{called} has {len(value):,} characters; at most {LARGEST:,} are read.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as lone:
        code = f"U+{ord(value[lone.start]):04X}"
        raise Refusal(f"{called} holds half a character, {code}, at character {lone.start + 1}.") from lone
    return value


def _value(request: Mapping[str, Any], key: str) -> Any:
    if key not in request:
        raise Refusal(f"The request has no “{key}”.")
    return request[key]


def _called(value: Any) -> str:
    """What JSON calls a value that is not what was wanted."""
    kinds = {
        type(None): "null",
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
    }
    return kinds.get(type(value), "an object")


def passages(request: Mapping[str, Any], key: str, on: str) -> list[dict[str, Any]]:
    """The passages under `key`: each {"id", "start", "end", "quote"}, its offsets in characters of the text `on`."""
    value = _value(request, key)
    if not isinstance(value, list):
        raise Refusal(f"“{key}” must be a list of passages; it is {_called(value)}.")
    return [_passage(item, f"“{key}”, number {number}", on) for number, item in enumerate(value)]


def _passage(item: Any, called: str, on: str) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise Refusal(f"{called} must be an object; it is {_called(item)}.")
    missing = [key for key in ("id", "start", "end", "quote") if key not in item]
    if missing:
        raise Refusal(f"{called} has no “{missing[0]}”.")
    name, start, end = item["id"], item["start"], item["end"]
    if isinstance(name, str):
        a_text(name, f"“id” of {called}")
    elif not isinstance(name, int) or isinstance(name, bool):
        raise Refusal(f"“id” of {called} must be a text or a whole number; it is {_called(name)}.")
    for key, place in (("start", start), ("end", end)):
        if not isinstance(place, int) or isinstance(place, bool):
            raise Refusal(f"“{key}” of {called} must be a whole number; it is {_called(place)}.")
    if not 0 <= start <= end <= len(on):
        raise Refusal(f"{called} reaches from {start} to {end}; the text has {len(on):,} characters.")
    return {"id": name, "start": start, "end": end, "quote": a_text(item["quote"], f"“quote” of {called}")}
