"""Which topics carry a run's score: what is lost on the largest, and each score with one of them left out.

python baselines/topics.py RESULT...
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np

from fcbench import saved
from fcbench.compare import cells, statistic
from fcbench.report.figures import number, title

SCORES = ("fnc_score", "macro_f1")
SHOWN = 5  # topics: those on which the most is lost

for path in map(Path, sys.argv[1:]):
    run = saved.read(path)
    width = len(run.result.labels) * (len(run.result.labels) + 1)
    names, topic = np.unique(np.array(run.rows.clusters["topic"]), return_inverse=True)
    counts = np.bincount(topic * width + cells(run), minlength=len(names) * width).reshape(len(names), width)
    total = counts.sum(axis=0).astype(np.float64)
    values = {name: statistic(run, name) for name in SCORES}
    whole = {name: float(of(total)) for name, of in values.items()}
    without = [{name: float(of(total - own)) for name, of in values.items()} for own in counts]
    sys.stdout.write(
        f"{run.name}: {len(names):,} topics; {', '.join(f'{title(n)} {number(n, whole[n])}' for n in SCORES)}\n"
    )
    for place in sorted(range(len(names)), key=lambda place: -without[place][SCORES[0]])[:SHOWN]:
        mine = topic == place
        gold = Counter(right for right, own in zip(run.rows.gold, mine, strict=True) if own)
        given = Counter(answer for answer, own in zip(run.rows.answers, mine, strict=True) if own)
        left = ", ".join(f"{title(name)} {number(name, without[place][name])}" for name in SCORES)
        sys.stdout.write(f"  without {names[place][:8]} ({mine.sum():,} rows): {left}\n")
        sys.stdout.write(f"    gold {dict(gold.most_common())}; answers {dict(given.most_common())}\n")
