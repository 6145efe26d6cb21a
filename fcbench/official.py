"""A benchmark's own submission file, scored as its official scorer does and strictly, side by side."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from fcbench import __version__, files, submissions
from fcbench.dataset import Dataset
from fcbench.rendering import template
from fcbench.report import figures
from fcbench.schema import DataError, Model, Score
from fcbench.text import slug

if TYPE_CHECKING:
    from rich.console import Group

PLACES = 4  # as papers give official scores; official.json has every digit
JSON, MARKDOWN = "official.json", "official.md"
STRICT = "strict"
OWN = "fcbench"  # stands for the scorer of the mode `strict`


class Mode(Model):
    """A submission's scores in one mode of counting; no scores where the mode refuses the submission."""

    mode: str
    scorer: str
    scores: dict[str, Score]
    notes: tuple[str, ...]


class OfficialPedigree(Model):
    """All that official scores depend on."""

    dataset: str
    version: str
    fingerprint: str
    split: str
    format: str
    submission: str
    sha256: str
    metrics: str
    n: int
    seed: int
    fcbench: str

    def line(self) -> str:
        """The pedigree on one line, to paste into a paper."""
        return "|".join(f"{key}:{value}" for key, value in self.model_dump().items())


class Official(Model):
    """A submission's scores in every mode, the official ones first."""

    pedigree: OfficialPedigree
    headline: tuple[str, ...]
    modes: tuple[Mode, ...]

    def names(self) -> list[str]:
        """The scores' names, those that lead first."""
        found = dict.fromkeys(name for mode in self.modes for name in mode.scores)
        return [*self.headline, *(name for name in found if name not in self.headline)]

    def refused(self) -> str | None:
        """Why there is no strict score, or None where there is one."""
        (strict,) = (mode for mode in self.modes if mode.mode == STRICT)
        return None if strict.scores else "; ".join(strict.notes)


def official(path: Path, dataset: Dataset, *, split: str, kind: str) -> Official:
    """The scores of a submission in the format `kind` against the gold of a split, in every mode.

    Raises DataError where there is no such format or split, or the file cannot be read as that format.
    """
    if path == files.STDIN:
        raise DataError("a submission is read more than once: give a file, not -")
    submission, card = submissions.load(kind), dataset.card
    content, scorers = files.read_bytes(path), submission.scorers()
    scored = submission.score(path, dataset, split)
    pedigree = OfficialPedigree(
        dataset=card.name,
        version=card.version,
        fingerprint=card.fingerprint[:16],
        split=split,
        format=kind,
        submission=path.name,
        sha256=files.sha256(content)[:16],
        metrics="+".join(f"{name}@{version}" for name, version in submission.METRICS.items()),
        n=files.parquet_rows(dataset.folder / "records" / f"{split}.parquet"),
        seed=0,
        fcbench=__version__,
    )
    modes = [
        Mode(mode=one.mode, scorer=scorers.get(one.mode, OWN), scores=one.scores, notes=one.notes) for one in scored
    ]
    return Official(pedigree=pedigree, headline=submission.HEADLINE, modes=tuple(modes))


def write(result: Official, out: Path) -> Path:
    """Writes `official.json` and `official.md` into a folder under `out`, and gives the path of the latter."""
    folder = _folder(result, out)
    files.write_json(folder / JSON, result.model_dump(mode="json"))
    files.write_text(folder / MARKDOWN, markdown(result))
    return folder / MARKDOWN


def write_answers(result: Official, path: Path, dataset: Dataset, out: Path) -> Path | None:
    """Writes the submission's answers by row, as `fcbench score` reads them; None where its format has no such rows."""
    submission = submissions.load(result.pedigree.format)
    if not isinstance(submission, submissions.RowByRow) or result.refused():
        return None
    given = submission.answers(path, dataset, result.pedigree.split)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("id", "label"), *given.items()])
    place = _folder(result, out) / f"{slug(result.pedigree.submission.partition('.')[0])}.csv"
    files.write_text(place, text.getvalue())
    return place


def _folder(result: Official, out: Path) -> Path:
    pedigree = result.pedigree
    name = f"{slug(pedigree.submission.partition('.')[0])}-{pedigree.sha256[:8]}"
    return out / slug(pedigree.dataset) / f"official-{pedigree.split}" / name


# For people


def markdown(result: Official) -> str:
    """The scores as Markdown: each mode beside the others, what was refused or counted wrong, pedigree."""
    return template("official.md.j2").render(result=result, rows=_rows(result))


def table(result: Official) -> Group:
    """The scores for a terminal, with the notes below."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    pedigree = result.pedigree
    title = f"{pedigree.submission} on {pedigree.dataset}, {pedigree.split}: {pedigree.n:,} records"
    made = Table(box=None, pad_edge=False)
    made.add_column("score")
    for name in [*(mode.mode for mode in result.modes), "95 % interval, strict"]:
        made.add_column(name, justify="right")
    for row in _rows(result):
        made.add_row(*(Text(cell) for cell in row))
    notes = [Text(f"{mode.mode}: {note}") for mode in result.modes for note in mode.notes]
    return Group(Text(title, style="bold"), made, *notes)


def _rows(result: Official) -> list[list[str]]:
    """A row a score: its name, its value in each mode, and the strict interval."""
    rows = []
    for name in result.names():
        given = [mode.scores.get(name, Score(value=None)) for mode in result.modes]
        values = [figures.number(name, score.value, places=PLACES) for score in given]
        rows.append([figures.title(name), *values, figures.interval(name, given[-1])])
    return rows
