"""Slices: the parts of a split that a score is also looked at by, such as denials, long evidence, or one publisher."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fcbench.dataset import EVERYTHING, Dataset
from fcbench.schema import Example, Task
from fcbench.text import words

SMALL = 30  # rows: below, a share's 95 % interval is about as wide as a third of the scale
LENGTHS = ((25, "up to 25"), (100, "26 to 100"), (400, "101 to 400"))  # words: a sentence, a paragraph, a short article
LONGEST = "over 400"
OF_ROW = ("act", "holder_interest", "kind", "first_hand", "published_at", "tags")  # columns of the config stance
OF_CLAIM = ("checkable", "tags")  # columns of the config verdict


def of_split(dataset: Dataset, task: Task, split: str) -> dict[str, tuple[str, ...]]:
    """The slices of each row of a split by its id, gold label and length aside; each is written `name=value`."""
    names = dataset.splits() if split == EVERYTHING else (split,)
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        if f"{task}/{name}.parquet" not in dataset.card.parquet:
            continue
        columns = ["id", *(OF_ROW if task == "stance" else OF_CLAIM)]
        beside, told = _beside(dataset, name), _directness(dataset, name) if task == "stance" else {}
        more = ["record_id", "article_id"] if task == "stance" else ["id"]
        table = dataset.table(task, name, list(dict.fromkeys([*columns, *more])))
        for row in table.to_pylist():
            record = str(row.get("record_id") or row["id"])
            known = beside.get(record, {}) | beside.get(str(row.get("article_id")), {})
            found[str(row["id"])] = tuple(_named({**row, **known, "directness": told.get(str(row["id"]))}))
    return found


def _directness(dataset: Dataset, split: str) -> dict[str, str]:
    """How directly each piece of evidence tells what is said, by its id; none where no record has attributions."""
    import pyarrow.compute as pc

    if f"records/{split}.parquet" not in dataset.card.parquet:
        return {}
    attributions = dataset.table("records", split, ["attributions"]).column("attributions")
    if not pc.sum(pc.list_value_length(attributions)).as_py():
        return {}  # before the evidence is read, which may be long
    found: dict[str, str] = {}
    evidence = dataset.table("records", split, ["evidence"]).column("evidence")
    for pieces, told in zip(evidence.to_pylist(), attributions.to_pylist(), strict=True):
        of = {one["id"]: one["directness"] for one in told or () if one["directness"]}
        found |= {piece["id"]: of[piece["attribution_id"]] for piece in pieces or () if piece["attribution_id"] in of}
    return found


def _beside(dataset: Dataset, split: str) -> dict[str, dict[str, Any]]:
    """What records and articles say of their rows: language by record, language and publisher by article."""
    found: dict[str, dict[str, Any]] = {}
    for config, columns in (("records", ["id", "language"]), ("articles", ["id", "language", "publisher"])):
        if f"{config}/{split}.parquet" in dataset.card.parquet:
            for row in dataset.table(config, split, columns).to_pylist():
                found[str(row.pop("id"))] = {key: value for key, value in row.items() if value is not None}
    return found


def _named(row: dict[str, Any]) -> Iterator[str]:
    for name in ("act", "directness", "kind", "language", "publisher"):
        if row.get(name) is not None:
            yield f"{name}={row[name]}"
    if row.get("holder_interest") is not None:
        yield f"interest={row['holder_interest']}"
    if row.get("first_hand") is not None:
        yield f"first_hand={'yes' if row['first_hand'] else 'no'}"
    if row.get("published_at"):
        yield f"year={str(row['published_at'])[:4]}"
    yield from (f"tag={tag}" for tag in row.get("tags") or ())


def of_row(example: Example, gold: str | None, known: Sequence[str]) -> tuple[str, ...]:
    """All slices of a row: its gold label, the length of its evidence, and what the dataset knows of it.

    >>> of_row(Example(id="1", claim="It shut.", evidence=("The mill shut.",)), "supports", ("act=assert",))
    ('label=supports', 'evidence words=up to 25', 'act=assert')
    """
    length = sum(len(words(piece)) for piece in example.evidence)
    bin_ = next((name for most, name in LENGTHS if length <= most), LONGEST)
    label = () if gold is None else (f"label={gold}",)
    return (*label, f"evidence words={bin_}", *known)
