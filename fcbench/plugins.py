"""Plug-in folders: the folder is the registry; a module is imported when it is asked for, and not before."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from dataclasses import dataclass
from types import ModuleType

from fcbench.schema import DataError
from fcbench.text import nearest


@dataclass(frozen=True)
class Folder:
    """The modules of a package, each one plug-in; `-` in a name stands for `_` in its module."""

    package: str
    noun: str

    def names(self) -> list[str]:
        """The plug-ins, by name."""
        places = importlib.import_module(self.package).__path__
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(places))

    def load(self, name: str) -> ModuleType:
        """The plug-in of that name; raises DataError with the nearest name where there is none."""
        if name not in self.names():
            raise DataError(f"no {self.noun} {name!r}{nearest(name, self.names())}")
        return importlib.import_module(self._module(name))

    def summary(self, name: str) -> str:
        """The first line of a plug-in's docstring, read without importing it."""
        source = pkgutil.get_data(self.package, f"{name.replace('-', '_')}.py") or b""
        return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]

    def _module(self, name: str) -> str:
        return f"{self.package}.{name.replace('-', '_')}"
