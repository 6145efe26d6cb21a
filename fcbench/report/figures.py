"""Figures as text: a score with its interval, a count, a gain; what is undefined is n/a, never 0."""

from __future__ import annotations

from collections.abc import Sequence

from fcbench.dataset import EVERYTHING
from fcbench.schema import Result, Score, Slice
from fcbench.slices import SMALL
from fcbench.stats import FEW

UNDEFINED = "n/a"
CLAIM_ONLY = "claim-only"  # what a model is not above has not been shown to read the evidence at all
GOLD = "label="  # slices by gold label: nobody knows them beforehand
NAMES = {
    "macro_f1": "macro-F1",
    "fnc_score": "FNC score",
    "fnc_points": "FNC points",
    "mcc": "MCC",
    "relaxed_f1": "relaxed F1",
    "exact_f1": "exact F1",
    "detection_f1": "detection F1",
    "speech_recall": "speech recall, relaxed",
    "content_exact_f1": "content F1, exact",
    "chain_link_f1": "chain F1, by link",
    "chain_exact_f1": "chain F1, exact",
    "link_f1": "link F1",
    "claim_f1": "claim F1",
    "verdict_recall": "verdicts, of all claims",
    "verdict_accuracy": "verdicts, of those found",
    "brier": "Brier score",
    "log_loss": "log loss",
    "ece_15_equal_width": "calibration error (ECE, 15 bins of equal width)",
    "aurc": "area under the risk-coverage curve (AURC)",
    "accuracy_at_80": "accuracy on the surest 80 %",
    "accuracy_at_50": "accuracy on the surest 50 %",
}
# these have gold in some datasets only, and are shown where they have
AS_TOLD = ("chain_link_f1", "chain_exact_f1", "link_f1", "claim_f1", "verdict_recall", "verdict_accuracy")
EXTRACTION = ("relaxed_f1", "speech_recall", "exact_f1", "content_exact_f1", "detection_f1", *AS_TOLD)
HEADLINE = ("fnc_score", "macro_f1", "accuracy", "mcc", *EXTRACTION)
PERCENT = ("fnc_score", "fnc_points")  # on a scale to 100 and above: two decimals say as much as four of a share


def title(name: str) -> str:
    """The name of a score as people write it.

    >>> title("macro_f1"), title("accuracy")
    ('macro-F1', 'accuracy')
    """
    return NAMES.get(name, name)


def lead(result: Result) -> str:
    """The name of the score that results are ranked by.

    It is macro-F1, which sees every class alike, or what stands in its place where there are no classes.
    """
    return "macro_f1" if "macro_f1" in result.scores else headline(result)[0]


def number(name: str, value: float | None, *, signed: bool = False, places: int = 3) -> str:
    """A value of the score `name`; `places` are the decimals of a share.

    >>> number("macro_f1", 0.57795), number("fnc_score", 82.0213, signed=True), number("mcc", None)
    ('0.578', '+82.02', 'n/a')
    """
    if value is None:
        return UNDEFINED
    return f"{value:{'+' if signed else ''}.{2 if name in PERCENT else places}f}"


def interval(name: str, score: Score, *, signed: bool = False) -> str:
    """The bounds of a score.

    >>> interval("macro_f1", Score(value=0.5, low=0.4, high=0.6))
    '0.400 to 0.600'
    """
    if score.low is None or score.high is None:
        return UNDEFINED
    return f"{number(name, score.low, signed=signed)} to {number(name, score.high, signed=signed)}"


def with_interval(name: str, score: Score, *, signed: bool = False) -> str:
    """A value and, where it has them, its bounds.

    >>> with_interval("accuracy", Score(value=0.1, low=0.05, high=0.2), signed=True)
    '+0.100 (+0.050 to +0.200)'
    """
    value = number(name, score.value, signed=signed)
    return value if score.low is None else f"{value} ({interval(name, score, signed=signed)})"


def headline(result: Result) -> list[str]:
    """The names of the scores that lead a report: those that the blind baselines are compared by."""
    first = next(iter(result.controls.values()), {})
    return [name for name in HEADLINE if name in (first or result.scores) and _told(name, result)]


def _told(name: str, result: Result) -> bool:
    """Whether a score is one to show: not where the gold says nothing of what it measures."""
    return name not in AS_TOLD or result.scores[name].value is not None


def shared_headline(results: Sequence[Result]) -> list[str]:
    """The names of the scores that lead all of some results, as the columns of one table."""
    wanted = {name for result in results for name in headline(result)}
    return [name for name in HEADLINE if name in wanted and all(name in result.scores for result in results)]


# What a reader has to be told in words


def remarks(result: Result) -> list[str]:
    """Sentences below the scores: whose gold it is, why there is no interval or baseline, what is low or worst."""
    return [*gold_by(result), *few_clusters(result), *left_out(result), *claim_only(result), *worst(result)]


def gold_by(result: Result) -> list[str]:
    """A sentence where no person wrote the gold."""
    if not result.gold_by:
        return []
    return [f"the gold was written by the extractor {result.gold_by!r}, and nobody has checked it"]


def few_clusters(result: Result) -> list[str]:
    """A sentence where there are no intervals since clusters are too few, with what would give more of them."""
    if result.clusters >= FEW:
        return []
    sampled, most = result.pedigree.limit is not None, result.pedigree.split == EVERYTHING
    split_has_few = not sampled or 0 < result.whole_clusters < FEW
    ways = ["--split all"] if split_has_few and not most else []
    ways += ["without --limit"] if sampled and (ways or not split_has_few) else []
    more = f"; try {' '.join(ways)}" if ways else ""
    noun = "cluster" if result.clusters == 1 else "clusters"
    return [f"{result.clusters} {noun} (by {result.cluster_by}), under {FEW}: no interval{more}"]


def left_out(result: Result) -> list[str]:
    """A line for the blind baselines that could not answer, those with one reason together."""
    of_reason: dict[str, list[str]] = {}
    for name, why in result.left_out.items():
        of_reason.setdefault(why, []).append(name)
    return [f"{', '.join(names)}: left out: {why}" for why, names in of_reason.items()]


def claim_only(result: Result) -> list[str]:
    """A sentence where the model is not above the baseline that never sees the evidence; none where it is, or is one.

    It is not where the interval of the gain in the leading score includes 0 or lies below; without an interval, where
    the gain is not above 0.
    """
    name, model = lead(result), result.pedigree.model
    gain = result.gains.get(CLAIM_ONLY, {}).get(name)
    if gain is None or gain.value is None or model in result.controls:
        return []
    if (gain.value if gain.low is None else gain.low) > 0:
        return []
    below = (gain.value if gain.high is None else gain.high) < 0
    told = "is below" if below else "has not been shown to be above"
    sentence = (
        f"{model} {told} {CLAIM_ONLY}, which never sees the evidence: gain in {title(name)} "
        f"{with_interval(name, gain, signed=True)}."
    )
    return [sentence]


def worst(result: Result) -> list[str]:
    """A sentence on the slice with the lowest accuracy; where it is one by gold label, on the lowest other, too.

    Small slices are left out, and those without an interval where others have one.
    """
    known = {name: found for name, found in result.slices.items() if found.n >= SMALL}
    known = {name: found for name, found in known.items() if found.accuracy.low is not None} or known
    others = {name: found for name, found in known.items() if not name.startswith(GOLD)}
    if len(known) < 2:  # a slice that is all there is says nothing of its own
        return []
    first, second = _lowest(known), _lowest(others)
    told = f"Of {len(known)} slices with enough rows the worst is {_sliced(first, known)}"
    return [told + (f"; gold labels aside, {_sliced(second, known)}." if second and second != first else ".")]


def _lowest(slices: dict[str, Slice]) -> str:
    return min(slices, key=lambda name: (slices[name].accuracy.value or 0.0, name), default="")


def _sliced(name: str, slices: dict[str, Slice]) -> str:
    found = slices[name]
    return f"{name}: accuracy {with_interval('accuracy', found.accuracy)} on {found.n:,} rows"


def p_value(p: float | None) -> str:
    """A p value as people write it.

    >>> p_value(0.00009999), p_value(0.2), p_value(None)
    ('<0.001', '0.200', 'n/a')
    """
    if p is None:
        return UNDEFINED
    return "<0.001" if p < 0.001 else f"{p:.3f}"
