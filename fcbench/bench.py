"""Every baseline on every dataset that its spec names: reports, and a leaderboard over them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import Field

from fcbench import files
from fcbench.dataset import Dataset
from fcbench.evaluate import Blind, blind_answers, evaluate
from fcbench.predict import Job
from fcbench.report import markdown
from fcbench.schema import DataError, Model, Result, Task, validate

SPEC, LEADERBOARD = "baseline.yaml", "README.md"


class Run(Model):
    """What a baseline is evaluated on."""

    dataset: str = Field(description="a dataset folder, from where the command is run")
    tasks: tuple[Task, ...]
    split: str = "test"


class Baseline(Model):
    """A folder of `baselines/`: the model, why it is a baseline, and what it is run on."""

    model: str
    why: str
    runs: tuple[Run, ...] = Field(min_length=1)


def bench(baselines: Path, out: Path, *, talk: Callable[[str], None] = lambda _: None) -> list[Result]:
    """The results of all baselines; their reports and a leaderboard `README.md` are written under `out`.

    A dataset folder that is not there is passed over. Raises DataError where there is no baseline, a spec is
    wrong, or the leaderboard would replace a file that is none.
    """
    specs = sorted(baselines.glob(f"*/{SPEC}"))
    if not specs:
        raise DataError(f"{baselines}: no baseline found; each is a folder with {SPEC}")
    markdown.refuse_stranger(out / LEADERBOARD)
    results: list[Result] = []
    blind: dict[tuple[str, Task, str], Blind] = {}
    for path in specs:
        baseline = validate(Baseline, files.read_yaml(path), where=str(path))
        for run in baseline.runs:
            if not Path(run.dataset).is_dir():
                talk(f"{baseline.model}: {run.dataset} is not there, passed over")
                continue
            results += _run(baseline.model, run, out, talk, blind)
    files.write_text(out / LEADERBOARD, markdown.leaderboard(results))
    return results


def _run(
    model: str, run: Run, out: Path, talk: Callable[[str], None], blind: dict[tuple[str, Task, str], Blind]
) -> list[Result]:
    """The results of one run; the blind baselines of a dataset answer once, and are kept in `blind`."""
    dataset, results = Dataset(Path(run.dataset)), []
    for task in run.tasks:
        talk(f"{model}: {dataset.card.name}, {task}, {run.split}")
        job, key = Job(model, task, run.split), (run.dataset, task, run.split)
        if key not in blind:
            blind[key] = blind_answers(dataset, job)
        outcome = evaluate(dataset, job, out=out, blind=blind[key])
        markdown.write(outcome.result, outcome.folder)
        results.append(outcome.result)
    return results
