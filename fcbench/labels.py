"""The label contract: what a model calls its answers, matched by meaning to what a task calls them.

A wrong order of labels is the quietest fault there is: the scores look like those of a bad model. So names are matched
by name and never by place, what cannot be matched is an error that lists both sides, and `permuted` sees a model whose
names are right and whose order is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from fcbench import files
from fcbench.schema import DataError, Example, Prediction
from fcbench.text import nearest

CLEAR = {3: 6, 2: 7}  # kinds probed -> of 8 pairs a kind, the answers alike that make it clear: see `permuted`
HOW = "say what they mean: --label-map NAME=LABEL,NAME=LABEL, with NAME=- for no answer"
SILENCE = "-"  # in a label map: of a model's label that the task does not have, and that is no answer to it
SHOWN = 10  # of a model's own labels in an error: a model that writes sentences has as many as rows

Ask = Callable[[list[Example]], Sequence[str | None]]


@dataclass(frozen=True)
class Names:
    """The labels of a task, and what a model calls them.

    `own` has the task's label, or SILENCE, for each name that is known. Where a model declares its labels it has no
    others; else a name that it answers is read as it comes.
    """

    due: tuple[str, ...]
    own: Mapping[str, str] = field(default_factory=dict)
    declared: bool = False


@cache
def _meanings() -> dict[str, str]:
    """The meaning of each spelling, folded."""
    return {_folded(name): meaning for meaning, names in _data("labels.yaml").items() for name in names}


@cache
def _data(name: str) -> dict[str, Any]:
    text = (resources.files("fcbench") / name).read_text("utf-8")
    found: dict[str, Any] = files.parse_yaml(text, where=name)
    return found


def _folded(name: str) -> str:
    """A label without case and without the signs that stand for blanks.

    >>> _folded("NOT_ENOUGH-info ")
    'not enough info'
    """
    return " ".join(re.split(r"[\s_\-]+", name.strip().casefold()))


def meaning(label: str) -> str | None:
    """What a label means, in a word of `labels.yaml`; None where we do not know.

    >>> meaning("ENTAILMENT"), meaning("NOT_ENOUGH_INFO"), meaning("LABEL_0")
    ('supports', 'neutral', None)
    """
    return _meanings().get(_folded(label))


def matched(
    own: Sequence[str], due: Sequence[str], *, where: str, given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Each of a model's own labels with the task's label that it stands for, in the model's order.

    `given` is what somebody said, and goes first; it may send several labels to one. Else a name is matched to the same
    name, or to the one of the same meaning. Raises DataError, listing both sides, for a label that has no match or two,
    and for two labels with one match that nobody said.
    """
    known = said(own, due, given or {}, where=where)
    found = {name: known.get(name) or _match(name, due) for name in own}
    lost = [name for name in own if found[name] is None]
    if lost:
        raise _lost(lost[0], own, due, where=where)
    guessed = [found[name] for name in own if name not in known]
    shared = [name for name in own if name not in known and guessed.count(found[name]) > 1]
    if shared:
        raise DataError(
            f"{where}: label {shared[0]!r} would stand for {found[shared[0]]!r}, as another does; the model has: "
            f"{', '.join(own)}; the task has: {', '.join(due)}; {HOW}"
        )
    return {name: str(label) for name, label in found.items()}


def _lost(name: str, own: Sequence[str], due: Sequence[str], *, where: str) -> DataError:
    """The error for a label that has no match, or two."""
    shown = ", ".join(own[:SHOWN]) + (f" and {len(own) - SHOWN:,} more" if len(own) > SHOWN else "")
    return DataError(
        f"{where}: label {name!r} is none of the task's{near(name, due)}; the model has: {shown}; the task has: "
        f"{', '.join(due)}; {HOW}{numbered(name)}"
    )


def near(name: str, due: Sequence[str]) -> str:
    """A hint to end an error with where one of the labels is near; else nothing."""
    return nearest(name, due).partition(" there is:")[0].rstrip(";")


def numbered(label: object) -> str:
    """A hint to end an error with where a label is a number; else nothing."""
    if type(label) is not int and not (isinstance(label, str) and label.isdecimal()):
        return ""
    return "; a number of a ClassLabel has a name: features['label'].int2str(number)"


def voiced(label: str) -> str | None:
    """The label, or None for silence.

    >>> voiced("supports"), voiced("-")
    ('supports', None)
    """
    return None if label == SILENCE else label


def spoken(answer: Prediction) -> str | None:
    """The label of an answer, SILENCE where it is silent, or None where an error kept it from answering."""
    return answer.label or (SILENCE if answer.error is None else None)


def meant(name: str, names: Names) -> str | None:
    """The task's label that a name stands for: as known, else the same name, else the one of the same meaning."""
    return names.own.get(name) or _match(name, names.due)


def answered(seen: Mapping[str, str], names: Names) -> dict[str, str]:
    """Each label that was answered with the task's label that it stands for; `seen` says of each where it was first.

    Each is read by itself, so that several spellings may stand for one. Raises DataError, listing both sides, for a
    label that has no match or two.
    """
    found = {}
    for name, where in seen.items():
        label = meant(name, names)
        if label is None:
            raise _lost(name, tuple(seen), names.due, where=where)
        found[name] = label
    return found


def spelled(keys: Sequence[str], names: Names, *, where: str) -> dict[str, str]:
    """The task's label for each key of a mapping; empty where they are the task's own as they stand.

    Raises DataError, as `matched` does, also for two keys that would stand for one label.
    """
    if all(key in names.due and key not in names.own for key in keys):
        return {}
    given = {key: label for key, label in names.own.items() if key in keys}
    return matched(keys, names.due, where=where, given=given)


def said(own: Sequence[str], due: Sequence[str], given: Mapping[str, str], *, where: str) -> dict[str, str]:
    """A label map in the task's spelling, and SILENCE as it is.

    Raises DataError for a name that one of the sides does not have.
    """
    made = {}
    for name, label in given.items():
        match = SILENCE if label == SILENCE else _match(label, due)
        if name not in own:
            raise DataError(f"{where}: label map: the model has no label {name!r}; it has: {', '.join(own)}")
        if match is None:
            raise DataError(f"{where}: label map: the task has no label {label!r}; it has: {', '.join(due)}")
        made[name] = match
    return made


def _match(name: str, due: Sequence[str]) -> str | None:
    """The task's label of that name, else the one label of that meaning."""
    if name in due:
        return name
    same = [label for label in due if _folded(label) == _folded(name)]
    alike = [label for label in due if meaning(label) is not None and meaning(label) == meaning(name)]
    return next((found[0] for found in (same, alike) if len(found) == 1), None)


def label_map(text: str | None) -> dict[str, str]:
    """A label map as typed: `LABEL_0=supports,LABEL_1=-`; raises DataError where it is none.

    >>> label_map("LABEL_0=supports, LABEL_1=not enough info")
    {'LABEL_0': 'supports', 'LABEL_1': 'not enough info'}
    """
    made: dict[str, str] = {}
    for part in (text or "").split(",") if text else ():
        name, sign, label = (piece.strip() for piece in part.partition("="))
        if not (name and sign and label) or name in made:
            raise DataError(f"label map: saw {part!r}; allowed: NAME=LABEL,NAME=LABEL, each name once")
        made[name] = label
    return made


# The probe


def probes() -> dict[str, list[Example]]:
    """The pairs of `probe.yaml` by kind: what supports its claim, what refutes it, what says nothing of it."""
    return {
        kind: [
            Example(id=f"probe-{kind}-{number}", claim=claim, evidence=(evidence,))
            for number, (evidence, claim) in enumerate(pairs)
        ]
        for kind, pairs in _data("probe.yaml").items()
    }


def permuted(labels: Sequence[str], ask: Ask) -> dict[str, str]:
    """Labels that seem to have changed places, each with the one that the model seems to mean by it; else nothing.

    `ask` gives the model's label for each example. A model is suspected where its answers to each kind of pair are
    alike, differ from kind to kind, and are wrong for two kinds or more. A bad model does not do that: it gives kinds
    the same label, or one kind several. Guessing among three labels, six of eight alike and wrong in so orderly a way
    comes about once in 25,000 models; of two labels it takes seven of eight, once in 800. One kind alone that is
    answered wrongly is no change of places: much of what is unrelated is called refuted by honest models.
    """
    claimed = {kind: [label for label in labels if _kind(label) == kind] for kind in probes()}
    asked = {kind: pairs for kind, pairs in probes().items() if claimed[kind]}
    if len(asked) < min(CLEAR):
        return {}
    seen = {kind: Counter(ask(pairs)).most_common(1)[0] for kind, pairs in asked.items()}
    if any(label is None or count < CLEAR[len(asked)] for label, count in seen.values()):
        return {}
    tops = {kind: str(label) for kind, (label, _) in seen.items()}
    wrong = [kind for kind, label in tops.items() if label not in claimed[kind]]
    if len(set(tops.values())) < len(tops) or len(wrong) < 2:
        return {}
    return {tops[kind]: claimed[kind][0] for kind in wrong}


def _kind(label: str) -> str | None:
    """The kind of pairs that a label is the answer to."""
    found = meaning(label)
    return "neutral" if found == "unrelated" else found


def refuse_permuted(labels: Sequence[str], ask: Ask, *, where: str) -> None:
    """Raises DataError, naming the exchange that is suspected, where a model's labels seem to have changed places."""
    found = permuted(labels, ask)
    if found:
        swaps = ", ".join(f"{said!r} where it means {meant!r}" for said, meant in found.items())
        raise DataError(
            f"{where}: the labels seem to be in another order than the model says: on pairs that leave no doubt it "
            f"answers {swaps}; give the order with --label-map, or go on with --no-probe"
        )
