"""Predict and score: on a small dataset made here, with models that do as they are told."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sklearn import metrics as reference

from fcbench import evaluate as evaluation
from fcbench import files, models
from fcbench import predict as prediction
from fcbench.dataset import Dataset, Labelled, Part, save
from fcbench.evaluate import Blind, Outcome, blind_answers, evaluate, find_results
from fcbench.predict import PART, Job, sample
from fcbench.report.markdown import report
from fcbench.saved import CONTROL_ANSWERS
from fcbench.schema import Card, Claim, DataError, Evidence, Example, Pedigree, Prediction, Record, Score, TaskCard

LABELS = ("no", "yes", "maybe")
TEXTS = {"yes": "The {} opened today.", "no": "Cats sleep a lot.", "maybe": "Perhaps a {} will come."}
PLACES = ("bridge", "harbour", "school", "river", "market", "tower", "garden", "station")
CARD = Card(
    name="made", version="1.0.0", title="Made", description="Made for a test.", language=("en",), licence="CC0 1.0",
    may_republish=True, citation="None.", homepage="https://example.org", obtained="here",
    tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="place"),),
)  # fmt: skip
JOB = Job("scripted", "stance", "test")
ROWS = 24  # of a split: 8 places, each with one row a label
TIMINGS = {"rows", "wall_s", "cpu_s", "asked", "rows_per_s", "latency_ms_median", "latency_ms_worst"}
ROW_IDS = [f"test-{number:02}" for number in range(ROWS)]
Answer = Callable[[Example], str | None]


def part(split: str, *, gold: bool = True) -> Part:
    """Rows in an order in which neither label nor place comes in a block."""
    made = []
    for number in range(ROWS):
        name, place, label = f"{split}-{number:02}", PLACES[number % 8], LABELS[number % 3]
        piece = Evidence(id=name, text=TEXTS[label].format(place), label=label if gold else None)
        claim = Claim(id=name, text=f"The {place} opened today")
        made.append(Record(id=name, claim=claim, evidence=(piece,), cluster=f"{split}/{place}"))
    return Part((), tuple(made))


def dataset(folder: Path, **parts: Part) -> Dataset:
    save(folder, CARD, parts)
    return Dataset(folder)


@pytest.fixture
def made(tmp_path: Path) -> Dataset:
    """A training and a test split of 24 rows in 8 clusters."""
    return dataset(tmp_path / "data", train=part("train"), test=part("test"))


@pytest.fixture
def untrained(tmp_path: Path) -> Dataset:
    """A test split alone."""
    return dataset(tmp_path / "alone", test=part("test"))


@dataclass(frozen=True)
class Scripted:
    """Answers as it is told, and notes whom it was asked about."""

    answer: Answer
    name: str = "scripted"
    revision: str = "1"
    batches: list[list[str]] = field(default_factory=list)

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        self.batches.append([example.id for example in batch])
        return [Prediction(id=example.id, label=self.answer(example)) for example in batch]

    def asked(self) -> list[str]:
        return [name for batch in self.batches for name in batch]


def truth(example: Example) -> str:
    """The label, read off the text."""
    return next(label for label, text in TEXTS.items() if text[:3] == example.evidence[0][:3])


def mixed(example: Example) -> str | None:
    """Right, wrong and silent by turns."""
    number = int(example.id[-2:])
    return None if number % 5 == 4 else "yes" if number % 4 == 3 else truth(example)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Evaluates a model of this test in batches of 10."""
    load = models.load
    monkeypatch.setattr(prediction, "BATCH", 10)
    monkeypatch.setattr(evaluation, "FEW", 2)  # the eight clusters here are made to be told apart by hand

    def evaluated(data: Dataset, model: models.Model, job: Job = JOB, out: str = "out") -> Outcome:
        monkeypatch.setattr(models, "load", lambda name, *rest: model if name == "scripted" else load(name, *rest))
        return evaluate(data, job, out=tmp_path / out)

    return evaluated


Run = Callable[..., Outcome]


# The result


def test_the_result_counts_rows_silence_and_clusters(made: Dataset, run: Run) -> None:
    result = run(made, Scripted(mixed)).result
    assert (result.n, result.silent, result.errors, result.clusters, result.cluster_by) == (24, 4, 0, 8, "place")
    assert sum(map(sum, result.confusion)) == 24
    assert sum(row[-1] for row in result.confusion) == 4


def test_perfect_answers_get_the_best_of_every_score(made: Dataset, run: Run) -> None:
    result = run(made, Scripted(truth)).result
    assert [name for name, score in result.scores.items() if score.value != score.best] == []
    assert result.confusion == ((8, 0, 0, 0), (0, 8, 0, 0), (0, 0, 8, 0))


def test_scores_are_scikit_learns_on_the_answers_written_beside(made: Dataset, run: Run) -> None:
    outcome = run(made, Scripted(mixed))
    rows = pq.read_table(outcome.folder / "predictions.parquet").to_pylist()
    gold, given = [row["gold"] for row in rows], [row["label"] or "silent" for row in rows]
    scores = {name: score.value for name, score in outcome.result.scores.items()}
    assert scores["accuracy"] == pytest.approx(reference.accuracy_score(gold, given))
    f1 = reference.f1_score(gold, given, labels=list(LABELS), average="macro")
    assert scores["macro_f1"] == pytest.approx(f1)
    assert scores["mcc"] == pytest.approx(reference.matthews_corrcoef(gold, given))
    matrix = reference.confusion_matrix(gold, given, labels=[*LABELS, "silent"])[:3]
    assert [list(row) for row in outcome.result.confusion] == matrix.tolist()


def test_silence_counts_as_wrong(made: Dataset, run: Run) -> None:
    silent = run(made, Scripted(lambda example: truth(example) if example.id < "test-12" else None)).result
    assert silent.scores["accuracy"].value == 0.5
    assert (silent.n, silent.silent) == (24, 12)


def replace_label(found: Prediction, *names: str) -> Prediction:
    return found.model_copy(update={"label": None, "error": "ValueError: x"}) if found.id in names else found


@dataclass(frozen=True)
class Broken(Scripted):
    """Raises on the rows whose numbers are among these."""

    on: frozenset[int] = frozenset()

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        names = [f"test-{number:02}" for number in self.on]
        return [replace_label(found, *names) for found in super().predict(batch)]


def test_an_input_that_the_model_raises_on_is_silence_and_counted_as_an_error(made: Dataset, run: Run) -> None:
    result = run(made, Broken(truth, on=frozenset({5}))).result
    assert (result.n, result.silent, result.errors) == (24, 1, 1)
    assert result.scores["accuracy"].value == pytest.approx(23 / 24)


def test_a_bad_input_alone_in_the_last_batch_does_not_spoil_the_run(made: Dataset, run: Run) -> None:
    rows = sample(made.labelled("stance", "test"), 21).examples
    last = int(rows[-1].id[-2:])
    result = run(made, Broken(truth, on=frozenset({last})), replace(JOB, limit=21)).result
    assert (result.n, result.errors) == (21, 1)


@pytest.mark.parametrize(("broken", "count"), [(range(24), 10), (range(10, 20), 10)])
def test_a_model_that_raises_on_a_whole_batch_is_an_error(made: Dataset, run: Run, broken: range, count: int) -> None:
    with pytest.raises(DataError, match=rf"scripted raised on each of {count} examples, on 'test-\d0': ValueError: x"):
        run(made, Broken(truth, on=frozenset(broken)))


def test_a_model_that_raises_on_every_row_is_told_with_all_of_them(
    made: Dataset, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prediction, "FIRST_BATCH", 8)
    monkeypatch.setattr(prediction, "BATCH", 20)
    with pytest.raises(DataError, match="scripted raised on each of 24 examples, on 'test-00': ValueError: x"):
        run(made, Broken(truth, on=frozenset(range(24))))


def test_a_small_run_without_any_answer_is_an_error(made: Dataset, run: Run) -> None:
    with pytest.raises(DataError, match="raised on each of 3 examples"):
        run(made, Broken(truth, on=frozenset(range(24))), replace(JOB, limit=3))


def test_rows_without_gold_are_answered_but_not_scored(tmp_path: Path, run: Run) -> None:
    known, unknown = part("test").records[:12], part("test", gold=False).records[12:]
    outcome = run(dataset(tmp_path / "half", test=Part((), known + unknown)), Scripted(truth))
    assert (outcome.result.n, outcome.result.pedigree.n, len(outcome.predictions)) == (12, 12, 24)


def test_a_split_without_gold_has_nothing_to_score(tmp_path: Path, run: Run) -> None:
    bare = dataset(tmp_path / "bare", test=part("test", gold=False))
    with pytest.raises(DataError, match="split 'test' has no gold for the task 'stance': nothing to score"):
        run(bare, Scripted(truth))


def test_what_is_not_there_is_an_error_that_says_what_is(made: Dataset, run: Run) -> None:
    with pytest.raises(DataError, match="no split 'dev'; there is: train, test"):
        run(made, Scripted(truth), replace(JOB, split="dev"))
    with pytest.raises(DataError, match="made has no task 'verdict'; it has: stance"):
        run(made, Scripted(truth), replace(JOB, task="verdict"))
    with pytest.raises(DataError, match="no model 'sripted'"):
        run(made, Scripted(truth), replace(JOB, target="sripted"))


@pytest.mark.parametrize("turn", [lambda found: found[::-1], lambda found: found[:-1], lambda found: found + found[:1]])
def test_answers_out_of_order_or_number_are_an_error(
    made: Dataset, run: Run, turn: Callable[[list[Prediction]], list[Prediction]]
) -> None:
    @dataclass(frozen=True)
    class Turned(Scripted):
        def predict(self, batch: Sequence[Example]) -> list[Prediction]:
            return turn(super().predict(batch))

    with pytest.raises(DataError, match="answers that are not, in order, of the 10 examples asked"):
        run(made, Turned(truth))


def test_ids_that_are_not_of_the_split_are_refused(made: Dataset, tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("id,label\ntest-00,yes\ntest-99,no\ntrain-00,no\n")
    message = "2 ids are not in the split, the first 'test-99'; its ids look like 'test-00'"
    with pytest.raises(DataError, match=message):
        evaluate(made, replace(JOB, target=f"predictions:{tmp_path / 'answers.csv'}"), out=tmp_path / "out")


def test_ids_beyond_the_limit_are_of_the_split_all_the_same(made: Dataset, tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("id,label\n" + "".join(f"{name},yes\n" for name in ROW_IDS))
    job = replace(JOB, target=f"predictions:{tmp_path / 'answers.csv'}", limit=4)
    assert evaluate(made, job, out=tmp_path / "out").result.silent == 0


# The same bytes


def content(outcome: Outcome) -> dict[str, bytes]:
    return {name: (outcome.folder / name).read_bytes() for name in ("result.json", "predictions.parquet")}


def test_the_same_inputs_give_the_same_bytes(made: Dataset, run: Run) -> None:
    assert content(run(made, Scripted(mixed), out="one")) == content(run(made, Scripted(mixed), out="two"))


@pytest.mark.parametrize("target", ["majority", "overlap", "tfidf"])
def test_trained_models_give_the_same_bytes_too(made: Dataset, tmp_path: Path, target: str) -> None:
    first, second = (evaluate(made, replace(JOB, target=target), out=tmp_path / name) for name in ("one", "two"))
    assert content(first) == content(second)


def test_a_result_has_no_clock_no_place_and_sorted_keys(made: Dataset, run: Run, tmp_path: Path) -> None:
    outcome = run(made, Scripted(mixed))
    text = (outcome.folder / "result.json").read_text()
    value = json.loads(text)
    assert text == json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert str(tmp_path) not in text
    assert not {"wall_s", "cpu_s", "time", "date", "host"} & (set(value) | set(value["pedigree"]))
    assert set(json.loads((outcome.folder / "timings.json").read_text())) == TIMINGS


def test_a_result_is_read_back_as_it_was_from_its_file_or_a_folder_above_it(made: Dataset, run: Run) -> None:
    outcome = run(made, Scripted(mixed))
    assert find_results(outcome.folder / "result.json") == {outcome.folder: outcome.result}
    assert find_results(outcome.folder.parent.parent) == {outcome.folder: outcome.result}


def test_a_folder_without_a_result_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no result\.json in it"):
        find_results(tmp_path)


def test_the_pedigree_says_all_that_the_result_depends_on(made: Dataset, run: Run) -> None:
    pedigree = run(made, Scripted(mixed), replace(JOB, seed=5, limit=9)).result.pedigree
    assert (pedigree.dataset, pedigree.version, pedigree.split, pedigree.task) == ("made", "1.0.0", "test", "stance")
    assert made.card.fingerprint.startswith(pedigree.fingerprint)
    assert (pedigree.model, pedigree.revision, pedigree.training) == ("scripted", "1", "none")
    assert (pedigree.n, pedigree.seed, pedigree.limit) == (9, 5, 9)


def test_another_seed_moves_the_intervals_and_not_the_scores(made: Dataset, run: Run) -> None:
    first, second = (run(made, Scripted(mixed), replace(JOB, seed=seed)).result.scores["macro_f1"] for seed in (1, 2))
    assert first.value == second.value
    assert (first.low, first.high) != (second.low, second.high)


def test_runs_with_other_seeds_stand_beside_each_other(made: Dataset, run: Run) -> None:
    folders = [run(made, Scripted(mixed), replace(JOB, seed=seed)).folder for seed in (0, 5, 6)]
    assert [folder.name for folder in folders] == ["scripted", "scripted-seed5", "scripted-seed6"]
    assert [find_results(folder)[folder].pedigree.seed for folder in folders] == [0, 5, 6]


def test_what_a_run_replaces_is_told(made: Dataset, run: Run) -> None:
    first = run(made, Scripted(mixed))
    assert first.replaced == run(made, Scripted(mixed)).replaced == ()
    assert run(made, Scripted(mixed, revision="2")).replaced == ("revision",)
    for broken in ("{", "[]", "{}", '{"pedigree": 1}'):
        (first.folder / "result.json").write_text(broken)
        assert run(made, Scripted(mixed)).replaced == ()


def test_the_collector_passes_over_the_rest_of_the_program_during_a_run_alone(made: Dataset, run: Run) -> None:
    seen = []

    def answer(example: Example) -> str:
        seen.append(gc.get_freeze_count() > 0)
        if example.id == ROW_IDS[-1]:
            raise DataError("no more")
        return "yes"

    with pytest.raises(DataError, match="no more"):
        run(made, Scripted(answer))
    assert set(seen) == {True}
    assert gc.get_freeze_count() == 0


def test_what_the_caller_has_frozen_stays_so(made: Dataset, run: Run) -> None:
    gc.freeze()
    try:
        run(made, Scripted(mixed))
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


PEDIGREE = Pedigree(
    dataset="made", version="1", fingerprint="", split="test", task="stance", model="scripted", revision="1",
    training="none", metrics="", n=2, seed=0, fcbench="0",
)  # fmt: skip
TWO = Labelled([Example(id=name, claim="", evidence=()) for name in "ab"], ["yes", "no"], ["one", "one"])


def given(*labels: str) -> list[Prediction]:
    return [Prediction(id=name, label=label) for name, label in zip("ab", labels, strict=True)]


def test_scores_of_one_cluster_have_no_interval() -> None:
    found = evaluation.score(PEDIGREE, LABELS, TWO, given("yes", "yes"), controls={}, cluster_by="place")
    assert found.scores["accuracy"] == Score(value=0.5, best=1.0)
    assert found.gain == {}


def test_an_undefined_score_is_null_and_not_zero() -> None:
    found = evaluation.score(PEDIGREE, LABELS, TWO, given("yes", "yes"), controls={}, cluster_by="place")
    assert (found.scores["mcc"].value, found.scores["precision[no]"].value, found.scores["f1[no]"].value) == (
        None,
        None,
        0,
    )


def test_a_gain_over_a_score_that_no_control_has_is_undefined() -> None:
    controls = {"majority": given("yes", "yes")}
    found = evaluation.score(PEDIGREE, LABELS, TWO, given("yes", "no"), controls=controls, cluster_by="place")
    assert (found.scores["mcc"].value, found.gain["mcc"], found.gain["accuracy"].value) == (1.0, Score(value=None), 0.5)


# Resume


@dataclass(frozen=True)
class Mortal(Scripted):
    """Is killed in its second batch."""

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        found = super().predict(batch)
        if len(self.batches) == 2:
            raise KeyboardInterrupt("killed")
        return found


@pytest.fixture
def killed(made: Dataset, run: Run, tmp_path: Path) -> Path:
    """The folder of a run that was killed in its second batch."""
    with pytest.raises(KeyboardInterrupt, match="killed"):
        run(made, Mortal(mixed))
    return tmp_path / "out" / "made" / "stance-test" / "scripted"


def test_each_batch_is_on_disk_before_the_next_is_asked_for(made: Dataset, run: Run, tmp_path: Path) -> None:
    part = tmp_path / "out" / "made" / "stance-test" / "scripted" / PART
    seen: list[int] = []

    @dataclass(frozen=True)
    class Watching(Scripted):
        def predict(self, batch: Sequence[Example]) -> list[Prediction]:
            seen.append(part.read_text().count('"id"'))
            return super().predict(batch)

    run(made, Watching(mixed))
    assert seen == [0, 10, 20]


def test_a_killed_run_leaves_its_finished_batches_and_no_result(killed: Path) -> None:
    assert [path.name for path in killed.iterdir()] == [PART]
    assert len((killed / PART).read_text().splitlines()) == 1 + 10


def test_a_finished_answer_is_not_asked_for_again(made: Dataset, run: Run, killed: Path) -> None:
    model = Scripted(mixed)
    run(made, model)
    assert model.asked() == ROW_IDS[10:]


def test_a_resumed_run_ends_with_the_bytes_of_an_unbroken_one(made: Dataset, run: Run, killed: Path) -> None:
    assert content(run(made, Scripted(mixed))) == content(run(made, Scripted(mixed), out="unbroken"))
    assert not (killed / PART).exists()


@pytest.mark.parametrize("kept", [5, 1])
def test_a_torn_last_line_is_asked_for_again(made: Dataset, run: Run, killed: Path, kept: int) -> None:
    whole = (killed / PART).read_bytes().splitlines(keepends=True)
    (killed / PART).write_bytes(b"".join(whole[:kept]) + whole[kept][:-9])
    model = Scripted(mixed)
    resumed = run(made, model)
    assert model.asked() == ROW_IDS[kept - 1 :]
    assert content(resumed) == content(run(made, Scripted(mixed), out="unbroken"))


def test_a_last_line_that_lacks_only_its_end_is_asked_for_again(made: Dataset, run: Run, killed: Path) -> None:
    (killed / PART).write_bytes((killed / PART).read_bytes()[:-1])
    model = Scripted(mixed)
    run(made, model)
    assert model.asked() == ROW_IDS[9:]


def test_a_torn_first_line_begins_anew(made: Dataset, run: Run, killed: Path) -> None:
    (killed / PART).write_bytes((killed / PART).read_bytes()[:20])
    model = Scripted(mixed)
    assert content(run(made, model)) == content(run(made, Scripted(mixed), out="unbroken"))
    assert model.asked() == ROW_IDS


def test_the_answers_of_another_state_of_fcbench_are_not_gone_on_with(
    made: Dataset, run: Run, killed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fcbench.predict.own_code", lambda: "another")
    model = Scripted(mixed)
    run(made, model)
    assert model.asked() == ROW_IDS


def test_blind_answers_of_another_state_of_fcbench_are_made_again(
    made: Dataset, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(made, Scripted(mixed))
    asked: list[Job] = []

    def spy(dataset: Dataset, job: Job) -> Blind:
        asked.append(job)
        return blind_answers(dataset, job)

    monkeypatch.setattr("fcbench.evaluate.blind_answers", spy)
    run(made, Scripted(mixed))
    assert asked == []
    monkeypatch.setattr("fcbench.evaluate.own_code", lambda: "another")
    run(made, Scripted(mixed))
    assert len(asked) == 1


@pytest.mark.parametrize("other", [{"revision": "2"}, {"seed": 3}])
def test_the_answers_of_another_run_are_not_used(
    made: Dataset, run: Run, killed: Path, other: dict[str, str | int]
) -> None:
    model = Scripted(truth, revision=str(other.get("revision", "1")))
    outcome = run(made, model, replace(JOB, seed=int(other.get("seed", 0))))
    assert model.asked() == ROW_IDS
    assert outcome.result.silent == 0


def test_the_answers_on_other_data_are_not_used(tmp_path: Path, run: Run, killed: Path) -> None:
    other = dataset(tmp_path / "other", test=Part((), part("test").records[:20]))
    model = Scripted(mixed)
    run(other, model)
    assert model.asked() == ROW_IDS[:20]


def test_progress_counts_what_was_there_already(made: Dataset, run: Run, killed: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    evaluate(made, JOB, out=tmp_path / "out", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(20, 24), (24, 24)]


# Limit


def test_a_limit_takes_the_same_rows_for_every_model(made: Dataset, run: Run) -> None:
    first, second = Scripted(truth), Scripted(mixed, name="other")
    run(made, first, replace(JOB, limit=7))
    run(made, second, replace(JOB, limit=7))
    assert len(first.asked()) == 7
    assert first.asked() == second.asked() == sorted(first.asked())


def test_a_limit_takes_the_same_rows_whatever_their_order_in_the_file(made: Dataset) -> None:
    rows = made.labelled("stance", "test")
    back = Labelled(rows.examples[::-1], rows.gold[::-1], rows.clusters[::-1])
    there, again = sample(rows, 7), sample(back, 7)
    assert there.examples == again.examples[::-1]
    assert (there.gold, there.clusters) == (again.gold[::-1], again.clusters[::-1])


def test_a_larger_limit_keeps_the_rows_of_a_smaller(made: Dataset) -> None:
    rows = made.labelled("stance", "test")
    fewer, more = ({example.id for example in sample(rows, limit).examples} for limit in (5, 11))
    assert fewer < more


def test_a_limit_is_not_the_first_rows(made: Dataset) -> None:
    assert [example.id for example in sample(made.labelled("stance", "test"), 7).examples] != ROW_IDS[:7]


@pytest.mark.parametrize("limit", [None, 24, 1_000])
def test_no_limit_or_one_beyond_the_rows_takes_all(made: Dataset, limit: int | None) -> None:
    rows = made.labelled("stance", "test")
    assert sample(rows, limit) == rows


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_an_error(made: Dataset, limit: int) -> None:
    with pytest.raises(DataError, match=f"limit {limit}: at least 1 is needed"):
        sample(made.labelled("stance", "test"), limit)


@pytest.mark.parametrize("limit", [24, 1_000])
def test_a_limit_that_leaves_nothing_out_makes_no_sample(made: Dataset, run: Run, limit: int) -> None:
    whole, limited = run(made, Scripted(truth)), run(made, Scripted(truth), replace(JOB, limit=limit))
    assert (limited.folder, limited.result) == (whole.folder, whole.result)
    assert run(made, Scripted(truth), replace(JOB, limit=23)).result.pedigree.limit == 23


def test_a_sample_of_few_clusters_says_how_many_the_whole_split_has(made: Dataset, run: Run) -> None:
    few, whole = run(made, Scripted(truth), replace(JOB, limit=1)).result, run(made, Scripted(truth)).result
    assert few.clusters == 1
    assert (few.whole_clusters, whole.whole_clusters) == (whole.clusters, 0)
    assert "whole_clusters" not in whole.model_dump()


def test_a_limited_result_does_not_replace_the_whole_one(made: Dataset, run: Run) -> None:
    whole, limited = run(made, Scripted(truth)), run(made, Scripted(truth), replace(JOB, limit=7))
    assert whole.folder != limited.folder
    assert [found.n for found in find_results(whole.folder).values()] == [24]


# Training


@dataclass(frozen=True)
class Trained(Scripted):
    """What comes of a pupil; it knows on which rows."""

    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pupil(Scripted):
    """Learns by noting what it was shown, and makes one Trained each time."""

    made: list[Trained] = field(default_factory=list)

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> Trained:
        assert list(gold) == [truth(example) for example in examples]
        self.made.append(Trained(self.answer, rows=tuple(example.id for example in examples)))
        return self.made[-1]


FOLDS = [
    ["river"],
    ["school", "station"],
    ["garden", "market"],
    ["bridge"],
    ["harbour", "tower"],
]  # by the SHA-256 of the clusters' names


def places(names: Sequence[str]) -> set[str]:
    """The clusters of these rows."""
    return {PLACES[int(name[-2:]) % 8] for name in names}


def test_with_a_training_split_a_model_learns_from_it_once(made: Dataset, run: Run) -> None:
    pupil = Pupil(truth)
    assert run(made, pupil).result.pedigree.training == "train"
    assert [trained.rows for trained in pupil.made] == [tuple(name.replace("test", "train") for name in ROW_IDS)]
    assert pupil.batches == []


def test_without_one_it_never_answers_a_cluster_it_has_seen(untrained: Dataset, run: Run) -> None:
    pupil = Pupil(truth)
    assert run(untrained, pupil).result.pedigree.training == "5-fold"
    assert len(pupil.made) > 1
    for trained in pupil.made:
        assert not places(trained.rows) & places(trained.asked())
        assert places(trained.rows) | places(trained.asked()) == set(PLACES)
    assert sorted(name for trained in pupil.made for name in trained.asked()) == ROW_IDS


def test_the_folds_are_the_same_on_every_run_and_machine(untrained: Dataset, run: Run) -> None:
    pupil = Pupil(truth)
    run(untrained, pupil)
    assert [sorted(places(trained.asked())) for trained in pupil.made] == FOLDS


def test_the_training_split_itself_is_answered_by_folds(made: Dataset, run: Run) -> None:
    pupil = Pupil(truth)
    assert run(made, pupil, replace(JOB, split="train")).result.pedigree.training == "5-fold"
    assert all(not places(trained.rows) & places(trained.asked()) for trained in pupil.made)


def test_answers_by_folds_stand_in_the_order_of_the_file(untrained: Dataset, run: Run) -> None:
    outcome = run(untrained, Pupil(truth))
    assert [found.id for found in outcome.predictions] == ROW_IDS
    assert outcome.result.scores["accuracy"].value == 1.0


def test_a_limit_does_not_take_rows_from_training(untrained: Dataset, run: Run) -> None:
    pupil = Pupil(truth)
    run(untrained, pupil, replace(JOB, limit=4))
    assert all(places(trained.rows) | places(trained.asked()) <= set(PLACES) for trained in pupil.made)
    assert min(len(trained.rows) for trained in pupil.made) > 8


def test_a_finished_fold_is_not_trained_again(untrained: Dataset, run: Run, tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Interrupted(Pupil):
        def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> Trained:
            if len(self.made) == 1:
                raise KeyboardInterrupt("killed")
            return super().fit(examples, gold)

    whole, first, second = Pupil(truth), Interrupted(truth), Pupil(truth)
    unbroken = content(run(untrained, whole, out="unbroken"))
    with pytest.raises(KeyboardInterrupt, match="killed"):
        run(untrained, first)
    assert content(run(untrained, second)) == unbroken
    assert len(first.made) + len(second.made) == len(whole.made)


def test_training_rows_of_one_label_are_an_error(tmp_path: Path, run: Run) -> None:
    ones = Part((), part("train").records[::3])
    with pytest.raises(
        DataError, match=r"8 training rows of one label: .*; add articles, or rows with gold, or take --split all"
    ):
        run(dataset(tmp_path / "ones", train=ones, test=part("test")), Pupil(truth))


def test_a_model_that_has_nothing_to_learn_from_says_so_and_what_to_do(tmp_path: Path, run: Run) -> None:
    bare = dataset(tmp_path / "bare", train=part("train", gold=False), test=part("test"))
    with pytest.raises(DataError, match=r"scripted has to learn first: 0 training rows: .* take --split all"):
        run(bare, Pupil(truth))
    one = dataset(tmp_path / "one", test=Part((), part("test").records[::8]))  # of one cluster: no other fold
    with pytest.raises(DataError, match=r"0 training rows: .*; add articles, or rows with gold, of other clusters"):
        run(one, Pupil(truth))


@pytest.mark.parametrize("gold", [False, True])
def test_a_control_that_cannot_learn_is_left_out_and_stops_nothing(tmp_path: Path, run: Run, gold: bool) -> None:
    train = Part((), part("train").records[::3]) if gold else part("train", gold=False)
    data = dataset(tmp_path / "data", train=train, test=part("test"))
    outcome = run(data, Scripted(truth))
    why = "8 training rows of one label" if gold else "0 training rows"
    assert outcome.result.scores["accuracy"].value == 1.0
    assert outcome.result.left_out["majority"] == f"{why}: there is nothing to learn"
    assert set(outcome.result.left_out) | set(outcome.result.controls) == set(evaluation.CONTROLS)
    assert not set(outcome.result.left_out) & set(outcome.result.controls)
    assert f"left out: {why}: there is nothing to learn" in report(outcome.result)
    assert run(data, Scripted(truth)).result == outcome.result  # with the controls' kept answers


def test_a_task_without_a_row_in_the_training_split_leaves_controls_out(tmp_path: Path, run: Run) -> None:
    bare = tuple(record.model_copy(update={"evidence": ()}) for record in part("train").records)
    other = dataset(tmp_path / "other", train=Part((), bare), test=part("test"))
    assert other.splits() == ("train", "test")
    assert run(other, Scripted(truth)).result.left_out["majority"] == "0 training rows: there is nothing to learn"


def test_a_result_that_leaves_nothing_out_does_not_mention_it(made: Dataset, run: Run) -> None:
    outcome = run(made, Scripted(truth))
    assert "left_out" not in files.read_json(outcome.folder / "result.json")
    assert "left out" not in report(outcome.result)


# Controls and gain


def test_the_blind_controls_stand_beside_every_result(made: Dataset, run: Run) -> None:
    controls = run(made, Scripted(mixed)).result.controls
    assert set(controls) == {"majority", "claim-only", "evidence-only", "overlap", "shuffled-evidence"}
    assert controls["majority"]["accuracy"].value == pytest.approx(1 / 3)
    assert controls["overlap"]["accuracy"].value == pytest.approx(2 / 3)


def test_the_gain_is_over_the_best_control_score_by_score(made: Dataset, run: Run) -> None:
    result = run(made, Scripted(mixed)).result
    assert set(result.gain) == {"macro_f1", "accuracy", "mcc"}
    for name, gain in result.gain.items():
        best = max(score[name].value or 0.0 for score in result.controls.values())
        assert gain.value == pytest.approx((result.scores[name].value or 0.0) - best)


def test_the_gain_over_each_control_stands_beside_that_over_the_best(made: Dataset, run: Run) -> None:
    result = run(made, Scripted(mixed)).result
    assert set(result.gains) == set(result.controls)
    for control, gains in result.gains.items():
        difference = (result.scores["accuracy"].value or 0.0) - (result.controls[control]["accuracy"].value or 0.0)
        assert gains["accuracy"].value == pytest.approx(difference)
    best = max(result.controls, key=lambda control: (result.controls[control]["accuracy"].value or 0.0, control))
    assert result.gain["accuracy"] == result.gains[best]["accuracy"]


MANY = Labelled(
    [Example(id=f"row-{n:02}", claim="", evidence=()) for n in range(40)],
    ["yes", "no"] * 20,
    [f"c{n // 2}" for n in range(40)],
)


def right_in(clusters: int) -> list[Prediction]:
    """Right on both rows of the first clusters, silent on the others."""
    rows = zip(MANY.examples, MANY.gold, range(40), strict=True)
    return [Prediction(id=example.id, label=gold if n // 2 < clusters else None) for example, gold, n in rows]


def accuracies(own: int, control: int) -> tuple[Score, Score]:
    """Accuracy and its gain, of a model that is right in so many clusters, over such a control."""
    controls = {"majority": right_in(control)}
    found = evaluation.score(PEDIGREE, LABELS, MANY, right_in(own), controls=controls, cluster_by="place")
    return found.scores["accuracy"], found.gain["accuracy"]


def test_the_gain_over_an_equal_control_is_nothing_with_an_interval_of_no_width() -> None:
    own, gain = accuracies(10, 10)
    assert (gain.value, gain.low, gain.high) == (0, 0, 0)
    assert own.low is not None
    assert own.low < 0.35


def test_the_gain_is_paired_so_that_what_both_have_right_cancels_out() -> None:
    _, gain = accuracies(11, 10)
    assert (gain.value, gain.low, gain.high) == pytest.approx((0.05, 0.0, 0.15), abs=1e-9)


def test_a_loss_against_the_best_control_is_a_gain_below_zero() -> None:
    assert accuracies(5, 10)[1].value == pytest.approx(-0.25)


def test_the_controls_answer_by_folds_where_there_is_nothing_to_train_on(untrained: Dataset, run: Run) -> None:
    assert set(run(untrained, Scripted(truth)).result.controls) == {
        "majority",
        "claim-only",
        "evidence-only",
        "overlap",
        "shuffled-evidence",
    }


def test_of_fewer_than_ten_clusters_no_interval_is_given(made: Dataset, tmp_path: Path) -> None:
    few = evaluate(made, Job("majority", "stance", "test"), out=tmp_path / "out").result
    assert few.clusters == 8
    assert few.scores["accuracy"].low is None
    assert few.gain["accuracy"].low is None


def test_all_splits_together_are_answered_by_folds(made: Dataset, run: Run) -> None:
    result = run(made, models.load("majority", LABELS), Job("majority", "stance", "all")).result
    assert (result.n, result.clusters, result.pedigree.training) == (2 * ROWS, 16, "5-fold")


def test_a_label_that_is_not_listed_is_an_error(made: Dataset, run: Run) -> None:
    with pytest.raises(DataError, match="label 'perhaps' of 'test-00' is not one of: no, yes, maybe"):
        run(made, Scripted(lambda example: "perhaps"))


def test_from_a_damaged_line_on_answers_are_asked_for_again(made: Dataset, run: Run, killed: Path) -> None:
    part_file = killed / PART
    lines = part_file.read_text("utf-8").splitlines(keepends=True)
    part_file.write_text("".join([*lines[:3], "{damaged\n", *lines[4:]]), "utf-8")
    model = Scripted(mixed)
    resumed = run(made, model)
    assert len(resumed.predictions) == ROWS
    assert len(model.asked()) == ROWS - 2


def test_files_of_answers_with_one_name_do_not_replace_each_other(made: Dataset, tmp_path: Path) -> None:
    folders = set()
    for team, label in (("a", "yes"), ("b", "no")):
        (tmp_path / team).mkdir()
        rows = "".join(f"{name},{label}\n" for name in ROW_IDS)
        (tmp_path / team / "answers.csv").write_text(f"id,label\n{rows}", "utf-8")
        target = f"predictions:{tmp_path / team / 'answers.csv'}"
        folders.add(evaluate(made, Job(target, "stance", "test"), out=tmp_path / "out").folder)
    assert len(folders) == 2


def test_rows_of_a_cluster_that_is_also_trained_on_are_counted(tmp_path: Path, run: Run) -> None:
    train, test = part("train"), part("test")
    mixed_up = tuple(
        record.model_copy(update={"cluster": "train/bridge"}) if record.cluster == "test/bridge" else record
        for record in test.records
    )
    data = dataset(tmp_path / "leaky", train=train, test=Part((), mixed_up))
    result = run(data, models.load("majority", LABELS), Job("majority", "stance", "test")).result
    assert result.trained_on == 3
    assert run(data, Scripted(mixed)).result.trained_on == 0


def test_all_splits_without_a_row_for_the_task_are_an_error(tmp_path: Path) -> None:
    bare = Record(id="r", claim=Claim(id="r", text="It is open"), cluster="c")
    save(tmp_path / "data", CARD, {"train": Part((), (bare,))})
    with pytest.raises(DataError, match="no split has a row for the task 'stance'"):
        evaluate(Dataset(tmp_path / "data"), Job("majority", "stance", "all"), out=tmp_path / "out")


# Slices


def test_a_slice_has_its_accuracy_and_its_gain_over_the_control_that_is_best_there(made: Dataset, run: Run) -> None:
    outcome = run(made, Scripted(mixed))
    rows = pq.read_table(outcome.folder / "predictions.parquet").to_pylist()
    blind = pq.read_table(outcome.folder.parent / CONTROL_ANSWERS).to_pylist()
    assert set(outcome.result.slices) == {name for row in rows for name in row["slices"]}
    for name, found in outcome.result.slices.items():
        places = [place for place, row in enumerate(rows) if name in row["slices"]]
        own = sum(rows[place]["label"] == rows[place]["gold"] for place in places) / len(places)
        best = max(
            sum(blind[place][control] == rows[place]["gold"] for place in places) / len(places)
            for control in evaluation.CONTROLS
        )
        assert found.n == len(places)
        assert found.accuracy.value == pytest.approx(own)
        assert found.gain is not None
        assert found.gain.value == pytest.approx(own - best)


def test_the_gain_on_a_slice_is_paired(made: Dataset, run: Run) -> None:
    found = run(made, models.load("overlap", LABELS), Job("overlap", "stance", "test")).result.slices["label=yes"]
    assert found.control == "overlap"
    assert found.gain == Score(value=0, low=0, high=0)


# Calibration


def test_answers_without_probabilities_have_no_calibration(made: Dataset, run: Run) -> None:
    assert run(made, Scripted(mixed)).result.calibration is None


def test_answers_with_probabilities_have_their_calibration_on_the_rows_with_gold(tmp_path: Path, run: Run) -> None:
    known, unknown = part("test").records[:18], part("test", gold=False).records[18:]
    data = dataset(tmp_path / "half", train=part("train"), test=Part((), known + unknown))
    outcome = run(data, models.load("majority", LABELS), Job("majority", "stance", "test"))
    found = outcome.result.calibration
    assert found is not None
    assert (found.n, found.silent, found.without) == (18, 0, 0)
    assert found.scores["brier"].value == pytest.approx(2 / 3, abs=1e-4)
    assert found.scores["aurc"].value == pytest.approx(1 - (outcome.result.scores["accuracy"].value or 0.0))
