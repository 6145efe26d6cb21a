"""What becomes of damaged files: an error with its place, or the right number of records; never less in silence.

Every importer of the registry is tested, with the heads of all its files: see `tests/importers/damage.py`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

import pytest

from fcbench import dataset, importers
from fcbench.dataset import Part
from fcbench.importing import REJECTS, import_benchmark
from fcbench.schema import Card, DataError, Record
from tests.importers.damage import Damage, Head, damages, heads

POSITION = "the source has no ids and repeats rows itself: a row that stands twice counts twice"
CHARACTER = "in free text U+0000 is a character like any other, and is kept"
FREE = "a rating is free text, in whatever words"
OPEN = "schema.org's vocabulary is open: a property that nobody knows is kept in `original`"
OPTIONAL = "schema.org and the API require nothing; a review without it is published so"
UNREAD = "what is around the review, or around the page, is not read"
LEGAL: dict[tuple[str, str], str] = {  # importer and damage, or kind of damage -> why it is no error
    ("averitec", "missing cached_original_claim_url"): "the field is optional: four records have it",
    ("averitec", "repeated"): POSITION,
    ("claimreview", "extra"): OPEN,
    ("claimreview", "label"): FREE,
    ("claimreview", "missing @context"): UNREAD,
    ("claimreview", "missing @type"): f"{UNREAD}: of a feed's item; of a review it is an error",
    ("claimreview", "missing author"): OPTIONAL,
    ("claimreview", "missing claimDate"): OPTIONAL,
    ("claimreview", "missing claimant"): OPTIONAL,
    ("claimreview", "missing dateCreated"): UNREAD,
    ("claimreview", "missing datePublished"): OPTIONAL,
    ("claimreview", "missing itemReviewed"): OPTIONAL,
    ("claimreview", "missing reviewRating"): OPTIONAL,
    ("claimreview", "missing sdLicense"): UNREAD,
    ("claimreview", "missing url"): OPTIONAL,
    ("claimreview", "repeated"): POSITION,
    ("emergent", "NUL"): CHARACTER,
    ("factck-br", "NUL"): CHARACTER,
    ("factck-br", "repeated"): POSITION,
    ("fnc-1", "NUL"): CHARACTER,
    ("fnc-1", "repeated"): POSITION,
    ("healthfc", "NUL"): CHARACTER,
    ("healthfc", "repeated"): POSITION,
    ("healthver", "NUL"): CHARACTER,
    ("liar", "NUL"): CHARACTER,
    ("polnear", "NUL"): f"{CHARACTER}: of a title; in an article or a sheet the two no longer agree, an error",
    ("polnear", "cut at the end"): "an article's last character, under no mark, is free text",
    ("polnear", "empty"): "a sheet without attributions: one of those published is empty",
}
KINDS = 4  # of damage at least, for every importer
LINES = 3  # of a message at most
each_importer = pytest.mark.parametrize("name", importers.names())


@dataclass(frozen=True)
class Outcome:
    """What an import gave: the records, and the reasons of rejects."""

    records: list[Record]
    rejects: list[str]


@dataclass(frozen=True)
class Sample:
    """The heads of a benchmark's files, written to a folder, and the records that are in them."""

    name: str
    folder: Path
    heads: dict[str, Head]
    records: list[Record]

    def damages(self) -> list[tuple[str, Damage]]:
        """Every damage with the name of its file; of the files in a folder the first is damaged."""
        labels = {label for task in importers.load(self.name).CARD.tasks for label in task.labels}
        labels |= {record.verdict.label for record in self.records if record.verdict and record.verdict.label}
        first = {file.rpartition("/")[0] if self._listed(file) else file: file for file in reversed(self.heads)}
        return [(file, damage) for file in sorted(first.values()) for damage in damages(self.heads[file], labels)]

    def _listed(self, file: str) -> bool:
        return file not in {published.name for published in importers.load(self.name).CARD.files}

    def imported(self, out: Path, *, keep_going: bool = False, write: bool = True) -> Outcome | DataError:
        """What an import of the folder gives; nothing is there after an error, and the counts are those of the card.

        Without `write` the dataset is checked, but no Parquet is written, which takes most of the time.
        """
        given: list[dict[str, Part]] = []

        def save(folder: Path, card: Card, parts: dict[str, Part]) -> Card:
            given.append(parts)
            if write:
                return saved(folder, card, parts)
            assert [problem for part in parts.values() for problem in dataset.check(card, part)] == []
            return card

        saved = dataset.save
        with mock.patch.object(dataset, "save", save):
            try:
                card = import_benchmark(self.name, self.folder, out, keep_going=keep_going)
            except DataError as error:
                assert not out.exists()
                return error
        lines = (out / REJECTS).read_text().splitlines() if (out / REJECTS).exists() else []
        rejects = [json.loads(line) for line in lines]
        assert card.rejected == dict(Counter(reject["split"] for reject in rejects))
        records = [record for part in given[-1].values() for record in part.records]
        assert not write or sum(dataset.Dataset(out).counts()["records"].values()) == len(records)
        return Outcome(records, [reject["reason"] for reject in rejects])

    def names(self, message: str, file: str, places: tuple[str, ...]) -> bool:
        """Whether a message names the place; of an article the sheet is named whose marks are not in it."""
        if self.heads[file].kind == "text":
            return Path(file).stem in message.partition(": ")[0]
        return any(re.match(f"{re.escape(f'{self.folder / file}{place}')}(?![0-9])", message) for place in places)


@pytest.fixture(scope="session")
def sample(published: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Sample]:
    """The heads of a benchmark's files, undamaged and imported, by its name."""

    @cache
    def write(name: str) -> Sample:
        folder = tmp_path_factory.mktemp(name)
        found = heads(importers.load(name), published(name))
        for file, head in found.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(head.content())
        made = Sample(name, folder, found, []).imported(tmp_path_factory.mktemp(name) / "out")
        assert isinstance(made, Outcome), made
        return Sample(name, folder, found, made.records)

    return write


def contents(records: list[Record]) -> Counter[str]:
    """The records without their ids, which may be numbers of rows."""
    return Counter(record.model_dump_json().replace(record.id, "*") for record in records)


def counted(reject: str) -> bool:
    """Whether a reject stands for a record: in a standoff, marks that cannot be read and stray lines do not."""
    place = re.match(r"(.*?\.ann):([0-9]+): ", reject)
    return place is None or Path(place[1]).read_text().split("\n")[int(place[2]) - 1].startswith("E")


def check_stopped(sample: Sample, file: str, damage: Damage, error: DataError) -> None:
    """The message names the place, and is short."""
    assert sample.names(str(error), file, damage.places), str(error)
    assert len(str(error).splitlines()) <= LINES


def check_passed(sample: Sample, file: str, damage: Damage, made: Outcome) -> None:
    """All rows are records, and no record is another but of the row with the damage, or of the rows that name it."""
    assert made.rejects == []
    changed = contents(made.records) - contents(sample.records)
    if damage.content:
        assert len(made.records) == len(sample.records) + damage.more
        assert changed.total() <= 1 or sample.heads[file].joined
    else:
        named = [record for record in sample.records if Path(file).stem == "_".join(record.id.split("/")[1:3])]
        assert contents(made.records) == contents(sample.records) - contents(named)


def check_kept_going(sample: Sample, file: str, damage: Damage, made: Outcome | DataError, stopped: DataError) -> None:
    """Every row is a record or a reject with its place, and all others are as they were; or the file is an error.

    The latter only where what follows is doubtful, or hangs on it, or the file is one thing.
    """
    head = sample.heads[file]
    if isinstance(made, DataError):
        assert str(made) == str(stopped)
        assert damage.whole or head.joined or head.kind == "object"
        return
    rejects = [reject for reject in made.rejects if counted(reject)]
    assert len(made.records) + len(rejects) == len(sample.records) + damage.more
    assert all(sample.names(reject, file, (":", "")) for reject in made.rejects)
    assert any(sample.names(reject, file, damage.places) for reject in made.rejects)
    changed = contents(made.records) - contents(sample.records)
    if head.kind in ("brat", "text"):  # a record may lack the mark that was rejected
        assert changed.total() <= len(made.rejects)
    else:
        assert changed.total() == 0
        assert len(rejects) == 1


@each_importer
def test_the_heads_of_the_files_import_with_a_record_for_every_row(name: str, sample: Callable[[str], Sample]) -> None:
    found = sample(name)
    kinds = ("jsonl", "json_array", "delimited", "scripts")
    rows = [len(head.rows) - head.header for head in found.heads.values() if head.kind in kinds and not head.joined]
    assert len(found.records) >= max(1, sum(rows))
    if all(head.kind in kinds for head in found.heads.values()):
        assert len(found.records) == sum(rows)


@each_importer
def test_every_importer_meets_several_kinds_of_damage(name: str, sample: Callable[[str], Sample]) -> None:
    assert len({damage.kind for _, damage in sample(name).damages()}) >= KINDS


@each_importer
def test_damage_is_an_error_with_its_place_or_legal_and_counted(
    name: str, sample: Callable[[str], Sample], tmp_path: Path, subtests: pytest.Subtests
) -> None:
    found, passed, written = sample(name), set(), set()
    for number, (file, damage) in enumerate(found.damages()):
        with subtests.test(msg=f"{file}: {damage}"):
            write = damage.kind not in written  # the first of each kind stands for the others
            written.add(damage.kind)
            sound = (found.folder / file).read_bytes()
            (found.folder / file).write_bytes(damage.content)
            try:
                made = found.imported(tmp_path / f"{number}", write=write)
                if isinstance(made, DataError):
                    check_stopped(found, file, damage, made)
                    going = found.imported(tmp_path / f"{number}-going", keep_going=True, write=write)
                    check_kept_going(found, file, damage, going, made)
                else:
                    key = (name, str(damage)) if (name, str(damage)) in LEGAL else (name, damage.kind)
                    passed.add(key)
                    assert key in LEGAL, "taken in silence"
                    check_passed(found, file, damage, made)
            finally:
                (found.folder / file).write_bytes(sound)
    assert passed == {key for key in LEGAL if key[0] == name}
