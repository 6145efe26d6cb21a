"""A result for the terminal: the scores that lead it, beside the blind baselines."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from fcbench.report import figures
from fcbench.schema import Card, Result

LONGEST = 24  # characters of a model's name over a column


def summary(result: Result) -> Group:
    """The leading scores of one result beside the best blind baseline, and what has to be said in words."""
    pedigree, blind = result.pedigree, result.controls
    unit = "rows" if result.labels else "articles"
    title = f"{pedigree.model} on {pedigree.dataset}, {pedigree.task}, {pedigree.split}: {result.n:,} {unit}"
    title += f" ({result.unlabelled:,} without gold left out)" if result.unlabelled else ""
    table = Table(box=None, pad_edge=False)
    table.add_column("score")
    for name in (_short(pedigree.model), "95 % interval", *(["best blind baseline", "gain over it"] if blind else [])):
        # on a narrow terminal it goes on below: none is cut
        table.add_column(Text(name), justify="right", overflow="fold")
    for name in figures.headline(result):
        score, gain = result.scores[name], result.gain.get(name)
        table.add_row(
            figures.title(name),
            figures.number(name, score.value),
            figures.interval(name, score),
            *([_best(result, name), figures.with_interval(name, gain, signed=True)] if gain else []),
        )
    return Group(Text(title, style="bold"), table, *map(Text, figures.remarks(result)))


def _best(result: Result, name: str) -> str:
    """The blind baseline that the gain is over, and its score."""
    defined = {control: scores[name].value for control, scores in result.controls.items()}
    known = {control: value for control, value in defined.items() if value is not None}
    if not known:
        return figures.UNDEFINED
    best = max(known, key=lambda control: (known[control], control))
    return f"{best} {figures.number(name, known[best])}"


def _short(model: str) -> str:
    """A model's name, its end kept where it is long: a column is to hold a figure."""
    return model if len(model) <= LONGEST else "…" + model[1 - LONGEST :]


def sensitivity(result: Result) -> Group:
    """The leading scores under each admissible label map; why there are none, where that is so."""
    headline = figures.headline(result)
    table = Table(box=None, pad_edge=False)
    for name in ("label map", *(figures.title(name) for name in headline)):
        table.add_column(name)
    for name, scores in result.sensitivity.items():
        table.add_row(name, *(figures.with_interval(key, scores[key]) for key in headline))
    if result.pedigree.labels == "common":
        return Group(Text("no published label map is known for this dataset, so that admissible maps cannot be listed"))
    if not result.sensitivity:
        return Group(Text(f"the map {result.pedigree.labels} leaves no choice: no native label merges two things"))
    return Group(Text("with each meaning of a merged label in turn", style="bold"), table)


def overview(results: list[Result]) -> Table:
    """Several results, a line each."""
    table = Table(box=None, pad_edge=False)
    for name in ("dataset", "task", "split", "model"):
        table.add_column(name)
    for name in ("macro-F1", "95 % interval", "accuracy", "FNC score"):
        table.add_column(name, justify="right")
    for result in results:
        pedigree, scores = result.pedigree, result.scores
        fnc = figures.number("fnc_score", scores["fnc_score"].value) if "fnc_score" in scores else ""
        table.add_row(
            Text(pedigree.dataset),
            pedigree.task,
            Text(pedigree.split),
            Text(pedigree.model),
            figures.number("macro_f1", scores["macro_f1"].value),
            figures.interval("macro_f1", scores["macro_f1"]),
            figures.number("accuracy", scores["accuracy"].value),
            fnc,
        )
    return table


def contents(card: Card, rows: dict[str, dict[str, int]]) -> Group:
    """What a dataset folder holds: rows a config and split."""
    table = Table(box=None, pad_edge=False)
    splits = list(dict.fromkeys(split for counts in rows.values() for split in counts))
    table.add_column("config")
    for split in splits:
        table.add_column(split, justify="right")
    for config, counts in rows.items():
        table.add_row(config, *(f"{counts[split]:,}" if split in counts else "-" for split in splits))
    title = f"{card.name} {card.version}, content {card.fingerprint[:16]}"
    return Group(Text(title, style="bold"), table)
