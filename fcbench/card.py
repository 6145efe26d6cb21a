"""A dataset's card: the README.md that the Hub shows, and the Card that it carries for fcbench."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fcbench import files
from fcbench.rendering import template
from fcbench.schema import Card, DataError, validate

if TYPE_CHECKING:
    import datasets

FILE = "README.md"
_LICENCES = {
    "CC BY 4.0": "cc-by-4.0",
    "CC0 1.0": "cc0-1.0",
    "CC BY-SA 3.0": "cc-by-sa-3.0",
    "Apache-2.0": "apache-2.0",
    "MIT": "mit",
}
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


class ConfigNote:
    """What the card says of one config: its features, and for each split the file, its rows and its label counts."""

    def __init__(self, name: str, features: datasets.Features) -> None:
        self.name, self.features = name, features
        self.splits: dict[str, tuple[str, int, int, Mapping[str, int]]] = {}

    def add(self, split: str, path: str, rows: int, size: int, labels: Mapping[str, int]) -> None:
        """Adds a split: its file, rows, bytes in memory, and rows a label (empty where it has none)."""
        self.splits[split] = (path, rows, size, labels)


def render(card: Card, configs: list[ConfigNote]) -> str:
    """The text of README.md; the same card and configs give the same text."""
    import yaml

    head = yaml.safe_dump(_head(card, configs), sort_keys=False, allow_unicode=True, width=120)
    splits = list(dict.fromkeys(split for config in configs for split in config.splits))
    body = template("card.md.j2").render(card=card, configs=configs, splits=splits, name_of=_load_name(card))
    return f"---\n{head}---\n\n{body}"


def is_one(path: Path) -> bool:
    """Whether a README.md is a card that fcbench wrote."""
    head = path.read_bytes()[: 1 << 20].decode("utf-8", errors="replace").replace("\r\n", "\n").partition("\n---\n")[0]
    return head.startswith("---\n") and "\nfcbench:\n" in head


def read(folder: Path) -> Card:
    """The Card of a dataset folder; raises DataError where the folder is not one."""
    if not folder.is_dir():
        raise DataError(f"{folder}: no such dataset folder; fcbench build or fcbench import makes one")
    if not (folder / FILE).is_file():
        raise DataError(f"{folder}: not a dataset folder: it has no {FILE}; fcbench build or fcbench import makes one")
    text = files.read_text(folder / FILE).replace("\r\n", "\n")
    head, mark, _ = text.removeprefix("---\n").partition("\n---\n")
    if not text.startswith("---\n") or not mark:
        raise DataError(f"{folder / FILE}: no YAML head; it was not written by fcbench")
    content = files.parse_yaml(head, where=str(folder / FILE))
    if not isinstance(content, dict) or "fcbench" not in content:
        raise DataError(f"{folder / FILE}: not a dataset of fcbench: its YAML head has no key 'fcbench'")
    return validate(Card, content["fcbench"], where=f"{folder / FILE}: fcbench")


def _load_name(card: Card) -> str:
    return "data" if card.name == "fcbench" else f"build/{card.name}"


def _head(card: Card, configs: list[ConfigNote]) -> dict[str, Any]:
    rows = sum(rows for _, rows, _, _ in configs[0].splits.values())
    known = _LICENCES.get(card.licence)
    licence = {"license": known} if known else {"license": "other", "license_name": "see-card"}
    return {
        "pretty_name": card.title,
        "language": list(card.language),
        **licence,
        "size_categories": [next((name for limit, name in _SIZES if rows < limit), "n>1M")],
        "task_categories": ["text-classification"],
        "task_ids": ["fact-checking", "natural-language-inference"],
        "configs": [_config(card, config, default=number == 0) for number, config in enumerate(configs)],
        "dataset_info": [_info(config) for config in configs],
        "fcbench": card.model_dump(mode="json"),
    }


def _config(card: Card, config: ConfigNote, *, default: bool) -> dict[str, Any]:
    # datasets caches by folder name and this head, not by content: the content's hash as a number is the patch
    major, minor = (*card.version.split("."), "0")[:2]
    made = {
        "config_name": config.name,
        "version": f"{major}.{minor}.{int(card.fingerprint[:12], 16)}",
        "data_files": [{"split": split, "path": path} for split, (path, *_) in config.splits.items()],
    }
    return {**made, "default": True} if default else made


def _info(config: ConfigNote) -> dict[str, Any]:
    return {
        "config_name": config.name,
        "features": config.features._to_yaml_list(),
        "splits": [
            {"name": split, "num_bytes": size, "num_examples": rows}
            for split, (_, rows, size, _) in config.splits.items()
        ],
    }
