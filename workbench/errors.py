"""The expected no: one exception that every room may raise and one handler turns into a page."""

from __future__ import annotations


class Refusal(Exception):
    """A rule said no. The sentence tells the reader what to do next.

    `field` names the form field it belongs to, `status` is the HTTP status, `whom` says who may do it instead and
    `details` holds lines to show below the sentence (a difference, a list of offences).
    """

    def __init__(
        self,
        sentence: str,
        *,
        field: str | None = None,
        status: int = 422,
        whom: str = "",
        details: tuple[str, ...] = (),
    ) -> None:
        super().__init__(sentence)
        self.field = field
        self.status = status
        self.whom = whom
        self.details = details


class NotHere(Refusal):
    """There is nothing at that address."""

    def __init__(self, sentence: str = "There is nothing at this address.") -> None:
        super().__init__(sentence, status=404)


class Fault(Exception):
    """A part of the record cannot be read or written: a broken repository or database. Never a member's mistake."""
