"""The sides of claims and passages over the graph of pairs: for data in which each text stands in several pairs.

It learns with the answers, and looks at all pairs that it is asked for at once: how a pair stands among the others of
its claim and of its passage, and which texts are related. An argument is the objective that labels are decided for,
`stance-graph:fnc` or `stance-graph:accuracy`, else `balanced`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fcbench import __version__
from fcbench.predictions import from_table
from fcbench.schema import DataError, Example, Prediction
from fcbench.stance.decision import OBJECTIVES, check
from fcbench.stance.graph import learner
from fcbench.stance.recipe import DEFAULT

USAGE = "stance-graph"
ARGUMENTS = tuple(OBJECTIVES)


@dataclass(frozen=True)
class StanceGraph:
    """One recipe for every set of labels; it knows of a label only what the label maps say it means.

    Where a label is no side, as "yes" is none, pairs are taken one by one.
    """

    labels: tuple[str, ...]
    name: str = USAGE
    objective: str = DEFAULT
    known: tuple[Example, ...] = field(default=(), repr=False)
    gold: tuple[str, ...] = field(default=(), repr=False)
    revision: str = __version__
    whole = True  # its answers depend on what else is asked

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> StanceGraph:
        """Keeps the rows: it learns with the answers."""
        return replace(self, known=tuple(examples), gold=tuple(gold))

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """The label that is worth most under the objective, of each; the probabilities are shares of worth."""
        if not self.known:
            raise DataError(f"{self.name} has not learned: fit it first")
        classes = tuple(sorted(set(self.gold)))
        if not batch:
            return []
        return from_table(
            batch, self.labels, classes, learner.shares(self.known, self.gold, batch, classes, self.objective)
        )


def load(argument: str, labels: tuple[str, ...]) -> StanceGraph:
    """The model, not yet fitted."""
    objective = argument or DEFAULT
    check(objective, labels)
    return StanceGraph(labels, USAGE if objective == DEFAULT else f"{USAGE}:{objective}", objective)
