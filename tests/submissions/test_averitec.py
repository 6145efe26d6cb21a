"""AVeriTeC submissions: published figures from the files, the formats that there are, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fcbench.dataset import Dataset
from fcbench.schema import Claim, DataError, Evidence, Record, Verdict
from fcbench.scoring import Scored
from fcbench.submissions import averitec

Row = dict[str, Any]
Score = Callable[..., list[Scored]]


def record(number: int, label: str, *pairs: tuple[str, str]) -> Record:
    name = f"averitec/test/{number}"
    return Record(
        id=name,
        claim=Claim(id=name, text=f"Claim {number}."),
        evidence=tuple(
            Evidence(id=f"{name}/{place}/0", question=question, text=answer)
            for place, (question, answer) in enumerate(pairs)
        ),
        verdict=Verdict(id=f"{name}/verdict", label=label, justification="So it stands in the minutes."),
        cluster=name,
    )


FIRST, SECOND = ("Is the pool open?", "Yes. The town says so."), ("Who swims there?", "No answer could be found.")
RECORDS = (record(0, "Supported", FIRST), record(1, "Refuted", SECOND, ("Since when?", "Since the spring.")))
RIGHT: list[Row] = [
    {
        "claim_id": 0,
        "label": "Supported",
        "questions": [
            {
                "question": "Is the pool open?",
                "answers": [{"answer": "Yes", "answer_type": "Boolean", "boolean_explanation": "The town says so."}],
            }
        ],
        "justification": "So it stands in the minutes.",
    },
    {
        "claim_id": 1,
        "label": "Refuted",
        "questions": [
            {"question": "Who swims there?", "answers": []},
            {"question": "Since when?", "answers": {"answer": "Since the spring."}},
        ],
        "justification": "So it stands in the minutes.",
    },
]


@pytest.fixture
def score(saved: Callable[..., Dataset], tmp_path: Path) -> Score:
    """Scores of rows against two claims."""
    dataset = saved("averitec", *RECORDS)

    def run(rows: object, name: str = "answers.json") -> list[Scored]:
        (tmp_path / name).write_text(rows if isinstance(rows, str) else json.dumps(rows), "utf-8")
        return averitec.score(tmp_path / name, dataset, "test")

    return run


def value(scored: Scored, name: str) -> float | None:
    return scored.scores[name].value


@pytest.mark.parametrize(
    ("submission", "accuracy", "macro_f1", "official"),
    [
        ("hero/dev_veracity_prediction_70b.json.gz", 0.726, 0.4591, 0.516),
        ("fever8-baseline/submission.csv.gz", 0.694, 0.4293, 0.528),
    ],
)
def test_two_systems_get_their_published_label_scores_and_the_score_measured_here(
    upstream: Callable[[str], Path],
    imported: Callable[[str, str], Dataset],
    submission: str,
    accuracy: float,
    macro_f1: float,
    official: float,
) -> None:
    path = upstream(f"averitec/predictions/{submission}")
    for scored in averitec.score(path, imported("averitec", "validation"), "validation"):
        assert value(scored, "accuracy") == accuracy
        assert round(value(scored, "macro_f1") or 0.0, 4) == macro_f1
        assert value(scored, "averitec@0.25") == pytest.approx(official, abs=1e-9)
        assert averitec.LOWER_BOUND in scored.notes


def test_gold_in_the_layout_of_fever_8_gets_almost_everything(
    upstream: Callable[[str], Path], imported: Callable[[str, str], Dataset]
) -> None:
    path = upstream("averitec/predictions/fever8-baseline/solution_dev.csv")
    _, strict = averitec.score(path, imported("averitec", "validation"), "validation")
    assert value(strict, "accuracy") == 1.0
    assert (value(strict, "averitec@0.25") or 0.0) > 0.97  # questions stand once there, however many their answers


def test_right_answers_in_the_official_form_get_everything(score: Score) -> None:
    for scored in score(RIGHT):
        assert value(scored, "averitec@0.5") == value(scored, "accuracy") == 1.0
        for name in ("question_answer_utility", "question_utility", "justification_meteor"):
            assert (value(scored, name) or 0.0) > 0.97


def test_strings_and_pairs_are_read_as_the_official_form_is(score: Score) -> None:
    strings = {"claim_id": "0", "pred_label": "Supported", "string_evidence": [" ".join(FIRST)]}
    pairs = {"claim_id": "1", "pred_label": "Refuted", "evidence": [{"question": SECOND[0], "answer": SECOND[1]}]}
    for scored in score([strings, pairs]):
        assert value(scored, "averitec@0.25") == 1.0


def test_the_csv_of_fever_8_is_read(score: Score) -> None:
    stream = io.StringIO()
    evidence = f"{SECOND[0]}\t\t\n{SECOND[1]}\t\t\n\nSince when?\t\t\nSince the spring.\t\t\n\n"
    rows = [
        (0, "Claim 0.", "\t\t\n".join((*FIRST, "\n")), "Supported", "dev"),
        (1, "Claim 1.", evidence, "Refuted", "dev"),
    ]
    csv.writer(stream).writerows([("id", "claim", "evi", "label", "split"), *rows])
    for scored in score(stream.getvalue(), "answers.csv"):
        assert value(scored, "averitec@0.5") == 1.0
        assert (value(scored, "question_answer_utility") or 0.0) > 0.97


def test_a_short_file_passes_officially_and_its_gaps_are_wrong_strictly(score: Score) -> None:
    compat, strict = score(RIGHT[:1])
    assert value(compat, "averitec@0.25") == 1.0
    assert value(compat, "macro_f1") is None
    assert any("1 rows for 2 claims" in note for note in compat.notes)
    assert value(strict, "averitec@0.25") == 0.5
    assert "1 claims have no row and count as wrong: claim 1" in strict.notes


def test_rows_are_aligned_by_position_officially_and_by_id_strictly(score: Score) -> None:
    compat, strict = score(RIGHT[::-1])
    assert value(compat, "accuracy") == 0.0
    assert value(strict, "accuracy") == 1.0


def test_rows_without_ids_are_taken_by_position_and_that_is_said(score: Score) -> None:
    _, strict = score([{key: row[key] for key in row if key != "claim_id"} for row in RIGHT])
    assert value(strict, "accuracy") == 1.0
    assert any("2 rows have no id and were taken by position" in note for note in strict.notes)


def test_unknown_ids_double_answers_other_claims_and_unlisted_labels_are_refused_strictly(score: Score) -> None:
    for change, reason in (
        ({"claim_id": 2}, "not from 0 to 1"),
        ({"claim_id": 1}, "an id twice"),
        ({"claim": "Claim 1."}, "the text of another claim"),
        ({"label": "supported"}, "'supported'"),
    ):
        compat, strict = score([RIGHT[0] | change, RIGHT[1]])
        assert compat.scores
        assert strict.scores == {}
        assert any(reason in note for note in strict.notes), reason


def test_an_answer_that_is_not_of_the_format_is_an_error_with_its_place(score: Score) -> None:
    question = {"question": "Is it?", "answers": [{"answer": "Yes", "answer_type": "Boolean"}]}
    for change in ({"label": None}, {"questions": "none"}, {"questions": [question]}, {"string_evidence": [1]}):
        with pytest.raises(DataError, match=r"answers\.json: item 2: "):
            score([RIGHT[0], RIGHT[1] | change])


def test_the_scorer_says_that_it_is_a_lower_bound_in_both_modes() -> None:
    assert all(scorer.endswith("a lower bound") for scorer in averitec.scorers().values())
    assert set(averitec.scorers()) == {"compat", "strict"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("answers.csv", "id,claim,evi,label,split\n", "no answers in it"),
        ("answers.json", "[]", "a JSON array of objects"),
    ],
)
def test_a_submission_without_an_answer_is_an_error_with_the_file(
    score: Score, name: str, content: str, message: str
) -> None:
    with pytest.raises(DataError, match=rf"{name}: {message}"):
        score(content, name)
