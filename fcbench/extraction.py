"""An extractor's attributions against those of a dataset: Articles in, a Result out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fcbench import __version__, extract, files, metrics
from fcbench.dataset import EVERYTHING, Dataset
from fcbench.schema import Article, Attribution, DataError, Pedigree, Record, Result, Score
from fcbench.stats import FEW, Floats, percentile_interval, resampled
from fcbench.text import slug

TASK = "attribution"
TARGET = "extractor:"
ANNOTATOR = "annotator:"  # the tag that names one, where a source has several for an article

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Extraction:
    """A finished evaluation of an extractor, and the folder that it was written to."""

    result: Result
    folder: Path


def evaluate_extractor(
    dataset: Dataset, name: str, split: str, *, out: Path, seed: int = 0, progress: Progress = lambda done, total: None
) -> Extraction:
    """Extracts from every article of a split that has gold attributions, scores, and writes `result.json`.

    Raises DataError for an extractor or split that is not there, and where no article has a gold attribution.
    """
    extractor = extract.load(name)
    articles = [(article, gold) for article, gold in attributed(dataset, split) if article.text is not None]
    if not articles:
        raise DataError(f"{dataset.folder}: split {split!r} has no article with attributions: nothing to score")
    (family,) = metrics.for_task(TASK).values()
    sums, clusters = [], []
    for number, (article, gold) in enumerate(articles, start=1):
        sums.append(family.observe(gold, extractor.attributions(article), ()))
        clusters.append(article.cluster or article.id)
        progress(number, len(articles))
    pedigree = Pedigree(
        dataset=dataset.card.name,
        version=dataset.card.version,
        fingerprint=dataset.card.fingerprint[:16],
        split=split,
        task=TASK,
        model=f"{TARGET}{extractor.name}",
        revision=extractor.revision,
        training=extractor.training,
        metrics=f"{TASK}@{family.VERSION}",
        n=len(articles),
        seed=seed,
        fcbench=__version__,
    )
    result = _result(pedigree, family, np.array(sums), clusters)
    folder = out / slug(dataset.card.name) / f"{TASK}-{split}" / slug(f"{TARGET}{extractor.name}")
    files.write_json(folder / "result.json", result.model_dump(mode="json"))
    return Extraction(result, folder)


def _result(pedigree: Pedigree, family: metrics.Metric[list[Attribution]], sums: Floats, clusters: list[str]) -> Result:
    """The scores of the articles' sums, with intervals over clusters."""
    row = {name: number for number, name in enumerate(sorted(set(clusters)))}
    of_cluster = np.zeros((len(row), sums.shape[1]))
    np.add.at(of_cluster, [row[name] for name in clusters], sums)
    values = family.summarise(of_cluster.sum(axis=0), ())
    drawn = family.summarise(resampled(of_cluster, seed=pedigree.seed), ()) if len(row) >= FEW else {}
    scores = {}
    for name, value in values.items():
        low, high = percentile_interval(drawn[name]) if drawn else (float("nan"), float("nan"))
        numbers = (None if np.isnan(number) else float(number) for number in (value, low, high))
        scores[name] = Score(**dict(zip(("value", "low", "high"), numbers, strict=True)), best=family.BEST.get(name))
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


def attributed(dataset: Dataset, split: str) -> Iterator[tuple[Article, list[Attribution]]]:
    """Each article with its gold attributions, articles without any left out."""
    for name in dataset.splits() if split == EVERYTHING else (split,):
        of_article: dict[str, list[tuple[Record, Attribution]]] = {}
        for record in dataset.records(name):
            for attribution in record.attributions:
                place = next((span.article_id for span in (*attribution.content, attribution.cue) if span), None)
                if place is not None:
                    of_article.setdefault(place, []).append((record, attribution))
        for article in dataset.articles(name):
            if article.id in of_article:
                yield article, _distinct(_of_one_annotator(of_article[article.id]))


def _of_one_annotator(given: list[tuple[Record, Attribution]]) -> list[Attribution]:
    """The attributions of the first annotator by name, where records say whose they are; else all."""
    named = {tag for record, _ in given for tag in record.tags if tag.startswith(ANNOTATOR)}
    first = min(named, default=None)
    return [attribution for record, attribution in given if first is None or first in record.tags]


def _distinct(attributions: list[Attribution]) -> list[Attribution]:
    """Each attribution once: several records of a story may hold the same words of the same speaker."""
    seen = {(one.source, one.cue, one.content): one for one in reversed(attributions)}
    return list(seen.values())[::-1]
