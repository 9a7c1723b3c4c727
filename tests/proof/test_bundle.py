"""The reader of git bundles in verify.py against git itself, on real histories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from workbench.proof.verify import Bundle


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
        assert dict(bundle.files(bundle.commit(head)[0])) == {
            path: about.split(" ")[2]
            for about, path in (line.split("\t") for line in git("-C", clone, "ls-tree", "-r", head))
            if about.startswith("100")
        }
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
