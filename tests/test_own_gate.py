"""Our own baselines are held to their recorded answers, where any are recorded: `baselines/NAME/floors`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from fcbench import files
from fcbench.bench import SPEC, Baseline
from fcbench.check import FLOORS, Gate, check, update
from fcbench.dataset import Dataset
from fcbench.evaluate import evaluate
from fcbench.predict import Job
from fcbench.saved import RESULT, Saved, read
from fcbench.schema import validate
from fcbench.verify import job_of


def floors(baselines: Path) -> list[tuple[Baseline, Saved]]:
    """Every recorded run, with the spec of the baseline in whose folder it lies."""
    found = []
    for place in sorted(baselines.glob(f"*/{FLOORS}/**/{RESULT}")):
        spec = baselines / place.relative_to(baselines).parts[0] / SPEC
        found.append((validate(Baseline, files.read_yaml(spec), where=str(spec)), read(place)))
    return found


def held(baselines: Path, root: Path, out: Path) -> list[Gate]:
    """What the gate says of each baseline that has a floor, on every dataset of its spec that is here."""
    gates = []
    for baseline, recorded in floors(baselines):
        folders = [root / one.dataset for one in baseline.runs if (root / one.dataset).is_dir()]
        data = [Dataset(one) for one in dict.fromkeys(folders)]
        for dataset in data:
            if dataset.card.name == recorded.result.pedigree.dataset:
                job = replace(job_of(recorded.result, dataset), target=baseline.model)
                run = read(evaluate(dataset, job, out=out, blind={}).folder)
                gates.append(check(run, recorded))
    return gates


def test_no_baseline_has_fallen_below_its_floor(root: Path, tmp_path: Path) -> None:
    assert [gate.reason for gate in held(root / "baselines", root, tmp_path) if gate.status != "holds"] == []


def test_every_floor_is_of_the_model_in_whose_folder_it_lies(root: Path) -> None:
    for baseline, recorded in floors(root / "baselines"):
        assert recorded.name == baseline.model


@pytest.mark.parametrize(("model", "status"), [("majority", "holds"), ("overlap", "regression")])
def test_a_baseline_that_answers_worse_would_be_seen(root: Path, tmp_path: Path, model: str, status: str) -> None:
    spec = {"model": model, "why": "made", "runs": [{"dataset": "data", "tasks": ["stance"], "split": "all"}]}
    files.write_text(tmp_path / "baselines" / "mine" / SPEC, yaml.safe_dump(spec))
    outcome = evaluate(Dataset(root / "data"), Job("majority", "stance", "all"), out=tmp_path / "one", blind={})
    update(tmp_path / "baselines" / "mine", read(outcome.folder))
    assert [gate.status for gate in held(tmp_path / "baselines", root, tmp_path / "two")] == [status]
