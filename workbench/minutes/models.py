"""One row of the minutes. Append-only: the database refuses to change or remove one (migrations), `check` proves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from workbench.db import Moment


class Minute(SQLModel, table=True):
    """`hash` is SHA-256 over the hash before it and the canonical form of everything else in the row."""

    __tablename__ = "minutes"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Moment, nullable=False)
    # None: the workbench itself (a starter text, an import)
    actor_id: int | None = Field(default=None, foreign_key="member.id")
    actor: str
    act: str = Field(index=True)
    thing: str = Field(index=True)
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    prev: str = Field(max_length=64, sa_type=Text)
    hash: str = Field(max_length=64, unique=True, sa_type=Text)
