"""What was learned -> plain data, and back: text, numbers and arrays, as `fcbench train` keeps them."""

from __future__ import annotations

from typing import Any

import numpy as np

from fcbench.schema import DataError
from fcbench.stance import forests
from fcbench.stance.decision import Decision
from fcbench.stance.learner import Learned, Reader, Sight
from fcbench.stance.pairs import NAMES
from fcbench.stance.reading import Tools
from fcbench.stance.scales import Manner, Rarity
from fcbench.stance.stacking import Shape, Stack

State = dict[str, Any]


def state(learned: Learned) -> State:
    """All that was learned, but for the sight, which is code."""
    known = learned.known
    return {
        "features": list(NAMES),
        "classes": list(learned.classes),
        "rarity": {**_listed(known.rarity.weights), "highest": known.rarity.highest},
        "claims": _manner(known.claims),
        "passages": _manner(known.passages),
        "stack": _stack(learned.stack),
        "decision": {"sharpness": learned.decision.sharpness, "worth": learned.decision.worth},
    }


def restored(kept: State, sight: Sight) -> Learned:
    """What answers, of the state of something learned with that sight.

    Raises DataError where it was learned from other features than there are now, and for trees that are none.
    """
    if tuple(kept["features"]) != NAMES:
        raise DataError("it was trained by an fcbench with other features; train it again")
    rarity, decision = kept["rarity"], kept["decision"]
    weights = dict(zip(_lines(rarity["terms"]), rarity["weights"].tolist(), strict=True))
    known = Tools(Rarity(weights, rarity["highest"]), *(_manner_of(kept[side]) for side in ("claims", "passages")))
    width = sight(Reader(known))([("", ("",))]).shape[1]
    return Learned(
        tuple(kept["classes"]),
        known,
        sight,
        _stack_of(kept["stack"], width),
        Decision(decision["sharpness"], decision["worth"]),
    )


def _listed(weights: Any) -> State:
    """Terms, a line each, with their weights: a mapping would have a file for each of its terms."""
    return {"terms": "\n".join(weights), "weights": np.array([*weights.values()], dtype=np.float64)}


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _manner(manner: Manner) -> State:
    return {"terms": "\n".join(manner.places), "weights": manner.weights, "axes": manner.axes}


def _manner_of(kept: State) -> Manner:
    terms = _lines(kept["terms"])
    return Manner({term: place for place, term in enumerate(terms)}, kept["weights"], kept["axes"])


def _stack(stack: Stack) -> State:
    shape = stack.shape
    return {
        "shape": [shape.classes, shape.apart, shape.similar],
        "related": None if stack.related is None else _forest(stack.related),
        "voices": [_forest(voice) for voice in stack.voices],
        "shares": stack.shares,
    }


def _forest(model: Any) -> State:
    found = model if isinstance(model, forests.Forest) else forests.forest(model)
    return found.state()


def _stack_of(kept: State, width: int) -> Stack:
    """The stack, over rows of so many features."""
    shape = Shape(*kept["shape"])
    related = None if kept["related"] is None else forests.restored(kept["related"], shape.similar)
    return Stack(shape, related, tuple([forests.restored(one, width) for one in kept["voices"]]), kept["shares"])
