"""What the command refuses, it refuses in one clear line with status 1; what it prints on standard output is data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support import server
from tests.support.begin import Templates
from workbench.config import Config


@pytest.fixture
def small(templates: Templates, tmp_path: Path) -> Config:
    return templates.small(tmp_path / "instance", None)


def refused(*words: str, instance: Path, database: str = "") -> str:
    """The one line of a refusal."""
    done = server.run(*words, instance=instance, database=database)
    assert done.returncode == 1 and done.stdout == "", done
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("workbench: ")
    return line


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("scripts = 5", "“scripts” must be a list"),
        ('documents = "library.md"', "“documents” must be a list"),
        ("rules = 7", "“rules” must be a table"),
        ('requirements = "x"', "“requirements” must be a table"),
        ('[requirements]\nclauses = "x"', "requirements.clauses: what all of must hold is to be a list"),
        ('[requirements]\nclauses = ["a", {any = ["b", "a"]}]', "“a” is there twice"),
        ('name = "broken', "cannot be read"),
        (
            '[rules.x]\npass = [[{count=["F"], op=">", ratio="abc", of=["A"]}]]',
            "rules.x.pass, group 1, condition 1, ratio",
        ),
    ],
)
def test_a_committee_file_that_cannot_be_used_stops_the_start_and_names_the_place(
    small: Config, settings: str, words: str
) -> None:
    (small.instance / "committee.toml").write_text(settings, "utf-8")
    assert words in refused("serve", "--port", "0", instance=small.instance)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("demo =", "cannot be read"),
        ('document_limit = "big"', "“document_limit” must be"),
        ("hosts = 3", "“hosts” must be"),
    ],
)
def test_settings_that_cannot_be_used_stop_the_start(small: Config, settings: str, words: str) -> None:
    (small.instance / "instance.toml").write_text(settings, "utf-8")
    assert words in refused("serve", "--port", "0", instance=small.instance)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("garbage", "is not an address"),
        ("mysql://somebody@127.0.0.1/x", "is not PostgreSQL"),
        ("postgresql://somebody@127.0.0.1:1/x", "cannot be reached"),
    ],
)
def test_a_database_that_is_none_or_away_is_told_in_one_line(tmp_path: Path, address: str, words: str) -> None:
    assert words in refused("init", instance=tmp_path / "instance", database=address)
    assert not (tmp_path / "instance").exists()


def test_an_instance_is_made_only_where_nothing_is_and_leaves_what_lies_beside_it(tmp_path: Path) -> None:
    beside = tmp_path / "instance.partial"
    beside.mkdir()
    (tmp_path / "a file").write_text("mine", "utf-8")
    assert "is in use" in refused("init", instance=tmp_path / "a file")
    assert "There is no instance" in refused("serve", instance=tmp_path / "nowhere")
    assert sorted(os.listdir(tmp_path)) == ["a file", "instance.partial"]


def test_a_link_lets_a_new_member_in_and_another_gives_a_new_password(small: Config) -> None:
    made = server.run("member", "invite", "--name", "Reader", "--email", "r@library.example", instance=small.instance)
    assert made.returncode == 0 and made.stdout.startswith("http://127.0.0.1:8000/invitations/")
    assert "There is no member 7" in refused("member", "renew", "7", instance=small.instance)
    assert server.run("member", "list", instance=small.instance).stdout == ""


def test_the_record_of_a_new_instance_agrees_with_itself(small: Config) -> None:
    done = server.run("check", instance=small.instance)
    assert (done.returncode, done.stdout) == (0, "")
