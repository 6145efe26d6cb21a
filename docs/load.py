"""Checks that load_dataset() reads a dataset folder, each config by name and streaming; prints what is in it.

python docs/load.py data
"""

import sys
import tempfile

from datasets import disable_progress_bars, get_dataset_config_names, load_dataset

disable_progress_bars()
folder = sys.argv[1]
with tempfile.TemporaryDirectory() as cache:
    for config in get_dataset_config_names(folder):
        loaded = load_dataset(folder, config, cache_dir=cache)
        for split, rows in loaded.items():
            streamed = sum(1 for _ in load_dataset(folder, config, split=split, streaming=True, cache_dir=cache))
            if streamed != rows.num_rows:
                sys.exit(f"{folder}: {config}: {split}: {rows.num_rows} rows, but {streamed} when streamed")
        counts = ", ".join(f"{split} {rows.num_rows}" for split, rows in loaded.items())
        sys.stdout.write(f"load_dataset({folder!r}, {config!r}): {counts}\n")
