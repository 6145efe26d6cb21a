"""Artefacts: what a model learns from claims alone, without evidence, over always giving the most frequent label."""

from __future__ import annotations

from collections.abc import Iterator

from fcbench import __version__, models
from fcbench.dataset import EVERYTHING, Dataset
from fcbench.evaluate import score
from fcbench.findings import MEASURES, Finding, Unmeasured, found
from fcbench.predict import FOLDS, Job, answers
from fcbench.schema import DataError, Pedigree, Result, Task, TaskCard

MODEL, CONTROL = "claim-only", "majority"


def artefacts(dataset: Dataset, *, seed: int = 0) -> Iterator[Finding | Unmeasured]:
    """For each task the accuracy and the macro-F1 of a claim-only model over the majority label, cross-fitted."""
    for task in dataset.card.tasks:
        try:
            result = cross_fitted(dataset, task, seed=seed)
        except DataError as error:  # no gold, or folds without two labels
            yield from (
                Unmeasured(kind=f"claim_only_{name}", reason=f"{task.name}: {error}")
                for name in ("accuracy", "macro_f1")
            )
            continue
        yield from (_finding(name, task.name, result, dataset) for name in ("accuracy", "macro_f1"))


def cross_fitted(dataset: Dataset, task: TaskCard, *, seed: int = 0) -> Result:
    """The result of the claim-only model on every split together, folds keeping clusters apart, beside the majority."""
    rows = dataset.labelled(task.name, EVERYTHING)
    kept = [place for place, gold in enumerate(rows.gold) if gold is not None]
    if not kept:
        raise DataError("no row has a label")
    given = {
        name: answers(dataset, Job(name, task.name, EVERYTHING), models.load(name, task.labels), rows)
        for name in (MODEL, CONTROL)
    }
    pedigree = _pedigree(dataset, task.name, len(kept), seed)
    controls = {CONTROL: given[CONTROL]}
    return score(pedigree, task.labels, rows, given[MODEL], controls=controls, cluster_by=task.cluster_by)


def _pedigree(dataset: Dataset, task: Task, n: int, seed: int) -> Pedigree:
    return Pedigree(
        dataset=dataset.card.name,
        version=dataset.card.version,
        fingerprint=dataset.card.fingerprint[:16],
        split=EVERYTHING,
        task=task,
        model=MODEL,
        revision=__version__,
        training=f"{FOLDS}-fold",
        metrics="classification",
        n=n,
        seed=seed,
        fcbench=__version__,
    )


def _finding(name: str, task: Task, result: Result, dataset: Dataset) -> Finding:
    own, blind = result.scores[name].value, result.controls[CONTROL][name].value
    shown = [f"{100 * value:.1f} %" if value is not None else "n/a" for value in (own, blind)]
    title = MEASURES[f"claim_only_{name}"]
    return found(
        f"claim_only_{name}",
        dataset.splits(),
        (result.n, result.n),
        f"Shown the claim alone, a model has {title} {shown[0]} on the task {task}; the most frequent label "
        f"has {shown[1]}.",
        value=result.gain[name],
        details={"task": task, "claim_only": own, "majority": blind, "clusters": result.clusters},
    )
