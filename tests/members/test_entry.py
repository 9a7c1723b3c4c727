"""Coming in and going out: what a member, a guest and a guesser meet at the door."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import Session, select

from tests import make
from tests.support.client import Client
from workbench.members import actions, gate
from workbench.members.models import Member, WrongPassword

PASSWORD = make.PASSWORD


def is_in(client: Client) -> bool:
    """Whether somebody is signed in, as the server sees it."""
    return client.get("/account/password").status_code == 200


def sign_in(client: Client, member: Member, password: str = PASSWORD, **words: str) -> int:
    return client.send("/sign-in", email=member.email, password=password, **words).status_code


def test_a_link_lets_its_owner_in_once(session: Session, client: Client) -> None:
    _, token = actions.invite(session, None, email="ada@library.example", name="Ada Reed", roles=["member"])
    address = f"/invitations/{token}"
    page = client.get(address)
    assert "Ada Reed" in page.text and page.headers["Cache-Control"] == "no-store"
    short = client.send(address, password="short")
    assert short.status_code == 422 and "12 characters" in short.text
    assert client.send(address, password=PASSWORD).status_code == 303
    assert is_in(client)
    assert client.another().get(address).status_code == 404
    assert client.another().send(address, password=PASSWORD).status_code == 404
    ada = session.exec(select(Member).where(Member.name == "Ada Reed")).one()
    assert str(ada.password).startswith("$argon2id$")
    assert sign_in(client.another(), ada) == 303


def test_a_wrong_password_and_an_unknown_address_get_one_and_the_same_answer(
    session: Session, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make.member(session, password=PASSWORD)
    paused = make.member(session, password=PASSWORD)
    paused.active = False
    hashed = []
    monkeypatch.setattr(gate, "hash_password", lambda password: hashed.append(password))
    answers = []
    for email, password in ((member.email, "wrong"), ("nobody@library.example", PASSWORD), (paused.email, PASSWORD)):
        answer = client.send("/sign-in", email=email, password=password)
        assert answer.status_code == 422 and f'value="{email}"' in answer.text
        answers.append(re.findall(r'<div class="errors".*?</div>', answer.text, re.DOTALL))
    assert answers[0] == answers[1] == answers[2]
    assert hashed == [PASSWORD, PASSWORD], "an address that nobody may use takes as long as a wrong password"
    assert not is_in(client)


def test_ten_wrong_passwords_for_one_address_are_followed_by_a_pause(
    session: Session, client: Client, clock: time_machine.Traveller
) -> None:
    member, other = make.member(session, password=PASSWORD), make.member(session, password=PASSWORD)
    for _ in range(10):
        assert sign_in(client, member, "wrong") == 422
    refused = client.send("/sign-in", email=f" {member.email.upper()}", password=PASSWORD)
    assert refused.status_code == 429 and "quarter of an hour" in refused.text
    assert sign_in(client, other) == 303, "others are not held up"
    client.send("/sign-out")
    clock.shift(timedelta(minutes=15))
    assert sign_in(client, member, "wrong") == 422
    assert sign_in(client, member) == 303
    kept = session.exec(select(WrongPassword)).all()
    assert len(kept) == 1 and member.email not in kept[0].model_dump_json()


def test_signing_out_ends_the_session(session: Session, client: Client) -> None:
    client.sign_in(make.member(session))
    assert is_in(client)
    assert client.send("/sign-out").status_code == 303
    assert not is_in(client)


def test_a_new_password_ends_the_sessions_elsewhere(session: Session, client: Client) -> None:
    member, elsewhere = make.member(session, password=PASSWORD), client.another()
    assert (sign_in(client, member), sign_in(elsewhere, member)) == (303, 303)
    wrong = client.send("/account/password", current="not it", password="a much longer walk home")
    assert wrong.status_code == 422 and "not your password now" in wrong.text and is_in(elsewhere)
    assert client.send("/account/password", current=PASSWORD, password="a much longer walk home").status_code == 303
    assert is_in(client) and not is_in(elsewhere)
    assert sign_in(elsewhere, member) == 422
    assert sign_in(elsewhere, member, "a much longer walk home") == 303


def test_a_paused_account_is_out_at_once(session: Session, client: Client) -> None:
    member = make.member(session, password=PASSWORD)
    sign_in(client, member)
    actions.set_activity(session, make.member(session, "administrator"), member, active=False)
    assert not is_in(client)
    assert sign_in(client, member) == 422


def test_a_change_of_roles_counts_from_the_next_request(session: Session, client: Client) -> None:
    member, administrator = make.member(session), make.member(session, "administrator")
    client.sign_in(member)
    assert client.get("/members/invite").status_code == 403
    actions.set_roles(session, administrator, member, roles=["member", "chair"])
    assert client.get("/members/invite").status_code == 200
    actions.set_roles(session, administrator, member, roles=["observer"])
    assert client.get("/members/invite").status_code == 403


def test_signing_in_leaves_nothing_of_the_visit_before(session: Session, client: Client) -> None:
    member = make.member(session, password=PASSWORD)
    with client.session_transaction() as cookie:
        cookie["csrf_token"], cookie["planted"] = "known to somebody else", "yes"
    assert sign_in(client, member) == 303
    with client.session_transaction() as cookie:
        assert "planted" not in cookie and cookie.get("csrf_token") != "known to somebody else"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_after_signing_in_one_goes_on_where_one_was_but_never_to_another_site(session: Session, client: Client) -> None:
    member = make.member(session, password=PASSWORD)
    assert 'value="/cases?state=open"' in client.get("/sign-in?next=/cases%3Fstate%3Dopen").text
    away = [
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n//evil.example",
        "cases",
    ]
    for address, goes_to in [("/cases?state=open#top", "/cases?state=open#top"), *((one, "/") for one in away)]:
        answer = client.send("/sign-in", email=member.email, password=PASSWORD, next=address)
        assert answer.location == goes_to, repr(address)
        client.send("/sign-out")


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(session: Session, client: Client) -> None:
    member = make.member(session, password=PASSWORD)
    cookie = client.send("/sign-in", email=member.email, password=PASSWORD).headers["Set-Cookie"]
    assert cookie.startswith("workbench=") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert member.email not in cookie and "chair" not in cookie


def test_a_session_ends_after_seven_days(session: Session, client: Client, clock: time_machine.Traveller) -> None:
    member = make.member(session, password=PASSWORD)
    sign_in(client, member)
    assert is_in(client)
    clock.shift(timedelta(days=6, hours=23))
    assert is_in(client)
    clock.shift(timedelta(hours=2))
    assert not is_in(client)
