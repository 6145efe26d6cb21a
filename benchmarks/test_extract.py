"""How long extraction takes, beside a finder of quotations by regular expressions over the same text: `make speed`.

The finder does what such libraries do: sentences, words, then each quotation with a name and a reporting verb beside
it. It gives neither indirect speech nor chains, claims or verdicts, so the ratio says what those cost. Ratios travel
between machines; articles a second do not, and are only told.
"""

from __future__ import annotations

import re
import sys
import time
import timeit
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fcbench.articles import from_text, read_articles
from fcbench.dataset import Dataset
from fcbench.extract.rules import Rules
from fcbench.schema import Article
from fcbench.text import sentences, word_spans

ROOT = Path(__file__).parents[1]
POLNEAR = ROOT / "build" / "polnear"
RATIO = 40.0  # times the finder; twice what was measured when it was set, for machines differ
FLOOR = 85.0  # articles a second and core: a third of what a busy machine did then
GROWTH = 3.0  # of the time, where the text doubles: 2 for linear, 4 for quadratic
SHORT, WHOLE = 250_000, 5_000_000  # code points

_QUOTATION = re.compile(r"[\"“][^\"“”]{2,2000}[\"”]")
_BESIDE = re.compile(
    r"(?P<before>(?:[A-Z][\w.’'-]+ ){1,4}(?:said|says|told|added|wrote|reported)[,:]? *$)"
    r"|(?P<after>^,? *(?:(?:said|says|added|wrote) (?:[A-Z][\w.’'-]+ ?){1,4}"
    r"|(?:[A-Z][\w.’'-]+ ){1,4}(?:said|says|added)))"
)


def quotations(text: str) -> list[tuple[str, str, int]]:
    """Each quotation with what names its speaker, within 60 code points on either side, and the number of its words."""
    starts = [low for low, _ in sentences(text)]
    words = [low for low, _ in word_spans(text)]
    found = []
    for match in _QUOTATION.finditer(text):
        first = starts[max(0, bisect_right(starts, match.start()) - 1)] if starts else 0
        before = text[max(first, match.start() - 60) : match.start()]
        beside = _BESIDE.search(before) or _BESIDE.search(text[match.end() : match.end() + 60])
        if beside:
            length = bisect_right(words, match.end()) - bisect_right(words, match.start())
            found.append((match[0], beside[0], length))
    return found


def seconds(call: Callable[[], object]) -> float:
    """CPU time of the best of three calls, without the collector of garbage, as `timeit` has it."""
    return min(timeit.repeat(call, timer=time.process_time, number=1, repeat=3))


@pytest.fixture(scope="module")
def pages() -> list[str]:
    """Our own stories, those in Markdown."""
    found = [article.text or "" for path in sorted(ROOT.glob("data/stories/*/*.md")) for article in read_articles(path)]
    return [re.sub(r"(?mi)^original url.*$", "", page) for page in found]  # what follows one is a footer


@pytest.fixture(scope="module")
def articles(pages: list[str]) -> list[Article]:
    """The validation split of PolNeAR where it has been imported, else our own stories."""
    if (POLNEAR / "dataset.yaml").exists() or (POLNEAR / "README.md").exists():
        return list(Dataset(POLNEAR).articles("validation"))
    return [from_text(page, article_id=f"a{number}") for number, page in enumerate(pages)]


def long(pages: list[str], length: int) -> Article:
    """The stories again and again, each time with the names changed, so that nobody is met twice."""
    parts: list[str] = []
    size = 0
    while size < length:
        turn = len(parts)
        suffix = chr(97 + turn // 26 % 26) + chr(97 + turn % 26)
        parts.append(re.sub(r"\b([A-Z][a-z]{3,})\b", rf"\g<1>{suffix}", pages[turn % len(pages)]))
        size += len(parts[-1]) + 2
    return from_text("\n\n".join(parts)[:length], article_id="long")


def test_extraction_beside_a_finder_of_quotations(benchmark: Any, articles: list[Article]) -> None:
    rules = Rules()
    texts = [article.text or "" for article in articles]
    finder = seconds(lambda: [quotations(text) for text in texts])
    took = seconds(lambda: [rules.extract(article) for article in articles])
    benchmark.pedantic(lambda: [rules.extract(article) for article in articles], rounds=1)
    a_second = len(articles) / took
    benchmark.extra_info |= {"articles_a_second": a_second, "ratio": took / finder}
    sys.stderr.write(
        f"\n{a_second:.0f} articles a second and core; {took / finder:.0f} times a finder of quotations alone\n"
    )
    assert took / finder < RATIO
    assert a_second > FLOOR


def test_time_grows_as_the_text_does(pages: list[str]) -> None:
    rules, one, two = Rules(), long(pages, SHORT), long(pages, 2 * SHORT)
    assert seconds(lambda: rules.extract(two)) < GROWTH * seconds(lambda: rules.extract(one))


@pytest.mark.parametrize(
    "piece",
    [
        *('"a" said Holm. ', "“a said. ", '" ', "'a said Holm, ", "that the claim ", "Holm who said "),
        *("> a\n", "a\n# b\n", "- a\n", "*a [b](", "Ab: c.\n\n"),
        *("<a ", "<p>\n", "<h1>a ", "a &amp;", "[a][", "[a]: b.c\n", "[^1]", "```a\n", "<!--", "a|\n-|\n"),
    ],
)
def test_time_grows_as_a_text_without_sense_does(piece: str) -> None:
    rules = Rules()
    one, two = (from_text(piece * (number * SHORT // 10 // len(piece)), article_id="a") for number in (1, 2))
    assert seconds(lambda: rules.extract(two)) < GROWTH * seconds(lambda: rules.extract(one)) + 0.05


def test_a_book_takes_seconds(pages: list[str]) -> None:
    article = long(pages, WHOLE)
    start = time.process_time()
    found = Rules().extract(article)
    took = time.process_time() - start
    sys.stderr.write(f"\n{len(found):,} claims of {WHOLE:,} code points in {took:.1f} s\n")
    assert took < 120


@pytest.mark.parametrize("piece", ["“a said. ", '" ', "« ", "‘a "])
def test_200_000_quotation_marks_take_seconds(piece: str) -> None:
    article = from_text(piece * 200_000, article_id="marks")
    start = time.process_time()
    Rules().extract(article)
    took = time.process_time() - start
    sys.stderr.write(f"\n200,000 of {piece!r} in {took:.1f} s\n")
    assert took < 60
