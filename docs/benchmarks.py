"""Imports every benchmark whose files are there, and prints the table of docs/benchmarks.md.

python docs/benchmarks.py ../shared/datasets
"""

import sys
import tempfile
from pathlib import Path

from fcbench import importers
from fcbench.dataset import Dataset
from fcbench.importing import import_benchmark

upstream = Path(sys.argv[1])
with tempfile.TemporaryDirectory() as scratch:
    lines = ["| benchmark | split | records | labels of the task |", "|---|---|--:|---|"]
    for name in importers.names():
        folders = [place for place in (upstream / name, upstream / name.replace("-", ".")) if place.is_dir()]
        if not folders:
            sys.stderr.write(f"{name}: not in {upstream}, passed over\n")
            continue
        import_benchmark(name, folders[0], Path(scratch) / name)
        dataset = Dataset(Path(scratch) / name)
        for split, count in dataset.counts()["records"].items():
            counts = []
            for task in dataset.card.tasks:
                if split in dataset.counts().get(task.name, {}):
                    gold = dataset.labelled(task.name, split).gold
                    parts = [f"{label} {gold.count(label):,}" for label in task.labels if label in gold]
                    counts.append(f"{task.name}: {', '.join(parts) or 'no gold'}")
            lines.append(f"| `{name}` | {split} | {count:,} | {'; '.join(counts) or 'no task'} |")
    sys.stdout.write("\n".join(lines) + "\n")
