"""Slices: the parts of a split that a score is also looked at by, such as denials, long evidence, or one publisher."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from fcbench.dataset import EVERYTHING, Dataset
from fcbench.schema import Example, Task
from fcbench.text import words

if TYPE_CHECKING:
    import pyarrow as pa

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
        if f"{task}/{name}.parquet" in dataset.card.parquet:
            found |= _of_part(dataset, task, name)
    return found


def _of_part(dataset: Dataset, task: Task, split: str) -> dict[str, tuple[str, ...]]:
    """The slices of each row of one split by its id; they are made once for all rows of which the same is known."""
    places = ("record_id", "article_id") if task == "stance" else ()
    table = dataset.table(task, split, ["id", *(OF_ROW if task == "stance" else OF_CLAIM), *places])
    columns = {name: _values(table.column(name)) for name in table.column_names}
    ids, none = columns.pop("id"), [None] * table.num_rows
    records, articles = columns.pop("record_id", none), columns.pop("article_id", none)
    for name, known in _beside(dataset, split).items():
        rows = zip(ids, records or ids, articles or none, strict=True)
        columns[name] = [known.get(article, known.get(record or own)) for own, record, article in rows] if known else []
    told = _directness(dataset, split) if task == "stance" else {}
    columns["directness"] = [told.get(name) for name in ids] if told else []
    given = {name: values for name, values in columns.items() if values}
    if not given:
        return dict.fromkeys(ids, ())
    of_rows = list(zip(*given.values(), strict=True))
    named = {row: tuple(_named(dict(zip(given, row, strict=True)))) for row in set(of_rows)}
    return {name: named[row] for name, row in zip(ids, of_rows, strict=True)}


def _values(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column, lists as tuples; none where every one of them is null or empty."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_list(column.type):
        return [] if column.null_count == len(column) else column.to_pylist()
    filled = pc.sum(pc.list_value_length(column)).as_py()
    return [tuple(values or ()) for values in column.to_pylist()] if filled else []


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


def _beside(dataset: Dataset, split: str) -> dict[str, dict[str, str]]:
    """What records and articles say of their rows, by their ids: the language of either, an article's publisher."""
    found: dict[str, dict[str, str]] = {"language": {}, "publisher": {}}
    for config, columns in (("records", ["language"]), ("articles", ["language", "publisher"])):
        if f"{config}/{split}.parquet" not in dataset.card.parquet:
            continue
        table = dataset.table(config, split, ["id", *columns])
        for name in columns:
            if values := _values(table.column(name)):
                rows = zip(table.column("id").to_pylist(), values, strict=True)
                found[name] |= {key: value for key, value in rows if value is not None}
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


def of_rows(
    examples: Sequence[Example], gold: Sequence[str | None], known: Sequence[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """All slices of each row: its gold label, the length of its evidence, and what the dataset knows of it.

    Rows of the same slices have one tuple. What has the same evidence is counted once.

    >>> of_rows([Example(id="1", claim="It shut.", evidence=("The mill shut.",))], ["supports"], [("act=assert",)])
    [('label=supports', 'evidence words=up to 25', 'act=assert')]
    """
    evidence = [example.evidence for example in examples]
    length = {pieces: f"evidence words={_bin(pieces)}" for pieces in set(evidence)}
    rows = list(zip(gold, [length[pieces] for pieces in evidence], known, strict=True))
    made = {row: (*(() if row[0] is None else (f"label={row[0]}",)), row[1], *row[2]) for row in set(rows)}
    return [made[row] for row in rows]


def _bin(evidence: Sequence[str]) -> str:
    length = sum(len(words(piece)) for piece in evidence)
    return next((name for most, name in LENGTHS if length <= most), LONGEST)
