"""Wrong or surprising numbers that were seen in other systems, each run and read: fcbench has none of them.

Each docstring names the system and what it gave. Where a number depends on chance, the bound is the binomial's.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.metrics import f1_score

from docs import error_rates
from docs.error_rates import Design, judged, planted, said
from fcbench import cli
from fcbench.check import update
from fcbench.compare import compare
from fcbench.dataset import Dataset
from fcbench.evaluate import evaluate
from fcbench.metrics import classification
from fcbench.paired import difference, mcnemar, randomisation
from fcbench.predict import Job
from fcbench.saved import Saved, read
from fcbench.stats import resampled
from tests.metrics.test_fever import claim_of, scores
from tests.runs import drawn, run, spoiled

RUNS = 400  # simulated pairs
SURE = 0.999  # of the binomial: a correct test leaves these bounds in one of a thousand sets of seeds
FEW_LINES = 3  # of an error

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs fcbench in this process: exit code, stdout, stderr."""

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


def answered(module: str, root: Path, out: Path) -> Saved:
    """A run on the own stories, without the blind baselines."""
    job = Job(f"python:{module}:answer", "stance", "test")
    return read(evaluate(Dataset(root / "data"), job, out=out, blind={}).folder)


# 1. Exit codes


def test_an_evaluation_whose_model_raises_on_every_row_exits_with_2(tmp_path: Path, root: Path) -> None:
    """inspect_ai: `inspect eval` exits with 0 when the evaluation ends with the status "error"."""
    (tmp_path / "broken.py").write_text("def answer(batch):\n    raise RuntimeError('no key')\n", "utf-8")
    words = [sys.executable, "-m", "fcbench", "eval", "python:broken:answer", root / "data", "-o", tmp_path / "out"]
    paths = os.pathsep.join([str(root), str(tmp_path)])
    done = subprocess.run(
        list(map(str, words)), capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": paths}
    )
    assert done.returncode == 2
    assert "raised on each of 95 examples" in done.stderr
    assert "RuntimeError: no key" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "out").rglob("result.json"))


def test_the_gate_exits_with_2_on_a_run_that_raised_on_some_rows(
    command: Command, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """inspect_ai again: what CI sees of an errored run has to be neither success nor a regression."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "sound.py").write_text("def answer(batch):\n    return ['supports'] * len(batch)\n", "utf-8")
    (tmp_path / "shaky.py").write_text(
        "def answer(batch):\n    return [['supports'][len(one.claim) % 2] for one in batch]\n", "utf-8"
    )
    update(tmp_path / "base", answered("sound", root, tmp_path / "out"))
    shaky = answered("shaky", root, tmp_path / "out")
    assert 0 < shaky.result.errors < shaky.result.n
    code, out, err = command("check", shaky.folder, "--against", tmp_path / "base")
    assert (code, out) == (2, "")
    assert f"the model raised on {shaky.result.errors} of {shaky.result.n} rows" in err


# 2. Standard errors


def test_the_standard_error_of_the_bootstrap_is_that_of_the_mean() -> None:
    """lighteval: the standard error of corpus metrics is that of the replicates' mean, too small by sqrt(1,000)."""
    right = np.random.default_rng(5).random(1000) < 0.7
    totals = resampled(np.column_stack([right, np.ones(1000)]).astype(np.float64), resamples=4000)
    known = np.sqrt(right.mean() * (1 - right.mean()) / 1000)
    assert (totals[:, 0] / totals[:, 1]).std() == pytest.approx(known, rel=0.05)  # 4 errors of 4,000 draws


def test_the_standard_error_of_a_difference_is_how_differences_spread_over_drawn_datasets() -> None:
    """lighteval again, of a corpus metric: macro-F1, where no formula is at hand."""
    found = [judged(error_rates.drawn(Design(2000), seed), seed, resamples=200).found for seed in range(RUNS)]
    spread = np.std([one.value for one in found])
    assert np.mean([one.error for one in found]) == pytest.approx(spread, rel=0.15)  # 4 errors of 400 pairs


# 3. and 6. F1 on more than two labels


@pytest.mark.parametrize("count", [2, 3, 4, 7])
def test_f1_on_any_number_of_labels_is_scikit_learns(count: int) -> None:
    """lighteval: macro .895 for scikit-learn's .835 on more than two classes; lm_eval: f1 raises there."""
    labels = tuple(f"label {number}" for number in range(count))
    generator = np.random.default_rng(count)
    gold = generator.integers(0, count, 300)
    answers = np.where(generator.random(300) < 0.6, gold, generator.integers(0, count, 300))
    totals = np.zeros((count, count + 1))
    np.add.at(totals, (gold, answers), 1)
    found = classification.summarise(totals.ravel(), labels)
    assert found["macro_f1"] == pytest.approx(f1_score(gold, answers, average="macro"))
    per_label = [float(found[f"f1[{label}]"]) for label in labels]
    assert per_label == pytest.approx(list(f1_score(gold, answers, average=None)))


def test_mcnemars_test_of_two_runs_that_agree_everywhere_gives_one() -> None:
    """evaluate (Hugging Face): mcnemar raises ZeroDivisionError where no row is right by one alone."""
    gold, answers = drawn(50, 1)
    made = compare([run(gold, answers, name="a"), run(gold, answers, name="b")], resamples=50)
    assert [pair.p for pair in made.pairs] == [1.0]
    assert mcnemar(0, 0) == 1.0


# 4. FEVER


def test_the_fever_score_is_the_official_scorers(upstream: Callable[[str], Path]) -> None:
    """evaluate (Hugging Face): .2110 for .3257 on the official repository's files, and an evidence F1 of .1135."""
    import gzip
    import json

    names = ("fever/paper_dev.jsonl.gz", "fever/predictions/fever-scorer/predictions.jsonl.gz")
    gold, answers = (list(map(json.loads, gzip.decompress(upstream(name).read_bytes()).splitlines())) for name in names)
    claims = [claim_of(one | other) for one, other in zip(gold, answers, strict=True)]
    found = scores(claims, "compat")
    assert len(claims) == 9999
    assert [round(found[0], 4), round(found[4], 4)] == [0.3257, 0.1689]


# 5. Seeds


def test_one_seed_gives_one_p_value_in_six_calls() -> None:
    """ranx: Fisher's test with the seed 42 gave .118 .130 .119 .090 .131 .107."""
    generator = np.random.default_rng(1)
    one, other = (np.column_stack([generator.random(200) < share, np.ones(200)]) for share in (0.7, 0.75))
    p_values = {randomisation(one, other, lambda of: of[..., 0] / of[..., 1], seed=42) for _ in range(6)}
    assert len(p_values) == 1
    assert 0.05 < p_values.pop() < 1.0  # one that chance could move


COMPARED = """
from fcbench.compare import compare
from tests.runs import drawn, run, spoiled
gold, good = drawn(300, 1)
runs = [run(gold, good, name="a"), run(gold, spoiled(good, gold, 0.05, 2), name="b")]
made = compare(runs, resamples=300, seed=42).model_dump_json()
"""


def test_another_process_gives_the_same_comparison_byte_for_byte(root: Path) -> None:
    """ranx again: the seed was set outside of its threads; Python's hashes are another source of such noise."""
    names: dict[str, object] = {}
    exec(COMPARED, names)  # noqa: S102
    there = subprocess.run(
        [sys.executable, "-c", f"{COMPARED}\nprint(made)"],
        capture_output=True, text=True, check=True, cwd=root, env=os.environ | {"PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert there.stdout == f"{names['made']}\n"


# 7. Type-I error


@pytest.fixture(scope="module")
def rates() -> dict[str, float]:
    """How often no difference is called one, of 5,000 rows."""
    return said(Design(5000), RUNS)


@pytest.mark.parametrize("test", ["randomisation", "paired bootstrap"])
def test_a_paired_test_calls_no_difference_one_about_as_often_as_it_says(rates: dict[str, float], test: str) -> None:
    """sacrebleu: its paired bootstrap at a nominal 5 % gave 5.5, 8.5 and 11.8 % at 300, 1,000 and 5,000 rows."""
    low, high = binom.interval(SURE, RUNS, 0.05)
    assert low <= rates[test] * RUNS <= high


def test_a_bootstrap_of_few_rows_is_not_too_sure() -> None:
    """Plain percentiles gave 6 to 8 % at 300 rows, and of a dozen clusters 10 %: ours are expanded."""
    high = binom.interval(SURE, RUNS, 0.05)[1]
    assert said(Design(300), RUNS)["paired bootstrap"] * RUNS <= high


def test_the_gate_calls_no_change_a_regression_in_one_of_twenty(rates: dict[str, float]) -> None:
    """A one-sided test at 5 % may do so in 5 %; that the drop seen has to be above what is allowed makes it less."""
    assert rates["regression"] * RUNS <= binom.interval(SURE, RUNS, 0.05)[1]


# 8. Power


def test_a_drop_that_an_unpaired_test_cannot_see_is_a_regression() -> None:
    """lm_eval's model_comparator, by its formula: power .03 for a drop of 1.5 points at 5,000 rows, paired 1.00."""
    found = said(Design(5000, 0.02, planted(0.015, 0.02)), 100)
    assert found["regression"] >= 0.95
    assert found["unpaired z"] <= 0.10


def test_the_interval_of_a_difference_is_the_paired_one() -> None:
    """lm_eval's model_comparator adds the variances of both runs, as if they had answered other rows."""
    gold, good = drawn(2000, 1)
    other = spoiled(good, gold, 0.02, 2)
    sums = [np.column_stack([np.equal(gold, one), np.ones(2000)]).astype(np.float64) for one in (good, other)]
    found = difference(sums[0], sums[1], lambda of: of[..., 0] / of[..., 1])
    apart = sums[1][:, 0] - sums[0][:, 0]
    assert found.error == pytest.approx(apart.std() / np.sqrt(2000), rel=0.05)
    assert found.error < np.hypot(*(part[:, 0].std() for part in sums)) / np.sqrt(2000) / 3


# Errors that a user meets

TYPOS = [
    (("eval", "tfdf", "DATA"), "did you mean 'tfidf'?"),
    (("eval", "extractor:rule", "DATA"), "did you mean 'rules'?"),
    (("import", "fnc1", "-o", "OUT"), "did you mean 'fnc-1'?"),
    (("import", "climat-fever", "-o", "OUT"), "did you mean 'climate-fever'?"),
    (("compare", "OUT", "OUT", "--by", "topics"), "did you mean 'topic'?"),
    (("eval", "tfidf", "OUT"), "no such dataset folder"),
    (("eval", "predictions:OUT.csv", "DATA"), "no such file"),
    (("eval", "python:nowhere:answer", "DATA"), "no module 'nowhere'"),
    (("check", "OUT", "--against", "OUT", "--json"), "no such result"),
    (("compare", "OUT", "OUT"), "no such result"),
    (("verify", "OUT", "--data", "DATA"), "no such result"),
]


@pytest.mark.parametrize(("words", "told"), TYPOS, ids=[" ".join(words) for words, _ in TYPOS])
def test_a_typo_or_a_missing_file_is_told_in_three_lines(
    command: Command, root: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    """lm_eval: a traceback after 28 s without a hint; lighteval: 363 lines; inspect: 303, or none and exit code 1."""
    places = {"DATA": str(root / "data"), "OUT": str(tmp_path / "out")}
    code, out, err = command(*(word.replace("OUT", places["OUT"]).replace("DATA", places["DATA"]) for word in words))
    assert code == 2
    assert told in err
    assert 0 < len(err.splitlines()) <= FEW_LINES
    assert "Traceback" not in out + err
    assert list(tmp_path.iterdir()) == []


def test_a_dataset_with_a_file_missing_is_not_called_sound(command: Command, root: Path, tmp_path: Path) -> None:
    """lm_eval: `validate` calls a task with missing data and an unknown metric valid, and exits with 0."""
    import shutil

    shutil.copytree(root / "data", tmp_path / "data", ignore=shutil.ignore_patterns("stories"))
    (tmp_path / "data" / "stance" / "test.parquet").unlink()
    code, out, err = command("validate", tmp_path / "data")
    assert code == 1
    assert "test.parquet" in out + err
