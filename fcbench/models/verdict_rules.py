"""Rules from evidence to verdict, no training: hears each piece, and judges as `fcbench.meaning` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fcbench import __version__
from fcbench.meaning import judge
from fcbench.schema import Claim, DataError, Example, Prediction
from fcbench.stance.hearing import heard
from fcbench.stance.meanings import nearest_verdict

USAGE = "verdict-rules"
TASK = "verdict"


@dataclass(frozen=True)
class VerdictRules:
    """Answers with the label that means what the evidence, heard by rules, allows."""

    labels: tuple[str, ...]
    name: str = USAGE
    revision: str = __version__

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """A label each; silence where no label has a known meaning."""
        return [Prediction(id=example.id, label=self._label(example)) for example in batch]

    def _label(self, example: Example) -> str | None:
        claim = Claim(id="claim", text=example.claim or "?")
        verdict = judge(claim, heard(example.claim, example.evidence), verdict_id="verdict", issuer=USAGE)
        return nearest_verdict(verdict.state, verdict.truth, self.labels)


def load(argument: str, labels: tuple[str, ...]) -> VerdictRules:
    """The rules, for these labels."""
    if argument:
        raise DataError(f"model {USAGE!r} takes no argument; saw {argument!r}")
    return VerdictRules(labels)
