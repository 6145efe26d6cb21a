"""Extractors against gold attributions: which gold, what is counted, and what is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench import extract, files
from fcbench.build import build
from fcbench.dataset import Dataset, Part, save
from fcbench.extraction import annotated, attributed, evaluate_extractor
from fcbench.report import markdown
from fcbench.schema import Article, Attribution, Card, Claim, DataError, Evidence, Record, Source, Span, Verdict

TEXT = "The mill is shut, Ada Lind said. Nobody asked."
CARD = Card(
    name="made", version="1.0.0", title="Made", description="Made for a test.", language=("en",), licence="CC0 1.0",
    may_republish=True, citation="None.", homepage="https://example.org", obtained="here", tasks=(),
)  # fmt: skip


def span(quote: str, article: str = "mill") -> Span:
    start = TEXT.index(quote)
    return Span(article_id=article, start=start, end=start + len(quote), exact=quote)


def attribution(
    name: str, content: str = "The mill is shut", cue: str = "said", *, article: str = "mill"
) -> Attribution:
    found = span(content, article)
    return Attribution(
        id=name, source=span("Ada Lind", article), cue=span(cue, article), content=(found,), directness="indirect",
        act="assert",
        chain=(Source(entity="Post", role="narrator"), Source(entity="Ada Lind", role="origin")), origin_id="o",
    )  # fmt: skip


def record(name: str, *attributions: Attribution, annotator: str | None = None) -> Record:
    tags = (f"annotator:{annotator}",) if annotator else ()
    return Record(
        id=name, claim=Claim(id=name, text="The mill is shut"), attributions=attributions, cluster="c", tags=tags
    )


def page(name: str) -> Article:
    return Article(
        id=name, text=TEXT, sha256=files.sha256(TEXT.encode()), length=len(TEXT), media_type="text/plain", cluster="c"
    )


def told(name: str, *articles: str, truth: int | None = 4, mentioned: tuple[str, ...] | None = None) -> Record:
    """A record of a claim that each of the articles has somebody make."""
    pieces = tuple(
        Evidence(
            id=f"{name}-{article}", text="The mill is shut", span=span("The mill is shut", article), act="assert",
            article_id=article, attribution_id=f"{name}/{article}", stance="supports", kind="testimony_named",
            origin_id=article,
        )
        for article in articles
    )  # fmt: skip
    places = articles if mentioned is None else mentioned
    return Record(
        id=name,
        claim=Claim(id=name, text="The mill is shut", mentions=tuple(span("The mill is shut", one) for one in places)),
        attributions=tuple(attribution(f"{name}/{article}", article=article) for article in articles),
        evidence=pieces,
        verdict=Verdict(
            id=f"{name}/v",
            state="insufficient" if truth is None else "sufficient",
            truth=truth,
            basis=tuple(piece.id for piece in pieces),
            issuer="Ida",
        ),
        cluster="c",
    )


@pytest.fixture
def stored(tmp_path: Path) -> Callable[..., Dataset]:
    """A dataset of two articles, `mill` and `kiln`, that hold the same text."""

    def call(*records: Record) -> Dataset:
        save(tmp_path / "stored", CARD, {"test": Part((page("mill"), page("kiln")), records)})
        return Dataset(tmp_path / "stored")

    return call


class Finds:
    """An extractor that finds what it is told."""

    name, revision, training = "finds", "1", "none"

    def __init__(self, *records: Record) -> None:
        self.records = records

    def extract(self, article: Article) -> list[Record]:
        return list(self.records)

    def attributions(self, article: Article) -> list[Attribution]:
        return [attribution for record in self.records for attribution in record.attributions]


Evaluate = Callable[..., dict[str, float | None]]


@pytest.fixture
def scores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evaluate:
    """The scores of an extractor against the gold of some records."""

    def call(gold: list[Record], found: list[Record]) -> dict[str, float | None]:
        save(tmp_path / "data", CARD, {"test": Part((page("mill"),), tuple(gold))})
        monkeypatch.setattr(extract, "load", lambda name: Finds(*found))
        result = evaluate_extractor(Dataset(tmp_path / "data"), "rules", "test", out=tmp_path / "out").result
        return {name: score.value for name, score in result.scores.items()}

    return call


def test_finding_what_is_gold_is_perfect(scores: Evaluate) -> None:
    found = scores([record("r", attribution("a"))], [record("x", attribution("y"))])
    assert {found["relaxed_f1"], found["exact_f1"], found["content_exact_f1"]} == {1.0}


def test_finding_nothing_is_no_recall(scores: Evaluate) -> None:
    found = scores([record("r", attribution("a"))], [])
    assert (found["relaxed_recall"], found["relaxed_precision"], found["relaxed_f1"]) == (0.0, None, 0.0)


def test_words_that_several_records_hold_count_once(scores: Evaluate) -> None:
    gold = [record("r", attribution("a")), record("s", attribution("b"))]
    assert scores(gold, [record("x", attribution("y"))])["relaxed_f1"] == 1.0


def test_of_several_annotators_the_first_by_name_is_gold(scores: Evaluate) -> None:
    gold = [record("r", attribution("a"), annotator="B"), record("s", attribution("b", "Nobody asked"), annotator="A")]
    assert scores(gold, [record("x", attribution("y", "Nobody asked"))])["exact_f1"] == 1.0


def test_a_split_without_attributions_has_nothing_to_score(scores: Evaluate) -> None:
    with pytest.raises(DataError, match="no article with attributions"):
        scores([record("r")], [])


def test_claims_are_scored_where_records_have_evidence(scores: Evaluate) -> None:
    found = scores([told("r", "mill")], [told("x", "mill", truth=None)])
    assert (found["claim_f1"], found["verdict_recall"], found["chain_exact_f1"]) == (1.0, 0.0, 1.0)
    assert found["annotated_verdict_accuracy_count"] == 1


def test_records_that_are_attributions_alone_make_no_claims_due(
    scores: Evaluate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Finds, "extract", None)  # it is not even called
    found = scores([record("r", attribution("a"))], [record("x", attribution("y"))])
    assert (found["relaxed_f1"], found["claim_f1"], found["link_f1"], found["verdict_recall"]) == (
        1.0,
        None,
        None,
        None,
    )


def test_a_record_is_cut_to_what_each_article_holds(stored: Callable[..., Dataset]) -> None:
    found = {one.article.id: one for one in annotated(stored(told("r", "mill", "kiln")), "test")}
    for name in ("mill", "kiln"):
        (part,) = found[name].records or []
        assert [one.article_id for one in part.claim.mentions] == [name]
        assert [piece.article_id for piece in part.evidence] == [name]
        assert [one.id for one in part.attributions] == [f"r/{name}"]


def test_the_verdict_on_a_part_is_by_rule_and_on_a_whole_by_its_annotators(stored: Callable[..., Dataset]) -> None:
    dataset = stored(told("both", "mill", "kiln"), told("one", "mill"))
    mill = next(one for one in annotated(dataset, "test") if one.article.id == "mill")
    verdicts = [part.verdict for part in mill.records or [] if part.verdict]
    assert [(one.state, one.issuer_kind) for one in verdicts] == [("insufficient", "rule"), ("sufficient", "annotator")]


def test_a_claim_that_an_article_does_not_mention_is_not_due_there(stored: Callable[..., Dataset]) -> None:
    dataset = stored(told("r", "mill", "kiln", mentioned=("mill",)))
    assert {one.article.id: len(one.records or []) for one in annotated(dataset, "test")} == {"mill": 1, "kiln": 0}


def test_each_article_is_given_with_its_attributions(stored: Callable[..., Dataset]) -> None:
    pairs = list(attributed(stored(told("r", "mill", "kiln"), told("s", "mill")), "test"))
    assert [(article.id, [one.id for one in given]) for article, given in pairs] == [
        ("mill", ["r/mill"]),  # s has the same words of the same speaker
        ("kiln", ["r/kiln"]),
    ]


def test_the_rules_are_scored_on_the_own_stories(root: Path, tmp_path: Path) -> None:
    build(root / "data" / "stories", tmp_path / "data")
    done = evaluate_extractor(Dataset(tmp_path / "data"), "rules", "all", out=tmp_path / "out")
    relaxed = done.result.scores["relaxed_f1"]
    assert (done.result.n, done.result.clusters) == (32, 12)
    assert relaxed.value is not None
    assert relaxed.low is not None
    assert relaxed.low < relaxed.value
    assert relaxed.value >= 0.5  # what the rules reached when this was written; a better extractor raises it
    place = markdown.write(done.result, done.folder)
    text = place.read_text("utf-8")
    assert "| relaxed | 262 |" in text
    for title in ("Whole attributions", "Spans by role", "Chains and origins", "Links by kind", "Stances and verdicts"):
        assert f"## {title}\n" in text
    assert done.result.scores["claim_count"].low is None
    assert done.result.pedigree.metrics == "attribution@2+chains@1+claims@1"
    assert not (done.folder / markdown.PICTURE).exists()


def test_runs_with_other_seeds_stand_beside_each_other(root: Path, tmp_path: Path) -> None:
    build(root / "data" / "stories", tmp_path / "data")
    data, out = Dataset(tmp_path / "data"), tmp_path / "out"
    folders = [evaluate_extractor(data, "rules", "test", out=out, seed=seed).folder.name for seed in (0, 5)]
    assert folders == ["extractor-rules", "extractor-rules-seed5"]


def test_the_leaderboard_takes_extractors(root: Path, tmp_path: Path) -> None:
    build(root / "data" / "stories", tmp_path / "data")
    done = evaluate_extractor(Dataset(tmp_path / "data"), "rules", "test", out=tmp_path / "out")
    assert "| extractor:rules |" in markdown.leaderboard([done.result])


def test_a_limit_takes_the_same_articles_for_everybody_and_says_so(root: Path, tmp_path: Path) -> None:
    dataset = Dataset(root / "data")
    done = evaluate_extractor(dataset, "rules", "test", out=tmp_path, limit=2)
    assert (done.result.n, done.result.pedigree.limit) == (2, 2)
    assert done.result.whole_clusters == len({one.cluster for one in dataset.articles("test")})
    assert done.folder.name == "extractor-rules-limit2"
    every = len(list(annotated(dataset, "test")))
    whole = evaluate_extractor(dataset, "rules", "test", out=tmp_path, limit=every)
    assert (whole.result.n, whole.result.pedigree.limit, whole.folder.name) == (every, None, "extractor-rules")
    assert "> A sample of 2 articles, chosen by hash" in markdown.report(done.result)
    gold = [one.article.id for one in annotated(dataset, "test")]
    chosen = sorted(gold, key=lambda name: files.sha256(name.encode()))[:2]
    asked: list[str] = []

    class Asked:
        name, revision, training = "asked", "1", "none"

        def attributions(self, article: Article) -> list[Attribution]:
            asked.append(article.id)
            return []

        def extract(self, article: Article) -> list[Record]:
            return []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fcbench.extract.load", lambda name: Asked())
        evaluate_extractor(dataset, "asked", "test", out=tmp_path, limit=2)
    assert sorted(asked) == sorted(chosen)
