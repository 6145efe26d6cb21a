"""The plain supervised baseline shown each claim with evidence of another: what pairing them is worth."""

from __future__ import annotations

from collections.abc import Sequence

from fcbench import files
from fcbench.linear import Linear, View
from fcbench.schema import DataError, Example

USAGE = "shuffled-evidence"


def _another(training: Sequence[Example]) -> View:
    """Evidence of a training example chosen by a hash of the id, so that neither order nor batch matters.

    Where that is the example's own, it is the next one, if there is another.
    """
    pool = sorted({example.evidence for example in training})

    def view(example: Example) -> Example:
        number = int(files.sha256(example.id.encode())[:15], 16) % len(pool)
        if pool[number] == example.evidence:
            number = (number + 1) % len(pool)
        return example.model_copy(update={"evidence": pool[number]})

    return view


def load(argument: str, labels: tuple[str, ...]) -> Linear:
    """The model, not yet fitted."""
    if argument:
        raise DataError(f"model {USAGE!r} takes no argument; saw {argument!r}")
    return Linear(labels, USAGE, sight=_another)
