from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench import card as cards
from fcbench import files
from fcbench.dataset import ROWS, SPLITS, Dataset, Part, check, fingerprint, problems, save, split_of, stance_rows
from fcbench.dataset import verdict_row as row_of_verdict
from fcbench.schema import (
    STANCES,
    VERDICTS,
    Article,
    Card,
    Claim,
    DataError,
    Evidence,
    EvidenceSet,
    Interest,
    Rationale,
    Record,
    Segment,
    Task,
    TaskCard,
    Verdict,
)
from fcbench.text import span

TEXT = "🌊 Per Dahl said it did. Brask said it did not."

CARD = Card(
    name="grey",
    version="0.1.0",
    title="Grey water",
    description="A river and a quarry.",
    language=("en",),
    licence="CC0 1.0",
    may_republish=True,
    citation="none",
    homepage="none",
    tasks=(
        TaskCard(name="stance", labels=STANCES, cluster_by="story"),
        TaskCard(name="verdict", labels=VERDICTS, cluster_by="story"),
    ),
    obtained="made in a test",
)


def article(name: str, **changes: object) -> Article:
    made = Article(
        id=name,
        text=TEXT,
        sha256=files.sha256(TEXT.encode()),
        length=len(TEXT),
        media_type="text/plain",
        segments=(Segment(role="body", start=0, end=len(TEXT)),),
    )
    return made.model_copy(update=changes)


def record(name: str, story: str = "a", **changes: object) -> Record:
    said, denied = span(f"{story}/x", TEXT, 2, 23), span(f"{story}/x", TEXT, 24, len(TEXT))
    made = Record(
        id=name,
        cluster=story,
        claim=Claim(id=name, text="The quarry pumped water.", mentions=(said,)),
        evidence=(
            Evidence(id=f"{name}/e1", text=said.exact, span=said, stance="supports", act="assert"),
            Evidence(
                id=f"{name}/e2",
                text=denied.exact,
                span=denied,
                stance="refutes",
                holder_interest=Interest(level="high"),
            ),
            Evidence(id=f"{name}/e3", text="No label."),
        ),
        verdict=Verdict(id=f"{name}/verdict", state="insufficient", flags=("disputed",)),
        tags=("river",),
    )
    return made.model_copy(update=changes)


PARTS = {
    "test": Part((article("c/x"),), (record("c/1", "c"),)),
    "train": Part((article("a/x"), article("b/x")), (record("a/1"), record("a/2"), record("b/1", "b", verdict=None))),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path / "grey", CARD, PARTS)
    return tmp_path / "grey"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def saved_problem(tmp_path: Path, *records: Record, card: Card = CARD, articles: tuple[Article, ...] = ()) -> str:
    """What save says of these records; nothing is written."""
    with pytest.raises(DataError) as caught:
        save(tmp_path / "grey", card, {"train": Part(articles or (article("a/x"),), records)})
    assert list(tmp_path.iterdir()) == []
    return str(caught.value)


# Rows


def test_each_piece_of_evidence_is_a_stance_row() -> None:
    rows = list(stance_rows(record("a/1")))
    assert [(row.id, row.record_id, row.label, row.holder_interest) for row in rows] == [
        ("a/1/e1", "a/1", "supports", None),
        ("a/1/e2", "a/1", "refutes", "high"),
        ("a/1/e3", "a/1", None, None),
    ]


def test_a_record_is_a_verdict_row_with_the_texts_of_its_evidence() -> None:
    row = row_of_verdict(record("a/1"))
    assert (row.label, row.state, row.truth, row.flags) == ("insufficient", "insufficient", None, ("disputed",))
    assert row.evidence == ("Per Dahl said it did.", "Brask said it did not.", "No label.")


def test_the_label_of_the_source_goes_first() -> None:
    theirs = record("a/1", verdict=Verdict(id="v", state="insufficient", label="NEI"))
    piece = theirs.evidence[0].model_copy(update={"label": "agree"})
    assert row_of_verdict(theirs).label == "NEI"
    assert next(stance_rows(theirs.model_copy(update={"evidence": (piece,)}))).label == "agree"


def test_a_record_without_a_verdict_has_no_label() -> None:
    assert row_of_verdict(record("a/1", verdict=None)).label is None


# Splits and fingerprint


@pytest.mark.parametrize(
    ("cluster", "split"), [("quarry-water", "train"), ("🌊", "validation"), ("bus-depot", "test"), ("", "train")]
)
def test_a_cluster_stays_in_its_split_for_ever(cluster: str, split: str) -> None:
    assert split_of(cluster) == split


def test_clusters_fall_into_splits_in_their_shares() -> None:
    found = [split_of(f"story-{number}") for number in range(2_000)]
    shares = [found.count(split) / len(found) for split in SPLITS]
    assert shares == pytest.approx([0.6, 0.2, 0.2], abs=0.03)


@given(
    st.permutations(PARTS["train"].records), st.permutations(PARTS["train"].articles), st.permutations(sorted(PARTS))
)
def test_order_does_not_change_the_fingerprint(
    records: list[Record], articles: list[Article], splits: list[str]
) -> None:
    shuffled = PARTS | {"train": Part(tuple(articles), tuple(records))}
    assert fingerprint({split: shuffled[split] for split in splits}) == fingerprint(PARTS)


@pytest.mark.parametrize(
    "changed",
    [
        {**PARTS, "train": Part(PARTS["train"].articles, PARTS["train"].records[:2])},
        {"validation": PARTS["test"], "train": PARTS["train"]},
        {**PARTS, "test": Part((), PARTS["test"].records)},
        {**PARTS, "test": Part(PARTS["test"].articles, (record("c/1", "c", tags=()),))},
        {**PARTS, "train": Part(PARTS["train"].articles, (*PARTS["train"].records, PARTS["train"].records[0]))},
    ],
)
def test_any_change_of_content_changes_the_fingerprint(changed: dict[str, Part]) -> None:
    assert fingerprint(changed) != fingerprint(PARTS)


# Save and load


def test_what_was_saved_comes_back(folder: Path) -> None:
    dataset = Dataset(folder)
    assert dataset.splits() == ("train", "test")
    for split, part in PARTS.items():
        assert Part(tuple(dataset.articles(split)), tuple(dataset.records(split))) == part


def test_a_sound_dataset_has_no_problems(folder: Path) -> None:
    assert problems(folder) == []


def test_the_card_holds_fingerprint_and_checksums(folder: Path) -> None:
    card = Dataset(folder).card
    assert card.fingerprint == fingerprint(PARTS, CARD.tasks)
    assert card.parquet == {path: files.sha256_file(folder / path) for path in card.parquet}
    assert {f"{path}" for path in contents(folder)} == {*card.parquet, "README.md"}


def test_saving_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    save(tmp_path / "again", CARD, {split: PARTS[split] for split in sorted(PARTS, reverse=True)})
    assert contents(tmp_path / "again") == contents(folder)


def test_saving_over_a_dataset_leaves_nothing_of_it(folder: Path) -> None:
    save(folder, CARD, {"validation": PARTS["test"]})
    assert sorted(contents(folder)) == ["README.md", *(f"{name}/validation.parquet" for name in sorted(ROWS))]


def test_other_files_of_the_folder_stay(folder: Path) -> None:
    files.write_text(folder / "stories" / "a.md", "mine")
    save(folder, CARD, PARTS)
    assert (folder / "stories" / "a.md").read_text() == "mine"


def test_a_dataset_without_articles_has_no_config_of_articles(tmp_path: Path) -> None:
    bare = record("a/1").model_copy(update={"claim": Claim(id="a", text="It did."), "evidence": ()})
    save(tmp_path / "grey", CARD, {"train": Part((), (bare.model_copy(update={"verdict": None}),))})
    assert Dataset(tmp_path / "grey").articles("train") == []
    assert not (tmp_path / "grey" / "articles").exists()


def failing(monkeypatch: pytest.MonkeyPatch, *, at: int) -> None:
    """From now on the write of the Parquet file of that number fails."""
    write, calls = files.write_parquet, []

    def wrapped(path: Path, table: pa.Table) -> None:
        calls.append(path)
        if len(calls) == at:
            raise OSError("the disk is full")
        write(path, table)

    monkeypatch.setattr(files, "write_parquet", wrapped)


@pytest.mark.parametrize("at", [1, 3, 5])
def test_a_save_that_fails_leaves_the_old_dataset_and_no_debris(
    folder: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    before = contents(folder)
    failing(monkeypatch, at=at)
    with pytest.raises(OSError, match="the disk is full"):
        save(folder, CARD, {**PARTS, "test": Part(PARTS["test"].articles, ())})
    assert contents(folder) == before
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_save_of_broken_records_leaves_the_old_dataset(folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(DataError, match="the record id 'a/1' stands 2 times"):
        save(folder, CARD, {"train": Part((article("a/x"),), (record("a/1"), record("a/1")))})
    assert contents(folder) == before


def test_examples_hold_no_gold(folder: Path) -> None:
    labelled = Dataset(folder).labelled("stance", "test")
    assert [example.evidence for example in labelled.examples] == [(piece.text,) for piece in record("c/1").evidence]
    assert labelled.gold == ["supports", "refutes", None]
    assert labelled.clusters == ["c"] * 3
    assert set(labelled.examples[0].model_dump()) == {"id", "claim", "evidence"}


@pytest.mark.parametrize("task", ["stance", "verdict"])
def test_a_passage_that_stands_beside_many_claims_is_held_once(folder: Path, task: Task) -> None:
    evidence = [example.evidence for example in Dataset(folder).labelled(task, "train").examples]
    assert len(evidence) > len(set(evidence)) == len(set(map(id, evidence)))


def test_a_split_without_rows_of_a_task_has_no_file_there_and_the_others_load(tmp_path: Path) -> None:
    import datasets

    bare = record("c/1", "c", evidence=(), verdict=None)
    save(tmp_path / "grey", CARD, {**PARTS, "test": Part((article("c/x"),), (bare,)), "spare": Part((), ())})
    made = Dataset(tmp_path / "grey")
    loaded = datasets.load_dataset(str(tmp_path / "grey"), "stance")
    assert {split: rows.num_rows for split, rows in loaded.items()} == {"train": 9}
    assert (made.splits(), made.counts()["records"]) == (("train", "test"), {"train": 3, "test": 1})
    assert len(made.labelled("stance", "all").examples) == 9
    with pytest.raises(DataError, match=r"no stance in the split 'test'; it has: train$"):
        made.labelled("stance", "test")
    assert problems(tmp_path / "grey") == []


def test_a_split_whose_records_were_all_rejected_keeps_its_articles(tmp_path: Path) -> None:
    save(tmp_path / "grey", CARD, {**PARTS, "test": Part((article("c/x"),), ())})
    made = Dataset(tmp_path / "grey")
    assert (made.splits(), made.records("test"), len(made.articles("test"))) == (("train", "test"), [], 1)
    assert problems(tmp_path / "grey") == []


def test_a_verdict_is_asked_with_all_its_evidence(folder: Path) -> None:
    labelled = Dataset(folder).labelled("verdict", "train")
    assert [len(example.evidence) for example in labelled.examples] == [3, 3, 3]
    assert labelled.gold == ["insufficient", "insufficient", None]


# What save refuses


def test_a_span_past_the_end_is_an_error(tmp_path: Path) -> None:
    far = span("a/x", TEXT + " And so on.", 47, 57)
    piece = Evidence(id="e", text=far.exact, span=far)
    assert saved_problem(tmp_path, record("a/1", evidence=(piece,), verdict=None)) == (
        f"grey: record a/1: evidence e: span 47:57 goes past the end of a/x, which has {len(TEXT)} code points"
    )


def test_a_span_of_a_rationale_is_checked_like_any_other(tmp_path: Path) -> None:
    far = span("a/x", TEXT + " And so on.", 47, 57)
    piece = Evidence(id="e", text=TEXT, rationales=(Rationale(sentences=(1,), spans=(far,)),))
    seen = saved_problem(tmp_path, record("a/1", evidence=(piece,), verdict=None))
    assert "evidence e: rationales.0: span 47:57 goes past the end of a/x" in seen


def test_a_set_of_evidence_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    sets = (EvidenceSet(members=("a/1/e1",)), EvidenceSet(id="7", members=("a/1/e1", "a/1/e9")))
    made = record("a/1", verdict=Verdict(id="v", state="insufficient", sets=sets))
    assert saved_problem(tmp_path, made) == "grey: record a/1: verdict: sets.1: 'a/1/e9' is not evidence of this record"


def test_a_dataset_without_records_and_articles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="grey: there is neither a record nor an article in it"):
        save(tmp_path / "grey", CARD, {"train": Part((), ())})
    assert list(tmp_path.iterdir()) == []


def test_a_span_that_says_something_else_is_an_error(tmp_path: Path) -> None:
    other = span("a/x", TEXT.replace("Dahl", "Aas "), 2, 23)
    claim = Claim(id="a/1", text="It did.", mentions=(other,))
    assert saved_problem(tmp_path, record("a/1", claim=claim)) == (
        "grey: record a/1: claim.mentions.0: a/x[2:23] is 'Per Dahl said it did.', not 'Per Aas  said it did.'"
    )


def test_a_span_in_an_unknown_article_is_an_error(tmp_path: Path) -> None:
    message = saved_problem(tmp_path, record("b/1", "b"))
    assert "record b/1: claim.mentions.0: article 'b/x' is not in this split" in message


def test_a_label_that_the_card_does_not_list_is_an_error(tmp_path: Path) -> None:
    piece = Evidence(id="e", text="It did.", label="SUPORTS")
    assert "stance label 'SUPORTS' of e is not one of: supports, partly_supports" in saved_problem(
        tmp_path, record("a/1", evidence=(piece,), verdict=None)
    )


def test_a_doubled_id_of_evidence_is_an_error(tmp_path: Path) -> None:
    piece = Evidence(id="a/2/e1", text="It did.")
    assert saved_problem(tmp_path, record("a/1", evidence=(piece,), verdict=None), record("a/2")) == (
        "grey: the evidence id 'a/2/e1' stands 2 times"
    )


def test_a_doubled_id_of_an_article_is_an_error(tmp_path: Path) -> None:
    message = saved_problem(tmp_path, record("a/1"), articles=(article("a/x"), article("a/x")))
    assert message == "grey: the article id 'a/x' stands 2 times"


def test_a_record_in_two_splits_is_an_error(tmp_path: Path) -> None:
    part = Part((article("a/x"),), (record("a/1"),))
    with pytest.raises(DataError, match="record a/1 is in 2 splits"):
        save(tmp_path / "grey", CARD, {"train": part, "test": part})


def test_a_broken_rule_of_meaning_is_an_error(tmp_path: Path) -> None:
    piece = record("a/1").evidence[0].model_copy(update={"act": "deny"})
    assert "act deny with stance 'supports'" in saved_problem(tmp_path, record("a/1", evidence=(piece,), verdict=None))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": TEXT[:-1] + "!"}, "article a/x: the text is not the one whose SHA-256 it gives"),
        ({"length": 3, "segments": ()}, f"article a/x: length 3, but the text has {len(TEXT)} code points"),
        ({"segments": (Segment(role="body", start=0, end=99),)}, "article a/x: segment 0:99 is not within 0:46"),
        ({"segments": (Segment(role="body", start=3, end=3),)}, "article a/x: segment 3:3 is not within 0:46"),
    ],
)
def test_an_article_that_contradicts_itself_is_an_error(changes: dict[str, object], message: str) -> None:
    bare = Record(id="a/1", cluster="a", claim=Claim(id="a/1", text="It did."))
    assert list(check(CARD, Part((article("a/x", **changes),), (bare,)))) == [message]


def test_an_article_without_its_text_is_sound() -> None:
    assert list(check(CARD, Part((article("a/x", text=None),), (record("a/1"),)))) == []


# What validation finds


def test_a_folder_that_is_no_dataset_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"not a dataset folder: it has no README\.md"):
        problems(tmp_path)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file or folder"):
        problems(tmp_path / "nowhere")


def test_a_missing_file_is_an_error(folder: Path) -> None:
    (folder / "records" / "test.parquet").unlink()
    path = folder / "records" / "test.parquet"
    assert problems(folder) == [f"{path}: no such file; build the dataset again"]


def test_a_broken_file_is_an_error(folder: Path) -> None:
    path = folder / "records" / "test.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    assert problems(folder) == [f"{path}: not the file that the card was written with; build the dataset again"]
    with pytest.raises(DataError, match=r"records/test\.parquet: not a readable Parquet file"):
        Dataset(folder).records("test")


def test_a_file_that_was_exchanged_is_an_error(folder: Path) -> None:
    (folder / "records" / "test.parquet").write_bytes((folder / "records" / "train.parquet").read_bytes())
    with pytest.raises(DataError, match=r"records/test\.parquet: not the file that the card was written with"):
        Dataset(folder).records("test")


def test_a_split_that_is_not_there_is_an_error(folder: Path) -> None:
    with pytest.raises(DataError, match="no split 'dev'; there is: train, test"):
        Dataset(folder).records("dev")


def tampered(folder: Path, config: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Rewrites the rows of the test split, and the card's checksum to match."""
    path = f"{config}/test.parquet"
    table = files.read_parquet(folder / path)
    rows = [change(row) for row in table.to_pylist()]
    files.write_parquet(folder / path, pa.Table.from_pylist(rows, schema=table.schema))
    readme = (folder / cards.FILE).read_text()
    old = Dataset(folder).card.parquet[path]
    files.write_text(folder / cards.FILE, readme.replace(old, files.sha256_file(folder / path)))


def test_a_tampered_text_is_found(folder: Path) -> None:
    tampered(folder, "articles", lambda row: {**row, "text": row["text"].replace("did not", "did,so")})
    found = problems(folder)
    assert f"{folder}: test: article c/x: the text is not the one whose SHA-256 it gives" in found
    assert any("is 'Brask said it did,so.', not 'Brask said it did not.'" in problem for problem in found)


def test_a_tampered_claim_is_found_by_the_fingerprint(folder: Path) -> None:
    tampered(folder, "records", lambda row: {**row, "claim": {**row["claim"], "text": "It did not."}})
    assert problems(folder) == [f"{folder}: the content is not the one whose fingerprint the card gives"]


def test_a_row_of_an_unknown_value_is_an_error_with_its_place(folder: Path) -> None:
    tampered(folder, "records", lambda row: {**row, "verdict": {**row["verdict"], "state": "unsure"}})
    with pytest.raises(DataError, match=r"records/test\.parquet: row 1: verdict\.state: saw 'unsure'; allowed"):
        problems(folder)


def test_a_file_of_records_is_checked_line_by_line(tmp_path: Path) -> None:
    good = record("a/1").model_dump(mode="json")
    denial = {**good, "evidence": [{"id": "e", "text": "No.", "act": "deny", "stance": "supports"}]}
    lines = [good, {**good, "colour": "grey"}, denial]
    files.write_text(tmp_path / "a.jsonl", "\n".join(map(json.dumps, lines)))
    unknown, twice, deny, disputed = problems(tmp_path / "a.jsonl")
    assert twice == f"{tmp_path}/a.jsonl:3: the record id 'a/1' stands twice"
    assert unknown == f"{tmp_path}/a.jsonl:2: colour: unknown field"
    assert deny.startswith(f"{tmp_path}/a.jsonl:3: record a/1: evidence e: act deny")
    assert disputed.endswith("flag disputed, but the evidence stands on one side")


# What save never touches


@pytest.mark.parametrize("config", sorted(ROWS))
def test_somebodys_own_files_are_not_replaced(tmp_path: Path, config: str) -> None:
    files.write_text(tmp_path / "out" / config / "mine.md", "# Mine")
    with pytest.raises(DataError, match=r"mine\.md is in the way"):
        save(tmp_path / "out", CARD, PARTS)
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == ["mine.md"]


def test_a_split_named_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a split is named 'all'"):
        save(tmp_path / "out", CARD, {"all": PARTS["test"]})


def test_other_labels_give_another_fingerprint() -> None:
    turned = tuple(task.model_copy(update={"labels": task.labels[::-1]}) for task in CARD.tasks)
    assert fingerprint(PARTS, turned) != fingerprint(PARTS, CARD.tasks)


def test_an_id_of_evidence_in_two_splits_is_an_error(tmp_path: Path) -> None:
    piece = Evidence(id="e", text="It did.")
    parts = {split: Part((), (record(f"{split}/1", evidence=(piece,), verdict=None),)) for split in ("train", "test")}
    with pytest.raises(DataError, match="evidence e is in 2 splits"):
        save(tmp_path / "out", CARD, parts)


# The same by Hugging Face's own loader


@pytest.mark.parametrize("config", sorted(ROWS))
@pytest.mark.parametrize("streaming", [False, True])
def test_load_dataset_gives_our_rows(folder: Path, tmp_path: Path, config: str, streaming: bool) -> None:
    import datasets

    loaded = datasets.load_dataset(str(folder), config, streaming=streaming, cache_dir=str(tmp_path / "cache"))
    assert set(loaded) == {"train", "test"}
    for split in loaded:
        assert list(loaded[split]) == Dataset(folder).table(config, split).to_pylist()


def test_records_are_the_default_config(folder: Path, tmp_path: Path) -> None:
    import datasets

    loaded = datasets.load_dataset(str(folder), split="test", cache_dir=str(tmp_path / "cache"))
    assert loaded["id"][:] == ["c/1"]


@pytest.mark.parametrize(
    ("config", "column", "names"),
    [("stance", "label", STANCES), ("stance", "stance", STANCES), ("verdict", "label", VERDICTS)],
)
def test_labels_are_class_labels_by_name(
    folder: Path, tmp_path: Path, config: str, column: str, names: tuple[str, ...]
) -> None:
    import datasets

    loaded = datasets.load_dataset(str(folder), config, split="test", cache_dir=str(tmp_path / "cache"))
    assert loaded.features[column].names == list(names)
    known = [None if number is None else loaded.features[column].int2str(number) for number in loaded[column][:]]
    assert known == (["supports", "refutes", None] if config == "stance" else ["insufficient"])


def test_a_changed_dataset_is_not_taken_from_the_cache(folder: Path, tmp_path: Path) -> None:
    import datasets

    cache = str(tmp_path / "cache")
    before = datasets.load_dataset(str(folder), "records", split="test", cache_dir=cache)["id"][:]
    save(folder, CARD, {**PARTS, "test": Part(PARTS["test"].articles, (record("c/2", "c"),))})
    after = datasets.load_dataset(str(folder), "records", split="test", cache_dir=cache)["id"][:]
    assert (before, after) == (["c/1"], ["c/2"])
