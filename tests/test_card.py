from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fcbench import files
from fcbench.card import FILE, ConfigNote, read, render
from fcbench.schema import Card, DataError, Row, SourceFile, TaskCard, VerdictRow, features

CARD = Card(
    name="grey",
    version="0.2.0",
    title="Grey water",
    description="A river and a quarry.",
    language=("en",),
    licence="CC0 1.0",
    may_republish=True,
    citation="A. Soll, Grey water, 2023.",
    homepage="https://grey.example",
    tasks=(
        TaskCard(name="stance", labels=("yes", "no"), cluster_by="story"),
        TaskCard(name="verdict", labels=("true", "false"), cluster_by="story"),
    ),
    obtained="made in a test",
    fingerprint="ab" * 32,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def notes() -> list[ConfigNote]:
    stance = ConfigNote("stance", features(Row, {"label": ("yes", "no")}))
    stance.add("train", "stance/train.parquet", 1_200, 99, {"yes": 1_100, "no": 100})
    stance.add("test", "stance/test.parquet", 7, 9, {"yes": 7})
    verdict = ConfigNote("verdict", features(VerdictRow, {"label": ("true", "false")}))
    verdict.add("train", "verdict/train.parquet", 3, 9, {})
    verdict.add("test", "verdict/test.parquet", 2, 9, {})
    return [stance, verdict]


def head(card: Card = CARD) -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load(render(card, notes()).split("\n---\n")[0])
    return made


def written(folder: Path, text: str) -> Path:
    files.write_text(folder / FILE, text)
    return folder


def test_a_card_comes_back_as_it_went(tmp_path: Path) -> None:
    source, parquet = SourceFile(name="train.csv", sha256="e" * 64), {"stance/train.parquet": "f" * 64}
    full = CARD.model_copy(update={"files": (source,), "parquet": parquet, "crosswalk": "grey 1.0", "provenance": "x"})
    assert read(written(tmp_path, render(full, notes()))) == full


@given(texts, texts, texts)
def test_a_card_of_any_text_comes_back_as_it_went(
    tmp_path_factory: pytest.TempPathFactory, title: str, description: str, provenance: str
) -> None:
    made = CARD.model_copy(update={"title": title, "description": description, "provenance": provenance})
    assert read(written(tmp_path_factory.getbasetemp() / "card", render(made, notes()))) == made


@pytest.mark.parametrize(
    "text", ["No", "2023-05-24", "a: b", "---", "\n---\n", "{{ card }}", "a\r\nb", "'", "# x", "~"]
)
def test_a_card_of_awkward_text_comes_back_as_it_went(tmp_path: Path, text: str) -> None:
    made = CARD.model_copy(update={"title": text, "description": text, "version": "1.0.0"})
    assert read(written(tmp_path, render(made, notes()))) == made


def test_outside_text_cannot_break_out_of_the_card() -> None:
    body = render(CARD.model_copy(update={"title": "T <script>x</script>", "licence": "a|b"}), notes()).split("---")[-1]
    assert "<script>" not in body
    assert "a|b" not in body


def test_the_same_card_gives_the_same_text() -> None:
    assert render(CARD, notes()) == render(CARD, notes())


def test_the_head_lists_each_config_with_its_files_and_the_first_as_default() -> None:
    stance, verdict = head()["configs"]
    assert stance["data_files"] == [
        {"split": "train", "path": "stance/train.parquet"},
        {"split": "test", "path": "stance/test.parquet"},
    ]
    assert (stance["default"], "default" in verdict) == (True, False)


def test_the_version_of_a_config_follows_the_content() -> None:
    other = CARD.model_copy(update={"fingerprint": "cd" * 32})
    versions = [made["configs"][0]["version"] for made in (head(), head(other))]
    assert versions == [f"0.2.{0xABABABABABAB}", f"0.2.{0xCDCDCDCDCDCD}"]


def test_the_head_holds_the_features_with_their_labels() -> None:
    info = head()["dataset_info"][0]
    label = next(column for column in info["features"] if column["name"] == "label")
    assert label["dtype"]["class_label"]["names"] == {"0": "yes", "1": "no"}
    assert info["splits"][0] == {"name": "train", "num_bytes": 99, "num_examples": 1_200}


@pytest.mark.parametrize(
    ("licence", "shown"), [("CC0 1.0", "cc0-1.0"), ("CC BY 4.0", "cc-by-4.0"), ("none stated", "other")]
)
def test_the_licence_is_told_in_the_hubs_words(licence: str, shown: str) -> None:
    assert head(CARD.model_copy(update={"licence": licence}))["license"] == shown


def test_the_size_is_that_of_the_first_config() -> None:
    assert head()["size_categories"] == ["1K<n<10K"]


def test_the_tables_count_rows_and_labels_by_split() -> None:
    text = render(CARD, notes())
    for line in ("| config | train | test |", "| `stance` | 1,200 | 7 |", "| yes | 1,100 | 7 |", "| no | 100 | 0 |"):
        assert f"\n{line}\n" in text


def test_source_files_are_listed_with_their_hashes() -> None:
    source = SourceFile(name="train.csv", sha256="e" * 64)
    assert f"| train.csv | `{'e' * 64}` |" in render(CARD.model_copy(update={"files": (source,)}), notes())


def test_a_dataset_that_may_not_be_republished_says_so() -> None:
    assert "Not to be republished" in render(CARD.model_copy(update={"may_republish": False}), notes())
    assert "Not to be republished" not in render(CARD, notes())


def test_a_task_is_found_by_its_name() -> None:
    assert CARD.task("verdict").labels == ("true", "false")


def test_a_task_that_the_dataset_does_not_have_is_an_error() -> None:
    with pytest.raises(DataError, match="grey has no task 'stanse'; it has: stance, verdict"):
        CARD.task("stanse")


def test_line_ends_of_a_checkout_do_not_matter(tmp_path: Path) -> None:
    assert read(written(tmp_path, render(CARD, notes()).replace("\n", "\r\n"))) == CARD


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Grey water\n", "no YAML head; it was not written by fcbench"),
        ("---\nlicense: mit\n", "no YAML head"),
        ("---\nlicense: mit\n---\n", "its YAML head has no key 'fcbench'"),
        ("---\n- 1\n---\n", "its YAML head has no key 'fcbench'"),
        ("---\na: [1\n---\n", r"README\.md:\d: not YAML"),
        ("---\nfcbench: {name: grey}\n---\n", r"README\.md: fcbench: version: missing"),
        ("---\nfcbench: grey\n---\n", r"README\.md: fcbench: the whole"),
    ],
)
def test_a_readme_that_is_no_card_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(written(tmp_path, text))


def test_a_folder_without_a_card_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"it has no README\.md"):
        read(tmp_path)
