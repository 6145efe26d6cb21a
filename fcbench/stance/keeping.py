"""What was learned -> plain data, and back: text, numbers and arrays, as `fcbench train` keeps them."""

from __future__ import annotations

from typing import Any

import numpy as np

from fcbench.schema import DataError
from fcbench.stance import forests
from fcbench.stance.decision import Decision
from fcbench.stance.learner import Learned, Reader, Sight
from fcbench.stance.pairs import NAMES
from fcbench.stance.reading import CLAIM_MANNER, PASSAGE_MANNER, Tools
from fcbench.stance.scales import Manner, Rarity
from fcbench.stance.stacking import Shape, Stack

State = dict[str, Any]
ROUNDING = 1e-6  # by which shares may be off the sum 1


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

    Raises DataError where it was learned from other features than there are now, for trees that are none, and for
    parts that do not fit each other.
    """
    if tuple(kept["features"]) != NAMES:
        raise DataError("it was trained by an fcbench with other features; train it again")
    manners = _manner_of(kept["claims"], CLAIM_MANNER), _manner_of(kept["passages"], PASSAGE_MANNER)
    known = Tools(_rarity_of(kept["rarity"]), *manners)
    width = sight(Reader(known))([("", ("",))]).shape[1]
    classes = tuple(kept["classes"])
    stack = _stack_of(kept["stack"], len(classes), width)
    return Learned(classes, known, sight, stack, _decision_of(kept["decision"], len(classes)))


def _refuse_loose(sound: object, what: str) -> None:
    """Raises DataError where parts that are to fit each other do not."""
    if not sound:
        raise DataError(f"it does not hold together: {what}")


def _numbers(found: Any, *shape: int) -> bool:
    """Whether something is an array of that shape, of finite numbers."""
    return (
        isinstance(found, np.ndarray)
        and found.shape == shape
        and found.dtype == np.float64
        and bool(np.isfinite(found).all())
    )


def _whole(found: Any, least: int, most: int) -> bool:
    """Whether something is a whole number within bounds, both included."""
    return isinstance(found, int) and not isinstance(found, bool) and least <= found <= most


def _listed(weights: Any) -> State:
    """Terms, a line each, with their weights: a mapping would have a file for each of its terms."""
    return {"terms": "\n".join(weights), "weights": np.array([*weights.values()], dtype=np.float64)}


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _manner(manner: Manner) -> State:
    return {"terms": "\n".join(manner.places), "weights": manner.weights, "axes": manner.axes}


def _rarity_of(kept: State) -> Rarity:
    terms = _lines(kept["terms"])
    sound = _numbers(kept["weights"], len(terms)) and isinstance(kept["highest"], float)
    _refuse_loose(sound, f"a weight is due for each of the {len(terms):,} terms that have a rarity, and a highest")
    return Rarity(dict(zip(terms, kept["weights"].tolist(), strict=True)), kept["highest"])


def _manner_of(kept: State, dimensions: int) -> Manner:
    terms = _lines(kept["terms"])
    sound = _numbers(kept["weights"], len(terms)) and _numbers(kept["axes"], len(terms), dimensions)
    _refuse_loose(sound, f"a weight and {dimensions} axes are due for each of the {len(terms):,} terms of manner")
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


def _decision_of(kept: State, count: int) -> Decision:
    """The decision among so many classes."""
    worth, sharpness = kept["worth"], kept["sharpness"]
    sound = _numbers(worth, count, count) and (worth >= 0).all() and worth.any(axis=1).all()
    _refuse_loose(sound, f"a worth is due for each of {count} classes by each, none of them below 0")
    _refuse_loose(isinstance(sharpness, float) and 0 < sharpness < np.inf, "the sharpness is no number above 0")
    return Decision(sharpness, worth)


def _stack_of(kept: State, count: int, width: int) -> Stack:
    """The stack of so many classes, over rows of so many features."""
    shape = _shape_of(kept["shape"], count, width)
    shares = kept["shares"]
    sound = _numbers(shares, count) and (shares >= 0).all() and abs(shares.sum() - 1) < ROUNDING
    _refuse_loose(sound, f"the shares are none of {count} classes")
    related = None if kept["related"] is None else forests.restored(kept["related"], shape.similar)
    apart = related is None or (shape.apart is not None and related.classes_.tolist() == [0, 1])
    _refuse_loose(apart, "trees that tell a class apart, and no class apart")
    voices = tuple([forests.restored(one, width) for one in kept["voices"]])
    for voice in voices:
        codes = voice.classes_.tolist()
        fit = len(set(codes)) == len(codes) and all(0 <= code < count for code in codes)
        _refuse_loose(fit, f"trees for the classes {codes}; there are {count}")
    return Stack(shape, related, voices, shares)


def _shape_of(kept: Any, count: int, width: int) -> Shape:
    sound = (
        len(kept) == 3
        and _whole(kept[0], count, count)
        and (kept[1] is None or _whole(kept[1], 0, count - 1))
        and _whole(kept[2], 1, width)
    )
    _refuse_loose(sound, f"the shape {kept!r} is none of {count} classes and {width} features")
    return Shape(*kept)
