"""A git bundle read without git: every object has the name that its content gives it, so nothing in it is taken on trust.

Part of verify.py, which proves a record with it; like that it needs nothing but Python.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from functools import lru_cache


class Bundle:
    """The refs of a git bundle and its objects, each of which has the name that its content gives it (SHA-1)."""

    KINDS = ("", "commit", "tree", "blob", "tag")
    KEPT = 2_000  # unpacked objects that are kept at hand
    LARGEST = 500_000_000  # bytes of an object; a longer one is not unpacked

    def __init__(self, data: bytes) -> None:
        head, _, self.pack = data.partition(b"\n\n")
        lines = head.decode().split("\n")
        if lines[0] != "# v2 git bundle" or hashlib.sha1(self.pack[:-20]).digest() != self.pack[-20:]:
            raise ValueError("definition.bundle is no git bundle, or was changed after it was written")
        self.refs = {name: commit for commit, _, name in (line.partition(" ") for line in lines[1:]) if name != "HEAD"}
        self.object = lru_cache(self.KEPT)(self.unpacked)
        self.places: dict[str, int] = {}
        at = 12
        for _ in range(int.from_bytes(self.pack[8:12], "big")):
            kind, content, end = self.object(at)
            self.places[hashlib.sha1(f"{kind} {len(content)}\0".encode() + content).hexdigest()] = at
            at = end

    def unpacked(self, at: int) -> tuple[str, bytes, int]:
        """The object at a place in the pack: its kind, its content, and where the next one begins (git's pack format)."""
        start, kind, back = at, self.pack[at] >> 4 & 7, 0
        size, place = self.pack[at] & 15, 4
        while self.pack[at] & 128:
            at += 1
            size, place = size | (self.pack[at] & 127) << place, place + 7
        at += 1
        if kind == 6:  # a change of the object so many bytes before
            back = self.pack[at] & 127
            while self.pack[at] & 128:
                at += 1
                back = (back + 1) << 7 | self.pack[at] & 127
            at += 1
        inflate, content = zlib.decompressobj(), b""
        while not inflate.eof and at < len(self.pack):
            content += inflate.decompress(self.pack[at : at + 4096])
            at += min(4096, len(self.pack) - at)
            if len(content) > min(size, self.LARGEST):
                raise ValueError("an object is longer than it says, or than can be read")
        end = at - len(inflate.unused_data)
        if not back:
            return self.KINDS[kind], content, end
        name, before, _ = self.object(start - back)
        return name, changed(before, content, self.LARGEST), end

    def read(self, name: str, kind: str) -> bytes:
        """The content of an object. A KeyError where there is none of that kind."""
        found, content, _ = self.object(self.places[name])
        if found != kind:
            raise KeyError(name)
        return content

    def commit(self, name: str) -> tuple[str, list[str], list[str]]:
        """The tree of a commit, the commits before it, and the lines of its message."""
        head, _, message = self.read(name, "commit").decode("utf-8", "replace").partition("\n\n")
        lines = [line.split(" ") for line in head.split("\n")]
        return lines[0][1], [line[1] for line in lines if line[0] == "parent"], message.split("\n")

    def file(self, tree: str, path: str) -> str | None:
        """The name of the content of the ordinary file at a path of a tree, if there is one."""
        mode, found = b"40000", tree
        for part in path.split("/"):
            if mode != b"40000":
                return None
            rest, name, mode = self.read(found, "tree"), b"", b""
            while rest and name != part.encode():
                head, _, rest = rest.partition(b"\0")
                (mode, _, name), found, rest = head.partition(b" "), rest[:20].hex(), rest[20:]
            mode = mode if name == part.encode() else b""
        return found if mode.startswith(b"100") else None

    def words(self, commit: str, paths: Iterable[str]) -> dict[str, str]:
        """Path -> text of the files of a commit, as the record knows texts: UTF-8, else Latin-1, without NUL."""
        tree, found = self.commit(commit)[0], {}
        for path, name in ((path, name) for path in paths if (name := self.file(tree, path))):
            data = self.read(name, "blob")
            try:
                words = data.decode("utf-8")
            except UnicodeDecodeError:
                words = data.decode("latin-1")
            found[path] = words.replace("\0", "\ufffd")
        return found

    def texts(self, commit: str, paths: Iterable[str]) -> dict[str, str]:
        """Path -> SHA-256 of them."""
        return {path: hashlib.sha256(words.encode()).hexdigest() for path, words in self.words(commit, paths).items()}

    def target(self, name: str) -> str:
        """The commit that a ref leads to; a tag is followed."""
        while self.object(self.places[name])[0] == "tag":
            name = self.read(name, "tag")[7:47].decode()
        return name


def changed(base: bytes, delta: bytes, longest: int) -> bytes:
    """What a change makes of an object: pieces copied from it, and pieces put in (git's pack format)."""
    rest, made = iter(delta), bytearray()
    for _ in range(2):  # the lengths before and after
        while next(rest) & 128:
            pass
    for code in rest:
        if code & 128:
            start, length = (
                sum(next(rest) << 8 * n for n in range(bits) if code >> first + n & 1)
                for first, bits in ((0, 4), (4, 3))
            )
            made += base[start : start + (length or 0x10000)]
        else:
            made += bytes(next(rest) for _ in range(code))
        if len(made) > longest:
            raise ValueError("an object is longer than can be read")
    return bytes(made)
