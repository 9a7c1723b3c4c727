"""The forms by which the class of a change, or that it is typographic, is contested and settled."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from workbench.proposals.forms import Number, ReasonForm


class ContestForm(ReasonForm):
    """Of which class of change a member says that it is."""

    named: Annotated[str, Field(max_length=20)] = ""


class SettleClassForm(ReasonForm):
    """Of which class an officer says that it is."""

    settled: Annotated[str, Field(max_length=20)] = ""


class TypographyForm(ReasonForm):
    """Which revision changes more than the typography."""

    revision: Number
