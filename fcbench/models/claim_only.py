"""The plain supervised baseline shown the claim alone: what the wording of claims gives away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fcbench.linear import Linear, View
from fcbench.schema import DataError, Example

USAGE = "claim-only"


def _claims(training: Sequence[Example]) -> View:
    return lambda example: example.model_copy(update={"evidence": ()})


def load(argument: str, labels: tuple[str, ...]) -> Linear:
    """The model, not yet fitted."""
    if argument:
        raise DataError(f"model {USAGE!r} takes no argument; saw {argument!r}")
    return Linear(labels, USAGE, sight=_claims)


def restore(state: dict[str, Any], labels: tuple[str, ...]) -> Linear:
    """The fitted model with that state."""
    return load("", labels).restored(state)
