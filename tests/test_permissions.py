"""One table says who may do what: nothing is outside it, and whoever may not is told whom to ask."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from markupsafe import escape
from sqlmodel import Session
from werkzeug.routing import IntegerConverter, Rule

from tests import make
from tests.support.client import Client
from workbench.errors import Refusal
from workbench.members import matrix, permissions
from workbench.members.models import ROLES

CODE = Path(__file__).resolve().parents[1] / "workbench"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# What a stranger may send: a way in, a comment that is held, a report that is held, a receipt to look for, which changes nothing.
OPEN = ("sign_in", "letters.write", "cases.report", "ballots.find")


def address(app: Flask, rule: Rule) -> str:
    """An address of this route with something for each of its parts."""
    parts = {name: 1 if isinstance(rule._converters[name], IntegerConverter) else "x" for name in rule.arguments}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **parts)


def guarded(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route that not everybody may use: the rule, its method, the act that it is."""
    for rule in app.url_map.iter_rules():
        act = permissions.ROUTES[rule.endpoint]
        if "public" not in permissions.ACTS[act]:
            yield rule, next(iter((rule.methods or set()) & UNSAFE), "GET"), act


def ask(client: Client, method: str, where: str) -> tuple[int, str]:
    answer = client.send(where) if method == "POST" else client.open(where, method=method)
    return answer.status_code, answer.text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_every_route_is_in_the_table_and_the_table_has_no_other(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == permissions.ROUTES.keys()


def test_every_act_that_a_route_or_an_action_names_is_in_the_table() -> None:
    asked = set(permissions.ROUTES.values())
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "permissions.require",
                "permissions.may",
                "may",
                "recusals.chair",
                "recusals.may_chair",
            ):
                asked |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    assert asked == permissions.ACTS.keys(), "an act nobody asks for protects nothing"
    assert all(roles <= {"public", *ROLES} for roles in permissions.ACTS.values())


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_public_may_read_sign_in_and_write_a_letter_and_change_nothing(app: Flask, client: Client) -> None:
    for rule in app.url_map.iter_rules():
        if (rule.methods or set()) & UNSAFE and permissions.ROUTES[rule.endpoint] not in OPEN:
            assert "public" not in permissions.ACTS[permissions.ROUTES[rule.endpoint]], rule.endpoint
    for rule, method, act in guarded(app):
        status, page = ask(client, method, address(app, rule))
        assert status == 403, rule
        assert permissions.who_may(act) in page and "Sign in" in page


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_member_without_the_role_is_refused_and_told_whom_to_ask(
    app: Flask, session: Session, client: Client
) -> None:
    holders = {role: make.member(session, role) for role in ROLES}
    for rule, method, act in guarded(app):
        for role in set(ROLES) - permissions.ACTS[act]:
            status, page = ask(client.sign_in(holders[role]), method, address(app, rule))
            assert status == 403, (rule, role)
            assert f"Only {permissions.who_may(act)} may do this. Ask one of them." in page


def test_an_act_that_is_not_in_the_table_is_refused_to_everybody() -> None:
    class Everything:
        held: ClassVar = list(ROLES)

    assert not permissions.may(Everything(), "coffee.make")
    with pytest.raises(Refusal, match="Only the workbench itself"):
        permissions.require(Everything(), "coffee.make")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_route_that_is_not_in_the_table_is_refused(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(permissions.ROUTES, "cases.index")
    assert client.get("/cases").status_code == 403


def test_whom_to_ask_is_a_phrase() -> None:
    assert permissions.who_may("cases.settle") == "the chair or the secretary"
    assert permissions.who_may("cases.open") == "the chair, the secretary or members"
    assert permissions.who_may("members.manage") == "administrators"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_refusal_leads_the_public_back_to_where_they_wanted_to_go(client: Client) -> None:
    page = client.get("/cases/new?version=2").text
    assert 'href="/sign-in?next=/cases/new?version%3D2"' in page
    assert 'href="/sign-in?next=/cases/new"' in client.get("/cases/new").text


def test_the_page_of_who_may_do_what_has_every_act_of_the_table(client: Client) -> None:
    told = {act: words for acts in matrix.GROUPS.values() for act, words in acts.items()}
    assert told.keys() == permissions.ACTS.keys()
    page = client.open("/procedure/roles").text
    assert all(str(escape(words)) in page for words in told.values())
    assert page.count(">yes<") == sum(len(roles) for roles in permissions.ACTS.values())
