"""The maps from native labels to the common scales: whole, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from fcbench import crosswalk, importers
from fcbench.schema import Card, DataError, Verdict

FOLDER = Path(crosswalk.__file__).parent
SOURCES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def labels(card: Card, task: str) -> set[str]:
    return {label for asked in card.tasks if asked.name == task for label in asked.labels}


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest) -> str:
    """Each map of the folder."""
    return str(request.param)


def test_there_are_maps() -> None:
    assert {"climate-fever", "fnc-1"} <= set(SOURCES)


def test_a_map_is_of_the_source_that_its_file_is_named_for(source: str) -> None:
    assert crosswalk.load(source).source == source


def test_a_map_is_of_an_importer_which_names_it_with_its_version(source: str) -> None:
    found = crosswalk.load(source)
    assert importers.load(source).CARD.crosswalk == found.line() == f"{source}@{found.version}"


def test_a_map_covers_each_evidence_label_of_the_card_and_no_other(source: str) -> None:
    assert set(crosswalk.load(source).stance) == labels(importers.load(source).CARD, "stance")


def test_a_map_covers_each_claim_label_of_the_card_and_no_other(source: str) -> None:
    assert set(crosswalk.load(source).verdict) == labels(importers.load(source).CARD, "verdict")


def test_a_map_gives_verdicts_that_may_be(source: str) -> None:
    for label, found in crosswalk.load(source).verdict.items():
        verdict = Verdict(id="v", state=found.state, truth=found.truth, flags=found.flags, label=label)
        assert (verdict.truth is not None) == (verdict.state == "sufficient")


def test_a_map_says_what_its_labels_mean(source: str) -> None:
    assert len(crosswalk.load(source).note) > 20


def test_there_is_a_map_for_every_importer_that_names_one_and_no_other() -> None:
    assert {name for name in importers.names() if importers.load(name).CARD.crosswalk} == set(SOURCES)


def test_the_plain_labels_mean_what_they_say() -> None:
    fnc, fever = crosswalk.load("fnc-1").stance, crosswalk.load("climate-fever")
    assert [fnc[label].stance for label in ("agree", "disagree", "discuss", "unrelated")] == [
        "supports",
        "refutes",
        "neutral",
        "unrelated",
    ]
    assert (fever.verdict["SUPPORTS"].truth, fever.verdict["REFUTES"].truth) == (4, 0)
    assert fever.verdict["DISPUTED"].state == "conflicting"


def test_a_source_without_a_map_is_named() -> None:
    with pytest.raises(DataError, match="no crosswalk for 'nowhere'"):
        crosswalk.load("nowhere")
