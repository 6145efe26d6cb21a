"""The files of the public benchmarks, apart from the code that reads them: name, SHA-256, size and pinned address."""

from __future__ import annotations

from functools import cache
from importlib import resources

from fcbench import files
from fcbench.schema import SourceFile, validate


@cache
def _all() -> dict[str, tuple[SourceFile, ...]]:
    content = (resources.files("fcbench") / "manifest.yaml").read_text("utf-8")
    found = files.parse_yaml(content, where="manifest.yaml")
    return {
        name: tuple(validate(SourceFile, item, where=f"manifest.yaml: {name}") for item in items)
        for name, items in found.items()
    }


def load(name: str) -> tuple[SourceFile, ...]:
    """The files of a benchmark, in the order of its publication; raises KeyError for one that is not listed."""
    return _all()[name]
