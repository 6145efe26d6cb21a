"""A scikit-learn pipeline of your own, saved with skops, as `sklearn:FILE.skops`: nobody's code is run.

It is given a DataFrame with the columns `claim` and `evidence` (its pieces joined by line ends). Its classes are names
of labels, and are matched by meaning, or as `--label-map` says. What the file may hold is listed in `fcbench.stored`.
"""

from __future__ import annotations

from pathlib import Path

from fcbench import files
from fcbench import labels as contract
from fcbench.estimators import PLAIN, Estimator, Options
from fcbench.labels import Names
from fcbench.schema import DataError
from fcbench.stored import unpacked

USAGE = "sklearn:FILE.skops"
OPTIONS = ("label_map",)
PICKLED = (".pkl", ".pickle", ".joblib")


def load(argument: str, labels: tuple[str, ...], options: Options = PLAIN) -> Estimator:
    """The pipeline of a file."""
    if not argument:
        raise DataError("model 'sklearn' needs a file: sklearn:FILE.skops")
    path = Path(argument)
    if path.suffix.lower() in PICKLED:
        raise DataError(
            f"{path}: a pickle runs code when it is opened, and is not loaded; save the pipeline with skops: "
            f"skops.io.dump(pipeline, {path.stem + '.skops'!r})"
        )
    if not path.is_file():
        raise DataError(f"{path}: no such file")
    found = unpacked(path)
    if not hasattr(found, "predict") or not hasattr(found, "classes_"):
        raise DataError(f"{path}: holds a {type(found).__name__}; a fitted classifier, or a pipeline of one, is due")
    own = contract.matched([str(label) for label in found.classes_], labels, where=str(path), given=options.label_map)
    revision = files.sha256_file(path)[:16] + options.line()
    return Estimator(f"sklearn:{path.name}", revision, Names(labels, own, declared=True), found)
