"""Who belongs to the committee. Members are deactivated, never deleted: the record names them."""

import secrets
from datetime import datetime
from typing import ClassVar

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, Column
from sqlmodel import Field, Relationship, SQLModel

from workbench.db import Moment
from workbench.minutes.record import Minuted

ROLES = ("observer", "member", "secretary", "chair", "administrator")


class MemberRole(Minuted, table=True):
    __tablename__ = "member_role"

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    role_id: int = Field(foreign_key="role.id", primary_key=True)


class Role(Minuted, RoleMixin, table=True):
    __tablename__ = "role"

    id: int | None = Field(default=None, primary_key=True)  # type: ignore[assignment]
    name: str = Field(unique=True)


class Member(Minuted, UserMixin, table=True):
    """A person with an account. The e-mail address is for signing in and is shown to nobody."""

    __tablename__ = "member"
    minuted: ClassVar[tuple[str, ...]] = ("name", "active", "held")

    id: int | None = Field(default=None, primary_key=True)  # type: ignore[assignment]
    # the key of a sample member ("member-a"), or None for a real one
    sample: str | None = Field(default=None, unique=True)
    name: str = Field(unique=True)
    email: str = Field(unique=True)
    # None until the invitation is accepted
    password: str | None = None
    active: bool = True
    fs_uniquifier: str = Field(default_factory=lambda: secrets.token_hex(32), unique=True)
    joined_at: datetime = Field(sa_type=Moment, nullable=False)
    roles: list[Role] = Relationship(  # type: ignore[assignment]
        link_model=MemberRole, sa_relationship_kwargs={"lazy": "selectin"}
    )

    @property
    def held(self) -> list[str]:
        """The roles of this member, in the order of ROLES."""
        names = {role.name for role in self.roles}
        return [name for name in ROLES if name in names]


class Invitation(Minuted, table=True):
    """A one-time link: for a new member, or for a member who needs a new password. Only its hash is kept."""

    __tablename__ = "invitation"
    minuted: ClassVar[tuple[str, ...]] = ("roles", "member_id", "expires_at", "used_at")

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    email: str
    name: str
    roles: list[str] = Field(sa_column=Column(JSON, nullable=False))
    # the member it gives a new password to; None: it makes a new member
    member_id: int | None = Field(default=None, foreign_key="member.id")
    invited_by: int | None = Field(default=None, foreign_key="member.id")
    expires_at: datetime = Field(sa_type=Moment, nullable=False)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class WrongPassword(SQLModel, table=True):
    """One failed try to sign in, for a quarter of an hour. `account` is the SHA-256 of the address that was typed."""

    __tablename__ = "wrong_password"

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(index=True, max_length=64)
    at: datetime = Field(sa_type=Moment, nullable=False)
