"""Type-I error and power of the paired tests and of the gate, by simulation: prints docs/error-rates.md.

Run it as `python docs/error_rates.py > docs/error-rates.md`; it takes some four minutes of one core. Pairs of runs are
drawn as counts of kinds of rows, which is the same as drawing their rows, and judged by `fcbench.check.decide`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass

import numpy as np

from fcbench.check import MAX_DROP, Decision, Status, decide
from fcbench.compare import Counted
from fcbench.metrics import classification
from fcbench.paired import mcnemar
from fcbench.stats import Floats, Ints, Statistic, kinds, resampled

LABELS = ("yes", "no", "perhaps")
SHARES = np.array([0.6, 0.3, 0.1])  # of the labels: skewed, as verdicts are
ACCURACY = 0.8
CHURN = 0.1  # of rows that the second run answers anew: a model trained again, not merely run again
EASE = (4.0, 1.0)  # of the beta distribution of a cluster's accuracy, whose mean is 0.8
ALPHA = 0.05
RESAMPLES = 1000  # a tenth of what fcbench draws: the rates of a thousand runs do not show the difference
SEEDS = 100  # of the demands, which are told as counts
STEPS = 40  # halvings: the share of rows to spoil is then exact to the last digits
Z = 1.96  # two-sided, of 5 %
ROWS = (200, 300, 1000, 5000, 20_000)
ERRORS_ALONE = (300,)  # where others' bootstraps were measured; of power there is enough without
DROPS = (0.0, 0.005, 0.01, 0.015)  # of macro-F1
STATUSES: tuple[Status, ...] = ("holds", "regression", "inconclusive")
SAID = ("randomisation", "paired bootstrap", "McNemar, exact", "unpaired z")
DEMANDS: tuple[tuple[int, float, float, Status, str], ...] = (  # rows, churn, drop, what the gate is to say, how often
    (5000, 0.0, 0.015, "regression", "in 95 or more"),
    (5000, 0.02, 0.015, "regression", "in 95 or more"),
    (5000, CHURN, 0.015, "regression", "in 95 or more"),
    (5000, 0.02, 0.0, "regression", "in 5 or fewer"),
    (5000, CHURN, 0.0, "regression", "in 5 or fewer"),
    (200, CHURN, 0.0, "inconclusive", "in most"),
    (200, CHURN, 0.015, "inconclusive", "in most"),
)

Grid = dict[tuple[int, float], dict[str, float]]  # (rows, true drop) -> how often each thing is said


@dataclass(frozen=True)
class Design:
    """How two runs are drawn: rows in clusters that are right or wrong as a whole, answered anew, and spoiled."""

    rows: int
    churn: float = CHURN
    spoiled: float = 0.0
    size: int = 1  # rows of a cluster
    alike: bool = True  # all rows of a cluster are right, or all are wrong; else clusters are easier and harder ones


def macro_f1(totals: Floats) -> Floats:
    """fcbench's macro-F1 of confusion counts."""
    return classification.summarise(totals, LABELS)["macro_f1"]


def chances(churn: float, spoiled: float) -> Floats:
    """How likely each (gold, first answer, second answer) is: 3 x 3 x 3.

    A share `churn` of rows is answered anew, as well as before; then a share `spoiled` of rows is made wrong.
    """
    count = len(LABELS)
    eye = np.eye(count)
    answer = ACCURACY * eye + (1 - ACCURACY) / (count - 1) * (1 - eye)
    second = (1 - churn) * eye[None] + churn * answer[:, None, :]
    second = (1 - spoiled) * second + spoiled * np.roll(eye, 1, axis=1)[:, None, :]
    return np.asarray(SHARES[:, None, None] * answer[:, :, None] * second)


def planted(drop: float, churn: float = CHURN) -> float:
    """The share of rows to spoil for macro-F1 to be lower by so much in the long run."""
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if long_run(churn, middle) < drop else (low, middle)
    return high if drop else 0.0


def long_run(churn: float, spoiled: float) -> float:
    """By how much the second run's macro-F1 is lower over infinitely many rows."""
    shares = chances(churn, spoiled).ravel()
    one, other = cells()
    return float(macro_f1(shares @ one) - macro_f1(shares @ other))


def cells() -> tuple[Floats, Floats]:
    """The confusion counts of each of the 27 kinds of rows, of both runs."""
    count = len(LABELS)
    gold, first, second = np.indices((count, count, count)).reshape(3, -1)
    eye = np.eye(count * (count + 1))
    return eye[gold * (count + 1) + first], eye[gold * (count + 1) + second]


def drawn(design: Design, seed: int, *, as_rows: bool = False) -> Counted:
    """A pair of runs; with `as_rows` every row is said to be a cluster of its own, whatever the truth."""
    generator = np.random.default_rng([seed, 7])
    if design.size == 1:
        return _of_kinds(generator.multinomial(design.rows, chances(design.churn, design.spoiled).ravel()))
    counts = _clusters(design, generator)
    if as_rows:
        return _of_kinds(counts.sum(axis=0))
    one, other = cells()
    both, copies = kinds(np.hstack([counts @ one, counts @ other]))
    return Counted(both[:, : one.shape[1]], both[:, one.shape[1] :], copies)


def _of_kinds(counts: Ints) -> Counted:
    one, other = cells()
    seen = counts > 0
    return Counted(one[seen], other[seen], counts[seen])


def _clusters(design: Design, generator: np.random.Generator) -> Ints:
    """How many rows of each of the 27 kinds a cluster has."""
    clusters, count = design.rows // design.size, len(LABELS)
    gold = generator.choice(count, (clusters, design.size), p=SHARES)
    ease = ACCURACY if design.alike else generator.beta(*EASE, (2, clusters, 1))
    right = generator.random((2, clusters, 1 if design.alike else design.size)) < ease
    wrong = (gold + generator.integers(1, count, (2, *gold.shape))) % count
    first, anew = np.where(right, gold, wrong)
    second = np.where(generator.random((clusters, 1)) < design.churn, anew, first)
    second = np.where(generator.random((clusters, 1)) < design.spoiled, (gold + 1) % count, second)
    codes = (gold * count + first) * count + second + np.arange(clusters)[:, None] * count**3
    return np.bincount(codes.ravel(), minlength=clusters * count**3).reshape(clusters, count**3)


# What is said of a pair


def judged(sums: Counted, seed: int, *, resamples: int = RESAMPLES) -> Decision:
    """What the gate says, by its own rule, with the difference behind it."""
    (decision,) = decide(sums, [macro_f1], [MAX_DROP], seed=seed, resamples=resamples)
    return decision


def by_mcnemar(sums: Counted) -> bool:
    """Whether McNemar's exact test of rows calls the runs different: it is of accuracy."""
    count = len(LABELS)
    hits = [part.reshape(-1, count, count + 1)[:, range(count), range(count)].sum(axis=1) for part in sums[:2]]
    only_one, only_other = (int(sums.copies @ np.maximum(a - b, 0)) for a, b in (hits, hits[::-1]))
    return mcnemar(only_one, only_other) < ALPHA


def by_unpaired_z(sums: Counted, statistic: Statistic = macro_f1) -> bool:
    """Whether a z test would that takes the two runs for independent: fcbench has no such test, and this is why."""
    apart = float(statistic(sums.copies @ sums.other) - statistic(sums.copies @ sums.one))
    errors = [_error(part, sums.copies, statistic) for part in (sums.one, sums.other)]
    return abs(apart) > Z * float(np.hypot(*errors))


def _error(part: Floats, copies: Ints, statistic: Statistic) -> float:
    """The standard error of one run's score, by leaving out one cluster at a time."""
    left_out = statistic(copies @ part - part)
    centre = copies @ left_out / copies.sum()
    return float(np.sqrt(copies @ (left_out - centre) ** 2))


def said(design: Design, runs: int, *, as_rows: bool = False) -> dict[str, float]:
    """How often each test calls the runs different, and the gate says what, over so many drawn pairs."""
    found: Counter[str] = Counter()
    for seed in range(runs):
        sums = drawn(design, seed, as_rows=as_rows)
        decision = judged(sums, seed)
        low, high = decision.found.low, decision.found.high
        different = (decision.found.p < ALPHA, low > 0 or high < 0, by_mcnemar(sums), by_unpaired_z(sums))
        found.update(name for name, yes in zip(SAID, different, strict=True) if yes)
        found[decision.status] += 1
    return {name: found[name] / runs for name in (*SAID, *STATUSES)}


def plain_percentiles(design: Design, runs: int) -> float:
    """How often the interval by percentiles, not expanded, would leave out a difference of none."""
    found = 0
    for seed in range(runs):
        sums = drawn(design, seed)
        totals = resampled(np.hstack(sums[:2]), copies=sums.copies, resamples=RESAMPLES, seed=seed)
        one, other = np.split(totals, 2, axis=1)
        low, high = np.nanquantile(macro_f1(other) - macro_f1(one), [ALPHA / 2, 1 - ALPHA / 2])
        found += bool(low > 0 or high < 0)
    return found / runs


def demanded(design: Design, status: Status) -> int:
    """In how many of 100 seeds the gate says that, with as many draws as `fcbench check` makes."""
    return sum(judged(drawn(design, seed), seed, resamples=10_000).status == status for seed in range(SEEDS))


# The page


def main() -> None:
    """Prints the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1500, help="simulated pairs of runs a cell")
    runs = parser.parse_args().runs
    print(head(runs))
    wanted = [(rows, drop) for rows in ROWS for drop in DROPS if not drop or rows not in ERRORS_ALONE]
    grid = {(rows, drop): said(Design(rows, spoiled=planted(drop)), runs) for rows, drop in wanted}
    errors_and_power(grid, runs)
    of_clusters(runs)
    of_the_gate(grid)
    demands()


def head(runs: int) -> str:
    """How the page was made, and of what."""
    shares = ", ".join(f"{share:.0%}" for share in SHARES)
    error = np.sqrt(ALPHA * (1 - ALPHA) / runs)
    return HEAD.format(runs=runs, shares=shares, accuracy=ACCURACY, churn=CHURN, error=error)


def errors_and_power(grid: Grid, runs: int) -> None:
    """The tables of type-I error and of power."""
    print("## Type-I error: how often no difference is called one, at 5 %\n")
    print("| rows | " + " | ".join(SAID) + " | bootstrap, plain percentiles |\n|--:|" + "--:|" * (len(SAID) + 1))
    for (rows, drop), rates in grid.items():
        if not drop:
            shown = [*(rates[name] for name in SAID), plain_percentiles(Design(rows), runs)]
            print(f"| {rows:,} | " + " | ".join(f"{rate:.1%}" for rate in shown) + " |")
    print(AFTER_ERRORS)
    print("## Power: how often a real drop is called a difference, at 5 %\n")
    print("| rows | true drop, points | " + " | ".join(SAID) + " |\n|--:|--:|" + "--:|" * len(SAID))
    for (rows, drop), rates in grid.items():
        if drop:
            print(f"| {rows:,} | {drop * 100:g} | " + " | ".join(f"{rates[name]:.0%}" for name in SAID) + " |")
    print()


def of_clusters(runs: int) -> None:
    """The tables of clusters: rows that stand or fall together, and few clusters."""
    print("## Type-I error where the ten rows of a cluster are right or wrong together (2,000 rows)\n")
    print("| test | over clusters | over rows, wrongly |\n|---|--:|--:|")
    design = Design(2000, size=10)
    right, wrong = (said(design, runs, as_rows=as_rows) for as_rows in (False, True))
    for name in SAID[:2]:
        print(f"| {name} | {right[name]:.1%} | {wrong[name]:.1%} |")
    print(f"| {SAID[2]} | | {wrong[SAID[2]]:.1%} |")
    print("\n## Type-I error where clusters are few (30 rows each, easier and harder ones; all answered anew)\n")
    print("| clusters | randomisation | paired bootstrap | bootstrap, plain percentiles | gate: regression |")
    print("|--:|--:|--:|--:|--:|")
    for clusters in (12, 20, 50):
        few = Design(clusters * 30, size=30, churn=1.0, alike=False)
        rates = said(few, runs)
        plain = plain_percentiles(few, runs)
        shown = (rates["randomisation"], rates["paired bootstrap"], plain, rates["regression"])
        print(f"| {clusters} | " + " | ".join(f"{rate:.1%}" for rate in shown) + " |")
    print(AFTER_CLUSTERS)


def of_the_gate(grid: Grid) -> None:
    """The table of what the gate says."""
    print(f"## The gate, with a drop of {MAX_DROP * 100:g} points of macro-F1 allowed\n")
    print("| rows | true drop, points | " + " | ".join(STATUSES) + " |\n|--:|--:|" + "--:|" * len(STATUSES))
    for (rows, drop), rates in grid.items():
        print(f"| {rows:,} | {drop * 100:g} | " + " | ".join(f"{rates[name]:.1%}" for name in STATUSES) + " |")
    print(AFTER_GATE)


def demands() -> None:
    """The table of what was demanded of the gate."""
    print(f"## What is demanded of the gate, in {SEEDS} seeds, with the 10,000 draws of `fcbench check`\n")
    print("| rows | answered anew | true drop, points | demanded | seen |\n|--:|--:|--:|---|--:|")
    for rows, churn, drop, status, wanted in DEMANDS:
        seen = demanded(Design(rows, churn, planted(drop, churn)), status)
        print(f"| {rows:,} | {churn:.0%} | {drop * 100:g} | {status} {wanted} | {seen} |")


HEAD = """# Error rates

Made by `python docs/error_rates.py --runs {runs}`: simulated, not derived. Two runs answer the same rows, whose gold is
of three labels ({shares}), with an accuracy of {accuracy:.0%}. The second answers {churn:.0%} of the rows
anew, as well as the first, as a model does that was trained again. Where a drop is planted, so many rows are made wrong
that macro-F1 is lower by that much in the long run. All tests but McNemar's are of macro-F1. A rate of 5 % is simulated
with a standard error of {error:.1%}. What is judged is fcbench's own code: the gate's rule is `fcbench.check.decide`.
These are rates of one design; on other data they are others.
"""
AFTER_ERRORS = """
- From 5,000 rows on the randomisation test and the paired bootstrap are near 5 %. Of fewer they err on the safe side:
  the two runs differ on a handful of rows (about seven of 200), and exact tests of so few reach only some levels.
- Plain percentiles are too sure there: five rows that differ, all on one side, give an interval without 0, though the
  exact p value is 0.06. So intervals of differences are expanded, as of no more clusters than the runs differ on.
- A z test that takes the two runs for independent calls nothing a difference, true or not. fcbench has none.
"""
AFTER_CLUSTERS = """
- Rows that are right or wrong together are not so many draws: a test of rows calls every second change a difference.
  `fcbench compare` and `fcbench check` draw the dataset's own clusters; `--by` takes another level.
- Of a dozen clusters even the expanded interval is a little too sure. Where it and the p value disagree, trust the
  p value. Of fewer than ten clusters the gate says nothing, and no interval is shown.
"""
AFTER_GATE = """
- *Holds* where the drop is half a point or more is an error of the gate: about one in twenty where the drop is just
  what is allowed, and fewer where it is larger.
- *Regression* without a drop is the other error, and at most one in twenty, for the score. Slices that break down are
  tested beside it, with a level of their own, which is 5 % for all slices together.
- Where the true drop is just what is allowed, half of all draws show a larger one. With enough rows to tell that from
  no drop, those are called a regression: allow a little less than you could live with.
- Few rows cannot tell half a point from none, however good the model. The gate says so, and how many rows would do.
"""


if __name__ == "__main__":
    main()
