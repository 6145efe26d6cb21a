"""Tables by a mapping file: which column is what, and errors with file and line."""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fcbench import cli, table
from fcbench.cli.shared import app
from fcbench.dataset import Dataset, problems
from fcbench.importing import import_from
from fcbench.schema import DataError, Record

HEAD = "name: orvik\ntitle: Claims\nlicence: none stated\ncitation: A. Lind, 2025.\nlanguage: en\n"
STANCE = HEAD + "task: stance\ncolumns: {id: id, claim: claim, evidence: passage, label: rating}\n"
VERDICT = HEAD + "task: verdict\ncolumns: {claim: claim, label: rating}\n"
PAIRS = "id,claim,passage,rating\na,The bridge is open.,It opened today.,yes\nb,The pool is shut.,It stays open.,no\n"


def written(folder: Path, mapping: str, content: str = PAIRS, name: str = "claims.csv") -> table.Table:
    """The table with this content and mapping."""
    (folder / name).write_bytes(content.encode())
    (folder / "map.yaml").write_bytes(mapping.encode())
    return table.read(folder / name, folder / "map.yaml")


def items(made: table.Table) -> list[Record | DataError]:
    return [row for split in made.SPLITS for row in made.records(Path(), split)]


def records(made: table.Table) -> list[Record]:
    found = []
    for row in items(made):
        assert isinstance(row, Record), row
        found.append(row)
    return found


def errors(made: table.Table) -> list[str]:
    return [str(row) for row in items(made) if isinstance(row, DataError)]


def test_a_row_of_a_stance_task_is_a_claim_with_one_labelled_passage(tmp_path: Path) -> None:
    first, second = records(written(tmp_path, STANCE + 'labels: {"yes": supports, "no": refutes}\n'))
    (piece,) = first.evidence
    assert (first.id, first.claim.text, piece.text) == ("a", "The bridge is open.", "It opened today.")
    assert (piece.label, piece.stance, second.evidence[0].stance) == ("yes", "supports", "refutes")
    assert first.verdict is None


def test_a_row_of_a_verdict_task_is_a_labelled_claim(tmp_path: Path) -> None:
    made = written(tmp_path, VERDICT + 'labels: {"yes": supported, "no": insufficient}\n')
    verdicts = [record.verdict for record in records(made)]
    assert [(verdict.label, verdict.state, verdict.truth) for verdict in verdicts if verdict] == [
        ("yes", "sufficient", 4),
        ("no", "insufficient", None),
    ]


def test_a_label_may_have_both_axes_and_flags(tmp_path: Path) -> None:
    labels = 'labels: {"yes": {state: sufficient, truth: 2, flags: [missing_context]}, "no": }\n'
    first, second = (record.verdict for record in records(written(tmp_path, VERDICT + labels)))
    assert first is not None
    assert second is not None
    assert (first.truth, first.flags) == (2, ("missing_context",))
    assert (second.label, second.state, second.truth) == ("no", None, None)


def test_labels_without_a_map_are_those_of_the_table(tmp_path: Path) -> None:
    made = written(tmp_path, STANCE)
    assert made.CARD.task("stance").labels == ("no", "yes")
    assert [record.evidence[0].stance for record in records(made)] == [None, None]


def test_labels_keep_the_order_of_the_map(tmp_path: Path) -> None:
    assert written(tmp_path, STANCE + 'labels: ["yes", "no", maybe]\n').CARD.task("stance").labels == (
        "yes",
        "no",
        "maybe",
    )


def test_numbers_and_truth_values_are_labels_as_text(tmp_path: Path) -> None:
    content = '{"claim": "A.", "rating": 0}\n{"claim": "B.", "rating": true}\n'
    made = written(tmp_path, VERDICT + "labels: {0: refuted, true: supported}\n", content, "claims.jsonl")
    assert [record.verdict.truth for record in records(made) if record.verdict] == [0, 4]


def test_rows_without_a_column_of_ids_are_numbered(tmp_path: Path) -> None:
    assert [record.id for record in records(written(tmp_path, VERDICT))] == ["orvik/00000", "orvik/00001"]


def test_rows_with_the_same_claim_share_a_cluster_where_no_column_says_it(tmp_path: Path) -> None:
    content = PAIRS + "c,The bridge is open.,It was shut.,no\n"
    first, second, third = (record.cluster for record in records(written(tmp_path, STANCE, content)))
    assert first == third != second


def test_splits_clusters_speakers_and_dates_come_from_columns(tmp_path: Path) -> None:
    content = "claim,rating,part,story,who,when\nA.,x,train,s1,Ann,2024-05-01 10:00\nB.,y,test,s2,,\n"
    columns = "columns: {claim: claim, label: rating, split: part, cluster: story, speaker: who, date: when}\n"
    made = written(tmp_path, HEAD + "task: verdict\n" + columns, content)
    first, second = records(made)
    assert made.SPLITS == ("train", "test")
    assert (first.cluster, first.claim.speaker, first.claim.said_at) == ("s1", "Ann", "2024-05-01")
    assert (second.cluster, second.claim.speaker, second.claim.said_at) == ("s2", None, None)
    assert made.CARD.task("verdict").cluster_by == "cluster"


def test_a_fixed_split_is_of_all_rows(tmp_path: Path) -> None:
    assert written(tmp_path, STANCE + "split: train\n").SPLITS == ("train",)


def test_evidence_of_several_columns_and_lists_is_a_passage_each(tmp_path: Path) -> None:
    row = {"c": "A.", "l": "x", "sources": [{"text": "One."}, {"text": None}, {"text": "Two."}], "more": ["Three."]}
    content = json.dumps(row) + "\n" + json.dumps({"c": "B.", "l": "y"}) + "\n"
    mapping = HEAD + "task: verdict\ncolumns: {claim: c, label: l, evidence: [sources.text, more]}\n"
    first, second = records(written(tmp_path, mapping, content, "claims.jsonl"))
    assert [piece.text for piece in first.evidence] == ["One.", "Two.", "Three."]
    assert second.evidence == ()


def test_a_path_reads_inner_fields_and_a_column_with_a_dot_comes_first(tmp_path: Path) -> None:
    content = '[{"claim": "A.", "r": {"v": "x"}}, {"claim": "B.", "r": {"v": "no"}, "r.v": "y"}]'
    mapping = HEAD + "task: verdict\ncolumns: {claim: claim, label: r.v}\n"
    made = written(tmp_path, mapping, content, "claims.json")
    assert [record.verdict.label for record in records(made) if record.verdict] == ["x", "y"]


def test_all_kinds_of_table_give_the_same_records(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "claim": "The bridge is open.", "passage": "It opened today.", "rating": "yes"},
        {"id": "b", "claim": "The pool is shut.", "passage": "It stays open.", "rating": "no"},
    ]
    expected = records(written(tmp_path, STANCE))
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "claims.parquet")
    (tmp_path / "claims.csv.gz").write_bytes(gzip.compress(PAIRS.encode()))
    assert records(written(tmp_path, STANCE, PAIRS.replace(",", "\t"), "claims.tsv")) == expected
    assert records(written(tmp_path, STANCE, json.dumps(rows), "claims.json")) == expected
    assert records(written(tmp_path, STANCE, "".join(json.dumps(row) + "\n" for row in rows), "c.jsonl")) == expected
    for name in ("claims.parquet", "claims.csv.gz"):
        assert records(table.read(tmp_path / name, tmp_path / "map.yaml")) == expected


def test_the_native_row_is_kept_as_json(tmp_path: Path) -> None:
    first, _ = records(written(tmp_path, VERDICT))
    assert json.loads(first.original or "")["passage"] == "It opened today."


LABELLED = STANCE + 'labels: {"yes": supports, "no": refutes}\n'
BROKEN_ROWS = {
    "unknown label": (PAIRS.replace("no\n", "nay\n"), r"claims\.csv:3: rating: label 'nay' is not one of: yes, no"),
    "doubled id": (PAIRS.replace("\nb,", "\na,"), r"claims\.csv:3: the id 'a' stands twice"),
    "empty claim": (PAIRS.replace("The pool is shut.", ""), r"claims\.csv:3: claim: saw nothing; one text is due"),
    "empty label": (PAIRS.replace("no\n", "\n"), r"claims\.csv:3: rating: saw nothing; one text is due"),
    "no passage": (PAIRS.replace("It stays open.", ""), r"claims\.csv:3: evidence: saw 0 texts; a row with a stance"),
    "short row": (PAIRS.replace(",no\n", "\n"), r"claims\.csv:3: 3 fields; due are 4: id, claim, passage, rating"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN_ROWS.values(), ids=BROKEN_ROWS)
def test_a_row_that_cannot_be_read_is_an_error_in_its_place(tmp_path: Path, content: str, message: str) -> None:
    made = written(tmp_path, LABELLED, content)
    (error,) = errors(made)
    assert re.search(message, error)
    assert len(items(made)) == 2


def test_a_split_or_date_that_cannot_be_one_is_an_error_in_its_place(tmp_path: Path) -> None:
    content = "claim,rating,part,when\nA.,x,train,2024\nB.,y,dev set,2024\nC.,y,test,1-9-2020\n"
    mapping = HEAD + "task: verdict\ncolumns: {claim: claim, label: rating, split: part, date: when}\nlabels: [x, y]\n"
    first, second = errors(written(tmp_path, mapping, content))
    assert "claims.csv:3: split: saw 'dev set'; letters, digits and _ are allowed" in first
    assert "claims.csv:4: when: saw '1-9-2020'; a date as 2024-10-09, 2024-10 or 2024 is due" in second


def test_a_split_is_not_named_for_all_splits(tmp_path: Path) -> None:
    content = "claim,rating,part\nA.,x,train\nB.,y,all\n"
    mapping = HEAD + "task: verdict\ncolumns: {claim: claim, label: rating, split: part}\nlabels: [x, y]\n"
    (error,) = errors(written(tmp_path, mapping, content))
    assert "claims.csv:3: split: saw 'all', which stands for all splits; another name is due" in error
    assert len(errors(written(tmp_path, VERDICT + "split: all\nlabels: ['yes', 'no']\n"))) == 2


def test_alternatives_in_the_map_are_told_in_the_provenance_of_the_card(tmp_path: Path) -> None:
    yes = "[{state: conflicting, relation: broader}, {state: sufficient, truth: 3, relation: broader}]"
    made = written(tmp_path, VERDICT + f'labels: {{"yes": {yes}, "no": refuted}}\n')
    assert made.CARD.provenance.endswith(" It gives alternatives, of which none is chosen, for: `yes`.")
    assert [record.verdict.state for record in records(made) if record.verdict] == [None, "sufficient"]
    assert "alternatives" not in written(tmp_path, VERDICT + "labels: ['yes', 'no']\n").CARD.provenance


def test_a_list_where_one_text_is_due_is_an_error(tmp_path: Path) -> None:
    content = '{"claim": ["A.", "B."], "rating": "x"}\n{"claim": {"text": "C."}, "rating": "y"}\n'
    first, second = errors(written(tmp_path, VERDICT + "labels: [x, y]\n", content, "claims.jsonl"))
    assert "claims.jsonl:1: claim: saw 2 texts; one text is due" in first
    assert "claims.jsonl:2: claim: saw dict; a text is due" in second


BROKEN_FILES = {
    "missing column": (
        STANCE.replace("label: rating", "label: ratng"),
        PAIRS,
        r"map\.yaml: columns\.label: .*\.csv has no column 'ratng'; did you mean 'rating'\?",
    ),
    "missing field": (STANCE.replace("citation", "cite"), PAIRS, r"map\.yaml: citation: missing"),
    "unknown task": (STANCE.replace("stance", "stances"), PAIRS, r"map\.yaml: task: saw 'stances'; allowed: 'stance'"),
    "unknown common label": (
        STANCE + 'labels: {"yes": suports, "no": refutes}\n',
        PAIRS,
        r"map\.yaml: labels: .*yes.*'suports'; allowed: 'supports'",
    ),
    "unknown common verdict": (
        VERDICT + 'labels: {"yes": true, "no": refuted}\n',
        PAIRS,
        r"map\.yaml: labels: verdict\.yes",
    ),
    "axes that do not go together": (
        VERDICT + 'labels: {"yes": {state: sufficient}, "no": refuted}\n',
        PAIRS,
        r"map\.yaml: labels: verdict\.yes\.0: state 'sufficient' with truth null: sufficient evidence establishes",
    ),
    "one label": (STANCE, PAIRS.replace(",no", ",yes"), r"claims\.csv: labels seen: yes; a task has two at least"),
    "no rows": (STANCE, "id,claim,passage,rating\n", r"claims\.csv: no rows in it"),
    "empty file": (STANCE, "", r"claims\.csv: the file is empty"),
    "doubled column": (STANCE, PAIRS.replace("passage", "claim"), r"claims\.csv:1: the column 'claim' stands twice"),
    "unclosed quote": (STANCE, PAIRS.replace("It stays", '"It stays'), r"claims\.csv:3: not CSV"),
    "a name with a slash": (STANCE.replace("orvik", "or/vik"), PAIRS, r"map\.yaml: name: saw 'or/vik'"),
}


@pytest.mark.parametrize(("mapping", "content", "message"), BROKEN_FILES.values(), ids=BROKEN_FILES)
def test_a_mapping_or_file_that_does_not_fit_is_refused(
    tmp_path: Path, mapping: str, content: str, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        written(tmp_path, mapping, content)


def test_a_kind_of_file_that_nobody_reads_is_named_with_those_that_are_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no reader for tables in 'xlsx'; they can be: csv, tsv, jsonl, json, parquet"):
        written(tmp_path, STANCE, PAIRS, "claims.xlsx")


def test_keeping_going_puts_each_broken_row_into_the_rejects_and_counts_it(tmp_path: Path) -> None:
    made = written(tmp_path, LABELLED, PAIRS + "c,Cats sleep.,They do.,perhaps\n")
    card = import_from(made, tmp_path, tmp_path / "out", keep_going=True)
    (line,) = (tmp_path / "out" / "rejects.jsonl").read_text("utf-8").splitlines()
    assert card.rejected == {"test": 1}
    assert "claims.csv:4: rating: label 'perhaps'" in json.loads(line)["reason"]
    assert problems(tmp_path / "out") == []
    with pytest.raises(DataError, match="perhaps"):
        import_from(made, tmp_path, tmp_path / "other")


def test_the_example_of_the_guide_imports(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (root / "docs" / "importing.md").read_text("utf-8")
    for kind, name in (("csv", "claims.csv"), ("yaml", "claims.yaml")):
        (block,) = re.findall(rf"^```{kind}\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
        (tmp_path / name).write_text(block, "utf-8")
    (command,) = re.findall(r"^ {4}(fcbench import table .*)$", guide, re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", command.split())
    app(standalone_mode=False)
    made = Dataset(tmp_path / "build" / "claims")
    stances = [record.evidence[0].stance for record in made.records("test")]
    assert stances == ["supports", "refutes", "neutral"]
    assert [record.claim.said_at for record in made.records("test")] == ["2024-05-01", "2024-05", "2024"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("table", "claims.csv", "-o", "out"), "fcbench import table FILE --map MAP -o DIR"),
        (("table", "--map", "map.yaml", "-o", "out"), "fcbench import table FILE --map MAP -o DIR"),
        (("fnc-1", "claims.csv", "-o", "out"), "FILE and --map go with table"),
    ],
)
def test_a_table_needs_file_and_map_and_nothing_else_takes_them(
    words: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fcbench", "import", *words])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert message in capsys.readouterr().err
