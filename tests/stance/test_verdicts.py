"""What a verdict is told by: pieces together, each alone, and as heard."""

from __future__ import annotations

import numpy as np

from fcbench.stance.learner import Reader
from fcbench.stance.pairs import NAMES
from fcbench.stance.reading import tools
from fcbench.stance.verdicts import EACH, piecewise

CLAIM = "The council closed the old bridge"
SEE = piecewise(Reader(tools({CLAIM: 0, "The river rose": 1}, {"The bridge is old.": 0, "Cats sleep.": 1})))
COVERED = EACH.index(NAMES.index("covered[all]"))


def test_each_piece_is_seen_alone_as_mean_and_as_most() -> None:
    row = SEE([(CLAIM, ("The council closed the old bridge.", "Cats sleep."))])[0]
    assert row[len(NAMES) + COVERED] == np.float32(0.5)
    assert row[len(NAMES) + len(EACH) + COVERED] == 1


def test_a_row_does_not_change_with_those_beside_it() -> None:
    rows = [(CLAIM, ("Cats sleep.",) * 3), (CLAIM, ("The council closed it.", "The bridge is old.")), (CLAIM, ())]
    together = SEE(rows)
    for number, row in enumerate(rows):
        assert (together[number] == SEE([row])[0]).all()


def test_what_is_heard_is_last() -> None:
    denied = "Orla Venn denied that the council had closed the old bridge."
    row = SEE([(CLAIM, ("A ledger shows that the council closed the old bridge.", denied))])[0]
    pieces, pro, contra, *_, denials, conflicting, truth = row[-10:].tolist()
    assert (pieces, pro, contra, denials, conflicting, truth) == (2, 1, 1, 1, 0, 4)
