"""FNC-1 submissions: the published scores from the files, the official vectors, and what strict counts otherwise."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from fcbench.dataset import Dataset
from fcbench.schema import Claim, DataError, Record
from fcbench.scoring import Scored
from fcbench.submissions import fnc_1

Rows = Sequence[tuple[str, str, str]]
Score = Callable[..., list[Scored]]
GOLD: Rows = (
    ("Pool shut", "7", "agree"),
    ("Pool shut", "8", "unrelated"),
    ("Pool shut", "7", "agree"),
    ("A line\nand more", "9", "discuss"),
)


def text(rows: Rows, header: str = "Headline,Body ID,Stance") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return f"{header}\n{stream.getvalue()}"


@pytest.fixture
def score(saved: Callable[..., Dataset], tmp_path: Path) -> Score:
    """Scores of a file's text against gold rows."""

    def run(content: str, gold: Rows = GOLD) -> list[Scored]:
        records = [
            Record(
                id=f"fnc-1/test/{number}",
                claim=Claim(id=f"fnc-1/test/{number}", text=headline),
                cluster=f"fnc-1/body/{body}",
                original=json.dumps({"Headline": headline, "Body ID": body, "Stance": stance}),
            )
            for number, (headline, body, stance) in enumerate(gold)
        ]
        (tmp_path / "answers.csv").write_bytes(content.encode())
        return fnc_1.score(tmp_path / "answers.csv", saved("fnc-1", *records), "test")

    return run


@pytest.mark.parametrize(
    ("submission", "raw", "relative", "macro_f1"),
    [
        ("talos/averaged_2models_cor4.csv.gz", 9556.50, 82.02, 0.578),
        ("athene/official_FNC_submission.csv.gz", 9550.75, 81.97, 0.600),
        ("riedel/submission.csv.gz", 9521.50, 81.72, 0.582),
    ],
)
def test_the_three_best_submissions_get_their_published_scores(
    upstream: Callable[[str], Path],
    imported: Callable[[str, str], Dataset],
    submission: str,
    raw: float,
    relative: float,
    macro_f1: float,
) -> None:
    path = upstream(f"fnc-1/submissions/{submission}")
    compat, strict = fnc_1.score(path, imported("fnc-1", "test"), "test")
    assert compat.scores["fnc_points"].value == raw
    assert round(compat.scores["fnc_score"].value or 0.0, 2) == relative
    assert strict.scores["macro_f1"].value == pytest.approx(macro_f1, abs=0.01)
    assert strict.scores["fnc_score"].value == pytest.approx(relative, abs=0.2)
    assert "242 pairs repeat another; each counts once" in strict.notes


def test_every_official_vector_is_reproduced(upstream: Callable[[str], Path], score: Score) -> None:
    vectors: dict[str, Any] = json.loads(upstream("../metric_vectors.json").read_text("utf-8"))["fnc"]
    gold = [tuple(row.values()) for row in vectors["gold"]]
    assert len(vectors["cases"]) >= 8
    for name, case in vectors["cases"].items():
        compat, _ = score(text([tuple(row.values()) for row in case["pred"]]), gold)
        if "raises" in case:
            assert compat.scores == {}, name
            assert "the official scorer raises: answers.csv:2" in compat.notes[0]
        else:
            assert compat.scores["fnc_points"].value == case["result"][0], name
            assert compat.scores["fnc_score"].value == pytest.approx(100 * case["result"][0] / 3.25)


def test_right_answers_get_everything_in_both_modes(score: Score) -> None:
    for scored in score(text(GOLD)):
        assert [scored.scores[name].value for name in fnc_1.HEADLINE] == [100.0, 1.0, 1.0]


def test_a_short_file_is_scored_officially_and_its_gaps_are_told_in_both_modes(score: Score) -> None:
    compat, strict = score(text(GOLD[:3]))
    assert compat.scores["fnc_points"].value == 2.25
    assert "3 rows for 4 pairs: the official scorer does not say so" in compat.notes
    assert strict.scores["accuracy"].value == 2 / 3
    assert strict.notes[0] == "1 pairs have no row and count as wrong: fnc-1/test/3"


def test_a_pair_that_gold_repeats_counts_once_strictly(score: Score) -> None:
    wrong = [*GOLD[:1], ("Pool shut", "8", "agree"), *GOLD[2:]]
    compat, strict = score(text(wrong))
    assert compat.scores["accuracy"].value == 3 / 4
    assert strict.scores["accuracy"].value == 2 / 3


def test_another_order_is_refused_officially_and_does_not_matter_strictly(score: Score) -> None:
    compat, strict = score(text(GOLD[::-1]))
    assert compat.scores == {}
    assert strict.scores["fnc_score"].value == 100.0


def test_a_pair_answered_in_two_ways_or_too_often_is_refused_strictly(score: Score) -> None:
    for extra in (("Pool shut", "7", "disagree"), ("Pool shut", "8", "unrelated")):
        compat, strict = score(text([*GOLD, extra]))
        assert compat.scores["fnc_score"].value == 100.0
        assert "5 rows for 4 pairs" in compat.notes[1]
        assert strict.notes[0].startswith("refused: 1 pairs are answered more often")


def test_unknown_pairs_and_unlisted_stances_are_refused_strictly(score: Score) -> None:
    for extra, reason in ((("Moon", "1", "agree"), "not of the split"), (("Pool shut", "8", "Agree"), "'Agree'")):
        _, strict = score(text([*GOLD[:1], *GOLD[2:], extra]))
        assert strict.scores == {}
        assert any(reason in note for note in strict.notes)


def test_line_ends_of_either_kind_are_one(score: Score) -> None:
    compat, _ = score(text(GOLD).replace("\n", "\r\n"))
    assert compat.scores["fnc_score"].value == 100.0


def test_another_header_is_an_error(score: Score) -> None:
    with pytest.raises(DataError, match=r"answers\.csv:1: header 'Body ID,Headline,Stance'"):
        score(text(GOLD, header="Body ID,Headline,Stance"))


def test_a_submission_without_an_answer_is_an_error_with_the_file(score: Score) -> None:
    with pytest.raises(DataError, match=r"answers\.csv: no answers in it"):
        score(text([]))
