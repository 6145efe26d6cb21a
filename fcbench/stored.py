"""Models on disk: what was learned, saved with skops and never pickled, and a manifest that says of what.

The same content gives the same bytes: skops writes addresses in memory and the time into its files; here the addresses
are numbered as they come, and the time is left out.
"""

from __future__ import annotations

import io
import re
import tempfile
import warnings
import zipfile
from operator import not_
from pathlib import Path
from typing import Any

from pydantic import Field

from fcbench import __version__, files
from fcbench.schema import DataError, Model, Scale, Sha256, Task, validate

MANIFEST, STATE = "model.json", "state.skops"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file knows
_ID = re.compile(r'"__id__": (\d+)')
_FILE = re.compile(r'"file": "([^"]+)"')
# plain values that scikit-learn's estimators hold inside, and that skops does not trust by itself. Trees are left out:
# their nodes are read in C without a check of where they point, so that a file made up for it could crash the program
TRUSTED = (
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
)


class Manifest(Model):
    """What a kept model is and what it has learned from."""

    kind: str
    argument: str = Field(default="", exclude_if=not_, description="what it was trained for, such as an objective")
    labels: tuple[str, ...]
    task: Task
    scale: Scale
    dataset: str
    version: str
    fingerprint: str
    split: str
    rows: int
    fcbench: str = __version__
    state: Sha256

    def training(self) -> str:
        """What it has learned from, on one line."""
        return f"{self.dataset} {self.version} {self.fingerprint[:16]} {self.split}"


def refuse_taken(folder: Path) -> None:
    """Raises DataError where a folder cannot be written to without replacing something."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise DataError(f"{folder}: it is there already; name a new folder, or remove it first")


def write(folder: Path, manifest: dict[str, Any], state: dict[str, Any]) -> Manifest:
    """The manifest, completed, as written with the state to a new folder, whole or not at all.

    Raises DataError where the folder holds something already.
    """
    refuse_taken(folder)
    content = packed(state)
    made = validate(Manifest, {**manifest, "state": files.sha256(content)}, where=str(folder / MANIFEST))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as name:
        beside = Path(name) / "model"
        beside.mkdir()
        (beside / STATE).write_bytes(content)
        files.write_json(beside / MANIFEST, made.model_dump(mode="json"))
        beside.replace(folder)
    return made


def manifest_of(folder: Path) -> Manifest | None:
    """What a folder says that it keeps; None where it keeps no model. Raises DataError for a manifest that is none."""
    path = folder / MANIFEST
    return validate(Manifest, files.read_json(path), where=str(path)) if path.is_file() else None


def read(folder: Path, *, kind: str) -> tuple[Manifest, dict[str, Any], str]:
    """The manifest, the state and the revision of a kept model of that kind.

    Raises DataError where there is none, where it is of another kind, and where a file is not the one written.
    """
    manifest = manifest_of(folder)
    if manifest is None:
        what = "no such folder" if not folder.exists() else f"no model in it: no {MANIFEST}"
        raise DataError(f"{folder}: {what}; fcbench train {kind} DATASET -o {folder} makes one")
    if manifest.kind != kind:
        raise DataError(f"{folder}: a model of kind {manifest.kind!r}: name it as {manifest.kind}:{folder}")
    if not (folder / STATE).is_file() or files.sha256_file(folder / STATE) != manifest.state:
        raise DataError(f"{folder / STATE}: not the file that {MANIFEST} was written with; train the model again")
    state = unpacked(folder / STATE)
    if not isinstance(state, dict):
        raise DataError(f"{folder / STATE}: holds a {type(state).__name__}; a mapping is due")
    return manifest, state, files.sha256_file(folder / MANIFEST)[:16]


def packed(value: object) -> bytes:
    """A value in the format of skops; the same value gives the same bytes under one version of skops."""
    import skops.io

    given = zipfile.ZipFile(io.BytesIO(skops.io.dumps(value)))
    schema = given.read("schema.json").decode()
    number = {name: str(place) for place, name in enumerate(dict.fromkeys(_ID.findall(schema)))}
    names = {name: _renamed(name, number) for name in given.namelist()}
    schema = _ID.sub(lambda found: f'"__id__": {number[found[1]]}', schema)
    schema = _FILE.sub(lambda found: f'"file": "{names.get(found[1], found[1])}"', schema)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as stream:
        for name in sorted(names, key=lambda name: (len(names[name]), names[name])):
            content = schema.encode() if name == "schema.json" else given.read(name)
            stream.writestr(zipfile.ZipInfo(names[name], EPOCH), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _renamed(name: str, number: dict[str, str]) -> str:
    stem, dot, ending = name.partition(".")
    return f"{number.get(stem, stem)}{dot}{ending}"


def unpacked(path: Path) -> Any:
    """The value of a skops file, made of what skops trusts by itself, and of `TRUSTED`, alone.

    Raises DataError where it is no such file, and for any other type, which it lists; nothing of them is run.
    """
    import skops.io

    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > files.MAX_BYTES:
            raise DataError(f"{path}: more than {files.MAX_BYTES:,} bytes when unpacked")
        strange = [name for name in skops.io.get_untrusted_types(file=path) if name not in TRUSTED]
        if strange:
            raise DataError(_untrusted(path, sorted(strange)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions: what matters of them shows in what follows
            return skops.io.load(path, trusted=list(TRUSTED))
    except DataError:
        raise
    except Exception as error:  # a file of somebody's may break the reader in any way
        said = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
        raise DataError(f"{path}: not a skops file that can be read here: {said}") from None


def _untrusted(path: Path, names: list[str]) -> str:
    return (
        f"{path}: not loaded, for it holds types that are not trusted: {', '.join(names)}; trusted are plain values of "
        "Python, NumPy, SciPy and scikit-learn, without trees: build the model of those, or give it as "
        "python:module:attribute, whose code is run"
    )
