"""Benchmarks to dataset folders: every row is a record or a reject with its reason, and the counts add up."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from fcbench import dataset
from fcbench.dataset import Dataset, problems
from fcbench.files import sha256
from fcbench.importers import vitaminc
from fcbench.importing import REJECTS, import_benchmark
from fcbench.schema import DataError

FILES = [file.name for file in vitaminc.CARD.files]


def row(number: str, **changes: Any) -> dict[str, Any]:
    made = {"id": f"a{number}_1", "claim": "Orvik has 300 boats .", "evidence": "It has 310 .", "label": "supports"}
    return {**made, **changes}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with sound files of VitaminC's names, three rows each."""
    folder = tmp_path / "source"
    folder.mkdir()
    for place, name in enumerate(FILES):
        lines = [json.dumps(row(f"{place}{number}")) for number in range(3)]
        (folder / name).write_text("".join(f"{line}\n" for line in lines))
    return folder


def spoil(source: Path, name: str, *rows: dict[str, Any] | str) -> None:
    """Appends rows to a file."""
    with (source / name).open("a") as stream:
        for item in rows:
            stream.write(f"{item if isinstance(item, str) else json.dumps(item)}\n")


def rejects(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / REJECTS).read_text().splitlines()]


def test_a_sound_source_becomes_a_dataset_with_every_row_and_no_rejects(source: Path, tmp_path: Path) -> None:
    card = import_benchmark("vitaminc", source, tmp_path / "out")
    made = Dataset(tmp_path / "out")
    assert made.counts()["records"] == {"train": 15, "test": 3}
    assert (made.card, card.rejected) == (card, {})
    assert list(problems(tmp_path / "out")) == []
    assert not (tmp_path / "out" / REJECTS).exists()


def test_a_row_that_cannot_be_read_stops_the_import_and_leaves_nothing(source: Path, tmp_path: Path) -> None:
    spoil(source, "train_3.jsonl", row("x", label="maybe"))
    with pytest.raises(DataError, match=r"train_3\.jsonl:4: label: 'maybe' is not one of: supports"):
        import_benchmark("vitaminc", source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_who_goes_on_gets_the_other_rows_and_each_reject_with_its_split_and_reason(
    source: Path, tmp_path: Path
) -> None:
    spoil(source, "train_3.jsonl", row("x", label="maybe"), row("y"), "{")
    spoil(source, "test.jsonl", row("z", claim=""))
    card = import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    found = rejects(tmp_path / "out")
    assert [reject["split"] for reject in found] == ["train", "train", "test"]
    for reject, reason in zip(
        found, ["train_3.jsonl:4: label", "train_3.jsonl:6: not JSON", "test.jsonl:4: claim"], strict=True
    ):
        assert reject["reason"].startswith(f"{source}/{reason}")
    assert card.rejected == {"train": 2, "test": 1}


def test_records_and_rejects_add_up_to_the_rows(source: Path, tmp_path: Path) -> None:
    spoil(source, "train_0.jsonl", row("20"), "[]", row("w"))  # the first is in train_1.jsonl, too
    card = import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    lines = sum(len((source / name).read_text().splitlines()) for name in FILES)
    kept = Dataset(tmp_path / "out").counts()["records"]
    assert sum(kept.values()) + sum(card.rejected.values()) == lines
    assert len(rejects(tmp_path / "out")) == sum(card.rejected.values())


def test_the_card_on_disk_counts_the_rejects(source: Path, tmp_path: Path) -> None:
    spoil(source, "test.jsonl", "{")
    import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    assert Dataset(tmp_path / "out").card.rejected == {"test": 1}


def test_a_sound_import_leaves_no_rejects_of_an_earlier_one(source: Path, tmp_path: Path) -> None:
    whole = (source / "test.jsonl").read_text()
    spoil(source, "test.jsonl", "{")
    import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    assert (tmp_path / "out" / REJECTS).is_file()
    (source / "test.jsonl").write_text(whole)
    card = import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    assert not (tmp_path / "out" / REJECTS).exists()
    assert card.rejected == {}


def test_a_split_whose_rows_were_all_rejected_leaves_a_dataset_that_loads(source: Path, tmp_path: Path) -> None:
    import datasets

    (source / "test.jsonl").write_text("{\n[]\n")
    card = import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    assert card.rejected == {"test": 2}
    assert set(datasets.load_dataset(str(tmp_path / "out"), "stance")) == {"train"}
    assert list(problems(tmp_path / "out")) == []


def test_the_card_has_the_checksums_of_the_files_as_read_and_names_those_that_differ(
    source: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    card = import_benchmark("vitaminc", source, tmp_path / "out", progress=said.append)
    assert {file.name: file.sha256 for file in card.files} == {
        name: sha256((source / name).read_bytes()) for name in FILES
    }
    assert card.provenance == f"{vitaminc.CARD.provenance} Not the published content: {', '.join(FILES)}."
    assert any("not the published content: test.jsonl" in line for line in said)


def test_published_files_are_not_said_to_differ(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tuple(
        file.model_copy(update={"sha256": sha256((source / file.name).read_bytes())}) for file in vitaminc.CARD.files
    )
    monkeypatch.setattr(vitaminc, "CARD", vitaminc.CARD.model_copy(update={"files": own}))
    (source / "train_1.jsonl").write_bytes((source / "train_1.jsonl").read_bytes() + b"\n")
    card = import_benchmark("vitaminc", source, tmp_path / "out")
    assert card.provenance.endswith(" Not the published content: train_1.jsonl.")
    (source / "train_1.jsonl").write_bytes((source / "train_1.jsonl").read_bytes()[:-1])
    assert import_benchmark("vitaminc", source, tmp_path / "out").provenance == vitaminc.CARD.provenance


def test_a_packed_file_counts_with_its_content(source: Path, tmp_path: Path) -> None:
    plain = import_benchmark("vitaminc", source, tmp_path / "out")
    path = source / "test.jsonl"
    path.with_name("test.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    assert import_benchmark("vitaminc", source, tmp_path / "out") == plain


def test_a_missing_file_is_named_with_all_that_are_due_before_anything_is_written(source: Path, tmp_path: Path) -> None:
    (source / "train_4.jsonl").unlink()
    with pytest.raises(
        DataError, match=r"train_4\.jsonl: no such file; vitaminc consists of test\.jsonl, train_0\.jsonl"
    ):
        import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    assert not (tmp_path / "out").exists()


def test_what_spoils_a_whole_file_is_raised_even_where_one_goes_on(source: Path, tmp_path: Path) -> None:
    (source / "test.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="is not UTF-8"):
        import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there_is_an_error_that_says_where_the_files_are_had(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none: no such folder; vitaminc is had at https://"):
        import_benchmark("vitaminc", tmp_path / "none", tmp_path / "out")


def test_the_import_says_which_split_it_is_at(source: Path, tmp_path: Path) -> None:
    said: list[str] = []
    import_benchmark("vitaminc", source, tmp_path / "out", progress=said.append)
    assert said[:2] == ["vitaminc: train", "vitaminc: test"]


def test_the_rejects_are_there_before_the_card_that_counts_them(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    spoil(source, "test.jsonl", "{")
    monkeypatch.setattr(dataset, "save", killed)
    with pytest.raises(KeyboardInterrupt):
        import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    assert len(rejects(tmp_path / "out")) == 1


def test_rejects_of_an_earlier_import_stay_until_the_card_that_counts_them_is_replaced(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    whole = (source / "test.jsonl").read_text()
    spoil(source, "test.jsonl", "{")
    import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    (source / "test.jsonl").write_text(whole)
    monkeypatch.setattr(dataset, "save", killed)
    with pytest.raises(KeyboardInterrupt):
        import_benchmark("vitaminc", source, tmp_path / "out", keep_going=True)
    assert len(rejects(tmp_path / "out")) == 1


@pytest.mark.parametrize("earlier", [False, True])
def test_an_import_that_is_refused_leaves_the_folder_as_it_was(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, earlier: bool
) -> None:
    def refused(*_: object) -> None:
        raise DataError("refused")

    out = tmp_path / "out"
    spoil(source, "test.jsonl", "{")
    if earlier:
        import_benchmark("vitaminc", source, out, keep_going=True)
        spoil(source, "test.jsonl", "{")
    before = rejects(out) if earlier else None
    monkeypatch.setattr(dataset, "save", refused)
    with pytest.raises(DataError, match="refused"):
        import_benchmark("vitaminc", source, out, keep_going=True)
    assert (rejects(out) if earlier else None) == before
    assert out.exists() == earlier
