"""Plug-in folders: the folder is the registry; a module is imported when it is asked for, and not before.

Other packages add to a folder with entry points, whose group is the folder's dotted name, such as `fcbench.models`.
"""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from fcbench.schema import DataError
from fcbench.text import nearest

EntryPoint = importlib.metadata.EntryPoint


@dataclass(frozen=True)
class Folder:
    """The modules of a package, each one plug-in, and those of other packages; ours go first.

    `-` in a name stands for `_` in its module. `offers` are the names that every plug-in must have.
    """

    package: str
    noun: str
    offers: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """The plug-ins, by name."""
        return sorted({*self._own(), *self._foreign()})

    def load(self, name: str) -> ModuleType:
        """The plug-in of that name.

        Raises DataError with the nearest name where there is none, where two packages give one, and where it is broken.
        """
        if name in self._own():
            return importlib.import_module(self._module(name))
        given = self._foreign().get(name, [])
        if not given:
            raise DataError(f"no {self.noun} {name!r}{nearest(name, self.names())}")
        if len(given) > 1:
            raise DataError(f"{self.noun} {name!r} is in two packages: {_all(given)}; remove one")
        return self._loaded(given[0])

    def sound(self) -> Iterator[tuple[str, ModuleType]]:
        """Every plug-in that can be loaded, by name; one of another package that cannot is warned of."""
        for name in self.names():
            try:
                plugin = self.load(name)
            except DataError as error:
                warnings.warn(f"{error}; passed over", stacklevel=2)
            else:
                yield name, plugin

    def summary(self, name: str) -> str:
        """The first line of a plug-in's docstring; of our own read without importing it."""
        if name in self._own():
            source = pkgutil.get_data(self.package, f"{name.replace('-', '_')}.py") or b""
            return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
        try:
            text = self.load(name).__doc__ or ""
        except DataError:
            return "broken"
        return f"{text.strip().partition(chr(10))[0]} (of {_all(self._foreign()[name])})"

    def problems(self) -> list[str]:
        """What is wrong with the plug-ins of other packages: broken ones, and names that are taken."""
        found = []
        for name, given in self._foreign().items():
            if name in self._own():
                found.append(f"{self.noun} {name!r} is fcbench's own ({self._module(name)}); not used: {_all(given)}")
                continue
            try:
                self.load(name)
            except DataError as error:
                found.append(str(error))
        return found

    def _own(self) -> list[str]:
        places = importlib.import_module(self.package).__path__
        return [module.name.replace("_", "-") for module in pkgutil.iter_modules(places)]

    def _foreign(self) -> dict[str, list[EntryPoint]]:
        return _entry_points(self.package, tuple(sys.path))

    def _module(self, name: str) -> str:
        return f"{self.package}.{name.replace('-', '_')}"

    def _loaded(self, entry: EntryPoint) -> ModuleType:
        where = f"{self.noun} {entry.name!r} of {_source(entry)}"
        try:
            found: Any = entry.load()
        except Exception as error:  # importing runs somebody's code, which may raise anything
            raise DataError(f"{where} is broken: {type(error).__name__}: {error}") from None
        missing = [name for name in self.offers if not hasattr(found, name)]
        if missing:
            raise DataError(f"{where} is broken: it has no {missing[0]!r}; due are: {', '.join(self.offers)}")
        plugin: ModuleType = found
        return plugin


@cache
def _entry_points(group: str, path: tuple[str, ...]) -> dict[str, list[EntryPoint]]:
    """The entry points of a group by name; `path` is where they were looked for, so that another path is looked at."""
    made: dict[str, list[EntryPoint]] = {}
    for entry in importlib.metadata.entry_points(group=group):
        made.setdefault(entry.name, []).append(entry)
    return {name: sorted(made[name], key=_source) for name in sorted(made)}


def _source(entry: EntryPoint) -> str:
    """The package of an entry point, its version, and what it names."""
    package = entry.dist
    return f"{package.name} {package.version} ({entry.value})" if package else entry.value


def _all(entries: list[EntryPoint]) -> str:
    return ", ".join(map(_source, entries))
