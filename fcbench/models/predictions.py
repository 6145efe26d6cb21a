"""Answers from a file, by id: CSV, JSON Lines or Parquet of any program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fcbench import files
from fcbench.estimators import PLAIN, Options
from fcbench.predictions import read
from fcbench.schema import DataError, Example, Prediction

USAGE = "predictions:FILE"
OPTIONS = ("label_map",)


@dataclass(frozen=True)
class Stored:
    """Predictions that are there already; an id without one is silence."""

    name: str
    revision: str
    by_id: dict[str, Prediction] = field(repr=False)

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """What the file says of each."""
        return [self.by_id.get(example.id) or Prediction(id=example.id, label=None) for example in batch]

    def unknown(self, ids: set[str]) -> list[str]:
        """The ids of the file that are not among `ids`."""
        return [name for name in self.by_id if name not in ids]


def load(argument: str, labels: tuple[str, ...], options: Options = PLAIN) -> Stored:
    """The predictions of a file; what its labels were matched to stands in the revision, as a label map does."""
    if not argument:
        raise DataError("model 'predictions' needs a file: predictions:FILE")
    path = Path(argument)
    by_id, matched = read(path, labels, options.label_map)
    answers = "\n".join(by_id[name].model_dump_json() for name in sorted(by_id))
    revision = files.sha256(answers.encode())[:16] + Options(label_map=dict(sorted(matched.items()))).line()
    return Stored(name=f"predictions:{path.name}", revision=revision, by_id=by_id)
