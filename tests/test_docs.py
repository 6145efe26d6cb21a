"""What README and guides say is what the program does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench import models
from fcbench.cli.shared import app
from fcbench.dataset import Dataset
from fcbench.evaluate import evaluate
from fcbench.importing import import_benchmark
from fcbench.models.chat import LABEL_TOKENS, LONGEST, PROMPTS
from fcbench.predict import job_of
from fcbench.schema import Result

ROOT = Path(__file__).parent.parent
COMMANDS = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
PAGES = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")))


def test_the_guide_to_models_has_a_row_for_every_kind_that_takes_somebodys_model(root: Path) -> None:
    text = (root / "docs" / "models.md").read_text("utf-8")
    kinds = [name for name in models.names() if ":" in models.kind(name).USAGE]
    assert [name for name in kinds if f"| `{name}:" not in text] == []


def test_the_guide_to_models_says_what_a_chat_model_is_sent(root: Path) -> None:
    section = (root / "docs" / "models.md").read_text("utf-8").partition("## chat\n")[2].partition("\n## ")[0]
    said = [f"{LONGEST:,} code points", f"{LABEL_TOKENS:,} tokens", *(f"models/prompts/{name}" for name in PROMPTS)]
    assert [text for text in said if text not in section] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_names_exists(root: Path, page: str) -> None:
    text = (root / page).read_text("utf-8")
    named = set(re.findall(r"(?:^ {4}\$?\s?|`)fcbench ([a-z]+)", text, re.MULTILINE))
    assert named <= COMMANDS


def test_the_readme_or_changelog_names_every_command(root: Path) -> None:
    text = (root / "README.md").read_text("utf-8") + (root / "CHANGELOG.md").read_text("utf-8")
    assert {command for command in COMMANDS if command not in text} == set()


def test_the_readme_shows_what_extract_prints(root: Path) -> None:
    readme = (root / "README.md").read_text("utf-8")
    (command,) = re.findall(r"^ {4}\$ (fcbench extract .*)$", readme, re.MULTILINE)
    shown = readme.partition(command)[2].partition("…\n\n")[0].splitlines()[1:]
    run = [sys.executable, "-m", *command.split()]
    printed = subprocess.run(run, capture_output=True, text=True, check=True, cwd=root).stdout.splitlines()
    expected = [line.removeprefix("    ") for line in shown if line.strip()]
    assert [line.rstrip() for line in printed[: len(expected)]] == expected


@pytest.mark.parametrize(
    "folder", ["fcbench/stance-all", "fcbench/verdict-all", "fnc-1/stance-test", "climate-fever/stance-test"]
)
def test_the_figures_of_the_readme_are_those_of_the_reports(root: Path, folder: str) -> None:
    readme = (root / "README.md").read_text("utf-8")
    dataset, _, run = folder.partition("/")
    (line,) = re.findall(rf"^\| {dataset}, {run.replace('-', ', ')} \|.*$", readme, re.MULTILINE)
    result = json.loads((root / "reports" / folder / "tfidf" / "result.json").read_text("utf-8"))
    score, gain = result["scores"]["macro_f1"], result["gain"]["macro_f1"]
    assert f"| {score['value']:.3f} ({score['low']:.3f} to {score['high']:.3f}) |" in line
    assert f"| {gain['value']:+.3f} ({gain['low']:+.3f} to {gain['high']:+.3f}) |" in line
    blind = max(control["macro_f1"]["value"] for control in result["controls"].values())
    assert f"` {blind:.3f} (" in line
    strongest = "verdict-cpu" if "verdict" in run else "stance-graph" if dataset == "fnc-1" else "stance-cpu"
    result = json.loads((root / "reports" / folder / strongest / "result.json").read_text("utf-8"))
    score, gain = result["scores"]["macro_f1"], result["gain"]["macro_f1"]
    assert f"| `{strongest}` {score['value']:.3f} ({score['low']:.3f} to {score['high']:.3f}) |" in line
    assert f"| {gain['value']:+.3f} ({gain['low']:+.3f} to {gain['high']:+.3f}) |" in line


def test_the_reports_are_of_the_dataset_that_is_here(root: Path) -> None:
    card = (root / "data" / "README.md").read_text("utf-8")
    for path in (root / "reports" / "fcbench").rglob("result.json"):
        assert f"fingerprint: {json.loads(path.read_text('utf-8'))['pedigree']['fingerprint']}" in card


def test_the_python_of_the_readme_compiles(root: Path) -> None:
    for block in re.findall(
        r"^```python\n(.*?)^```", (root / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    ):
        compile(block, "README.md", "exec")


def python_of(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)


@pytest.fixture
def workplace(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the dataset in it, as a reader has who types what a page says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "data").symlink_to(root / "data")
    return tmp_path


def evaluated(target: str, folder: Path) -> Result:
    dataset = Dataset(folder)
    return evaluate(dataset, job_of(target, dataset.card, split="test"), out=Path("reports")).result


def test_the_model_of_the_readme_answers_several_labels_and_does_better_than_the_majority(
    root: Path, workplace: Path
) -> None:
    (source,) = [text for text in python_of(root / "README.md") if text.startswith("# mymodel.py")]
    (workplace / "mymodel.py").write_text(source, "utf-8")
    result = evaluated("python:mymodel:predict", Path("data"))
    given = dict(zip(result.labels, map(sum, zip(*result.confusion, strict=True)), strict=False))
    assert min(given["supports"], given["refutes"], given["neutral"]) > 0
    majority = result.controls["majority"]["macro_f1"].value
    assert (result.scores["macro_f1"].value or 0) > 2 * (majority or 1)


def test_the_function_of_the_guide_to_models_is_scored_on_any_labels(
    root: Path, workplace: Path, upstream: Callable[[str], Path]
) -> None:
    (source,) = [text for text in python_of(root / "docs" / "models.md") if text.startswith("# mine.py")]
    (workplace / "mine.py").write_text(source, "utf-8")
    assert evaluated("python:mine:answer", Path("data")).silent == 0
    import_benchmark("emergent", upstream("emergent"), Path("emergent"))
    assert evaluated("python:mine:answer", Path("emergent")).silent == 0


def test_the_pipeline_of_the_guide_to_models_is_scored(root: Path, workplace: Path) -> None:
    (source,) = [text for text in python_of(root / "docs" / "models.md") if "skops.io.dump" in text]
    subprocess.run([sys.executable, "-c", source], check=True, cwd=workplace, capture_output=True)
    assert evaluated("sklearn:model.skops", Path("data")).silent == 0


@pytest.mark.parametrize("page", [*PAGES, "fcbench/cli/running.py"])
def test_a_benchmark_is_evaluated_on_a_split_that_it_has(root: Path, page: str) -> None:
    counts = (root / "docs" / "benchmarks.md").read_text("utf-8")
    known = set(re.findall(r"^\| `([\w-]+)` \| (\w+) \|", counts, re.MULTILINE))
    lines = re.findall(r"fcbench (?:eval|score) .*build/.*", (root / page).read_text("utf-8"))
    for line in lines:
        named = [name for name, _ in known if re.search(rf" build/{name}(?![\w-])", line)]
        split = re.search(r"--split (\w+)", line)
        for name in named:
            assert (name, split[1] if split else "test") in known, line


def fnc_1(folder: Path) -> None:
    """An FNC-1 of invented rows, imported, with two submissions beside it, one of them right."""
    rows = [(f"Pool {number} shut", number, ("agree", "discuss", "unrelated")[number % 3]) for number in range(12)]
    bodies = "".join(f"{number},The pool shut on day {number}.\n" for number in range(12))

    def table(stance: str) -> str:
        lines = [f"{headline},{number},{stance or right}\n" for headline, number, right in rows]
        return "".join(["Headline,Body ID,Stance\n", *lines])

    (folder / "fnc-1").mkdir()
    for part in ("train", "competition_test"):
        (folder / "fnc-1" / f"{part}_stances.csv").write_text(table(""), "utf-8")
        (folder / "fnc-1" / f"{part}_bodies.csv").write_text(f"Body ID,articleBody\n{bodies}", "utf-8")
    import_benchmark("fnc-1", folder / "fnc-1", folder / "build" / "fnc-1")
    (folder / "athene.csv").write_text(table(""), "utf-8")
    (folder / "talos.csv").write_text(table("agree"), "utf-8")


def test_submissions_are_compared_as_the_readme_types_it(root: Path, tmp_path: Path) -> None:
    readme = (root / "README.md").read_text("utf-8")
    lines = re.findall(r"^    (fcbench \w+ .*build/2017.*)$", readme, re.MULTILINE)
    assert [line.split()[1] for line in lines] == ["score"] * 4 + ["compare"]
    fnc_1(tmp_path)
    script = "\n".join([f'fcbench() {{ "{sys.executable}" -m fcbench "$@"; }}', "set -e", *lines])
    env = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 0, done.stderr
    assert re.search(r"accuracy +predictions:talos.csv +predictions:athene.csv +0.333 +1.000", done.stdout)
