"""Evidence: what proves nothing is refused, a copy is kept once and served inert, and pages are looked at again with care."""

from __future__ import annotations

import hashlib
import io
import shutil
import socket
import ssl
import subprocess
import threading
import time
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from tests import make
from tests.cases.walk import CLAUSES, Walk
from tests.support import server
from tests.support.client import Client
from workbench.cases import copies, fetching, proof, queries, rechecks
from workbench.cases.actions import Exhibit
from workbench.cases.copies import CaseFile, KeptFile
from workbench.cases.fetching import Fetched
from workbench.cases.models import Evidence
from workbench.checkup import disagreements
from workbench.config import Config
from workbench.definition.repository import Repository
from workbench.errors import NotHere, Refusal

PAGE = b"<html><p>Anyone\n  may &quot;read&quot; <b>every</b> book.</p><script>no()</script></html>"
SHA = hashlib.sha256(PAGE).hexdigest()
WHERE = f"/cases/1/findings/{CLAUSES[0]}"
FORM: dict[str, Any] = {
    "value": "met", "reason": "It says so.", "address": ["https://town.example/rules"], "quotation": ["Anyone may"],
    "seen_on": ["2026-02-01"], "locator": ["section 2"], "artefact": ["house rules"], "sha256": [""], "file": [""],
}  # fmt: skip


@pytest.mark.parametrize(
    "words", ["To do", " tbd. ", "N/A", "n.a.", "…", "Lorem ipsum dolor sit", "See website", "see link!", "xxx", "--"]
)
def test_filler_is_no_quotation(words: str) -> None:
    assert proof.is_filler(words)


@pytest.mark.parametrize(
    "words", ["None of the data is public.", "See website terms of use, section 3", "MIT", "Nothing", "文本"]
)
def test_words_that_say_something_are_none(words: str) -> None:
    assert not proof.is_filler(words)


@pytest.mark.parametrize("address", [
    "ftp://a.example", "https://", "https:///x", "https://localhost/x", "http://printer/x", "https://a.local", "https://10.0.0.1/",
    "https://127.0.0.1", "https://[::1]/x", "https://192.168.1.1:8080", "https://[fe80::1]/", "https://me:pw@a.example", "https://a.example:99999",
])  # fmt: skip
def test_an_address_that_others_cannot_reach_is_refused(address: str) -> None:
    assert proof.address_fault(address)


def test_an_address_that_others_reach_is_not() -> None:
    for address in (
        "https://town.example/x?y=1#z",
        "http://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "https://a.example:8443/x",
    ):
        assert proof.address_fault(address) == ""


@pytest.mark.parametrize("address", [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.16.0.1", "192.0.2.1", "192.168.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001::1", "fc00::1", "fe80::1", "ff02::1", "2001:db8::1",
])  # fmt: skip
def test_no_address_of_a_private_or_leading_kind_is_fetched(address: str) -> None:
    assert not proof.is_public(ip_address(address))


def test_what_is_fetched_is_https_on_a_public_name() -> None:
    for address in (
        "http://town.example",
        "https://a.example:8443/",
        "https://u@a.example/",
        "file:///etc/passwd",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
    ):
        with pytest.raises(Refusal):
            fetching.fetch(address)
    assert fetching.resolved("8.8.8.8") == "8.8.8.8"


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A server on this machine that is believed to be town.example: answer(words) has it say these to the next visitor."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl here to make a certificate with")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=town.example",
         "-addext", "subjectAltName=DNS:town.example", "-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    listening = socket.create_server(("127.0.0.1", 0))

    def answer(*parts: bytes, pause: float = 0) -> int:
        def serve() -> None:
            raw, _ = listening.accept()
            try:
                with context.wrap_socket(raw, server_side=True) as visitor:
                    visitor.recv(4096)
                    for part in parts:
                        visitor.sendall(part)
                        time.sleep(pause)
            except OSError:
                pass

        threading.Thread(target=serve, daemon=True).start()
        return int(listening.getsockname()[1])

    yield answer
    listening.close()


def test_a_connection_goes_to_the_address_looked_at_and_asks_for_the_name(tls: Any) -> None:
    port = tls(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
    assert asked("town.example", port) == (200, "", b"hi")
    port = tls(b"HTTP/1.1 302 Found\r\nLocation: https://10.0.0.1/\r\n\r\n")
    assert asked("town.example", port) == (302, "https://10.0.0.1/", b"")
    port = tls(b"")
    with pytest.raises(Refusal, match="SSLCertVerificationError"):
        asked("village.example", port)


def asked(name: str, port: int, seconds: float = 5) -> tuple[int, str, bytes]:
    until = time.monotonic() + seconds
    return fetching.ask(fetching.Pinned(name, "127.0.0.1", until, port), "/", until)


def test_a_server_that_drips_or_floods_is_cut_off(tls: Any) -> None:
    for head in (b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"):
        port, began = tls(head, *([b"a"] * 40), pause=0.1), time.monotonic()
        with pytest.raises(Refusal):
            asked("town.example", port, 1)
        assert time.monotonic() - began < 3
    port = tls(b"HTTP/1.1 200 OK\r\n\r\n", *([b"a" * 1_000_000] * 7))
    with pytest.raises(Refusal, match="more than 5 MB"):
        asked("town.example", port)


LOOKS: list[tuple[Any, str, str]] = [
    (Fetched(200, PAGE), SHA, "same"),
    (Fetched(200, PAGE), "0" * 64, "page_changed"),
    (Fetched(200, PAGE), "", "words_stand"),
    (Fetched(200, b"Nobody may read."), SHA, "words_gone"),
    (Fetched(200, b"\xff\xfe\0"), SHA, "no_text"),
    (Fetched(404, PAGE), SHA, "unreachable"),
    (Refusal("It takes longer than 10 seconds."), SHA, "unreachable"),
]


@pytest.mark.parametrize(("found", "before", "outcome"), LOOKS)
def test_a_page_that_changed_is_told_from_words_that_are_gone(found: Any, before: str, outcome: str) -> None:
    def get(_address: str) -> Fetched:
        if isinstance(found, Refusal):
            raise found
        return Fetched(found.status, found.body)

    assert (
        rechecks.look(
            "https://town.example", "Anyone may “read”".replace("“", '"').replace("”", '"'), before, get
        ).outcome
        == outcome
    )


def test_a_look_is_kept_when_it_differs_and_shown_beside_the_evidence(session: Session, client: Client) -> None:
    case = make.case(session, {CLAUSES[0]: "not_met"})
    make.finding(session, case, CLAUSES[0], "met")
    assert rechecks.due(session) == [], "it is not published"
    (evidence,) = rechecks.due(session, case.no)
    assert queries.findings(session, case)[CLAUSES[0]][0].id == evidence.finding_id, "only what counts"
    seen = rechecks.Seen("words_gone", SHA)
    assert rechecks.keep(session, evidence, seen) and rechecks.keep(session, evidence, seen) is None
    assert rechecks.keep(session, evidence, rechecks.Seen("same", SHA))
    assert rechecks.newest(session, [evidence.id or 0])[evidence.id or 0].n == 2
    assert "Looked again" in client.get("/cases/1").text or "Looked at again" in client.get("/cases/1").text


def test_no_machine_is_asked_unless_the_instance_says_so(instance: Config) -> None:
    refused = server.run("cases", "recheck", instance=instance.instance, database=instance.database)
    assert refused.returncode == 1 and "recheck_evidence = true" in refused.stderr


def test_the_words_of_a_kept_page_are_found_however_they_are_broken() -> None:
    text = PAGE.decode()
    for words in ('Anyone may "read" every book.', "Anyone  may", "every\nbook"):
        assert proof.holds(text, words)
    assert not proof.holds(text, "no() nobody") and not proof.holds(text, "every page")


def test_one_copy_by_content_and_nobody_else_sees_it_while_reviewers_find_alone(session: Session) -> None:
    walk = Walk.begin(session).to_evidence()
    for member in (walk.one, walk.two):
        copies.keep(session, member, walk.case, name="Rules", body=PAGE)
    copies.keep(session, walk.one, walk.case, name="Mine", body=b"mine alone")
    assert len(session.exec(select(KeptFile)).all()) == 2 and len(session.exec(select(CaseFile)).all()) == 3
    assert [file.name for file in copies.of(session, walk.two, walk.case)] == ["Rules"]
    assert not copies.of(session, None, walk.case) and not copies.of(session, walk.secretary, walk.case)
    with pytest.raises(NotHere):
        copies.kept(session, walk.two, hashlib.sha256(b"mine alone").hexdigest())
    walk = Walk.begin(session).to_all_in()
    copies.keep(session, walk.one, walk.case, name="Rules", body=PAGE)
    assert copies.kept(session, None, SHA)[1] == PAGE


def test_a_file_is_kept_rested_on_and_served_as_an_attachment(
    session: Session, client: Client, instance: Config
) -> None:
    make.case(session)
    client.sign_in(make.member(session))
    token = client._token()
    for body in (b"", PAGE):
        sent = {"csrf_token": token, "name": "Rules\r\n.html", "file": (io.BytesIO(body), "x.html")}
        answer = client.post("/cases/1/files", data=sent, content_type="multipart/form-data")
        assert answer.status_code == (303 if body else 422)
    assert SHA in client.get("/cases/1/files").text and f'value="{SHA}"' in client.get(WHERE).text
    refused = client.send(WHERE, **(FORM | {"file": [SHA], "quotation": ["Nobody may read."]}))
    assert refused.status_code == 422
    for kept in (
        "not in the file that was kept",
        "Nobody may read.",
        "section 2",
        "house rules",
        f'value="{SHA}" selected',
    ):
        assert kept in refused.text, kept
    assert client.send(WHERE, **(FORM | {"file": [SHA]})).status_code == 303
    page = client.sign_out().get("/cases/1").text
    assert "house rules, section 2" in page and f"/evidence/{SHA}" in page
    file = client.get(f"/evidence/{SHA}")
    assert file.data == PAGE and file.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert file.headers["Content-Disposition"] == 'attachment; filename="Rules_.html"'
    assert file.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in file.headers["Content-Security-Policy"]
    assert client.get("/evidence/" + "0" * 64).status_code == 404
    session.commit()
    assert not disagreements(session, Repository(instance.repository), instance.committee)
    session.get_one(KeptFile, SHA).body = b"other"
    session.flush()
    assert any(
        "kept_file" in line for line in disagreements(session, Repository(instance.repository), instance.committee)
    )


@pytest.mark.parametrize(("change", "sentence"), [
    ({"quotation": ["To-do"]}, "is no quotation"), ({"address": ["https://localhost/x"]}, "your own machine"),
    ({"sha256": ["abc"]}, "has 64 characters"), ({"file": ["f" * 64]}, "No such file was kept"),
])  # fmt: skip
def test_evidence_that_proves_nothing_is_refused_and_nothing_typed_is_lost(
    session: Session, client: Client, change: dict[str, Any], sentence: str
) -> None:
    make.case(session)
    refused = client.sign_in(make.member(session)).send(WHERE, **(FORM | change))
    assert refused.status_code == 422 and sentence in refused.text
    words = FORM | change
    typed = [words[name][0] for name in ("address", "quotation", "locator", "artefact", "sha256")]
    assert not [word for word in typed if word not in refused.text]
    assert not session.exec(select(Evidence)).all()


def test_the_digest_of_what_was_retrieved_stands_without_a_file(session: Session, client: Client) -> None:
    make.case(session)
    client.sign_in(make.member(session)).send(WHERE, **(FORM | {"sha256": [SHA.upper()]}))
    row = session.exec(select(Evidence)).one()
    assert (row.sha256, row.kept, row.locator) == (SHA, False, "section 2")
    assert Exhibit.of(row) == Exhibit(
        "https://town.example/rules", "Anyone may", date(2026, 2, 1), "section 2", "house rules", SHA
    )
    assert f'value="{SHA}"' in client.get(WHERE).text
