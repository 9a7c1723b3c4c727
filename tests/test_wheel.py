"""The wheel runs by itself: built, installed into an empty environment, started in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import server

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ("definition", "proposals", "templates", "static")


def stranger() -> dict[str, str]:
    """An environment that knows nothing of this checkout."""
    ours = ("PYTHONPATH", "VIRTUAL_ENV", "WORKBENCH_INSTANCE", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if name not in ours}


def say(*words: str | Path, cwd: Path = ROOT) -> str:
    """Run a program to its end; its output is in the failure."""
    done = subprocess.run(words, cwd=cwd, env=stranger(), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    say(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment that holds the locked libraries and the wheel, nothing else."""
    uv = shutil.which("uv", path=f"{ROOT / '.tools/bin'}{os.pathsep}{os.environ['PATH']}")
    assert uv, "uv is not here: run the tests with make"
    folder = tmp_path_factory.mktemp("empty") / "venv"
    say(uv, "venv", "--quiet", "--python", sys.executable, folder)
    install = (uv, "pip", "install", "--quiet", "--python", folder / "bin/python", "--no-deps")
    say(*install, "--require-hashes", "-r", "requirements.lock")
    say(*install, wheel)
    return folder / "bin"


def test_the_wheel_holds_the_code_and_all_content_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert not [name for name in names if not name.startswith(("workbench/", "definition_workbench-"))]
    content = [path for name in CONTENT for path in (ROOT / name).rglob("*") if path.is_file()]
    assert {f"workbench/_bundled/{path.relative_to(ROOT).as_posix()}" for path in content} <= names


def test_the_installed_wheel_makes_an_instance_and_serves_it(installed: Path, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    home.mkdir()
    command = (str(installed / "workbench"),)
    say(*command, "init", "--no-demo", cwd=home)
    with server.serve(home / "instance", command=command, env=stranger()) as running:
        for address in ("/", "/definition", "/static/app.css", "/static/app.js"):
            status, body = running.get(address)
            assert (status, bool(body)) == (200, True), address
        assert b"{#" not in running.get("/definition")[1]
    assert say(*command, "check", cwd=home) == ""


def test_the_installed_program_says_what_it_can_do(installed: Path, tmp_path: Path) -> None:
    said = say(str(installed / "workbench"), "--help", cwd=tmp_path)
    assert {"init", "serve", "check", "member"} <= set(said.split())
