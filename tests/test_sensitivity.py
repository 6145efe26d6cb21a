"""Evaluation on the common label scale: gold by the label map, and each meaning of a merged label in turn."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from fcbench import crosswalk, models
from fcbench.dataset import Dataset, Part, save
from fcbench.evaluate import Outcome, evaluate
from fcbench.predict import Job, job_of
from fcbench.report import console, markdown
from fcbench.schema import Card, Claim, DataError, Example, Prediction, Record, TaskCard, Verdict

SUPPORTED, REFUTED, MERGED = "Supported", "Refuted", "Conflicting Evidence/Cherrypicking"
LABELS = (SUPPORTED, REFUTED, "Not Enough Evidence", MERGED)
CARD = Card(
    name="made", version="1.0.0", title="Made", description="Made for a test.", language=("en",), licence="CC0 1.0",
    may_republish=True, citation="None.", homepage="https://example.org", obtained="here",
    tasks=(TaskCard(name="verdict", labels=LABELS, cluster_by="claim"),), crosswalk="averitec@1",
)  # fmt: skip


def record(number: int, label: str) -> Record:
    meaning = crosswalk.load("averitec").verdict_of(label)
    name = f"made/{number}"
    verdict = Verdict(id=f"{name}/verdict", label=label, state=meaning.state, truth=meaning.truth, flags=meaning.flags)
    return Record(id=name, claim=Claim(id=name, text=f"Claim {number} of {label}"), verdict=verdict, cluster=name)


@dataclass(frozen=True)
class Always:
    """One answer for everything."""

    answer: str
    name: str = "always"
    revision: str = "1"

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        return [Prediction(id=example.id, label=self.answer) for example in batch]


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """Always 'conflicting', on 4 supported, 4 refuted and 4 merged rows."""
    rows = tuple(record(number, (SUPPORTED, REFUTED, MERGED)[number % 3]) for number in range(12))
    save(
        tmp_path / "data",
        CARD,
        {"train": Part((), (record(90, SUPPORTED), record(91, REFUTED))), "test": Part((), rows)},
    )
    load = models.load
    monkeypatch.setattr(
        models, "load", lambda name, *rest: Always("conflicting") if name == "always" else load(name, *rest)
    )
    return evaluate(Dataset(tmp_path / "data"), Job("always", "verdict", "test", scale="common"), out=tmp_path / "out")


def test_rows_of_a_merged_label_have_no_common_gold(outcome: Outcome) -> None:
    assert outcome.result.n == 8
    assert outcome.result.scores["accuracy"].value == 0.0


def test_rows_left_out_are_counted_and_said(outcome: Outcome) -> None:
    assert outcome.result.unlabelled == 4
    assert "4 more rows have no gold label on this scale and are left out" in markdown.report(outcome.result)


def test_results_on_two_scales_are_not_ranked_together(outcome: Outcome) -> None:
    pedigree = outcome.result.pedigree.model_copy(update={"labels": "native"})
    native = outcome.result.model_copy(update={"pedigree": pedigree})
    text = markdown.leaderboard([outcome.result, native])
    assert "## made, verdict, test\n" in text
    assert "## made, verdict, test, labels by averitec@1\n" in text


def test_each_meaning_of_the_merged_label_is_scored_on_all_rows(outcome: Outcome) -> None:
    accuracy = {name: scores["accuracy"].value for name, scores in outcome.result.sensitivity.items()}
    assert accuracy == {f"{MERGED} = conflicting": 4 / 12, f"{MERGED} = mostly_supported": 0.0}


def test_the_pedigree_and_the_report_name_the_map(outcome: Outcome) -> None:
    assert "labels:averitec@1" in outcome.result.pedigree.line()
    text = markdown.report(outcome.result)
    assert "by the map averitec@1" in text
    assert f"| {MERGED} = mostly_supported |" in text


def test_results_on_two_scales_do_not_replace_each_other(outcome: Outcome) -> None:
    assert outcome.folder.parent.name == "verdict-test-common"


def test_a_scale_that_is_none_is_an_error() -> None:
    with pytest.raises(DataError, match=r"no labels 'commn'; did you mean 'common'\? there is: native, common"):
        job_of("majority", CARD, scale="commn")


def test_a_dataset_without_a_task_has_nothing_to_evaluate() -> None:
    with pytest.raises(DataError, match="made has no task to evaluate"):
        job_of("majority", CARD.model_copy(update={"tasks": ()}))


def test_a_dataset_that_was_imported_with_another_version_of_the_map_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = (record(number, (SUPPORTED, REFUTED)[number % 2]) for number in range(4))
    parts = {"train": Part((), (next(rows), next(rows))), "test": Part((), tuple(rows))}
    save(tmp_path / "data", CARD.model_copy(update={"crosswalk": "averitec@0"}), parts)
    monkeypatch.setattr(models, "load", lambda name, *rest: Always("supported"))
    with pytest.raises(DataError, match=r"imported with map averitec@0, this fcbench has averitec@1"):
        evaluate(Dataset(tmp_path / "data"), Job("always", "verdict", "test", scale="common"), out=tmp_path / "out")


def shown(outcome: Outcome, labels: str, *, ways: bool) -> str:
    """What the command line says of a result under this map, with or without other ways to read it."""
    pedigree = outcome.result.pedigree.model_copy(update={"labels": labels})
    kept = outcome.result.sensitivity if ways else {}
    screen = Console(width=200, record=True, file=io.StringIO())
    screen.print(console.sensitivity(outcome.result.model_copy(update={"pedigree": pedigree, "sensitivity": kept})))
    return screen.export_text()


def test_that_a_dataset_has_no_published_map_is_not_told_as_a_map_without_a_choice(outcome: Outcome) -> None:
    assert "no published label map is known for this dataset" in shown(outcome, "common", ways=False)
    assert "the map averitec@1 leaves no choice" in shown(outcome, "averitec@1", ways=False)
    assert f"{MERGED} = conflicting" in shown(outcome, "averitec@1", ways=True)
