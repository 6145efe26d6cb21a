"""What every submission format keeps to, found through the registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from fcbench import metrics, submissions
from fcbench.dataset import Dataset
from fcbench.schema import Claim, DataError, Record

BARE = Record(id="fever/1", claim=Claim(id="fever/1", text="The pool is open."), cluster="fever/1")
each_format = pytest.mark.parametrize("name", submissions.names())


def test_the_folder_is_the_registry() -> None:
    assert submissions.names() == ["averitec", "fever", "fnc-1", "scifact"]
    with pytest.raises(DataError, match="no submission format 'fevr'; did you mean 'fever'"):
        submissions.load("fevr")


@each_format
def test_it_says_what_the_file_looks_like(name: str) -> None:
    assert submissions.summary(name).endswith(".")


@each_format
def test_it_names_the_official_scorer_with_its_commit(name: str) -> None:
    official = {mode: scorer for mode, scorer in submissions.load(name).scorers().items() if mode != "strict"}
    assert official
    for scorer in official.values():
        repository, _, rest = scorer.partition("@")
        assert repository.count("/") == 1
        assert rest.split()[0].isalnum()


@each_format
def test_its_metrics_are_in_the_versions_that_it_says(name: str) -> None:
    submission = submissions.load(name)
    assert {family: metrics.load(family).VERSION for family in submission.METRICS} == submission.METRICS
    best = {score for family in submission.METRICS for score in metrics.load(family).BEST}
    assert set(submission.HEADLINE) <= best


@each_format
def test_a_file_that_is_not_of_the_format_is_an_error_with_its_place(
    saved: Callable[..., Dataset], tmp_path: Path, name: str
) -> None:
    (tmp_path / "answers.txt").write_text("nothing\n", "utf-8")
    with pytest.raises(DataError, match=r"answers\.txt:?1?"):
        submissions.load(name).score(tmp_path / "answers.txt", saved("fever", BARE), "test")


@each_format
def test_a_dataset_without_the_gold_of_the_format_is_an_error(
    saved: Callable[..., Dataset], tmp_path: Path, name: str
) -> None:
    lines = {
        "fever": '{"id": 1, "predicted_label": "REFUTES", "predicted_evidence": []}',
        "scifact": '{"id": 1, "evidence": {}}',
        "fnc-1": "Headline,Body ID,Stance\nA,1,agree",
        "averitec": '[{"claim_id": 0, "label": "Refuted", "questions": []}]',
    }
    (tmp_path / "answers.txt").write_text(lines[name] + "\n", "utf-8")
    with pytest.raises(DataError, match=r"no (label|rationales|row)"):
        submissions.load(name).score(tmp_path / "answers.txt", saved("fever", BARE), "test")


@each_format
def test_a_split_without_claims_is_an_error(
    name: str, saved: Callable[..., Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = saved(name, BARE)
    empty = dataset.table("records", "test", ["id", "cluster", "original"]).slice(0, 0)
    monkeypatch.setattr(Dataset, "records", lambda *_: iter(()))
    monkeypatch.setattr(Dataset, "table", lambda *_: empty)
    with pytest.raises(DataError, match="split 'test' has no "):
        cast("Any", submissions.load(name)).gold(dataset, "test")
