"""Flips: does a bare denial turn a model's answer to refuted? Asked in minimal pairs, made from a dataset's records.

For each checkable claim, somebody whom the record names says, confirms or denies it, or declines to comment, in
wordings of our own. What a passage does is known by how it was made; no model makes any of it. A denial alone never
moves truth: an assertion and a denial, and nothing else, are insufficient, whoever denies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from fcbench import __version__, files, models
from fcbench.dataset import EVERYTHING, Dataset, Labelled
from fcbench.meaning import OPEN, REFUTING, SUPPORTING
from fcbench.predict import PART, Job, Progress, folder_of, predict, refuse_unknown, trained_on, training
from fcbench.schema import DataError, Evidence, Example, Model, Pedigree, Record, Score, Task
from fcbench.stats import FEW, percentile_interval, ratio, resampled
from fcbench.text import slug

Act = Literal["assert", "confirm", "deny", "decline"]
Side = Literal["interested", "disinterested"]

VERSION = "1"  # of wordings and measure: another wording is another measurement
RESULT = "flips.json"  # not result.json: leaderboards are made of those, and this is no score of a split
PAIRS = "pairs.jsonl"
ACTS: tuple[Act, ...] = ("assert", "confirm", "deny", "decline")
SIDES: dict[Side, tuple[str, ...]] = {"interested": ("some", "high"), "disinterested": ("none",)}

# The acts of one wording differ in these words alone. The second and third have a denial without the word "denied".
WORDINGS: tuple[dict[Act, str], ...] = (
    {
        "assert": "{Holder} said that {claim}.",
        "confirm": "{Holder} confirmed that {claim}.",
        "deny": "{Holder} denied that {claim}.",
        "decline": "{Holder} would not say whether {claim}.",
    },
    {
        "assert": 'Asked whether {claim}, {holder} said: "Yes, that is so."',
        "confirm": 'Asked whether {claim}, {holder} said: "Yes, I can confirm that."',
        "deny": 'Asked whether {claim}, {holder} said: "No, that is not so."',
        "decline": 'Asked whether {claim}, {holder} said: "No comment on that."',
    },
    {
        "assert": "{Holder} made the statement that {claim}.",
        "confirm": "{Holder} bore out the statement that {claim}.",
        "deny": "{Holder} rejected the statement that {claim}.",
        "decline": "{Holder} declined to comment on the statement that {claim}.",
    },
)
STANCE: dict[Act, str] = {"assert": "supports", "confirm": "supports", "deny": "refutes", "decline": "neutral"}
DISPUTED = "insufficient"  # the verdict on an assertion alone, with a denial, and with a refusal to comment
REFUTED = ("refuted", "mostly_refuted")

# Words that open a claim and are no names, so that they are small after "that"
OPENERS = frozenset((
    "a", "about", "all", "an", "any", "at", "by", "each", "every", "few", "fewer", "four", "from", "half", "her", "his",
    "in", "it", "its", "many", "more", "most", "no", "nobody", "none", "nothing", "of", "on", "one", "over", "she",
    "some", "that", "the", "their", "there", "these", "they", "this", "those", "three", "two", "under",
))  # fmt: skip
DETERMINED = frozenset((
    "a", "all", "an", "both", "every", "four", "her", "his", "no", "one", "some", "the", "their", "these", "those",
    "three", "two",
))  # fmt: skip
BARE = "bare assertion"  # the claim with an assertion alone, before anything is added
TURNED, CALLED_REFUTED, CALLED_INSUFFICIENT = "turned to refuted", "called refuted", "called insufficient"
RIGHT, CALLED_REFUTING = "right", "called refuting"


class Rate(Model):
    """How often something happened, and of how many; undefined of none."""

    hits: int
    n: int
    clusters: int
    share: Score


class Flips(Model):
    """What a model makes of bare words for and against a claim: measure -> group of examples -> rate."""

    pedigree: Pedigree
    records: int
    left_out: int = Field(description="checkable claims whose record does not name the holders that a pair needs")
    silent: int = Field(description="examples without a usable answer: never right, and never a flip")
    trained_on: int = Field(default=0, description="examples of a story that the model may have learned from")
    rates: dict[str, dict[str, Rate]]


@dataclass(frozen=True)
class Case:
    """An example, and how it was made; `base` is the id of the same without the last passage."""

    example: Example
    story: str
    wording: int
    act: Act | None = None
    side: Side | None = None
    base: str | None = None


@dataclass(frozen=True)
class Flipped:
    """A finished measurement: its figures, where they lie, and each answer."""

    result: Flips
    folder: Path
    cases: list[Case]
    answers: list[str | None]


# Making the pairs


def cases(records: Sequence[Record], task: Task) -> tuple[list[Case], int]:
    """The examples of checkable claims, and how many such claims had to be left out."""
    made: list[Case] = []
    left_out = 0
    for record in records:
        if record.claim.checkable and record.claim.level not in OPEN:
            found = list(_stance(record) if task == "stance" else _verdict(record))
            left_out += not found
            made += found
    return made, left_out


def _stance(record: Record) -> Iterator[Case]:
    for side, holder in _parties(record).items():
        for number, wording in enumerate(WORDINGS, start=1):
            for act in ACTS:
                yield Case(_example(record, _passage(wording[act], record, holder)), record.cluster, number, act, side)


def _verdict(record: Record) -> Iterator[Case]:
    """For each wording an assertion alone, and with each act of each party after it."""
    parties = _parties(record)
    speaker = _speaker(record, list(parties.values()))
    if speaker is None:
        return
    for number, wording in enumerate(WORDINGS, start=1):
        said = _passage(wording["assert"], record, speaker)
        base = _example(record, said)
        yield Case(base, record.cluster, number)
        for side, holder in parties.items():
            for act in ACTS:
                added = _example(record, said, _passage(wording[act], record, holder))
                yield Case(added, record.cluster, number, act, side, base.id)


def _parties(record: Record) -> dict[Side, str]:
    """A holder with an interest and one without, each if there is one; the first against the claim, else the first."""
    found: dict[Side, str] = {}
    for side, levels in SIDES.items():
        pieces = [piece for piece in _named(record) if piece.holder_interest and piece.holder_interest.level in levels]
        pieces.sort(key=lambda piece: piece.stance not in REFUTING)
        holder = next((piece.holder for piece in pieces if piece.holder not in found.values()), None)
        if holder is not None:
            found[side] = holder
    return found


def _speaker(record: Record, parties: list[str]) -> str | None:
    """Who makes the bare assertion: another than the parties; the first for the claim, else the first."""
    if not parties:
        return None
    pieces = sorted(_named(record), key=lambda piece: piece.stance not in SUPPORTING)
    return next((piece.holder for piece in pieces if piece.holder not in parties), None)


def _named(record: Record) -> list[Evidence]:
    """The evidence whose holder can be the subject of a sentence: a name with a comma is a note of ours."""
    return [piece for piece in record.evidence if piece.holder and "," not in piece.holder]


def _passage(wording: str, record: Record, holder: str) -> str:
    names = [*(piece.holder or "" for piece in record.evidence), record.claim.speaker or ""]
    named = subject(holder)
    return wording.format(Holder=named[0].upper() + named[1:], holder=named, claim=clause(record.claim.text, names))


def subject(holder: str) -> str:
    """A holder as the subject of a sentence.

    >>> subject("canal office"), subject("Orla Finn"), subject("two growers")
    ('the canal office', 'Orla Finn', 'two growers')
    """
    first = holder.split()[0]
    return f"the {holder}" if first[0].islower() and first not in DETERMINED else holder


def clause(claim: str, names: Sequence[str] = ()) -> str:
    """A claim as it stands after "that": no full stop, and a small letter at its head unless that is a name's.

    >>> clause("The kiln was lit."), clause("Red kites bred."), clause("Orla Finn lit it.")
    ('the kiln was lit', 'red kites bred', 'Orla Finn lit it')
    """
    text = claim.removesuffix(".")
    first, _, rest = text.partition(" ")
    of_names = {word for name in names for word in name.split()}
    common = first.lower() in OPENERS or (rest[:1].islower() and first not in of_names)
    return text[:1].lower() + text[1:] if common else text


def _example(record: Record, *evidence: str) -> Example:
    """An example whose id is a hash: how it was made would tell a model its label."""
    key = files.sha256("\n".join(evidence).encode())[:12]
    return Example(id=f"{record.id}/{key}", claim=record.claim.text, evidence=evidence)


# Measuring


def flips(
    dataset: Dataset,
    target: str,
    *,
    task: Task = "verdict",
    split: str = EVERYTHING,
    seed: int = 0,
    out: Path,
    progress: Progress = lambda done, total: None,
) -> Flipped:
    """Asks a model about the pairs of a dataset's records; writes `flips.json` and `pairs.jsonl` in a folder of `out`.

    A model that learns does so as in an evaluation of that split, and never from the story that it answers.
    Raises DataError for a model, task or split that is not there, for records that name no holders, and before all
    else where the figures cannot be written.
    """
    place = out / slug(dataset.card.name) / f"flips-{task}-{split}"
    files.refuse_unwritable(place / RESULT)
    job = Job(target, task, split, seed=seed, scale="common")
    records = [
        record for name in (dataset.splits() if split == EVERYTHING else (split,)) for record in dataset.records(name)
    ]
    made, left_out = cases(records, task)
    labels = job.labels(dataset.card)
    if not made:
        raise DataError(f"{dataset.folder}: no checkable claim of split {split!r} has evidence whose holders are named")
    model = models.load(target, labels)
    rows = Labelled([case.example for case in made], [None] * len(made), [case.story for case in made])
    refuse_unknown(model, rows)
    pedigree = _pedigree(dataset, job, model, n=len(made))
    folder = place / folder_of(model, job)
    given, _ = predict(dataset, job, model, rows, folder=folder, key=pedigree.line(), progress=progress)
    answers = [answer.label for answer in given]
    result = Flips(
        pedigree=pedigree,
        records=len({case.example.id.rpartition("/")[0] for case in made}),
        left_out=left_out,
        silent=answers.count(None),
        trained_on=trained_on(dataset, job, pedigree, rows.clusters),
        rates=rates(made, answers, task, seed=seed),
    )
    done = Flipped(result, folder, made, answers)
    _write(done)
    return done


def rates(
    made: Sequence[Case], answers: Sequence[str | None], task: Task, *, seed: int = 0
) -> dict[str, dict[str, Rate]]:
    """Every measure in every group of cases, with its interval over stories."""
    before = {case.example.id: answer for case, answer in zip(made, answers, strict=True)}
    measures = _OF_STANCE if task == "stance" else _OF_VERDICT
    found: dict[str, dict[str, list[tuple[str, bool]]]] = {name: {} for name in measures}
    for case, answer in zip(made, answers, strict=True):
        for name, measure in measures.items():
            happened = measure(case, answer, before.get(case.base or ""))
            for group in _groups(case) if happened is not None and case.act in _OF_ACTS[name] else ():
                found[name].setdefault(group, []).append((case.story, bool(happened)))
    return {
        name: {
            group: _rate(found[name].get(group, []), seed=seed)
            for group in dict.fromkeys(group for case in made if case.act in _OF_ACTS[name] for group in _groups(case))
        }
        for name in measures
    }


def _groups(case: Case) -> tuple[str, ...]:
    if case.act is None:
        return (BARE,)
    return case.act, f"{case.act}, {case.side}", f"{case.act}, wording {case.wording}"


def _turned(case: Case, answer: str | None, base: str | None) -> bool | None:
    """Of what was not refuted before; where there was no answer before, nothing can turn."""
    return None if base is None or base in REFUTED else answer in REFUTED


Measure = Callable[[Case, str | None, str | None], bool | None]
_OF_VERDICT: dict[str, Measure] = {
    TURNED: _turned,
    CALLED_REFUTED: lambda case, answer, base: answer in REFUTED,
    CALLED_INSUFFICIENT: lambda case, answer, base: answer == DISPUTED,
}
_OF_STANCE: dict[str, Measure] = {
    RIGHT: lambda case, answer, base: case.act is not None and answer == STANCE[case.act],
    CALLED_REFUTING: lambda case, answer, base: answer in REFUTING,
}


_OF_ACTS: dict[str, tuple[Act | None, ...]] = {  # None is the bare assertion, to which nothing is added
    TURNED: ACTS,
    CALLED_REFUTED: (None, *ACTS),
    CALLED_INSUFFICIENT: (None, "deny", "decline"),  # a confirmation against one's interest may be enough
    RIGHT: ACTS,
    CALLED_REFUTING: ACTS,
}


def _rate(happened: Sequence[tuple[str, bool]], *, seed: int) -> Rate:
    of_story: dict[str, list[int]] = {}
    for story, hit in happened:
        of_story.setdefault(story, []).append(hit)
    sums = np.array([[sum(of_story[story]), len(of_story[story])] for story in sorted(of_story)], dtype=np.float64)
    hits, n = (int(total) for total in sums.sum(axis=0)) if len(sums) else (0, 0)
    low = high = None
    if len(sums) >= FEW:
        drawn = resampled(sums, seed=seed)
        low, high = percentile_interval(ratio(drawn[:, 0], drawn[:, 1]))
    return Rate(hits=hits, n=n, clusters=len(sums), share=Score(value=hits / n if n else None, low=low, high=high))


def _pedigree(dataset: Dataset, job: Job, model: models.Model, *, n: int) -> Pedigree:
    card = dataset.card
    return Pedigree(
        dataset=card.name,
        version=card.version,
        fingerprint=card.fingerprint[:16],
        split=job.split,
        task=job.task,
        model=model.name,
        revision=model.revision,
        training=training(model, dataset, job),
        labels=card.crosswalk or "common",
        metrics=f"flips@{VERSION}",
        n=n,
        seed=job.seed,
        fcbench=__version__,
    )


def _write(done: Flipped) -> None:
    rows = [
        {
            **case.example.model_dump(mode="json"),
            "story": case.story,
            "act": case.act,
            "interest": case.side,
            "wording": case.wording,
            "base": case.base,
            "label": answer,
        }
        for case, answer in zip(done.cases, done.answers, strict=True)
    ]
    files.write_jsonl(done.folder / PAIRS, rows)
    files.write_json(done.folder / RESULT, done.result.model_dump(mode="json"))
    (done.folder / PART).unlink(missing_ok=True)
