"""Slices: what each row of a split is looked at by."""

from __future__ import annotations

from pathlib import Path

import pytest

from fcbench.dataset import Dataset, Part, save
from fcbench.files import sha256
from fcbench.schema import Article, Card, Claim, Evidence, Example, Record, TaskCard
from fcbench.slices import of_rows, of_split

CARD = Card(
    name="made", version="1.0.0", title="Made", description="Made for a test.", language=("en",), licence="CC0 1.0",
    may_republish=True, citation="None.", homepage="https://example.org", obtained="here",
    tasks=(TaskCard(name="stance", labels=("no", "yes"), cluster_by="story"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def stance(root: Path) -> dict[str, tuple[str, ...]]:
    return of_split(Dataset(root / "data"), "stance", "test")


def test_every_row_of_the_split_has_its_slices(root: Path, stance: dict[str, tuple[str, ...]]) -> None:
    rows = Dataset(root / "data").labelled("stance", "test")
    assert set(stance) == {example.id for example in rows.examples}


def test_a_row_is_looked_at_by_what_its_evidence_is(root: Path, stance: dict[str, tuple[str, ...]]) -> None:
    records = {record.id: record for record in Dataset(root / "data").records("test")}
    record = records["bus-depot/generators"]
    direct = {one.id: one.directness for one in record.attributions}
    for piece in record.evidence:
        seen = dict(part.split("=", 1) for part in stance[piece.id] if not part.startswith("tag="))
        assert seen.get("act") == piece.act
        assert seen.get("directness") == direct.get(piece.attribution_id or "")
        assert seen.get("year") == (piece.published_at or "")[:4]


def test_the_names_of_all_slices_are_known(stance: dict[str, tuple[str, ...]]) -> None:
    names = {part.partition("=")[0] for row in stance.values() for part in row}
    assert {"act", "directness", "interest", "kind", "publisher", "tag", "year"} <= names


def test_all_splits_together_have_the_rows_of_each(root: Path, stance: dict[str, tuple[str, ...]]) -> None:
    whole = of_split(Dataset(root / "data"), "stance", "all")
    assert {name: whole[name] for name in stance} == stance


@pytest.mark.parametrize(
    ("words", "bin_"), [(25, "up to 25"), (26, "26 to 100"), (400, "101 to 400"), (401, "over 400")]
)
def test_evidence_is_long_by_its_words(words: int, bin_: str) -> None:
    example = Example(id="1", claim="c", evidence=("mill " * words,))
    assert f"evidence words={bin_}" in of_rows([example], [None], [()])[0]


def test_what_is_known_of_an_article_goes_before_what_is_known_of_its_record(tmp_path: Path) -> None:
    claim, length = Claim(id="c", text="The mill shut."), len("Die Mühle schloss.")
    article = Article(
        id="a", text="Die Mühle schloss.", sha256=sha256("Die Mühle schloss.".encode()), length=length,
        media_type="text/plain", language="de", publisher="Blatt",
    )  # fmt: skip
    pieces = (
        Evidence(id="1", text="It shut.", label="yes", article_id="a", published_at="2024-05"),
        Evidence(id="2", text="It did not.", label="no"),
        Evidence(id="3", text="Who knows.", label="no"),
    )
    record = Record(id="r", claim=claim, evidence=pieces, cluster="s", tags=("mills",), language="en")
    save(tmp_path, CARD, {"test": Part((article,), (record,))})
    found = of_split(Dataset(tmp_path), "stance", "test")
    assert found["1"] == ("language=de", "publisher=Blatt", "year=2024", "tag=mills")
    assert found["2"] == found["3"] == ("language=en", "tag=mills")
    assert found["2"] is found["3"]  # of so many rows the same is known that it is made once


def test_rows_of_which_nothing_is_known_have_no_slices(tmp_path: Path) -> None:
    pieces = tuple(Evidence(id=name, text="It shut.", label="yes") for name in "12")
    record = Record(id="r", claim=Claim(id="c", text="The mill shut."), evidence=pieces, cluster="s")
    save(tmp_path, CARD, {"test": Part((), (record,))})
    assert of_split(Dataset(tmp_path), "stance", "test") == {"1": (), "2": ()}
