"""Anybody's Python: a callable, a class, or a scikit-learn style estimator, as `python:module:attribute`.

A callable is given a list of examples (id, claim, evidence) and gives for each a label, a mapping from labels to
probabilities, or None for silence. An estimator is given a DataFrame with the columns `claim` and `evidence`
(its pieces joined by line ends); with `fit` it is trained on the training rows first. The module is found as Python
finds it, the current folder included, and is run: name only what you trust. Labels other than the task's are matched by
meaning as they are answered; one with an attribute `labels`, a list of their names, is held to those from the start.

A run goes on where it was only with the same revision: the text `revision` of the object, else of the module, as given;
else a hash of the module's file and of those beside it, or in its package, that `import` statements name, one from the
other. Data files (weights, word lists) and imports by name at run time are not seen: who has them gives a revision, as
`revision = "weights-3"`. Without a file the revision is `unknown`.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fcbench import files
from fcbench import labels as contract
from fcbench.estimators import PLAIN, Callables, Estimator, Options, Unfitted
from fcbench.labels import Names
from fcbench.schema import DataError
from fcbench.text import nearest

USAGE = "python:module:attribute"
OPTIONS = ("label_map",)
OWN = Path(files.__file__).absolute().parent  # where fcbench itself lies


def load(argument: str, labels: tuple[str, ...], options: Options = PLAIN) -> Callables | Estimator:
    """The model of `module:attribute`."""
    module_name, _, attribute = argument.partition(":")
    if not module_name or not attribute:
        raise DataError(f"model 'python' needs a module and an attribute, python:module:attribute; saw {argument!r}")
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    module = _module(module_name)
    if not hasattr(module, attribute):
        there = [name for name in vars(module) if not name.startswith("_")]
        raise DataError(f"{module_name} has no attribute {attribute!r}{nearest(attribute, there)}")
    target = f"python:{argument}"
    found = _made(target, getattr(module, attribute))
    revision = (_given_revision(target, found, module) or _revision(module_name, module)) + options.line()
    if hasattr(found, "fit") and hasattr(found, "predict"):
        return Unfitted(target, revision, _undeclared(target, labels, options), found)
    names = _names(target, found, labels, options)
    if hasattr(found, "predict"):
        return Estimator(target, revision, names, found)
    if callable(found):
        return Callables(target, revision, names, found)
    raise DataError(
        f"{target} is of type {type(found).__name__}; a callable, a class or an estimator with predict is due"
    )


def _names(target: str, found: Any, labels: tuple[str, ...], options: Options) -> Names:
    """The labels that the object says it answers with; where it says none, those of the label map are known."""
    given = getattr(found, "labels", None)
    if not given:
        return _undeclared(target, labels, options)
    if not isinstance(given, list | tuple) or not all(isinstance(label, str) for label in given):
        raise DataError(f"{target}: labels: saw {given!r}; a list of names is due")
    own = contract.matched(tuple(given), labels, where=target, given=options.label_map)
    return Names(labels, own, declared=True)


def _undeclared(target: str, labels: tuple[str, ...], options: Options) -> Names:
    """What is known before it answers: what the label map says."""
    return Names(labels, contract.said(tuple(options.label_map), labels, options.label_map, where=target))


def _made(target: str, found: Any) -> Any:
    if not inspect.isclass(found):
        return found
    try:
        return found()
    except Exception as error:  # somebody's code may raise anything
        raise DataError(
            f"{target}: the class fails, called without arguments: {type(error).__name__}: {error}"
        ) from None


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not (name == error.name or name.startswith(f"{error.name}.")):
            raise DataError(f"module {name!r} needs {error.name!r}, which is not installed") from None
        raise DataError(f"no module {name!r}; looked in {Path.cwd()} and the installed packages") from None
    except Exception as error:  # importing runs somebody's code, which may raise anything
        raise DataError(f"module {name!r} fails on import: {type(error).__name__}: {error}") from None


def _given_revision(target: str, *owners: Any) -> str | None:
    given = next((owner.revision for owner in owners if hasattr(owner, "revision")), None)
    if given is not None and not (isinstance(given, str) and given):
        raise DataError(f"{target}: revision: saw {given!r}; a text is due")
    return given


def _revision(name: str, module: Any) -> str:
    path = Path(getattr(module, "__file__", None) or "")
    if not path.is_file():
        return "unknown"
    hashes = [files.sha256_file(source) for source in _sources(name, path.absolute())]
    return (hashes[0] if len(hashes) == 1 else files.sha256("".join(hashes).encode()))[:16]


def _sources(name: str, path: Path) -> list[Path]:
    """The files of a module and of those beside it that it imports, directly or not, sorted.

    They are found on disk and not in `sys.modules`, where it would depend on what else was run. What fcbench is has a
    place of its own in the pedigree: its files do not count where they lie beside, as in a checkout.
    """
    root = path.parents[name.count(".") + (path.stem == "__init__")]
    installed = root in {Path(place) for place in sysconfig.get_paths().values()}  # beside others that are not its own
    seen, due = {path}, [path]
    while due:
        found = {
            source
            for source in _imported(due.pop(), root)
            if OWN not in source.parents
            if not installed or source.relative_to(root).with_suffix("").parts[0] == name.partition(".")[0]
        }
        due += found - seen
        seen |= found
    return sorted(seen)


def _imported(path: Path, root: Path) -> Iterator[Path]:
    """The files under `root` of the modules that a file's import statements name."""
    try:
        tree = ast.parse(path.read_bytes() if path.suffix == ".py" else b"")
    except (SyntaxError, ValueError):  # it may never be imported
        return
    package = path.relative_to(root).parts[:-1]
    for node in ast.walk(tree):
        names: list[tuple[str, ...]] = []
        if isinstance(node, ast.Import):
            names = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            names = [(*above, *(node.module or "").split("."), alias.name) for alias in node.names]
        for name in ([part for part in name if part] for name in names):
            for place in (root.joinpath(*name[:length]) for length in range(1, len(name) + 1)):
                yield from filter(Path.is_file, (place.with_suffix(".py"), place / "__init__.py"))
