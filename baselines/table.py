"""Evaluates the baselines that learn or judge beside every blind one, and prints the table of baselines/README.md.

python baselines/table.py [DATASET...]
"""

import sys
import tempfile
from pathlib import Path

from fcbench import files
from fcbench.bench import SPEC, Baseline
from fcbench.dataset import Dataset
from fcbench.evaluate import blind_answers, evaluate
from fcbench.predict import Job
from fcbench.schema import Score, validate

RECIPES = ("stance-cpu", "stance-graph", "verdict-cpu", "verdict-rules")
BESIDE = ("tfidf", "metadata-only")  # on the same rows
KEY = "macro_f1"


def shown(score: Score, sign: str = "") -> str:
    """A score with its interval, in hundredths."""
    if score.value is None:
        return "n/a"
    value, low, high = (f"{100 * (number or 0.0):{sign}.1f}" for number in (score.value, score.low, score.high))
    return value if score.low is None else f"{value} ({low} to {high})"


wanted = sys.argv[1:]
columns = ("dataset, split", "rows", "model", "macro-F1", "over the best", "tfidf")
columns += ("majority", "claim-only", "evidence-only", "overlap", "shuffled", "metadata-only")
lines = [f"| {' | '.join(columns)} |", "|---|--:|---|---|---" + "|--:" * 7 + "|"]
with tempfile.TemporaryDirectory() as scratch:
    for name in RECIPES:
        for run in validate(Baseline, files.read_yaml(Path("baselines") / name / SPEC), where=name).runs:
            if not Path(run.dataset).is_dir() or (wanted and run.dataset not in wanted):
                sys.stderr.write(f"{name}: {run.dataset} passed over\n")
                continue
            dataset = Dataset(Path(run.dataset))
            for task in run.tasks:
                blind = blind_answers(dataset, Job("majority", task, run.split))
                results = {
                    model: evaluate(dataset, Job(model, task, run.split), out=Path(scratch), blind=blind).result
                    for model in (name, *BESIDE)
                }
                own = results[name]
                beside = [results["tfidf"].scores[KEY], *(scores[KEY] for scores in own.controls.values())]
                values = [shown(Score(value=score.value)) for score in (*beside, results["metadata-only"].scores[KEY])]
                cells = [f"{dataset.card.name}, {run.split}", f"{own.n:,}", name, shown(own.scores[KEY])]
                lines.append(f"| {' | '.join([*cells, shown(own.gain[KEY], '+'), *values])} |")
                sys.stderr.write(lines[-1] + "\n")
sys.stdout.write("\n".join(lines) + "\n")
