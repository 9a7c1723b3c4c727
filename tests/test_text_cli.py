"""`workbench text …` as people and scripts call it: the real program, its standard output, error and exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import WORKBENCH, environment
from workbench.text_cli import inputs
from workbench.wording.faces import uncritic

OLD = "# Library\n\n1. A member must return books.\n2. Loans last 14 days.\n"
NEW = "# Library\n\n1. A member should return books.\n2. Loans last 14 days.\n3. Naïve “quotes” are text.\n"
THEIRS = "# Library\n\n1. Every member must return books.\n2. Loans last 14 days.\n"
BATCHES: dict[str, dict[str, Any]] = {
    "clauses": {"text": OLD},
    "redline": {"old": OLD, "new": NEW},
    "instruct": {"old": OLD, "new": NEW},
    "follow": {"old": OLD, "instruction": "In clause 0.1, strike “must” and insert “should”."},
    "merge": {"base": OLD, "ours": NEW, "theirs": THEIRS},
    "matrix": {"base": OLD, "proposals": [NEW, THEIRS]},
    "rebase": {"old_base": OLD, "revision": NEW, "new_base": THEIRS},
    "place": {"versions": [OLD, NEW], "anchors": [{"id": "q", "start": 45, "end": 58, "quote": "Loans last 14"}]},
    "blame": {"versions": [OLD, NEW]},
    "lint": {"text": OLD},
}


def run(folder: Path, *words: str, given: str | bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
    """One call of `workbench text`, standing in `folder`."""
    data = given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given
    return subprocess.run(
        [*WORKBENCH, "text", *words], input=data, capture_output=True, check=False, cwd=folder, timeout=120,
        env=environment(folder / "instance") | settings,
    )  # fmt: skip


def answer(folder: Path, *words: str, given: str | bytes = b"") -> Any:
    """The JSON of a call that is done, with nothing said on standard error."""
    done = run(folder, *words, given=given)
    assert (done.returncode, done.stderr) == (0, b""), done
    return json.loads(done.stdout)


def batch(folder: Path, command: str, *requests: Any, options: Sequence[str] = ()) -> list[Any]:
    """The answers to requests; a request that is no object is sent as it is."""
    lines = [line if isinstance(line, str) else json.dumps(line) for line in requests]
    done = run(folder, command, "--batch", *options, given="\n".join(lines) + "\n")
    assert (done.returncode, done.stderr) == (0, b""), done
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, words in (("old.md", OLD), ("new.md", NEW), ("theirs.md", THEIRS)):
        (tmp_path / name).write_bytes(words.encode())
    return tmp_path


def joined(redline: dict[str, Any], ops: str) -> str:
    return "".join(part["text"] for clause in redline["clauses"] for part in clause["segments"] if part["op"] in ops)


def test_clauses_say_where_they_stand_in_the_text(folder: Path) -> None:
    found = answer(folder, "clauses", "new.md")
    assert [list(clause) for clause in found] == [["id", "kind", "number", "heading", "text", "start", "end"]] * 4
    assert all(clause["text"] == NEW[clause["start"] : clause["end"]] for clause in found)
    assert "".join(clause["text"] for clause in found) == NEW


def test_a_redline_holds_both_texts_and_its_notices(folder: Path) -> None:
    made = answer(folder, "redline", "old.md", "new.md")
    assert (joined(made, "=-"), joined(made, "=+")) == (OLD, NEW)
    assert list(made) == ["old_sha256", "new_sha256", "summary", "clauses", "notices"]
    assert list(made["summary"]) == ["changes", "words_added", "words_removed", "moves", "lines_rewrapped"]
    assert {key for clause in made["clauses"] for key in clause} == {"id", "change", "segments"}
    assert {key for clause in made["clauses"] for part in clause["segments"] for key in part} == {
        "op",
        "text",
        "move",
        "change",
    }
    assert {key for notice in made["notices"] for key in notice} == {"kind", "old", "new", "clause", "label"}
    assert subprocess.run(["sha256sum", "old.md"], cwd=folder, capture_output=True, check=True).stdout.startswith(made["old_sha256"].encode())  # fmt: skip


def test_a_redline_has_four_forms(folder: Path) -> None:
    html, plain, critic = (run(folder, "redline", "old.md", "new.md", "--format", form).stdout.decode() for form in ("html", "text", "critic"))  # fmt: skip
    assert "<del>" in html and "<ins>" in html and "“must” becomes “should”" in unescape(html)
    assert "[-must-]{+should+}" in plain
    assert uncritic(critic) == (OLD, NEW)
    (again,) = batch(folder, "redline", BATCHES["redline"], options=["--format", "critic"])
    assert again == {"critic": critic}


def test_an_instruction_is_followed_to_the_new_text(folder: Path) -> None:
    found = answer(folder, "instruct", "old.md", "new.md")
    assert [list(one) for one in found] == [["clause", "sentence"]] * 2
    printed = run(folder, "instruct", "old.md", "new.md", "--format", "text").stdout
    assert printed.decode() == "\n".join(f"{one['sentence']}\n" for one in found)
    assert run(folder, "follow", "old.md", "-", given=printed).stdout.decode() == NEW
    done = run(folder, "follow", "theirs.md", "-", given="In clause 0.2, strike “twice”.")
    assert (done.returncode, done.stdout) == (1, b"") and "stands in the clause 0 times" in done.stderr.decode()


def test_a_merge_gives_the_text_or_says_where_the_changes_meet(folder: Path) -> None:
    made = answer(folder, "merge", "old.md", "new.md", "theirs.md")
    assert made["outcome"] == "same_clause" and "Every member should return" in made["text"]
    met = next(clause for clause in made["clauses"] if clause["outcome"] == "same_clause")
    assert list(met) == ["id", "outcome", "base", "ours", "theirs", "merged"]
    assert (met["outcome"], met["base"]) == ("same_clause", "1. A member must return books.\n")
    fight = {"base": OLD, "ours": NEW, "theirs": OLD.replace("must", "may")}
    (made,) = batch(folder, "merge", fight)
    assert (made["outcome"], made["text"]) == ("conflict", None)
    assert ("conflict", None) in [(clause["outcome"], clause["merged"]) for clause in made["clauses"]]


def test_a_matrix_holds_every_pair_or_only_those_that_touch(folder: Path) -> None:
    (folder / "far.md").write_text(OLD.replace("14", "21"), "utf-8")
    files = ("matrix", "old.md", "new.md", "theirs.md", "far.md")
    pairs = answer(folder, *files)["pairs"]
    assert [list(pair) for pair in pairs] == [["a", "b", "outcome", "meeting", "order_matters"]] * 3
    assert {(pair["a"], pair["b"]): pair["outcome"] for pair in pairs} == {(0, 1): "same_clause", (0, 2): "independent", (1, 2): "independent"}  # fmt: skip
    assert answer(folder, *files, "--only-touching")["pairs"] == [
        pair for pair in pairs if pair["outcome"] != "independent"
    ]


def test_a_revision_is_carried_with_a_receipt(folder: Path) -> None:
    (folder / "newest.md").write_text(OLD.replace("14", "21"), "utf-8")
    made = answer(folder, "rebase", "old.md", "new.md", "newest.md")
    assert (made["state"], made["text"]) == ("carried", NEW.replace("14", "21"))
    assert made["receipt"]["removed"] and made["receipt"]["added"]
    assert list(made) == ["state", "text", "receipt"]


def test_passages_are_followed_through_every_version_one_line_each(folder: Path) -> None:
    start = OLD.index("Loans last 14 days")
    lines = [
        {"id": 7, "start": start, "end": start + 18, "quote": "Loans last 14 days"},
        {"id": "b", "start": 0, "end": 9, "quote": "# Library"},
    ]
    (folder / "quotes.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n\n", "utf-8")
    done = run(folder, "place", "old.md", "theirs.md", "new.md", "--anchors", "quotes.jsonl")
    first, second = map(json.loads, done.stdout.decode().splitlines())
    assert list(first) == ["id", "state", "start", "end", "quote", "confidence"]
    assert (first["id"], first["state"], second["id"]) == (7, "same", "b")
    assert NEW[first["start"] : first["end"]] == first["quote"] == "Loans last 14 days"
    assert first["confidence"] == 1


def test_blame_covers_the_last_text(folder: Path) -> None:
    spans = answer(folder, "blame", "old.md", "new.md")
    assert [span["start"] for span in spans] == [0, *(span["end"] for span in spans[:-1])]
    assert spans[-1]["end"] == len(NEW)
    by = {span["version"]: NEW[span["start"] : span["end"]] for span in spans}
    assert set(by) == {0, 1} and "quotes" in by[1]


def test_lint_names_the_place_and_ends_with_1(folder: Path) -> None:
    (folder / "bad.md").write_text("A\tb\u202e.\n", "utf-8")
    done = run(folder, "lint", "bad.md")
    found = json.loads(done.stdout)
    assert done.returncode == 1 and b"Traceback" not in done.stderr
    assert [list(one) for one in found] == [["line", "column", "code_point", "name", "rule"]] * 2
    assert [(one["line"], one["column"], one["code_point"]) for one in found] == [(1, 2, "U+0009"), (1, 4, "U+202E")]
    assert answer(folder, "lint", "old.md") == []
    assert run(folder, "lint", "--clean", "bad.md").stdout == b"A b.\n"


@pytest.mark.parametrize("command", BATCHES)
def test_a_batch_answers_line_by_line_and_goes_on_after_what_it_cannot_answer(folder: Path, command: str) -> None:
    good = BATCHES[command]
    first, *failed, last = batch(
        folder, command, good, "no json", "[1]", "", "{}", "[" * 100_000, '{"a": ' + "9" * 5_000 + "}",
        *({**good, key: value} for key in good for value in (None, 3, True, {}, [3])), {**good, "more": "unknown"},
    )  # fmt: skip
    assert first == last and "error" not in first
    assert len(failed) == 5 + 5 * len(good)
    assert all(list(one) == ["error"] and one["error"].endswith(".") for one in failed), failed
    assert not any("fault of its own" in one["error"] for one in failed), failed


def test_a_batch_refuses_half_characters_and_offsets_outside_the_text(folder: Path) -> None:
    anchor = {"id": "a", "start": 0, "end": 4, "quote": "text"}
    wrong = [
        {"end": 5},
        {"start": -1},
        {"start": 3, "end": 2},
        {"end": 4.0},
        {"start": False},
        {"quote": None},
        {"id": None},
        {"id": "\ud800"},
    ]
    requests = [{"versions": ["text"], "anchors": [anchor | change]} for change in wrong]
    answers = batch(
        folder, "place", *requests, {"versions": [], "anchors": []}, {"versions": ["\udfff"], "anchors": []}
    )
    assert all("error" in one for one in answers), answers
    assert "the text has 4 characters" in answers[0]["error"]
    assert "U+DFFF" in answers[-1]["error"]
    assert batch(folder, "redline", '{"old": "a", "new": "\\ud83d"}')[0]["error"].startswith(
        "“new” holds half a character, U+D83D"
    )
    done = run(folder, "lint", "--batch", given=b'{"text": "\xff"}\n{"text": ""}\n')
    assert b"not UTF-8" in done.stdout.splitlines()[0] and done.stdout.splitlines()[1] == b"[]"


def test_a_batch_refuses_texts_and_lines_that_are_too_large(folder: Path) -> None:
    first, last = batch(folder, "clauses", {"text": "x" * 50_000_000}, {"text": "x"})
    assert "50,000,000 characters" in first["error"] and last[0]["text"] == "x"
    import io

    lines = list(inputs.requests(io.BytesIO(b"x" * 70_000 + b"\n{}\n" + b"y" * 20), longest=10))
    assert lines == [None, b"{}\n", None]


def test_a_batch_answers_each_request_before_it_reads_the_next(folder: Path) -> None:
    with subprocess.Popen(
        [*WORKBENCH, "text", "clauses", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder,
        env=environment(folder / "instance"),
    ) as running:  # fmt: skip
        assert running.stdin and running.stdout
        for text in ("one", "two"):
            running.stdin.write(json.dumps({"text": text}).encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())[0]["text"] == text
        running.stdin.close()
    assert running.returncode == 0


@pytest.mark.parametrize("command", BATCHES)
def test_wrong_usage_ends_with_2_and_prints_no_data(folder: Path, command: str) -> None:
    for words in ((), ("--frobnicate",), ("--batch", "old.md")):
        done = run(folder, command, *words)
        assert (done.returncode, done.stdout) == (2, b""), done


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere.md", "There is no file nowhere.md."),
        (".", ". is a folder; a file is wanted here."),
        ("latin.md", "latin.md is not UTF-8: line 2, column 4, byte 0xE9. Save it as UTF-8."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(folder: Path, name: str, words: str) -> None:
    (folder / "latin.md").write_bytes("Ça\ncaf".encode() + b"\xe9\n")
    done = run(folder, "redline", "old.md", name)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (1, b"", f"workbench: {words}\n")


def test_a_list_of_passages_that_is_broken_names_its_line(folder: Path) -> None:
    (folder / "quotes.jsonl").write_text('{"id": 1, "start": 0, "end": 1, "quote": "#"}\n{oops\n', "utf-8")
    done = run(folder, "place", "old.md", "new.md", "--anchors", "quotes.jsonl")
    assert (done.returncode, done.stdout) == (1, b"") and b"quotes.jsonl, line 2: " in done.stderr


def test_standard_input_may_be_one_of_the_texts(folder: Path) -> None:
    assert answer(folder, "redline", "old.md", "-", given=NEW) == answer(folder, "redline", "old.md", "new.md")
    assert run(folder, "redline", "-", "-").returncode == 1


def test_the_ending_of_a_file_says_how_it_is_read(folder: Path) -> None:
    (folder / "old.txt").write_text(OLD, "utf-8")
    kinds = [[clause["kind"] for clause in answer(folder, "clauses", *words)] for words in (["old.md"], ["old.txt"], ["old.txt", "--markdown"], ["old.md", "--plain"])]  # fmt: skip
    assert kinds[0] == kinds[2] != kinds[1] == kinds[3]


def test_what_is_printed_is_utf_8_whatever_the_terminal_says(folder: Path) -> None:
    done = run(folder, "clauses", "new.md", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "Naïve “quotes”" in done.stdout.decode("utf-8")


def test_a_command_loads_neither_flask_nor_the_database_nor_git(folder: Path) -> None:
    lines = [
        "import sys, click; from workbench.cli import main",
        "try: main(['text', 'redline', 'old.md', 'new.md'])",
        "except SystemExit as end: print(end.code, [name for name in ('flask', 'sqlmodel', 'sqlalchemy', 'git', 'alembic') if name in sys.modules])",
    ]
    done = subprocess.run([sys.executable, "-P", "-c", "\n".join(lines)], cwd=folder, capture_output=True, check=True, env=environment(folder))  # fmt: skip
    assert done.stdout.splitlines()[-1] == b"0 []"
