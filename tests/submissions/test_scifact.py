"""SciFact submissions: both official scorers from the file, and what is refused, counted wrong, and said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fcbench.dataset import Dataset
from fcbench.schema import Claim, DataError, Evidence, Rationale, Record
from fcbench.scoring import Scored
from fcbench.submissions import scifact

Row = dict[str, Any]
Score = Callable[[list[Row]], list[Scored]]


def record(number: int, **abstracts: list[list[int]]) -> Record:
    name = f"scifact/{number}"
    evidence = tuple(
        Evidence(
            id=f"{name}/{abstract}",
            text=f"Abstract {abstract}.",
            locator=abstract.removeprefix("d"),
            label="SUPPORT" if rationales else "NOT_ENOUGH_INFO",
            rationales=tuple(Rationale(sentences=tuple(one), label="SUPPORT") for one in rationales),
        )
        for abstract, rationales in abstracts.items()
    )
    return Record(id=name, claim=Claim(id=name, text=f"Claim {number}."), evidence=evidence, cluster=name)


RECORDS = (record(4, d11=[[0, 1], [5]], d12=[]), record(2, d13=[[0, 1, 2, 3]]))
RIGHT: list[Row] = [
    {"id": 4, "evidence": {"11": {"sentences": [5, 0, 1], "label": "SUPPORT"}}},
    {"id": 2, "evidence": {"13": {"sentences": [0, 1, 2, 3], "label": "SUPPORT"}}},
]


@pytest.fixture
def score(saved: Callable[..., Dataset], tmp_path: Path) -> Score:
    """Scores of rows against two claims."""
    dataset = saved("scifact", *RECORDS)

    def run(rows: list[Row]) -> list[Scored]:
        path = tmp_path / "answers.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return scifact.score(path, dataset, "test")

    return run


@pytest.mark.parametrize(("name", "published"), [("fever_sci", 0.6313), ("covidfact", 0.7852), ("scifact", 1.0)])
def test_multivers_gets_its_abstract_label_only_f1(
    upstream: Callable[[str], Path],
    imported: Callable[[str, str], Dataset],
    tmp_path: Path,
    name: str,
    published: float,
) -> None:
    path = upstream(f"scifact/predictions/multivers/{name}_scifact_dev.jsonl")
    mapped = []
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        kept = {one: found for one, found in row["evidence"].items() if found["label"] != "NEI"}
        for found in kept.values():
            found["label"] = found["label"].replace("REFUTE", "CONTRADICT")
        mapped.append(json.dumps({"id": row["id"], "evidence": kept}) + "\n")
    (tmp_path / "mapped.jsonl").write_text("".join(mapped), "utf-8")
    dataset = imported("scifact", "validation")
    for scored in scifact.score(tmp_path / "mapped.jsonl", dataset, "validation"):
        assert round(scored.scores["abstract_label_only_f1"].value or 0.0, 4) == published, scored.mode
    refused = scifact.score(path, dataset, "validation")
    assert [scored.scores for scored in refused] == [{}, {}, {}]


def test_right_answers_get_everything_but_from_the_paper_which_cuts_at_three(score: Score) -> None:
    leaderboard, paper, strict = score(RIGHT)
    assert {one.value for one in leaderboard.scores.values()} == {one.value for one in strict.scores.values()} == {1.0}
    assert paper.scores["abstract_rationalized_f1"].value == 0.5
    assert [*leaderboard.notes, *paper.notes, *strict.notes] == []


def test_a_missing_row_is_refused_left_out_or_wrong(score: Score) -> None:
    leaderboard, paper, strict = score(RIGHT[:1])
    assert leaderboard.scores == {}
    assert "1 rows do not have the ids of the 2 claims in the same order" in leaderboard.notes[0]
    assert paper.scores["abstract_label_only_recall"].value == 1.0
    assert paper.notes == ("1 claims have no row, and their gold is left out: 2",)
    assert strict.scores["abstract_label_only_recall"].value == 0.5
    assert strict.notes == ("1 claims have no row: nothing found, all gold due: 2",)


def test_another_order_is_refused_by_the_leaderboard_alone(score: Score) -> None:
    leaderboard, paper, strict = score(RIGHT[::-1])
    assert leaderboard.scores == {}
    assert paper.scores["abstract_label_only_f1"].value == strict.scores["abstract_label_only_f1"].value == 1.0


def test_unlisted_labels_are_refused_in_every_mode(score: Score) -> None:
    neutral = {"id": 2, "evidence": {"13": {"sentences": [], "label": "NOT_ENOUGH_INFO"}}}
    for scored in score([RIGHT[0], neutral]):
        assert scored.scores == {}
        assert "answers.jsonl:2" in scored.notes[0]


def test_unknown_claims_and_double_answers_are_refused_strictly(score: Score) -> None:
    for extra, reason in (({"id": 9, "evidence": {}}, "unknown claims"), (RIGHT[1], "stands twice")):
        *_, paper, strict = score([*RIGHT, extra])
        assert strict.scores == {}
        assert reason in strict.notes[0]
        assert (paper.scores == {}) == (reason == "unknown claims")


def test_repeated_sentences_cost_precision_officially_and_nothing_strictly(score: Score) -> None:
    twice = {"id": 4, "evidence": {"11": {"sentences": [5, 5, 0, 1], "label": "SUPPORT"}}}
    leaderboard, _, strict = score([twice, RIGHT[1]])
    assert leaderboard.scores["sentence_selection_precision"].value == 7 / 8
    assert strict.scores["sentence_selection_precision"].value == 1.0
    assert strict.notes == ("1 rows have a sentence twice; it counts once: answers.jsonl:1",)


def test_a_row_that_is_not_of_the_format_is_an_error_with_file_and_line(score: Score) -> None:
    broken: tuple[Any, ...] = (
        [],
        {"13": []},
        {"13": {"sentences": ["0"], "label": "SUPPORT"}},
        {"13": {"sentences": [0]}},
    )
    for evidence in broken:
        with pytest.raises(DataError, match=r"answers\.jsonl:2: evidence"):
            score([RIGHT[0], {"id": 2, "evidence": evidence}])


def test_a_split_without_rationales_has_no_gold(saved: Callable[..., Dataset], tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text(json.dumps(RIGHT[0]), "utf-8")
    with pytest.raises(DataError, match="no rationales"):
        scifact.score(tmp_path / "answers.jsonl", saved("scifact", record(4, d12=[])), "test")
