"""Setting up: what `make` promises, and the lock files that it installs from."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.support import server

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")


def make(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`make` in a folder, without what the make that runs these tests has told its children."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "UV_", "PIP_"))}
    return subprocess.run(
        ["make", "--no-print-directory", *words], cwd=folder, env=kept | variables, capture_output=True, text=True,
        timeout=120, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def program(path: Path, *lines: str) -> Path:
    """A small shell program to stand in for a real one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The Makefile and the lock files alone, with nothing installed."""
    for name in ("Makefile", *LOCKS):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_make_help_lists_every_target() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    listed = re.findall(r"^make (\S+) +\S", make(ROOT, "help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony[1].split())


def test_a_second_start_installs_nothing(checkout: Path) -> None:
    for stamp in (checkout / ".tools/.ready", checkout / ".venv/.ready"):
        stamp.parent.mkdir()
        stamp.touch()
    plan = make(checkout, "-n", "run", "ARGS=--port 8080").stdout
    assert plan.strip() == ".venv/bin/workbench serve --demo --port 8080"


def test_an_old_python_is_refused_in_one_line(checkout: Path) -> None:
    old = program(checkout / "python3.9", '[ "$1" = --version ] && echo "Python 3.9.2"', "exit 1")
    refused = make(checkout, "run", f"PYTHON={old}")
    assert refused.returncode != 0
    assert refused.stderr.splitlines()[0].startswith(f"Python 3.11 or newer is needed and {old} is Python 3.9.2.")
    assert not (checkout / ".venv").exists()


def test_a_python_without_pip_is_refused_in_one_line(checkout: Path) -> None:
    bare = program(checkout / "python3", '[ "$1" != -m ]')
    refused = make(checkout, "run", f"PYTHON={bare}")
    assert refused.returncode != 0
    assert refused.stderr.splitlines()[0].startswith("pip is missing: install it first")


@pytest.mark.parametrize("said", ["in the environment", "in a file"])
def test_the_index_and_certificates_that_pip_is_told_to_use_are_handed_to_uv(checkout: Path, said: str) -> None:
    index, certificates = "https://index.example/simple", "/etc/certificates.example"
    (checkout / ".tools").mkdir()
    note = 'echo "$UV_DEFAULT_INDEX $SSL_CERT_FILE" >>said'
    program(checkout / ".tools/bin/uv", note, "exit 1")
    (checkout / ".tools/.ready").touch()
    variables = {"PIP_INDEX_URL": index, "PIP_CERT": certificates}
    if said == "in a file":
        (checkout / "pip.conf").write_text(f"[global]\nindex-url = {index}\ncert = {certificates}\n")
        variables = {"PIP_CONFIG_FILE": str(checkout / "pip.conf")}
    make(checkout, ".venv/.ready", **variables, SSL_CERT_FILE="")
    assert (checkout / "said").read_text().splitlines() == [f"{index} {certificates}"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_version_and_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "index-url" not in text
    blocks = re.split(r"^(?=\S)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    unpinned = [
        block.splitlines()[0] for block in blocks if block and not ("==" in block and "--hash=sha256:" in block)
    ]
    assert not unpinned


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {"requirements.lock": project["project"]["dependencies"]}
    wanted["requirements-dev.lock"] = project["dependency-groups"]["dev"]
    for name, dependencies in wanted.items():
        locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / name).read_text(), re.MULTILINE))
        names = {re.split(r"[\[<>=!~;, ]", dependency)[0] for dependency in dependencies}
        assert names <= locked, f"run make lock: {name} lacks {names - locked}"


def test_both_locks_agree_on_every_version() -> None:
    first, second = (dict(re.findall(r"^(\S+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE)) for name in LOCKS[:2])
    assert {name: version for name, version in first.items() if second.get(name) != version} == {}


def test_a_port_in_use_is_refused_in_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        instance = tmp_path / "instance"
        assert server.run("init", "--no-demo", instance=instance).returncode == 0
        refused = server.run("serve", "--port", str(port), instance=instance)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert [line for line in refused.stderr.splitlines() if str(port) in line] == refused.stderr.splitlines()[-1:]
