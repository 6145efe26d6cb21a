"""FEVER submissions: the official figures from the file, and what is refused, counted wrong, and said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fcbench.dataset import Dataset
from fcbench.schema import Claim, DataError, Evidence, EvidenceSet, Record, Verdict
from fcbench.scoring import Scored
from fcbench.submissions import fever

Make = Callable[..., Dataset]
ORDER = ("fever_score", "label_accuracy", "evidence_precision", "evidence_recall", "evidence_f1")


def record(number: int, label: str, *sets: list[str]) -> Record:
    name = f"fever/{number}"
    places = list(dict.fromkeys(place for one in sets for place in one))
    ids = {place: f"{name}/{position}" for position, place in enumerate(places)}
    members = tuple(EvidenceSet(members=tuple(ids[place] for place in one)) for one in sets)
    return Record(
        id=name,
        claim=Claim(id=name, text=f"Claim {number}."),
        evidence=tuple(Evidence(id=ids[place], text=None, locator=place) for place in places),
        verdict=Verdict(id=f"{name}/verdict", label=label, sets=members),
        cluster=name,
    )


RECORDS = (
    record(7, "SUPPORTS", ["Orvik:0", "A:B:1"], ["Lake:2"]),
    record(3, "REFUTES", ["Pool:4"]),
    record(9, "NOT ENOUGH INFO"),
)
RIGHT: list[dict[str, Any]] = [
    {"id": 7, "predicted_label": "SUPPORTS", "predicted_evidence": [["A:B", 1], ["Orvik", 0]]},
    {"id": 3, "predicted_label": "refutes", "predicted_evidence": [["Pool", 4]]},
    {"id": 9, "predicted_label": "NOT ENOUGH INFO", "predicted_evidence": []},
]


@pytest.fixture
def score(saved: Make, tmp_path: Path) -> Callable[[list[dict[str, Any]]], list[Scored]]:
    """Scores of rows against three claims."""
    dataset = saved("fever", *RECORDS)

    def run(rows: list[dict[str, Any]]) -> list[Scored]:
        path = tmp_path / "answers.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return fever.score(path, dataset, "test")

    return run


Score = Callable[[list[dict[str, Any]]], list[Scored]]


def values(scored: Scored) -> list[float | None]:
    return [scored.scores[name].value for name in ORDER]


def test_the_scorers_own_predictions_get_its_figures_in_both_modes(
    upstream: Callable[[str], Path], imported: Callable[[str, str], Dataset]
) -> None:
    path = upstream("fever/predictions/fever-scorer/predictions.jsonl.gz")
    compat, strict = fever.score(path, imported("fever", "validation"), "validation")
    published = [0.3257325733, 0.5208520852, 0.1043804380, 0.4422442244, 0.1688970478]
    assert values(compat) == pytest.approx(published, abs=1e-9)
    assert values(strict) == pytest.approx(published, abs=5e-4)
    assert compat.scores["fever_score"].low is None
    low, high = strict.scores["fever_score"].low, strict.scores["fever_score"].high
    assert low is not None
    assert high is not None
    assert 0.30 < low < published[0] < high < 0.35
    assert "2 rows cite nothing where evidence is due" in compat.notes[0]
    assert "2 claims are answered without the evidence that is due" in strict.notes[0]


def test_right_answers_get_everything_and_nothing_is_said(score: Score) -> None:
    for scored in score(RIGHT):
        assert values(scored) == [1.0] * 5
        assert scored.notes == ()


def test_a_missing_row_is_refused_officially_and_wrong_strictly(score: Score) -> None:
    compat, strict = score(RIGHT[:2])
    assert compat.scores == {}
    assert compat.notes == ("the official scorer raises: 2 rows for 3 claims",)
    assert strict.scores["label_accuracy"].value == 2 / 3
    assert strict.notes == ("1 claims have no row and count as wrong: 9",)


def test_gold_in_a_row_goes_before_ours_officially_and_is_refused_strictly(score: Score) -> None:
    cheat = {**RIGHT[0], "predicted_label": "REFUTES", "label": "REFUTES", "evidence": [[[1, 1, "Orvik", 0]]]}
    compat, strict = score([cheat, *RIGHT[1:]])
    assert compat.scores["fever_score"].value == 1.0
    assert compat.notes[0].startswith("1 rows carry gold of their own")
    assert strict.scores["fever_score"].value == 2 / 3
    assert strict.notes == ("1 rows carry gold, which was refused: ours counts: answers.jsonl:1",)


def test_rows_that_all_carry_gold_may_be_of_any_number_officially(score: Score) -> None:
    carried = {**RIGHT[1], "label": "REFUTES", "evidence": [[[1, 1, "Pool", 4]]]}
    compat, _ = score([carried])
    assert values(compat) == [1.0] * 5


def test_rows_in_another_order_are_aligned_by_position_officially_and_by_id_strictly(score: Score) -> None:
    compat, strict = score(RIGHT[::-1])
    assert compat.scores["label_accuracy"].value == 1 / 3
    assert compat.notes[0].startswith("2 rows have another id than the claim at their position")
    assert values(strict) == [1.0] * 5


def test_unknown_ids_double_answers_and_unlisted_labels_are_refused_strictly(score: Score) -> None:
    for change, reason in (
        ({"id": 8}, r"1 rows have an id that is not of the split: answers.jsonl:1 (8)"),
        ({"id": 3}, r"2 rows have an id that stands twice: answers.jsonl:1 (3), answers.jsonl:2 (3)"),
        ({"predicted_label": "MAYBE"}, "1 rows have a label that is not one of SUPPORTS"),
        ({"id": None}, "1 rows have no id: answers.jsonl:1"),
    ):
        compat, strict = score([RIGHT[0] | change, *RIGHT[1:]])
        assert strict.scores == {}
        assert any(reason in note for note in strict.notes), reason
        assert compat.scores["label_accuracy"].value == (2 / 3 if "predicted_label" in change else 1.0)


def test_evidence_that_is_no_page_and_line_is_refused_officially_where_the_label_is_right(score: Score) -> None:
    broken = {"predicted_evidence": [["Lake", "2"]]}
    compat, strict = score([RIGHT[0] | broken, *RIGHT[1:]])
    assert "answers.jsonl:1 (evidence ('Lake', '2') is not a page and a line" in compat.notes[0]
    assert (compat.scores, strict.scores) == ({}, {})
    compat, strict = score([RIGHT[0] | broken | {"predicted_label": "REFUTES"}, *RIGHT[1:]])
    assert compat.scores["evidence_precision"].value == 0.5
    assert strict.scores == {}


def test_an_undefined_f1_is_said(score: Score) -> None:
    compat, strict = score([row | {"predicted_evidence": [["Moon", 0]]} for row in RIGHT])
    assert compat.scores["evidence_f1"].value is None
    assert "ZeroDivisionError" in compat.notes[-1]
    assert strict.scores["evidence_f1"].value == 0.0


def test_a_row_without_the_field_for_evidence_is_refused_officially(score: Score) -> None:
    bare = [{"id": row["id"], "predicted_label": row["predicted_label"]} for row in RIGHT]
    compat, strict = score(bare)
    places = "answers.jsonl:1, answers.jsonl:2, answers.jsonl:3"
    assert compat.notes == (f"the official scorer raises: 3 rows without predicted_evidence: {places}",)
    assert strict.scores["label_accuracy"].value == 1.0
    assert strict.scores["fever_score"].value == 1 / 3


def test_repeated_sentences_are_counted_once_strictly_and_said(score: Score) -> None:
    twice = {"predicted_evidence": [["Pool", 4], ["Pool", 4], ["Moon", 0]]}
    compat, strict = score([RIGHT[0], RIGHT[1] | twice, RIGHT[2]])
    assert compat.scores["evidence_precision"].value == pytest.approx((1 + 2 / 3) / 2)
    assert strict.scores["evidence_precision"].value == 0.75
    assert strict.notes == ("1 rows cite a sentence twice; it counts once: answers.jsonl:2",)


def test_a_row_that_is_not_of_the_format_is_an_error_with_file_and_line(score: Score) -> None:
    for change in (
        {"predicted_label": 3},
        {"predicted_evidence": "Pool"},
        {"label": "SUPPORTS", "evidence": [[["x"]]]},
    ):
        with pytest.raises(DataError, match=r"answers\.jsonl:2: "):
            score([RIGHT[0], RIGHT[1] | change, RIGHT[2]])


def test_a_split_without_labels_has_no_gold(saved: Make, tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text(json.dumps(RIGHT[0]), "utf-8")
    blind = RECORDS[0].model_copy(update={"verdict": None})
    with pytest.raises(DataError, match="fever/7: no label: the split has no gold"):
        fever.score(tmp_path / "answers.jsonl", saved("fever", blind), "test")
