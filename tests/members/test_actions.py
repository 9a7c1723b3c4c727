"""Members: who may bring them in, what their roles may become, and that nobody is ever locked out or let in unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session, select

from tests import make
from workbench import db
from workbench.errors import NotHere, Refusal
from workbench.members import actions
from workbench.members.models import Invitation, Member
from workbench.minutes.models import Minute


@pytest.fixture
def desk(engine: Engine) -> Session:
    with db.writing(engine) as session:
        yield session


def invited(session: Session, name: str = "Ada Reed", email: str = "ada@library.example", role: str = "member") -> str:
    return actions.invite(session, None, email=email, name=name, roles=[role])[1]


def test_an_invitation_makes_one_member_once(desk: Session) -> None:
    token = invited(desk)
    member = actions.accept(desk, token, password_hash="hash")
    assert (member.name, member.held, member.password) == ("Ada Reed", ["member"], "hash")
    with pytest.raises(NotHere, match="has been used"):
        actions.accept(desk, token, password_hash="other")


def test_an_invitation_lasts_72_hours(desk: Session, clock: time_machine.Traveller) -> None:
    token = invited(desk)
    clock.shift(timedelta(hours=71, minutes=59))
    assert actions.find_invitation(desk, token).name == "Ada Reed"
    clock.shift(timedelta(minutes=1))
    with pytest.raises(NotHere):
        actions.find_invitation(desk, token)


def test_only_the_hash_of_a_link_is_kept_anywhere(desk: Session) -> None:
    token = invited(desk)
    kept = [row.model_dump_json() for table in (Invitation, Minute) for row in desk.exec(select(table))]
    assert not any(token in row for row in kept)
    assert not any("ada@library.example" in row.model_dump_json() for row in desk.exec(select(Minute)))


def test_a_new_link_for_the_same_address_ends_the_old_one(desk: Session) -> None:
    old, new = invited(desk), invited(desk)
    with pytest.raises(NotHere):
        actions.find_invitation(desk, old)
    assert actions.accept(desk, new, password_hash="hash").name == "Ada Reed"


def test_a_link_for_a_new_password_ends_every_session_and_changes_nothing_else(desk: Session) -> None:
    member = make.member(desk, "member", "chair")
    before = member.fs_uniquifier
    _, token = actions.renew(desk, make.member(desk, "administrator"), member)
    assert actions.accept(desk, token, password_hash="new") is member
    assert member.password == "new" and member.fs_uniquifier != before and member.held == ["member", "chair"]


def test_a_paused_account_gets_no_link_and_can_use_none(desk: Session) -> None:
    administrator, member = make.member(desk, "administrator"), make.member(desk)
    _, token = actions.renew(desk, administrator, member)
    actions.set_activity(desk, administrator, member, active=False)
    with pytest.raises(NotHere):
        actions.find_invitation(desk, token)
    with pytest.raises(Refusal, match="paused"):
        actions.renew(desk, administrator, member)


def test_one_must_remain_administrator(desk: Session) -> None:
    first = make.member(desk, "administrator")
    with pytest.raises(Refusal, match="Somebody must remain administrator"):
        actions.set_roles(desk, first, first, roles=["member"])
    with pytest.raises(Refusal, match="your own account"):
        actions.set_activity(desk, first, first, active=False)
    second = make.member(desk, "administrator")
    actions.set_activity(desk, first, second, active=False)
    with pytest.raises(Refusal, match="Somebody must remain administrator"):
        actions.set_roles(desk, first, first, roles=["member"])
    actions.set_activity(desk, first, second, active=True)
    actions.set_roles(desk, first, first, roles=["member"])
    assert first.held == ["member"]


def test_nobody_becomes_administrator_through_somebody_who_is_not(desk: Session) -> None:
    for role in ("chair", "secretary"):
        with pytest.raises(Refusal, match="Only administrators") as no:
            actions.invite(
                desk, make.member(desk, role), email="x@library.example", name="New", roles=["administrator"]
            )
        assert (no.value.status, no.value.whom) == (403, "administrators")


def test_members_do_not_invite_and_administrators_alone_manage(desk: Session) -> None:
    member, other = make.member(desk, "member", "chair", "secretary"), make.member(desk)
    with pytest.raises(Refusal, match="Only the chair, the secretary or administrators"):
        actions.invite(desk, other, email="x@library.example", name="New One", roles=["member"])
    for attempt in (
        lambda: actions.set_roles(desk, member, member, roles=["chair"]),
        lambda: actions.set_activity(desk, member, other, active=False),
        lambda: actions.renew(desk, member, other),
    ):
        with pytest.raises(Refusal, match="Only administrators"):
            attempt()


@pytest.mark.parametrize("roles", [[], ["king"], ["member", "king"]])
def test_roles_that_do_not_exist_are_refused_beside_the_field(roles: list[str]) -> None:
    with pytest.raises(Refusal) as no:
        actions.known_roles(roles)
    assert no.value.field == "roles"


def test_a_name_is_visible_in_one_alphabet_nobody_elses_and_no_role(desk: Session) -> None:
    make.member(desk, name="Élodie Reed")
    wrong = [
        "", "A", "x" * 81, "Chair", "workbench", "Ada\u200bReed", "Ada\u202eReed", "Ada\tReed\x00",
        "\u0410da Reed",  # a Cyrillic letter in a Latin name
        "élodie  REED", "E\u0301lodie Reed",  # the same name, other capitals, spaces or encoding
        "ÉIodie Reed", "Mernber", "The ChaIr",  # letters that look like others of one alphabet
    ]  # fmt: skip
    for name in wrong:
        with pytest.raises(Refusal) as no:
            actions.fit_name(desk, name)
        assert no.value.field == "name", name
    for name in ("Ада Рид", "李 雷", "María-José O’Neill Jr.", "山田 タロウ"):
        assert actions.fit_name(desk, f"  {name} ") == name


def test_an_address_is_one_and_nobody_elses(desk: Session) -> None:
    desk.add(Member(name="Ada Reed", email="ada@library.example", joined_at=db.now()))
    for email in (
        "",
        "ada",
        "ada@",
        "@library.example",
        "a b@library.example",
        "a@b@c.example",
        "a@.",
        "ADA@library.example",
    ):
        with pytest.raises(Refusal) as no:
            actions.fit_email(desk, email)
        assert no.value.field == "email", email
    assert actions.fit_email(desk, " Bo@Library.Example ") == "bo@library.example"
