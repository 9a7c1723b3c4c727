"""What happens to members: invited, joined, given roles, paused. Nobody is ever deleted."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, func, select

from workbench import db
from workbench.errors import NotHere, Refusal
from workbench.members import permissions, seconding
from workbench.members.models import ROLES, Invitation, Member, Role
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.wording import lookalikes, points

INVITATION_LASTS = timedelta(hours=72)
_RESERVED = tuple(word for role in (*ROLES, "workbench", "public") for word in (role, role.title(), role.upper()))
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256


def invite(
    session: Session, actor: Member | None, *, email: str, name: str, roles: Sequence[str]
) -> tuple[Invitation, str]:
    """A one-time link for a new member: the invitation and the token that is told once and never again.

    `actor` None is the operator at the shell. Refuses an address or name that is taken and roles that do not exist. An
    earlier link for the same address ends.
    """
    if actor:
        permissions.require(actor, "members.invite")
    name, email, wanted = fit_name(session, name), fit_email(session, email), known_roles(roles)
    if actor and "administrator" in wanted:
        permissions.require(actor, "members.manage")
    return _issue(session, actor, email=email, name=name, roles=wanted, member=None)


def renew(session: Session, actor: Member | None, member: Member) -> tuple[Invitation, str]:
    """A one-time link with which a member chooses a new password; nobody else ever learns it."""
    if actor:
        permissions.require(actor, "members.manage")
    if not member.active:
        raise Refusal(f"The account of {member.name} is paused. Let it in again first.", status=409)
    return _issue(session, actor, email=member.email, name=member.name, roles=member.held, member=member)


def _issue(
    session: Session, actor: Member | None, *, email: str, name: str, roles: list[str], member: Member | None
) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(32)
    older = [invitation for invitation in _open_invitations(session) if invitation.email == email]
    for invitation in older:
        invitation.expires_at = db.now()
    invitation = Invitation(
        token_hash=token_hash(token), email=email, name=name, roles=roles, expires_at=db.now() + INVITATION_LASTS,
        member_id=member.id if member else None, invited_by=actor.id if actor else None,
    )  # fmt: skip
    session.add_all([invitation, *older])
    session.flush()
    act = "members.link" if member else "members.invite"
    minutes.record(session, actor, act, member or invitation, invitation, *older)
    return invitation, token


def accept(session: Session, token: str, *, password_hash: str) -> Member:
    """Use an invitation: the new member, or the old one with a new password and every other session ended."""
    invitation = find_invitation(session, token)
    if invitation.member_id:
        member, act = session.get_one(Member, invitation.member_id), "members.password"
        member.fs_uniquifier = secrets.token_hex(32)
    else:
        member = join(session, email=invitation.email, name=invitation.name, roles=invitation.roles)
        act = "members.accept"
    member.password = password_hash
    invitation.used_at = db.now()
    session.add_all([member, invitation])
    minutes.record(session, member, act, member, member, invitation)
    return member


def by_email(session: Session, email: str) -> Member:
    """The active member with this address."""
    found = session.exec(select(Member).where(func.lower(Member.email) == email.strip().lower())).first()
    if found is None or not found.active:
        raise Refusal(f"No active member has the address {email}. See who is in: workbench member list")
    return found


def join(session: Session, *, email: str, name: str, roles: Sequence[str], sample: str | None = None) -> Member:
    """A new member with these roles. The caller writes the minutes."""
    member = Member(email=fit_email(session, email), name=fit_name(session, name), sample=sample, joined_at=db.now())
    member.roles = [_role(session, role) for role in known_roles(roles)]
    session.add(member)
    session.flush()
    return member


def remember(session: Session, name: str) -> Member:
    """A paused account without roles for somebody whom a record from elsewhere names, so that it can go on naming them."""
    member = Member(
        email=f"{secrets.token_hex(16)}@imported.invalid",
        name=fit_name(session, name),
        active=False,
        joined_at=db.now(),
    )
    session.add(member)
    session.flush()
    minutes.record(session, None, "members.remember", member, member)
    return member


def change_password(session: Session, actor: Member, *, password_hash: str) -> None:
    """Keep a new password; whoever is signed in elsewhere as this member is signed out."""
    actor.password = password_hash
    actor.fs_uniquifier = secrets.token_hex(32)
    session.add(actor)
    minutes.record(session, actor, "members.password", actor)


def set_roles(
    session: Session, actor: Member, member: Member, *, roles: Sequence[str], seconded: Second | None = None, ballot: int | None = None
) -> None:  # fmt: skip
    """Give `member` exactly these roles; `seconded` where another proposed it and this one confirms; `ballot`: by which election."""
    wanted = may_hold(session, None if seconded else actor, member, roles)
    member.roles = [_role(session, role) for role in wanted]
    session.add(member)
    by = {"ballot": ballot} if ballot else {}
    minutes.record(
        session, actor, "members.roles", member, member, *seconding.confirmed(session, actor, seconded), **by
    )


def may_hold(session: Session, actor: Member | None, member: Member, roles: Sequence[str]) -> list[str]:
    """These roles, if this member can be given them: the last administrator keeps theirs, so that nobody is locked out."""
    if actor:
        permissions.require(actor, "members.manage")
    wanted = known_roles(roles)
    steps_down = "administrator" in member.held and "administrator" not in wanted
    if steps_down and not _others(session, member, "administrator"):
        raise Refusal("Somebody must remain administrator. Give the role to another member first.", field="roles")
    return wanted


def set_activity(session: Session, actor: Member, member: Member, *, active: bool) -> None:
    """Pause a member (their sessions end, the record keeps their name) or let them in again."""
    permissions.require(actor, "members.manage")
    if member.id == actor.id:
        raise Refusal("You cannot pause your own account: leave the committee, or ask another administrator.")
    _turn_active(session, actor, member, active)


def leave(session: Session, actor: Member) -> None:
    """A member leaves the committee by themself: in what is voted on they count from now on as its rule says of who leaves."""
    if "administrator" in actor.held and not _others(session, actor, "administrator"):
        raise Refusal(
            "Somebody must remain administrator. Give the role to another member before you leave.", status=409
        )
    _turn_active(session, actor, actor, False)


def _turn_active(session: Session, actor: Member, member: Member, active: bool) -> None:
    member.active = active
    member.fs_uniquifier = secrets.token_hex(32)
    session.add(member)
    minutes.record(session, actor, "members.activity", member, member)


def lock(session: Session, actor: Member, member: Member) -> None:
    """End every session of a member and forget their password, as after a theft: they remain in, and come back with a new link."""
    permissions.require(actor, "members.manage")
    member.password, member.fs_uniquifier = None, secrets.token_hex(32)
    links = [link for link in _open_invitations(session) if link.member_id == member.id]
    for link in links:
        link.expires_at = db.now()
    session.add_all([member, *links])
    minutes.record(session, actor, "members.lock", member, member, *links)


def find_invitation(session: Session, token: str) -> Invitation:
    """The invitation that this token opens, or NotHere when it was used, has expired, never was or its member is paused."""
    found = session.exec(select(Invitation).where(Invitation.token_hash == token_hash(token))).first()
    if found and not found.used_at and found.expires_at > db.now():
        member = session.get(Member, found.member_id) if found.member_id else None
        if member is None or member.active:
            return found
    raise NotHere("This invitation has been used or has expired. Ask whoever invited you for a new one.")


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def fit_name(session: Session, name: str) -> str:
    """A display name that is visible, in one script, nobody else's and no role of the committee."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not 2 <= len(name) <= 80 or any(map(points.is_hidden, name.replace(" ", ""))):
        raise Refusal("Give a name of 2 to 80 visible characters.", field="name")
    # a Cyrillic letter in a Latin name makes a second member of the same look
    alphabets = {unicodedata.name(sign, "?").split()[0] for sign in name if sign.isalpha()}
    if len(alphabets & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
        raise Refusal("Write the name in one alphabet: this one mixes letters that look alike.", field="name")
    looks = _looks(name)
    words = [word for word in name.split() if word.casefold() not in ("the", "a", "an")]
    if all(any(_looks(word) & _looks(role) for role in _RESERVED) for word in words):
        raise Refusal("A role is not a name. Give the person's own name.", field="name")
    # compared here, by their looks: the two databases do not even agree on what a capital letter is
    if any(_looks(other) & looks for other in session.exec(select(Member.name))):
        raise Refusal(f"There is already a member called {name}. Add something that tells them apart.", field="name")
    return name


def _looks(name: str) -> set[str]:
    """What a name looks like, written as it is and in small letters: capitals have twins of their own."""
    return {lookalikes.skeleton(name).casefold(), lookalikes.skeleton(name.casefold())}


def fit_email(session: Session, email: str) -> str:
    email = email.strip().lower()
    if len(email) > 254 or not re.fullmatch(r"[^@\s\x00-\x1f]+@(localhost|[\w-]+(\.[\w-]+)+)", email):
        raise Refusal("Give an e-mail address such as name@example.org.", field="email")
    if session.exec(select(Member).where(col(Member.email) == email)).first():
        raise Refusal(
            "A member with this address exists already. Give them a new password link instead.", field="email"
        )
    return email


def known_roles(roles: Sequence[str]) -> list[str]:
    """These roles in the order of ROLES; refuses none at all, and one that does not exist."""
    if not roles or not set(roles) <= set(ROLES):
        raise Refusal(f"Choose at least one of the roles {', '.join(ROLES)}.", field="roles")
    return [role for role in ROLES if role in roles]


def _open_invitations(session: Session) -> Sequence[Invitation]:
    return session.exec(
        select(Invitation).where(col(Invitation.used_at).is_(None), Invitation.expires_at > db.now())
    ).all()


def _role(session: Session, name: str) -> Role:
    return session.exec(select(Role).where(Role.name == name)).first() or Role(name=name)


def _others(session: Session, member: Member, role: str) -> bool:
    active = session.exec(select(Member).where(Member.id != member.id, col(Member.active))).all()
    return any(role in other.held for other in active)
