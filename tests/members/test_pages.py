"""The page of members and its forms; and the one click of a sample member, on this machine alone."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlmodel import Session, select

from tests import make
from tests.support.client import Client
from workbench import create_app
from workbench.config import Config
from workbench.members.models import Member


def test_everybody_sees_who_is_a_member_and_nobody_sees_an_address(session: Session, client: Client) -> None:
    member = make.member(session, "member", "chair", name="Ada Reed")
    for reader in (client, client.another().sign_in(make.member(session, "secretary"))):
        page = reader.get("/members").text
        assert "Ada Reed" in page and "chair" in page
        assert member.email not in page


def test_a_secretary_gets_a_link_to_pass_on(session: Session, client: Client) -> None:
    client.sign_in(make.member(session, "secretary"))
    page = client.send("/members/invite", name="Bo Lind", email="bo@library.example", roles=["member", "chair"])
    link = re.search(r"http://localhost(/invitations/[\w-]+)", page.text)
    assert page.status_code == 200 and link and "Bo Lind" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "Bo Lind" in client.get(link.group(1)).text


def test_a_refused_invitation_keeps_every_word(session: Session, client: Client) -> None:
    client.sign_in(make.member(session, "secretary"))
    page = client.send("/members/invite", name="Bo Lind", email="not an address", roles=["observer"])
    assert page.status_code == 422
    assert 'value="Bo Lind"' in page.text and 'value="not an address"' in page.text
    assert re.search(r'value="observer" checked', page.text) and not re.search(r'value="member" checked', page.text)
    assert "name@example.org" in page.text and 'aria-invalid="true"' in page.text


def test_roles_and_activity_are_changed_from_the_page(session: Session, client: Client) -> None:
    member = make.member(session, name="Ada Reed")
    client.sign_in(make.member(session, "administrator"))
    address = f"/members/{member.id}"
    assert client.send(f"{address}/roles", roles=["observer", "member"]).location == f"/members#member-{member.id}"
    assert member.held == ["observer", "member"]
    assert client.send(f"{address}/roles").status_code == 422, "nobody is left without a role"
    assert client.send(f"{address}/activity", active="no").status_code == 303
    assert "Paused" in client.get("/members").text
    assert client.send(f"{address}/renew").status_code == 409
    assert client.send(f"{address}/activity", active="yes").status_code == 303
    assert "/invitations/" in client.send(f"{address}/renew").text
    assert client.send("/members/999/renew").status_code == 404


@pytest.fixture
def demo(instance: Config) -> Iterator[Client]:
    names = '["localhost", "workbench.example", ".workbench.example"]'
    (instance.instance / "instance.toml").write_text(f"demo = true\nhosts = {names}\n")
    yield from visitor(instance)


@pytest.fixture
def public_demo(instance: Config) -> Iterator[Client]:
    (instance.instance / "instance.toml").write_text("demo = true\n")
    yield from visitor(dataclasses.replace(instance, loopback=False))


def visitor(config: Config) -> Iterator[Client]:
    app: Flask = create_app(config)
    app.test_client_class = Client
    with Session(app.extensions["engine"]) as session:
        make.member(session, "chair", name="Sample chair", sample="chair")
        session.commit()
    client = app.test_client()
    assert isinstance(client, Client)
    yield client
    app.extensions["engine"].dispose()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_sample_member_signs_in_by_one_click_on_this_machine(demo: Client) -> None:
    assert "Sample chair" in demo.get("/sign-in").text
    assert demo.send("/sign-in/sample/nobody").status_code == 404
    assert demo.send("/sign-in/sample/chair", next="/cases").location == "/cases"
    assert demo.get("/account/password").status_code == 200


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "asked",
    [
        {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}},
        {"base_url": "http://workbench.example"},
        {"base_url": "http://127.0.0.1.workbench.example:8000"},
        {"headers": {"Origin": "https://workbench.example", "Sec-Fetch-Site": "same-origin"}},
    ],
    ids=["from another machine", "by another name", "by a name like ours", "through a proxy"],
)
def test_nobody_elsewhere_signs_in_by_one_click(demo: Client, asked: dict[str, dict[str, str]]) -> None:
    shown = demo.get("/sign-in", **asked).text
    assert "Sample chair" not in shown
    demo.application.config["WTF_CSRF_ENABLED"] = False
    assert demo.post("/sign-in/sample/chair", **asked).status_code == 404


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_demo_that_others_can_reach_has_no_one_click(public_demo: Client) -> None:
    assert "Sample chair" not in public_demo.get("/sign-in").text
    assert public_demo.send("/sign-in/sample/chair").status_code == 404


def test_an_instance_that_is_no_demo_has_no_one_click(session: Session, client: Client) -> None:
    make.member(session, "chair", sample="chair")
    assert client.send("/sign-in/sample/chair").status_code == 404
    assert session.exec(select(Member)).one().active
