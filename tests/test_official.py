"""A benchmark's submission from the command line: both numbers side by side, what was refused, and the files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fcbench import cli, dataset, files, importers, official
from fcbench.dataset import Dataset, Part
from fcbench.schema import Claim, DataError, Evidence, EvidenceSet, Record, Verdict

Run = Callable[..., tuple[int, str, str]]


def record(number: int) -> Record:
    name = f"fever/{number}"
    verdict = Verdict(id=f"{name}/verdict", label="SUPPORTS", sets=(EvidenceSet(members=(f"{name}/0",)),))
    return Record(
        id=name,
        claim=Claim(id=name, text=f"Claim {number}."),
        evidence=(Evidence(id=f"{name}/0", text=None, locator=f"Pool:{number}"),),
        verdict=verdict,
        cluster=name,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dataset of twelve claims."""
    records = tuple(record(number) for number in range(12))
    dataset.save(tmp_path / "claims", importers.load("fever").CARD, {"test": Part((), records)})
    return tmp_path / "claims"


def submission(tmp_path: Path, *changes: dict[str, Any], rows: int = 12) -> Path:
    answers = [
        {"id": number, "predicted_label": "SUPPORTS", "predicted_evidence": [["Pool", number]]}
        for number in range(rows)
    ]
    for place, change in enumerate(changes):
        answers[place] |= change
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in answers), "utf-8")
    return path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process: exit code, stdout, stderr."""

    def call(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fcbench", *map(str, words)])
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return call


def test_both_numbers_stand_side_by_side(run: Run, folder: Path, tmp_path: Path) -> None:
    path = submission(tmp_path, {"predicted_evidence": []}, {"predicted_label": "REFUTES"})
    code, out, err = run("score", path, folder, "--as", "fever", "-o", tmp_path / "reports")
    assert code == 0
    (line,) = (line for line in out.splitlines() if line.startswith("evidence_precision"))
    assert line.split()[1:3] == ["1.0000", "0.9167"]
    assert "compat: 1 rows cite nothing where evidence is due" in out
    assert f"report: {tmp_path / 'reports' / 'fever' / 'official-test'}" in err


def test_a_strict_refusal_is_shown_told_and_exits_with_2(run: Run, folder: Path, tmp_path: Path) -> None:
    path = submission(tmp_path, {"id": 99})
    code, out, err = run("score", path, folder, "--as", "fever", "-o", tmp_path / "reports")
    assert code == 2
    assert next(line for line in out.splitlines() if line.startswith("fever_score")).split()[1:] == [
        "1.0000",
        "n/a",
        "n/a",
    ]
    assert "no strict score: refused: 1 rows have an id that is not of the split: answers.jsonl:1 (99)" in err


def test_an_official_refusal_is_shown_and_the_strict_number_stands(run: Run, folder: Path, tmp_path: Path) -> None:
    path = submission(tmp_path, rows=11)
    code, out, _ = run("score", path, folder, "--as", "fever", "-o", tmp_path / "reports", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["modes"][0]["scores"] == {}
    assert found["modes"][1]["scores"]["fever_score"]["value"] == pytest.approx(11 / 12)
    assert found["modes"][1]["notes"] == ["1 claims have no row and count as wrong: 11"]


def test_the_files_carry_the_pedigree_and_are_the_same_bytes_wherever_they_are_made(
    folder: Path, tmp_path: Path
) -> None:
    made = []
    for place in ("here", "there"):
        (tmp_path / place).mkdir()
        path = submission(tmp_path / place, {"predicted_evidence": []})
        result = official.official(path, Dataset(folder), split="test", kind="fever")
        report = official.write(result, tmp_path / place / "reports")
        made.append((files.read_bytes(report), files.read_bytes(report.parent / official.JSON)))
    assert made[0] == made[1]
    markdown, found = made[0][0].decode(), json.loads(made[0][1])
    assert str(tmp_path) not in markdown
    assert found["pedigree"]["n"] == 12
    assert found["pedigree"]["fingerprint"] == Dataset(folder).card.fingerprint[:16]
    assert found["pedigree"]["metrics"] == "fever@1"
    assert found["modes"][0]["scorer"] == "sheffieldnlp/fever-scorer@4801615 src/fever/scorer.py"
    assert [mode["mode"] for mode in found["modes"]] == ["compat", "strict"]
    assert official.Official.model_validate(found).pedigree.line() in markdown


def test_strict_scores_have_intervals_and_official_ones_none(folder: Path, tmp_path: Path) -> None:
    path = submission(tmp_path, {"predicted_label": "REFUTES"})
    compat, strict = official.official(path, Dataset(folder), split="test", kind="fever").modes
    assert compat.scores["label_accuracy"].low is None
    low, high = strict.scores["label_accuracy"].low, strict.scores["label_accuracy"].high
    assert low is not None
    assert high is not None
    assert low < 11 / 12 <= high


def test_a_name_cannot_break_out_of_the_report(folder: Path, tmp_path: Path) -> None:
    path = submission(tmp_path).rename(tmp_path / "a|b.jsonl")
    text = official.markdown(official.official(path, Dataset(folder), split="test", kind="fever"))
    assert text.startswith("# a&#124;b.jsonl on fever")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--as", "fevr"), "no submission format 'fevr'; did you mean 'fever'?"),
        (("--as", "fever", "--split", "tset"), "no split 'tset'"),
        (("--as", "fever", "--task", "verdict"), "--as takes no --task, --seed or --label-map"),
        (("--as", "fever", "--label-map", "yes=SUPPORTS"), "--as takes no --task, --seed or --label-map"),
        (("--as", "scifact"), "answers.jsonl:1: evidence"),
    ],
)
def test_bad_input_is_told_in_a_line_and_leaves_nothing_behind(
    run: Run, folder: Path, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    code, _, err = run("score", submission(tmp_path), folder, *words, "-o", tmp_path / "reports")
    assert code == 2
    assert message in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "reports").exists()


def test_a_stream_is_refused_since_a_submission_is_read_twice(folder: Path) -> None:
    with pytest.raises(DataError, match="read more than once"):
        official.official(files.STDIN, Dataset(folder), split="test", kind="fever")


def test_the_formats_are_listed(run: Run) -> None:
    code, out, _ = run("list", "submissions")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["averitec", "fever", "fnc-1", "scifact"]
