"""The reader of git bundles beside verify.py against git itself, on real histories."""

from __future__ import annotations

import hashlib
import subprocess
import zlib
from pathlib import Path

import pytest

from workbench.proof.gitbundle import Bundle


def git(*arguments: str) -> list[str]:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout.splitlines()


def test_every_object_of_a_real_history_is_found_under_its_name(shared: Path, tmp_path: Path) -> None:
    found = {}
    for at, sent in enumerate(sorted(shared.rglob("*.bundle"))):
        clone, packed = str(tmp_path / f"{at}.git"), tmp_path / f"{at}.bundle"
        git("clone", "--quiet", "--mirror", str(sent), clone)
        git("-C", clone, "bundle", "create", "--quiet", str(packed), "--all")
        bundle = Bundle(packed.read_bytes())
        named = {line.split(" ")[0] for line in git("-C", clone, "rev-list", "--objects", "--all")}
        tags = {line.split(" ")[0] for line in git("-C", clone, "for-each-ref", "--format=%(objectname)")}
        assert bundle.places.keys() == named | tags
        listed = dict(
            line.split(" ")[::-1] for line in git("-C", clone, "for-each-ref", "--format=%(objectname) %(refname)")
        )
        assert bundle.refs == listed
        head = git("-C", clone, "rev-parse", "HEAD")[0]
        tree, listing = bundle.commit(head)[0], git("-C", clone, "ls-tree", "-r", head)
        for about, path in (line.split("\t") for line in listing):
            mode, _, name = about.split(" ")
            assert bundle.file(tree, path) == (name if mode.startswith("100") else None), path
        assert bundle.file(tree, "nowhere/at.all") is None
        found[sent.name] = len(named)
    assert len(found) >= 5, found


@pytest.mark.parametrize("kept", [30, 200, -1])
def test_a_bundle_that_was_cut_or_changed_is_no_bundle(tmp_path: Path, kept: int) -> None:
    git("init", "--quiet", str(tmp_path / "a"))
    who = ("-c", "user.name=A", "-c", "user.email=a@library.example")
    (tmp_path / "a" / "text.md").write_text("Anyone may copy.\n" * 20)
    git("-C", str(tmp_path / "a"), "add", ".")
    git("-C", str(tmp_path / "a"), *who, "commit", "--quiet", "-m", "Begin")
    git("-C", str(tmp_path / "a"), "bundle", "create", "--quiet", str(tmp_path / "b"), "--all")
    data = (tmp_path / "b").read_bytes()
    Bundle(data)
    broken = data[:kept] if kept > 0 else data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]
    with pytest.raises(ValueError):
        Bundle(broken)


def packed(*objects: tuple[int, bytes, int]) -> bytes:
    """A bundle of these objects: kind, content, and how long it says it is."""
    pack = b"PACK" + (2).to_bytes(4, "big") + len(objects).to_bytes(4, "big")
    for kind, content, size in objects:
        head = [kind << 4 | size & 15]
        size >>= 4
        while size:
            head[-1] |= 128
            head.append(size & 127)
            size >>= 7
        pack += bytes(head) + zlib.compress(content)
    return b"# v2 git bundle\n\n" + pack + hashlib.sha1(pack).digest()


def test_an_object_longer_than_it_says_is_not_unpacked() -> None:
    Bundle(packed((3, b"x" * 100, 100)))
    with pytest.raises(ValueError, match="longer than it says"):
        Bundle(packed((3, bytes(50_000_000), 100)))


def test_folders_within_folders_without_end_are_not_walked() -> None:
    """Forty trees, each of which has the one before it twice: a walk would see 2^40 files."""
    trees = [b"100644 text.md\0" + hashlib.sha1(b"blob 1\0x").digest()]
    for _ in range(40):
        below = hashlib.sha1(b"tree %d\0" % len(trees[-1]) + trees[-1]).digest()
        trees.append(b"40000 a\0" + below + b"40000 b\0" + below)
    bundle = Bundle(packed((3, b"x", 1), *((2, tree, len(tree)) for tree in trees)))
    top = hashlib.sha1(b"tree %d\0" % len(trees[-1]) + trees[-1]).hexdigest()
    assert bundle.file(top, "a/" * 40 + "text.md") == hashlib.sha1(b"blob 1\0x").hexdigest()
    assert bundle.file(top, "a/b/text.md") is None
