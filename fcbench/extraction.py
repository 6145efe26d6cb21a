"""An extractor's attributions and records against those of a dataset: Articles in, a Result out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fcbench import __version__, extract, files, metrics
from fcbench.dataset import EVERYTHING, Dataset
from fcbench.meaning import judge
from fcbench.predict import lowest, marks, telling
from fcbench.saved import RESULT
from fcbench.schema import Article, Attribution, DataError, Pedigree, Record, Result, Score
from fcbench.stats import FEW, Floats, percentile_interval, resampled
from fcbench.text import slug

TASK = "attribution"
CLAIMS = "claims"  # the task of the metrics that score records
ISSUER = "the rules of meaning"  # of a verdict on what one article holds of a longer record
TARGET = "extractor:"
ANNOTATOR = "annotator:"  # the tag that names one, where a source has several for an article

Families = dict[str, metrics.Metric[Any]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Extraction:
    """A finished evaluation of an extractor, and the folder that it was written to."""

    result: Result
    folder: Path


@dataclass(frozen=True)
class Annotated:
    """An article with its gold; `records` is None where the dataset has attributions alone, and claims are not due."""

    article: Article
    attributions: list[Attribution]
    records: list[Record] | None


def evaluate_extractor(
    dataset: Dataset,
    name: str,
    split: str,
    *,
    out: Path,
    seed: int = 0,
    limit: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Extraction:
    """Extracts from every article of a split that has gold attributions, scores, and writes `result.json`.

    With a `limit` from so many of them: those whose ids have the lowest hashes, the same ones for everybody. Raises
    DataError for an extractor or split that is not there, where no article has a gold attribution, and before all
    else where the result cannot be written.
    """
    place = out / slug(dataset.card.name) / f"{TASK}-{split}"
    files.refuse_unwritable(place / RESULT)
    extractor = extract.load(name)
    gold = [one for one in annotated(dataset, split) if one.article.text is not None]
    if not gold:
        raise DataError(f"{dataset.folder}: split {split!r} has no article with attributions: nothing to score")
    whole = {_cluster(one) for one in gold}
    limit = telling(limit, len(gold))
    if limit is not None:
        gold = [gold[place] for place in lowest([one.article.id for one in gold], limit)]
    tasks = (metrics.for_task(TASK), metrics.for_task(CLAIMS))
    sums, clusters = [], []
    for number, one in enumerate(gold, start=1):
        sums.append(_numbers(one, extractor, tasks))
        clusters.append(_cluster(one))
        progress(number, len(gold))
    families = tasks[0] | tasks[1]
    pedigree = Pedigree(
        dataset=dataset.card.name,
        version=dataset.card.version,
        fingerprint=dataset.card.fingerprint[:16],
        split=split,
        task=TASK,
        model=f"{TARGET}{extractor.name}",
        revision=extractor.revision,
        training=extractor.training,
        metrics="+".join(f"{name}@{family.VERSION}" for name, family in families.items()),
        n=len(gold),
        seed=seed,
        fcbench=__version__,
        limit=limit,
    )
    result = _result(pedigree, families, np.array(sums), clusters)
    few = len(whole) if limit is not None and result.clusters < FEW else 0
    result = result.model_copy(update={"gold_by": dataset.card.gold_by, "whole_clusters": few})
    folder = place / (slug(f"{TARGET}{extractor.name}") + marks(limit, seed))
    files.write_json(folder / RESULT, result.model_dump(mode="json"))
    return Extraction(result, folder)


def _cluster(gold: Annotated) -> str:
    """What an article is drawn with: its story, else it stands alone."""
    return gold.article.cluster or gold.article.id


def _numbers(gold: Annotated, extractor: extract.Extractor, tasks: tuple[Families, Families]) -> list[float]:
    """One article's numbers of every family; records are not asked for where none are due."""
    of_attributions, of_records = tasks
    told = extractor.attributions(gold.article)
    numbers = [number for family in of_attributions.values() for number in family.observe(gold.attributions, told, ())]
    made = None if gold.records is None else extractor.extract(gold.article)
    due = gold.records or []
    return numbers + [number for family in of_records.values() for number in family.observe(due, made, ())]


def _result(pedigree: Pedigree, families: Families, sums: Floats, clusters: list[str]) -> Result:
    """The scores of the articles' sums, with intervals over clusters."""
    row = {name: number for number, name in enumerate(sorted(set(clusters)))}
    of_cluster = np.zeros((len(row), sums.shape[1]))
    np.add.at(of_cluster, [row[name] for name in clusters], sums)
    values = _summarise(families, of_cluster.sum(axis=0))
    drawn = _summarise(families, resampled(of_cluster, seed=pedigree.seed)) if len(row) >= FEW else {}
    best = {name: value for family in families.values() for name, value in family.BEST.items()}
    scores = {}
    for name, value in values.items():
        # a count is not estimated, and so has no interval
        uncertain = drawn and name in best
        low, high = percentile_interval(drawn[name]) if uncertain else (float("nan"), float("nan"))
        numbers = (None if np.isnan(number) else float(number) for number in (value, low, high))
        scores[name] = Score(**dict(zip(("value", "low", "high"), numbers, strict=True)), best=best.get(name))
    return Result(
        pedigree=pedigree,
        labels=(),
        n=len(sums),
        silent=0,
        errors=0,
        clusters=len(row),
        cluster_by="story or article",
        confusion=(),
        scores=scores,
    )


def _summarise(families: Families, totals: Floats) -> dict[str, Floats]:
    """The scores of all families, whose numbers stand one after another."""
    scores: dict[str, Floats] = {}
    start = 0
    for family in families.values():
        end = start + len(family.observe([], None, ()))
        scores |= family.summarise(totals[..., start:end], ())
        start = end
    return scores


# Gold


def attributed(dataset: Dataset, split: str) -> Iterator[tuple[Article, list[Attribution]]]:
    """Each article with its gold attributions, articles without any left out; `all` for every split."""
    return ((one.article, one.attributions) for one in annotated(dataset, split))


def annotated(dataset: Dataset, split: str) -> Iterator[Annotated]:
    """Each article with its gold, articles without attributions left out; `all` for every split."""
    for name in dataset.splits() if split == EVERYTHING else (split,):
        told: dict[str, list[tuple[Record, Attribution]]] = {}
        of_article: dict[str, list[Record]] = {}
        for record in dataset.records(name):
            for attribution in record.attributions:
                if place := _place(attribution):
                    told.setdefault(place, []).append((record, attribution))
            for place in sorted(_places(record)):
                of_article.setdefault(place, []).append(record)
        for article in dataset.articles(name):
            if article.id in told:
                given = _distinct(_of_one_annotator(told[article.id]))
                yield Annotated(article, given, _records(of_article[article.id], article.id))


def _place(attribution: Attribution) -> str | None:
    """The article that an attribution stands in."""
    return next((span.article_id for span in (*attribution.content, attribution.cue) if span), None)


def _places(record: Record) -> set[str]:
    """The articles that a record has something in."""
    spans = [*record.claim.mentions, *(piece.span for piece in record.evidence)]
    of_spans = {span.article_id for span in spans if span}
    pieces = {piece.article_id for piece in record.evidence}
    return {place for place in of_spans | pieces | set(map(_place, record.attributions)) if place}


def _records(records: list[Record], article: str) -> list[Record] | None:
    """What an article holds of its records; None where one has neither evidence nor verdict, and so is of no claim.

    A claim that others of its articles mention and this one does not is not due here.
    """
    if not all(record.evidence or record.verdict for record in records):
        return None
    parts = [(_part(record, article), record) for record in records]
    return [part for part, record in parts if part.claim.mentions or not record.claim.mentions]


def _part(record: Record, article: str) -> Record:
    """The record as one article has it.

    A record that lies wholly in it keeps its verdict. Else the verdict is the one that the rules of meaning give on the
    evidence that is there: an extractor sees no other.
    """
    if _places(record) == {article}:
        return record
    claim = record.claim.model_copy(
        update={"mentions": tuple(span for span in record.claim.mentions if span.article_id == article)}
    )
    evidence = tuple(
        piece for piece in record.evidence if (piece.span.article_id if piece.span else piece.article_id) == article
    )
    verdict = record.verdict
    if verdict is not None:
        judged = verdict.state is not None
        verdict = judge(claim, evidence, verdict_id=verdict.id, issuer=ISSUER) if judged else None
    attributions = tuple(one for one in record.attributions if _place(one) == article)
    return record.model_copy(
        update={"claim": claim, "evidence": evidence, "attributions": attributions, "verdict": verdict}
    )


def _of_one_annotator(given: list[tuple[Record, Attribution]]) -> list[Attribution]:
    """The attributions of the first annotator by name, where records say whose they are; else all."""
    named = {tag for record, _ in given for tag in record.tags if tag.startswith(ANNOTATOR)}
    first = min(named, default=None)
    return [attribution for record, attribution in given if first is None or first in record.tags]


def _distinct(attributions: list[Attribution]) -> list[Attribution]:
    """Each attribution once: several records of a story may hold the same words of the same speaker."""
    seen = {(one.source, one.cue, one.content): one for one in reversed(attributions)}
    return list(seen.values())[::-1]
