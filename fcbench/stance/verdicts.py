"""What a verdict is told by: a claim beside all its evidence, beside each piece, and what rules hear in the pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from fcbench.meaning import HARD, REFUTING, SUPPORTING, judge, origins
from fcbench.schema import Claim
from fcbench.stance.hearing import heard
from fcbench.stance.learner import Reader, Text
from fcbench.stance.pairs import NAMES, SIMILAR
from fcbench.stance.stacking import Matrix

EACH = [*range(SIMILAR), *range(NAMES.index("against"), len(NAMES))]  # of a piece: overlap, and which side it takes


def piecewise(reader: Reader) -> Callable[[Sequence[Text]], Matrix]:
    """A sight of a row's pieces together, each alone (the mean and the most of each feature), and as heard by rules."""

    def see(rows: Sequence[Text]) -> Matrix:
        pieces = [(claim, (piece,)) for claim, evidence in rows for piece in evidence or ("",)]
        alone = reader.features(pieces)[:, EACH]
        ends = np.cumsum([max(1, len(evidence)) for _, evidence in rows])
        parts = np.split(alone, ends[:-1])
        summed = [
            np.concatenate([part.mean(axis=0), part.max(axis=0), _heard(*row)])
            for part, row in zip(parts, rows, strict=True)
        ]
        return np.hstack([reader.features(rows), np.array(summed)]).astype(np.float32)

    return see


def _heard(claim: str, evidence: tuple[str, ...]) -> list[float]:
    """Pieces and origins a side, denials, hard pieces a side, and what the rules of meaning make of them."""
    found = heard(claim, evidence)
    verdict = judge(Claim(id="claim", text=claim or "?"), found, verdict_id="verdict", issuer="heard")
    sides = [[piece for piece in found if piece.stance in side] for side in (SUPPORTING, REFUTING)]
    return [
        float(len(evidence)),
        *(float(len(side)) for side in sides),
        *(float(len(origins(found, stances))) for stances in (SUPPORTING, REFUTING)),
        *(float(sum(piece.kind in HARD for piece in side)) for side in sides),
        float(sum(piece.act == "deny" for piece in found)),
        float(verdict.state == "conflicting"),
        -1.0 if verdict.truth is None else float(verdict.truth),
    ]
