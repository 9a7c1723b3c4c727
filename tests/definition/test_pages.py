"""The pages of the definition, as a reader meets them."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session

from tests import make, texts
from tests.support.client import Client
from workbench import create_app, db, starter
from workbench.config import Config
from workbench.definition import actions, queries, rows
from workbench.web import slot

ADDRESSES = (
    "/definition", "/definition/1", "/definition/2", "/definition/versions", "/definition/compare/1...2",
    "/definition/compare/2...1", "/definition/compare/1...1", "/definition/compare/1...2?view=split",
    "/definition/compare/1...2?view=new", "/definition/compare/1...2?view=old", "/definition/compare/1...2?view=nonsense",
    "/clauses/lending-terms", "/clauses/library", "/definition/1/documents/library.md",
)  # fmt: skip


def words(page: str) -> str:
    """What stands on a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))


def test_the_text_is_read_with_numbers_links_and_a_table_of_contents(client: Client) -> None:
    page = client.get("/definition").text
    for line in (
        "Version 2",
        "in force",
        "Anyone may read every book in the library",
        "Redline from version 1",
    ):
        assert line in words(page)
    assert (
        'id="reading-anyone"' in page and 'href="#reading-anyone"' in page and 'href="/clauses/reading-anyone"' in page
    )
    assert '<h2><span data-n="2">The open library</span></h2>' in page
    assert page.count('<li class="h">') == 4
    assert "{#" not in page


def test_an_old_version_says_so_and_leads_to_the_one_that_holds(client: Client) -> None:
    page = words(client.get("/definition/1").text)
    assert "This is version 1, superseded by version 2." in page
    assert "A loan costs nothing. The library" in page
    assert "superseded" not in words(client.get("/definition/2").text)


def test_what_a_higher_room_has_to_say_stands_on_the_version_and_on_the_clause(app: Flask, client: Client) -> None:
    slot("version", lambda version: f"<p>adopted by ballot {version.ordinal + 40}</p>", app)
    slot("clause", lambda clause_id: f"<p>cases on {clause_id}</p>", app)
    assert "<p>adopted by ballot 41</p>" in client.get("/definition/1").text
    assert "<p>cases on lending-terms</p>" in client.get("/clauses/lending-terms").text


def test_any_two_versions_are_compared_with_what_did_not_change_folded(client: Client) -> None:
    page = client.get("/definition/compare/1...2").text
    assert re.search(r"<ins>.*and without paying.*</ins>", page)
    assert "clauses unchanged" in page
    assert page.count('class="clause touched') == 2
    session_prints = re.findall(r'<span class="fp">([0-9a-f]{64})</span>', page)
    assert len(set(session_prints)) == 2
    assert "Read backwards" in client.get("/definition/compare/2...1").text


def test_a_view_is_answered_alone_to_htmx_and_as_a_page_to_everybody_else(client: Client) -> None:
    address = "/definition/compare/1...2?view=split"
    piece = client.get(address, headers={"HX-Request": "true"})
    assert piece.text.lstrip().startswith('<div id="text"') and "<html" not in piece.text
    assert "HX-Request" in piece.headers["Vary"]
    page = client.get(address).text
    assert "<html" in page and 'role="table"' in page and "As" not in re.findall(r'data-view="new"[^>]*>(\w\w)', page)


def test_the_form_leads_to_the_address_of_the_redline(client: Client) -> None:
    answer = client.get("/definition/compare?a=1&b=2")
    assert (answer.status_code, answer.location) == (303, "/definition/compare/1...2")
    assert client.get("/definition/compare?a=1").status_code == 422


def test_a_clause_has_a_page_with_its_life(client: Client) -> None:
    page = client.get("/clauses/lending-terms").text
    assert "Changed" in words(page) and "Came" in words(page)
    assert re.search(r"<ins>.*for the first month.*</ins>", page)
    assert "Read it in its place" in page


@pytest.mark.parametrize("address", ["/definition/3", "/definition/compare/1...3", "/clauses/nothing", "/clauses/", "/definition/1/documents/other.md", "/definition/1/documents/../secret"])  # fmt: skip
def test_what_is_not_there_is_a_404_that_says_so(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_only_who_may_draft_sees_the_way_to_an_amendment(client: Client, session: Session) -> None:
    assert "drafts" not in client.get("/definition").text
    client.sign_in(make.member(session, "observer"))
    assert 'form="amend"' not in client.get("/definition").text
    client.sign_out().sign_in(make.member(session, "member"))
    page = client.get("/definition").text
    assert '<button class="ask plain" form="amend" name="clause" value="reading-anyone">' in page
    assert 'form="amend"' not in client.get("/definition/1").text, "an old version is not amended"


def test_the_fingerprint_is_what_the_command_on_the_page_prints(client: Client, tmp_path: Path) -> None:
    page = client.get("/definition").text
    (tmp_path / "library.md").write_bytes(client.get("/definition/2/documents/library.md").data)
    command = re.search(r"<p><code>(sha256sum.*?)</code></p>", page)
    assert command
    line = command[1].replace("&#39;", "'")
    printed = subprocess.run(["sh", "-c", line], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert f'<span class="fp">{printed.split()[0]}</span>' in page
    assert hashlib.sha256(texts.SECOND.encode()).hexdigest() in page


def test_no_page_asks_git(app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(app.extensions["repository"].path)
    monkeypatch.setattr(subprocess, "Popen", None)
    assert [(address, client.get(address).status_code) for address in ADDRESSES] == [
        (address, 200) for address in ADDRESSES
    ]


def begun(tmp_path: Path, text: str, name: str = "a.md") -> Client:
    """A reader of an instance that begins with this text."""
    (tmp_path / name).write_text(text)
    config = Config(tmp_path / "instance", testing=True)
    starter.make(config, source=str(tmp_path / name), documents=(), name=None, demo=False)
    app = create_app(config)
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    return client


def test_a_text_cannot_bring_markup_of_its_own(tmp_path: Path) -> None:
    evil = '<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) {#a"b<c>}'
    client = begun(tmp_path, f"# {evil}\n\n{evil.replace('a', 'z')}\n")
    for address in ("/definition", "/definition/compare/0.1.0...0.1.0"):
        page = client.get(address).text
        assert "<script>alert" not in page and "<img" not in page and 'href="javascript' not in page
        assert 'id="a"b' not in page
        assert '{#a"b<c>}' in unescape(words(page))  # no id, so it is text and is shown
    assert client.get('/clauses/a"b<c>').status_code == 404


def test_a_clause_with_the_name_of_a_part_of_the_page_has_an_element_of_its_own(tmp_path: Path) -> None:
    page = begun(tmp_path, "# Help\n\nAsk somebody.\n\n## Main\n\nRead.\n").get("/definition").text
    assert page.count('id="help"') == page.count('id="main"') == 1
    assert 'id="clause-help"' in page and 'href="#clause-main"' in page


def test_headings_of_a_page_skip_no_level_whatever_the_text_does(tmp_path: Path) -> None:
    page = begun(tmp_path, "#### Deep\n\nx\n\n## Up\n\ny\n\n###### Down\n\nz\n").get("/definition").text
    assert re.findall(r"<h(\d)><span data", page) == ["2", "2", "3"]


def test_an_empty_text_and_one_that_is_no_markdown_have_pages(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    assert "This text is empty." in begun(tmp_path / "x", "").get("/definition").text
    assert (
        "&lt;h1&gt;Rules"
        in begun(tmp_path, "<h1>Rules</h1>\n\n<p>Be kind.</p>\n", "rules.html").get("/definition").text
    )


def test_a_text_of_a_megabyte_is_read_and_compared(tmp_path: Path) -> None:
    text = "# Long\n\n" + "".join(
        f"## Part {n}\n\n" + "Readers read what writers write, again. " * 21 + "\n\n" for n in range(1100)
    )
    client = begun(tmp_path, text)
    app = client.application
    with db.writing(app.extensions["engine"]) as session:
        changed = text.replace("again", "never again", 3)
        newest = queries.newest(session)
        actions.publish(
            session, commit="1" * 40, docs={"a.md": changed}, label="0.2.0", title="Change", made_at=newest.made_at
        )
    page = client.get("/definition")
    assert page.status_code == 200 and page.text.count('class="clause') == 2201
    compared = client.get("/definition/compare/0.1.0...0.2.0").text
    assert "clauses unchanged" in compared and "read them in the whole text" in compared
    assert len(compared) < 200_000


def test_a_number_that_no_database_holds_is_as_if_it_were_not_there(client: Client) -> None:
    for address in ("/definition/versions", "/clauses/lending-terms"):
        assert client.get(f"{address}?before={'9' * 25}").text == client.get(address).text


def test_no_element_id_stands_twice_on_the_page_of_a_clause_that_often_changed(client: Client) -> None:
    page = client.get("/clauses/lending-terms").text
    assert page.count('data-ch="1"') > 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_what_the_contents_list_stands_on_every_view(client: Client) -> None:
    for view in ("redline", "split", "new", "old"):
        for pair in ("1...2", "1...1"):
            page = client.get(f"/definition/compare/{pair}?view={view}").text
            ids = re.findall(r' id="([^"]+)"', page)
            assert len(ids) == len(set(ids)) and set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_byte_order_mark_takes_no_title_away(tmp_path: Path) -> None:
    page = begun(tmp_path, "\ufeff# Old text\n\nWords.\n").get("/definition").text
    assert '<span class="name">Old text</span>' in page and 'id="old-text"' in page


@pytest.mark.parametrize("name", ["cases", "ch1", "m1-to", "comment-1", "was-first", "h-history", "clause-main"])
def test_no_clause_takes_the_element_of_a_page(name: str) -> None:
    assert rows.element(name) == f"clause-{name}"
