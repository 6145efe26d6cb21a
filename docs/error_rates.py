"""Type-I error and power of the tests and the gate, by simulation: prints docs/error-rates.md.

Run it as `python docs/error_rates.py > docs/error-rates.md`; it takes some minutes of one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from fcbench.paired import mcnemar, randomisation, resampled_differences
from fcbench.stats import Floats, Ints, kinds

LABELS = 3
SHARES = (0.6, 0.3, 0.1)
ACCURACY = 0.8
CHURN = 0.1  # of rows that the second run answers anew
ALPHA = 0.05
RESAMPLES = 1000
ALLOWED = 0.005  # the gate's default: half a point of macro-F1


def macro_f1(totals: Floats) -> Floats:
    """Macro-F1 of confusion matrices of shape (..., 9)."""
    matrix = totals.reshape(*totals.shape[:-1], LABELS, LABELS)
    hits = np.diagonal(matrix, axis1=-2, axis2=-1)
    return np.asarray((2 * hits / np.maximum(matrix.sum(-1) + matrix.sum(-2), 1e-9)).mean(axis=-1))


def drawn(rows: int, generator: np.random.Generator, *, size: int = 1, worse: float = 0.0) -> tuple[Floats, Floats]:
    """Confusion counts of two runs by cluster; the second is `worse` by that share of rows, on average.

    Both runs' errors of a cluster of `size` rows come together: whole clusters are right or wrong alike.
    """
    clusters = rows // size
    gold = generator.choice(LABELS, (clusters, size), p=SHARES)
    first = _answers(gold, generator, ACCURACY)
    anew = generator.random((clusters, 1)) < CHURN
    second = np.where(anew, _answers(gold, generator, ACCURACY), first)
    second = np.where(generator.random((clusters, 1)) < worse, (gold + 1) % LABELS, second)
    eye = np.eye(LABELS * LABELS)
    return tuple(eye[gold * LABELS + answers].sum(axis=1) for answers in (first, second))  # type: ignore[return-value]


def _answers(gold: Ints, generator: np.random.Generator, accuracy: float) -> Ints:
    """Right or wrong as a whole cluster."""
    right = generator.random((len(gold), 1)) < accuracy
    return np.where(right, gold, (gold + generator.integers(1, LABELS, gold.shape)) % LABELS)


def by_randomisation(one: Floats, other: Floats) -> bool:
    """Whether approximate randomisation calls the difference significant."""
    rows, copies = kinds(np.hstack([one, other]))
    width = one.shape[1]
    return randomisation(rows[:, :width], rows[:, width:], macro_f1, copies=copies, resamples=RESAMPLES) < ALPHA


def by_bootstrap(one: Floats, other: Floats) -> bool:
    """Whether the paired bootstrap's 95 % interval leaves out 0."""
    low, high = np.quantile(_differences(one, other), [ALPHA / 2, 1 - ALPHA / 2])
    return bool(low > 0 or high < 0)


def by_mcnemar(one: Floats, other: Floats) -> bool:
    """Whether McNemar's exact test of the rows does, which is of accuracy and takes rows for independent."""
    right = [np.diagonal(part.reshape(-1, LABELS, LABELS), axis1=1, axis2=2).sum(axis=1) for part in (one, other)]
    size = int(one[0].sum())
    only_one, only_other = np.maximum(right[0] - right[1], 0).sum(), np.maximum(right[1] - right[0], 0).sum()
    return mcnemar(int(only_one), int(only_other)) < ALPHA if size else False


def as_rows(test: Callable[[Floats, Floats], bool]) -> Callable[[Floats, Floats], bool]:
    """A test that is told that every row is a cluster of its own, whatever the truth."""

    def told(one: Floats, other: Floats) -> bool:
        return test(_split(one), _split(other))

    return told


def _split(sums: Floats) -> Floats:
    """Clusters as rows: each count of a cell becomes so many rows."""
    cells = np.repeat(np.tile(np.arange(sums.shape[1]), len(sums)), sums.astype(int).ravel())
    return np.eye(sums.shape[1])[cells]


def _differences(one: Floats, other: Floats) -> Floats:
    rows, copies = kinds(np.hstack([one, other]))
    width = one.shape[1]
    return resampled_differences(rows[:, :width], rows[:, width:], macro_f1, copies=copies, resamples=RESAMPLES)


def gate(one: Floats, other: Floats) -> str:
    """What the gate says, by its own rule on these sums."""
    drop = float(macro_f1(other.sum(axis=0)) - macro_f1(one.sum(axis=0)))
    if float(np.quantile(_differences(one, other), ALPHA)) >= -ALLOWED:
        return "holds"
    rows, copies = kinds(np.hstack([one, other]))
    width = one.shape[1]
    p = randomisation(rows[:, :width], rows[:, width:], macro_f1, copies=copies, resamples=RESAMPLES) / 2
    return "regression" if drop < -ALLOWED and p < ALPHA else "inconclusive"


def rate(test: Callable[[Floats, Floats], bool], runs: int, **design: float) -> float:
    """How often a test calls a difference significant, over so many drawn pairs of runs."""
    found = 0
    for seed in range(runs):
        generator = np.random.default_rng([seed, 7])
        found += test(*drawn(generator=generator, **design))  # type: ignore[arg-type]
    return found / runs


def main() -> None:
    """Prints the tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000, help="simulated pairs of runs a cell")
    runs = parser.parse_args().runs
    error = (0.05 * 0.95 / runs) ** 0.5
    print("# Error rates\n")
    print(
        f"Made by `python docs/error_rates.py --runs {runs}`. Two runs with accuracy {ACCURACY} on three labels of which"
    )
    print(
        f"{SHARES[0]:.0%}, {SHARES[1]:.0%} and {SHARES[2]:.0%} of rows are; the second answers {CHURN:.0%} of the clusters anew, as well as the first. A rate"
    )
    print(f"of 5 % is simulated with a standard error of {error:.1%}.\n")
    tables(runs)


def tables(runs: int) -> None:
    """The tables of type-I error, of power, and of the gate."""
    tests = {"randomisation": by_randomisation, "paired bootstrap": by_bootstrap, "McNemar, exact": by_mcnemar}
    print("## Type-I error: how often no difference is called one, at 5 %\n")
    print("| rows | " + " | ".join(tests) + " |\n|--:|" + "--:|" * len(tests))
    for rows in (300, 1000, 5000):
        print(f"| {rows:,} | " + " | ".join(f"{rate(test, runs, rows=rows):.1%}" for test in tests.values()) + " |")
    print("\n## The same where ten rows of a cluster are right or wrong together (2,000 rows)\n")
    print("| test | over clusters | over rows, wrongly |\n|---|--:|--:|")
    for name in ("randomisation", "paired bootstrap"):
        right, wrong = (rate(test, runs, rows=2000, size=10) for test in (tests[name], as_rows(tests[name])))
        print(f"| {name} | {right:.1%} | {wrong:.1%} |")
    print("\n## Power: how often a real drop of the second run is called one, at 5 %\n")
    print("| rows | share of rows spoiled | " + " | ".join(tests) + " |\n|--:|--:|" + "--:|" * len(tests))
    for rows in (1000, 5000):
        for worse in (0.005, 0.01, 0.02):
            cells = " | ".join(f"{rate(test, runs, rows=rows, worse=worse):.0%}" for test in tests.values())
            print(f"| {rows:,} | {worse:.1%} | {cells} |")
    print(f"\n## The gate, with a drop of {ALLOWED * 100:g} points allowed\n")
    print("| rows | share of rows spoiled | holds | regression | inconclusive |\n|--:|--:|--:|--:|--:|")
    for rows in (200, 1000, 5000, 20_000):
        for worse in (0.0, 0.01, 0.02):
            told = [gate(*drawn(rows, np.random.default_rng([seed, 7]), worse=worse)) for seed in range(runs)]
            cells = " | ".join(f"{told.count(name) / runs:.0%}" for name in ("holds", "regression", "inconclusive"))
            print(f"| {rows:,} | {worse:.0%} | {cells} |")


if __name__ == "__main__":
    main()
