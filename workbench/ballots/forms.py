"""The forms of a ballot as they are sent."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel, Field, field_validator


class Opening(BaseModel):
    """A ballot to open. The closing time is read as UTC."""

    rule: str
    closes_at: datetime
    revision: int
    sure: str = Field(default="", validate_default=True)

    @field_validator("closes_at", mode="before")
    @classmethod
    def readable(cls, typed: str) -> datetime:
        try:
            moment = datetime.fromisoformat(typed.strip())
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError("Give the day and the time (UTC) as in 2026-06-30T18:00.") from None

    @field_validator("sure")
    @classmethod
    def checked(cls, sure: str) -> str:
        if sure != "yes":
            raise ValueError("Say that this is the text to vote on: it cannot change once the ballot is open.")
        return sure


class Casting(BaseModel):
    """A vote. What was not chosen arrives empty and is refused beside the choice."""

    choice: str = ""
    reason: str = ""
    fingerprint: str = ""
