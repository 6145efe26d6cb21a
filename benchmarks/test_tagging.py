"""How long the tagger takes, as ratios to the rules, which are a part of it: `make speed`.

The articles are our own stories. Ratios travel between machines, seconds do not: where the rules read 250 news articles
a second of one core, the bound here means 25, and the tagger that has learned from PolNeAR reads about 40.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fcbench import extract
from fcbench.articles import MEDIA, read_articles
from fcbench.extract import Extractor, tagger
from fcbench.schema import Article

STORIES = Path(__file__).parents[1] / "data" / "stories"
TIMES = 10  # as many as rules may be run meanwhile


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    """Our own stories, each article once."""
    pages = sorted(path for path in STORIES.rglob("*") if path.suffix in MEDIA)
    return [article for page in pages for article in read_articles(page)]


@pytest.fixture(scope="module")
def taught(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Extractor:
    """A tagger that has learned what the rules find."""
    rules, folder = extract.load("rules"), tmp_path_factory.mktemp("tagger") / "made"
    examples = [(article, rules.attributions(article)) for article in articles]
    tagger.train(examples, folder, training="our stories", seed=0, talk=lambda line: None)
    return extract.load(f"tagger:{folder}")


def seconds(call: Callable[[], object]) -> float:
    """CPU time of the best of three calls."""
    took = []
    for _ in range(3):
        started = time.process_time()
        call()
        took.append(time.process_time() - started)
    return min(took)


def test_reading_an_article_takes_a_few_times_as_long_as_the_rules(
    benchmark: Any, articles: list[Article], taught: Extractor
) -> None:
    def ours() -> None:
        for article in articles:
            taught.attributions(article)

    rules = extract.load("rules")
    ratio = seconds(ours) / seconds(lambda: [rules.attributions(article) for article in articles])
    benchmark.extra_info["ratio to the rules"] = ratio
    benchmark.pedantic(ours, rounds=3)
    print(f"\ntagger: {ratio:.1f} times as long as the rules over {len(articles)} articles")  # noqa: T201
    assert ratio < TIMES
