"""Beginning with a text of one's own: from a file, a folder, a bundle or a repository, its history as it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.definition.histories import History
from workbench.config import Committee, Config
from workbench.definition import charter, imports, past
from workbench.definition.repository import Repository
from workbench.errors import Refusal

BUNDLES = {
    "osaid/osaid.bundle": 10,
    "histories/contributor-covenant/contributor-covenant.bundle": 42,
    "histories/debian-constitution/debian-constitution.bundle": 29,
    "histories/debian-social-contract/debian-social-contract.bundle": 30,
    "histories/dpg-standard-questions/dpg-standard-questions.bundle": 22,
    "histories/dpg-standard/dpg-standard.bundle": 29,
    "histories/eip-1/eip-1.bundle": 130,
    "histories/nixos-constitution/nixos-constitution.bundle": 5,
    "histories/open-definition/open-definition.bundle": 78,
}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path / "instance", testing=True)


def versions(config: Config) -> list[past.Past]:
    return list(past.versions(Repository(config.repository), config.committee.documents))


@pytest.mark.parametrize("bundle", BUNDLES)
def test_every_real_history_is_read_from_its_first_version_to_its_last(
    shared: Path, config: Config, bundle: str
) -> None:
    made = imports.begin(config, source=str(shared / bundle))
    found = versions(config)
    assert len(found) == BUNDLES[bundle]
    assert found[-1].docs == made.documents(made.head(), config.committee.documents)
    assert all(version.docs for version in found)
    assert len({version.label for version in found}) == len(found)


def test_the_ten_versions_keep_their_tags_and_other_branches_stay(shared: Path, config: Config) -> None:
    made = imports.begin(config, source=str(shared / "osaid/osaid.bundle"))
    labels = [version.label for version in versions(config)]
    assert labels == ["0.0.2", "0.0.3", "0.0.4", "0.0.5", "0.0.6", "0.0.7.1", "0.0.8", "0.0.9", "1.0-RC1", "1.0"]
    assert "refs/heads/amend/rc2-straw" in made.refs()
    assert config.committee.documents == ("osaid.md",)


def test_without_a_source_the_starter_text_begins_with_its_own_rules(config: Config) -> None:
    made = imports.begin(config)
    assert list(made.refs()) == ["refs/heads/main", "refs/tags/v0.1.0"]
    assert config.committee.rules and not config.committee.requirements
    [version] = versions(config)
    assert version.label == "0.1.0" and version.requirements and list(version.docs) == ["open-source-ai.md"]


def test_a_file_is_the_first_version_of_itself(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "rules of play.md"
    file.write_text("# Rules of play\n\nBe kind.\n")
    imports.begin(config, source=str(file))
    assert [(version.label, version.docs) for version in versions(config)] == [
        ("0.1.0", {"rules of play.md": "# Rules of play\n\nBe kind.\n"})
    ]
    assert config.committee.name == "Committee for Rules of play"
    assert config.committee.rules["substantive"]["title"] and not config.committee.requirements


def test_a_folder_gives_its_markdown_without_what_is_about_the_folder(config: Config, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    (folder / "more").mkdir(parents=True)
    for name in ("b.md", "a.md", "README.md", "CODE-OF-CONDUCT.md", "notes.txt", "more/c.md"):
        (folder / name).write_text(f"# {name}\n")
    imports.begin(config, source=str(folder))
    assert config.committee.documents == ("a.md", "b.md")


def test_documents_are_picked_in_the_order_they_are_named(config: Config, tmp_path: Path) -> None:
    history = History(tmp_path / "texts")
    history.commit({"a.md": "# A\n", "more/c.md": "# C\n"}, "v1.0")
    imports.begin(
        config, source=str(history.folder), documents=("more/c.md", "a.md"), name="The committee “of” \\ names"
    )
    assert list(versions(config)[0].docs) == ["more/c.md", "a.md"]
    assert config.committee.name == "The committee “of” \\ names"


def test_a_readme_is_the_text_where_there_is_no_other() -> None:
    assert imports.choose({"README.md", "setup.py"}, (), "here") == ["README.md"]
    assert imports.choose({"constitution.wml", "README.txt", "x/y.md"}, (), "here") == ["constitution.wml"]


def test_where_there_is_no_text_the_refusal_lists_what_there_is() -> None:
    with pytest.raises(Refusal, match="--document") as no:
        imports.choose({"docs/rules.md", "setup.py"}, (), "here")
    assert no.value.details == ("docs/rules.md", "setup.py")
    with pytest.raises(Refusal, match="missing.md"):
        imports.choose({"a.md"}, ("missing.md",), "here")


def test_the_default_branch_becomes_main_and_a_main_of_its_own_is_kept(config: Config, tmp_path: Path) -> None:
    history = History(tmp_path / "texts", branch="trunk")
    old = history.commit({"a.md": "Old.\n"})
    history.git("branch", "main")
    new = history.commit({"a.md": "New.\n"})
    made = imports.begin(config, source=f"file://{history.folder}")
    assert made.head() == new
    assert made.refs("refs/heads/") == {
        "refs/heads/main": new,
        "refs/heads/trunk": new,
        "refs/heads/main-of-the-source": old,
    }


def test_a_detached_head_is_taken_at_its_word(config: Config, tmp_path: Path) -> None:
    history = History(tmp_path / "texts", branch="trunk")
    first = history.commit({"a.md": "Old.\n"})
    history.commit({"a.md": "New.\n"})
    history.git("checkout", "--quiet", first)
    assert imports.begin(config, source=str(history.folder)).head() == first


def test_a_text_that_is_not_utf8_is_read_and_reported(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = History(tmp_path / "texts")
    history.commit({"a.md": "Caf\xe9.\n".encode("latin-1")})
    history.commit({"a.md": "Café\u00a0\u202ehidden\r\n"})
    imports.begin(config, source=str(history.folder))
    assert [version.docs["a.md"] for version in versions(config)] == ["Café.\n", "Café\u00a0\u202ehidden\r\n"]
    said = capsys.readouterr().err
    assert "a.md: 1 of its 2 states are not UTF-8" in said
    assert "a.md does not keep the text form in" in said


def test_a_letter_of_another_script_is_allowed_where_the_text_is_written_in_it(config: Config, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Определение\n\nКаждый может читать.\n")
    imports.begin(config, source=str(tmp_path / "a.md"))
    assert config.committee.scripts == ("Latin", "Cyrillic")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"x" * 1_000_001, "1,000,001 bytes"), (b"\x00\x01", "is not a text")],
    ids=["large", "binary"],
)
def test_what_cannot_be_a_document_is_refused_and_nothing_is_left(
    config: Config, tmp_path: Path, data: bytes, sentence: str
) -> None:
    (tmp_path / "a.md").write_bytes(data)
    with pytest.raises(Refusal, match=sentence):
        imports.begin(config, source=str(tmp_path / "a.md"))
    assert list(config.instance.iterdir()) == []


def test_a_history_that_was_once_too_large_is_refused(config: Config, tmp_path: Path) -> None:
    history = History(tmp_path / "texts")
    history.commit({"a.md": "x" * 1_000_001})
    history.commit({"a.md": "Short.\n"})
    with pytest.raises(Refusal, match="may have 1,000,000"):
        imports.begin(config, source=str(history.folder))


@pytest.mark.parametrize(
    "source", ["ext::sh -c touch% x", "http://example.org/x", "git://example.org/x", "--upload-pack=x", "nowhere"]
)
def test_only_places_that_can_be_trusted_to_be_texts_are_asked(config: Config, source: str) -> None:
    with pytest.raises(Refusal):
        imports.begin(config, source=source)
    assert not config.repository.exists()


def test_a_broken_bundle_and_an_empty_repository_are_refused_in_a_sentence(config: Config, tmp_path: Path) -> None:
    history = History(tmp_path / "texts")
    history.commit({"a.md": "Text.\n"})
    history.git("bundle", "create", str(tmp_path / "x.bundle"), "--all")
    (tmp_path / "x.bundle").write_bytes((tmp_path / "x.bundle").read_bytes()[:-30])
    with pytest.raises(Refusal, match="cannot be read"):
        imports.begin(config, source=str(tmp_path / "x.bundle"))
    with pytest.raises(Refusal, match="holds no commit"):
        imports.begin(config, source=str(History(tmp_path / "empty").folder))


def test_a_second_beginning_is_refused(config: Config) -> None:
    imports.begin(config)
    with pytest.raises(Refusal, match="already an instance"):
        imports.begin(config)


def test_what_is_written_as_toml_is_read_as_the_same() -> None:
    table = {"a": 'q " \\ \n \x7f', "b c": [1, True, ["x", {"k": "v"}]], "d": []}
    assert tomllib.loads(charter.lines(table)) == table


def test_the_committees_file_says_what_the_starter_says_of_voting(config: Config, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n")
    imports.begin(config, source=str(tmp_path / "a.md"))
    starter = tmp_path / "starter.toml"
    starter.write_text(charter.of_starter("Other"))
    assert Committee.read(starter).rules == config.committee.rules
    assert Committee.read(starter).name == "Other"


def test_an_empty_document_is_taken_as_it_is_and_one_fault_is_one(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in {"a.md": "Only\u00a0this.\n", "b.md": "", "c.md": " \n"}.items():
        (folder / name).write_text(text)
    imports.begin(config, source=str(folder))
    assert versions(config)[0].docs == {"a.md": "Only\u00a0this.\n", "b.md": "", "c.md": " \n"}
    assert "a.md does not keep the text form in one place and is taken as it is" in capsys.readouterr().err
