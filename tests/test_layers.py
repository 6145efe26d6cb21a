"""Imports point down: a module imports only what lies in a lower row, and never the package root."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import fcbench

PACKAGE = Path(fcbench.__file__).parent

# the highest first; a package's name stands for all its modules that have no row of their own
ROWS = (
    ("__main__",),
    ("cli",),
    ("cli.articles", "cli.datasets", "cli.running", "cli.judging", "cli.showing"),
    ("cli.shared",),
    ("bench",),
    ("report", "official", "audit"),
    ("report.groups",),
    ("report.figures", "build", "importing", "table", "train", "check", "verify", "artefacts", "report.statements"),
    ("evaluate", "extraction", "compare", "flips", "within_splits"),
    ("predict", "slices", "between_splits"),
    ("extract", "importers", "models", "submissions", "cells", "entries", "fidelity"),
    ("stance.recipe", "fidelity.headlines", "fidelity.records"),
    ("stance.verdicts", "stance.keeping", "fidelity.page"),
    ("stance.learner", "stance.hearing", "stance.graph.learner", "fidelity.figures", "fidelity.quoting"),
    ("speech", "speech.records", "chat.records", "stance.pairs", "stance.decision", "stance.graph.answers"),
    (
        "speech.claims",
        "speech.answers",
        "chat.statements",
        "stance.reading",
        "stance.stacking",
        "stance.graph.sides",
        "stance.graph.pairs",
    ),
    ("speech.wording", "tagging", "tagging.tagger", "stance.lexicon", "stance.scales", "stance.graph.corpus"),
    ("speech.pronouns", "stance.graph.words", "stance.graph"),
    (
        "speech.tellings",
        "tagging.linker",
        "tagging.columns",
        "tagging.judge",
        "tagging.fitting",
        "tagging.neural_fit",
        "tagging.neural_base",
        "stance",
    ),
    ("speech.voices", "speech.findings", "tagging.chain", "tagging.words", "tagging.neural_net"),
    ("speech.verbs",),
    ("speech.nouns", "speech.turns", "speech.accusations"),
    (
        "speech.names",
        "speech.bodies",
        "speech.gists",
        "speech.contents",
        "speech.subjects",
        "speech.dates",
        "tagging.marks",
        "tagging.neural_windows",
    ),
    ("speech.phrases", "speech.finding", "chat.quotes", "tagging.tokens"),
    ("speech.lexicon", "speech.sentences", "chat", "chat.client"),
    (
        "linear",
        "dataset",
        "articles",
        "annotations",
        "upstream",
        "jsonld",
        "metrics",
        "saved",
        "calibration",
        "chat.cache",
        "chat.server",
        "estimators",
    ),
    (
        "segments",
        "agreement",
        "card",
        "clusters",
        "downloads",
        "crosswalk",
        "manifest",
        "meaning",
        "lexical",
        "paired",
        "predictions",
        "plugins",
        "scoring",
        "evidence_sets",
        "findings",
        "near_duplicates",
        "matching",
        "chat.values",
        "chat.answer",
        "stored",
    ),
    ("labels", "markup", "parts"),
    ("blocks",),
    ("marks",),
    ("text", "files", "stats", "rendering"),
    ("schema",),
)
VERSION_ONLY = {"__version__"}  # the one name that may be taken from the package root


def modules() -> dict[str, Path]:
    """Every module by its dotted name within the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            found[name] = path
    return found


def row(module: str) -> int:
    """The row of a module, 0 the highest; of the longest name that holds it."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        for number, names in enumerate(ROWS):
            if ".".join(parts[:length]) in names:
                return number
    raise AssertionError(f"{module} has no row: give it one in ROWS")


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    """The modules of this package that a file imports, in functions and under TYPE_CHECKING, too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("fcbench.") for alias in node.names if alias.name.startswith("fcbench")}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            base = (node.module or "").partition("fcbench.")[2]
            if node.module == "fcbench":
                found |= {alias.name for alias in node.names if alias.name not in VERSION_ONLY}
            elif base:
                inner = {f"{base}.{alias.name}" for alias in node.names if f"{base}.{alias.name}" in known}
                found |= inner or {base}
    return found


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_lower_rows(module: str) -> None:
    known = modules()
    for imported in sorted(imports(known[module], known)):
        assert row(imported) > row(module), f"{module} imports {imported}, which is not in a lower row"


def test_every_row_names_modules_that_exist() -> None:
    known = modules()
    assert [name for names in ROWS for name in names if name not in known] == []


def test_an_import_upwards_would_be_seen(tmp_path: Path) -> None:
    upwards = tmp_path / "stats.py"
    upwards.write_text("def f():\n    from fcbench.evaluate import score\n", "utf-8")
    (seen,) = imports(upwards, modules())
    assert row(seen) < row("stats")


def test_the_contributing_guide_shows_these_rows(root: Path) -> None:
    guide = (root / "CONTRIBUTING.md").read_text("utf-8")
    shown = re.search(r"^ {4}cli\n(?: {4}.*\n)+", guide, re.MULTILINE)
    assert shown is not None
    rows = [tuple(line.split()) for line in shown[0].splitlines()]
    assert rows == [names for names in ROWS if names != ("__main__",)]
