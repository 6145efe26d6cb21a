"""Flips: the pairs that are made of records, and what models that do as they are told come out as."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fcbench import cli, models
from fcbench.dataset import Dataset, Part, save
from fcbench.flips import (
    BARE,
    CALLED_INSUFFICIENT,
    CALLED_REFUTED,
    CALLED_REFUTING,
    PAIRS,
    RESULT,
    RIGHT,
    TURNED,
    WORDINGS,
    Flipped,
    Flips,
    cases,
    clause,
    flips,
    subject,
)
from fcbench.meaning import judge
from fcbench.predict import Job
from fcbench.schema import (
    STANCES,
    VERDICTS,
    Card,
    Claim,
    DataError,
    Evidence,
    Example,
    Interest,
    Prediction,
    Record,
    Task,
    TaskCard,
    verdict_label,
)
from fcbench.train import train_model

CARD = Card(
    name="made", version="1.0.0", title="Made", description="Made for a test.", language=("en",), licence="CC0 1.0",
    may_republish=True, citation="None.", homepage="https://example.org", obtained="here",
    tasks=(
        TaskCard(name="stance", labels=STANCES, cluster_by="story"),
        TaskCard(name="verdict", labels=VERDICTS, cluster_by="story"),
    ),
)  # fmt: skip
STORIES = 12
HOLDERS: tuple[tuple[str, str, str], ...] = (  # who, how interested, for or against
    ("Orla Finn", "some", "supports"),
    ("kiln office", "high", "refutes"),
    ("two carters", "none", "neutral"),
)


def record(story: int = 0, holders: Sequence[tuple[str, str, str]] = HOLDERS, **claim: Any) -> Record:
    name = f"story-{story:02}/kiln"
    pieces = tuple(
        Evidence.model_validate(
            {
                "id": f"{name}/{number}",
                "text": f"Passage {number}.",
                "stance": stance,
                "holder": holder,
                "holder_interest": {"level": level},
                "act": "deny" if stance == "refutes" else "assert",
            }
        )
        for number, (holder, level, stance) in enumerate(holders)
    )
    text = f"The kiln at Ullock number {story} was lit in May."
    made = Claim.model_validate({"id": name, "text": text} | claim)
    return Record(id=name, cluster=f"story-{story:02}", claim=made, evidence=pieces)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    """A claim a story, in one split."""
    save(tmp_path / "data", CARD, {"train": Part((), tuple(record(story) for story in range(STORIES)))})
    return Dataset(tmp_path / "data")


@pytest.fixture
def parted(tmp_path: Path) -> Dataset:
    """Half of the stories in a split to learn from."""
    stories = [record(story) for story in range(STORIES)]
    save(tmp_path / "parted", CARD, {"train": Part((), tuple(stories[:6])), "test": Part((), tuple(stories[6:]))})
    return Dataset(tmp_path / "parted")


@dataclass(frozen=True)
class Scripted:
    """Answers by what the last passage says."""

    answer: Callable[[Example], str | None]
    name: str = "scripted"
    revision: str = "1"

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        return [Prediction(id=example.id, label=self.answer(example)) for example in batch]


Run = Callable[..., Flips]


@pytest.fixture
def run(dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The figures of a scripted model."""

    def measured(answer: Callable[[Example], str | None], task: Task = "verdict") -> Flips:
        monkeypatch.setattr(models, "load", lambda name, labels: Scripted(answer))
        return flips(dataset, "scripted", task=task, out=tmp_path / "out").result

    return measured


def share(result: Flips, measure: str, group: str) -> float | None:
    return result.rates[measure][group].share.value


# The pairs


def test_a_claim_of_the_stance_task_is_said_confirmed_denied_and_declined_by_both_sides_in_each_wording() -> None:
    made, left_out = cases([record()], "stance")
    assert (len(made), left_out) == (2 * 4 * len(WORDINGS), 0)
    first = [case for case in made if case.wording == 1]
    claim = "the kiln at Ullock number 0 was lit in May."
    assert [(case.side, case.act, case.example.evidence) for case in first] == [
        ("interested", "assert", (f"The kiln office said that {claim}",)),
        ("interested", "confirm", (f"The kiln office confirmed that {claim}",)),
        ("interested", "deny", (f"The kiln office denied that {claim}",)),
        ("interested", "decline", (f"The kiln office would not say whether {claim}",)),
        ("disinterested", "assert", (f"Two carters said that {claim}",)),
        ("disinterested", "confirm", (f"Two carters confirmed that {claim}",)),
        ("disinterested", "deny", (f"Two carters denied that {claim}",)),
        ("disinterested", "decline", (f"Two carters would not say whether {claim}",)),
    ]


def test_a_pair_of_the_verdict_task_differs_in_the_added_passage_alone() -> None:
    made, _ = cases([record()], "verdict")
    bare = {case.example.id: case for case in made if case.act is None}
    assert len(bare) == len(WORDINGS)
    assert len(made) == len(WORDINGS) * (1 + 2 * 4)
    for case in made:
        if case.act is not None:
            before = bare[case.base or ""]
            assert case.example.evidence[:-1] == before.example.evidence
            assert (case.example.claim, case.wording) == (before.example.claim, before.wording)
            assert case.example.evidence[0].startswith("Orla Finn") or "Orla Finn said" in case.example.evidence[0]


def test_ids_are_each_of_its_own_and_do_not_tell_the_act() -> None:
    made, _ = cases([record(0), record(1)], "verdict")
    ids = [case.example.id for case in made]
    assert len(set(ids)) == len(ids)
    assert not [name for name in ids if any(word in name for word in ("deny", "decline", "assert", "confirm"))]


def test_the_same_records_give_the_same_pairs() -> None:
    assert cases([record()], "verdict") == cases([record()], "verdict")


def test_the_one_against_the_claim_is_the_party_that_denies_whoever_comes_first() -> None:
    more = (("Ned Vance", "some", "supports"), *HOLDERS)
    made, _ = cases([record(holders=more)], "stance")
    assert {
        case.example.evidence[0].split(" denied")[0] for case in made if case.act == "deny" and case.wording == 1
    } == {"The kiln office", "Two carters"}


def test_a_claim_that_is_no_matter_of_fact_makes_no_pair() -> None:
    assert cases([record(checkable=False), record(1, level="opinion")], "stance") == ([], 0)


def test_a_claim_whose_record_names_nobody_else_to_assert_it_is_left_out_of_the_verdict_task() -> None:
    assert cases([record(holders=HOLDERS[1:2])], "verdict") == ([], 1)
    assert cases([record(holders=())], "stance") == ([], 1)


def test_a_holder_with_a_comma_is_nobodys_name() -> None:
    made, _ = cases([record(holders=(("kiln office, payroll", "high", "refutes"), *HOLDERS))], "stance")
    assert not [case for case in made if "payroll" in case.example.evidence[0]]


@pytest.mark.parametrize(
    ("claim", "names", "expected"),
    [
        ("No kiln was lit.", (), "no kiln was lit"),
        ("Kiln hands left at noon.", (), "kiln hands left at noon"),
        ("Fund clerk Ida Moss left.", ("Fund for Kilns",), "Fund clerk Ida Moss left"),
        ("Ida Moss left", (), "Ida Moss left"),
    ],
)
def test_a_claim_stands_in_a_clause_with_a_small_letter_unless_it_begins_with_a_name(
    claim: str, names: tuple[str, ...], expected: str
) -> None:
    assert clause(claim, names) == expected


def test_a_holder_that_is_no_name_gets_an_article() -> None:
    assert [subject(name) for name in ("port office", "a clerk", "Ida Moss")] == [
        "the port office",
        "a clerk",
        "Ida Moss",
    ]


@pytest.mark.parametrize("added", [None, "deny", "decline"])
@pytest.mark.parametrize("level", ["none", "high"])
def test_the_rules_of_meaning_call_bare_words_insufficient(added: str | None, level: str) -> None:
    said = Evidence(id="1", text="It was.", act="assert", stance="supports", kind="testimony_named")
    stance, kind = {"deny": ("refutes", "denial_unsupported")}.get(added or "", ("neutral", "background"))
    interest = Interest.model_validate({"level": level})
    word = Evidence.model_validate({"id": "2", "text": "x", "act": added, "stance": stance, "kind": kind})
    pieces = (said,) if added is None else (said, word.model_copy(update={"holder_interest": interest}))
    verdict = judge(Claim(id="c", text="It was."), pieces, verdict_id="v", issuer="rule")
    assert verdict_label(verdict) == "insufficient"


# Models that do as they are told


def test_a_model_that_always_says_refuted_has_no_pair_that_could_turn(run: Run) -> None:
    result = run(lambda example: "refuted")
    rate = result.rates[TURNED]["deny, interested"]
    assert (rate.n, rate.hits, rate.share.value) == (0, 0, None)
    assert share(result, CALLED_REFUTED, BARE) == 1.0


def test_a_model_that_never_says_refuted_never_flips(run: Run) -> None:
    result = run(lambda example: "insufficient")
    assert {rate.share.value for rate in result.rates[TURNED].values()} == {0.0}
    assert {rate.share.value for rate in result.rates[CALLED_INSUFFICIENT].values()} == {1.0}


def test_a_model_that_goes_by_the_word_denied_flips_in_the_wordings_that_have_it(run: Run) -> None:
    result = run(lambda example: "refuted" if "denied" in example.evidence[-1] else "supported")
    assert [share(result, TURNED, f"deny, wording {number}") for number in (1, 2, 3)] == [1.0, 0.0, 0.0]
    assert share(result, TURNED, "deny, interested") == pytest.approx(1 / 3)
    assert share(result, TURNED, "decline, interested") == 0.0
    assert share(result, TURNED, "confirm, disinterested") == 0.0


def test_a_model_that_believes_the_disinterested_flips_on_them_alone(run: Run) -> None:
    denials = ("denied", "No, that is not so", "rejected")
    result = run(
        lambda example: (
            "mostly_refuted"
            if "wo carters" in example.evidence[-1] and any(word in example.evidence[-1] for word in denials)
            else "supported"
        )
    )
    assert (share(result, TURNED, "deny, interested"), share(result, TURNED, "deny, disinterested")) == (0.0, 1.0)


def test_silence_is_no_flip_and_what_was_silent_before_is_in_no_pair(run: Run) -> None:
    after = run(lambda example: None if len(example.evidence) == 2 else "supported")
    assert (share(after, TURNED, "deny, interested"), after.rates[TURNED]["deny, interested"].n) == (0.0, STORIES * 3)
    assert after.silent == STORIES * 3 * 8
    before = run(lambda example: "refuted" if len(example.evidence) == 2 else None)
    assert before.rates[TURNED]["deny, interested"].n == 0


def test_a_model_that_reads_who_does_what_is_right_on_every_stance(run: Run) -> None:
    signs = {"denied": "refutes", "No, that": "refutes", "rejected": "refutes"}
    signs |= {"would not say": "neutral", "No comment": "neutral", "declined": "neutral"}

    def reads(example: Example) -> str:
        return next((label for sign, label in signs.items() if sign in example.evidence[0]), "supports")

    result = run(reads, "stance")
    assert {rate.share.value for rate in result.rates[RIGHT].values()} == {1.0}
    assert share(result, CALLED_REFUTING, "decline, interested") == 0.0


def test_a_rate_has_an_interval_over_stories_of_ten_or_more(run: Run, tmp_path: Path, dataset: Dataset) -> None:
    result = run(lambda example: "refuted" if len(example.evidence) == 2 and "story-0" in example.id else "supported")
    rate = result.rates[TURNED]["deny"]
    assert (rate.hits, rate.n, rate.clusters) == (10 * 6, STORIES * 6, STORIES)
    assert rate.share.low is not None
    assert rate.share.high is not None
    assert rate.share.low < 10 / 12 < rate.share.high


def test_few_stories_have_no_interval(tmp_path: Path) -> None:
    save(tmp_path / "few", CARD, {"train": Part((), tuple(record(story) for story in range(9)))})
    done = flips(Dataset(tmp_path / "few"), "overlap", task="stance", out=tmp_path / "out")
    assert done.result.rates[RIGHT]["deny"].share.low is None


# Files and errors


def finished(dataset: Dataset, out: Path) -> Flipped:
    return flips(dataset, "overlap", task="stance", out=out)


def test_figures_and_pairs_are_written_and_the_same_run_gives_the_same_bytes(dataset: Dataset, tmp_path: Path) -> None:
    one, other = finished(dataset, tmp_path / "one"), finished(dataset, tmp_path / "other")
    assert one.folder == tmp_path / "one" / "made" / "flips-stance-all" / "overlap"
    assert sorted(path.name for path in one.folder.iterdir()) == [RESULT, PAIRS]
    for name in (RESULT, PAIRS):
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes()
    assert Flips.model_validate(json.loads((one.folder / RESULT).read_text())) == one.result
    rows = [json.loads(line) for line in (one.folder / PAIRS).read_text().splitlines()]
    assert len(rows) == one.result.pedigree.n == STORIES * 24
    assert [row["label"] for row in rows] == one.answers


def test_runs_with_other_seeds_stand_beside_each_other(dataset: Dataset, tmp_path: Path) -> None:
    folders = [flips(dataset, "overlap", task="stance", seed=seed, out=tmp_path / "out").folder.name for seed in (0, 5)]
    assert folders == ["overlap", "overlap-seed5"]


def test_two_kept_models_of_one_name_have_reports_of_their_own(parted: Dataset, tmp_path: Path) -> None:
    folders = []
    for place, split in (("a", "train"), ("b", "all")):
        train_model(parted, Job("tfidf", "stance", split), tmp_path / place / "kept")
        folders.append(flips(parted, f"tfidf:{tmp_path / place / 'kept'}", task="stance", out=tmp_path / "out").folder)
    assert len(set(folders)) == 2
    assert all(folder.name.startswith("tfidf-kept-") for folder in folders)


def test_answers_of_another_program_are_looked_up_by_the_ids_of_the_pairs(dataset: Dataset, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in (finished(dataset, tmp_path / "out").folder / PAIRS).read_text().splitlines()]
    lines = [f"{row['id']},{'refutes' if row['act'] == 'deny' else 'supports'}" for row in rows]
    (tmp_path / "answers.csv").write_text("id,label\n" + "\n".join(lines) + "\n", "utf-8")
    target = f"predictions:{tmp_path / 'answers.csv'}"
    result = flips(dataset, target, task="stance", out=tmp_path / "out").result
    assert (share(result, RIGHT, "deny"), share(result, RIGHT, "assert"), share(result, RIGHT, "decline")) == (1, 1, 0)


def test_a_model_that_learns_does_not_learn_from_the_story_it_answers(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @dataclass(frozen=True)
    class Pupil(Scripted):
        seen: tuple[str, ...] = ()

        def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> Pupil:
            return Pupil(self.answer, seen=tuple(example.id.partition("/")[0] for example in examples))

        def predict(self, batch: Sequence[Example]) -> list[Prediction]:
            assert not {example.id.partition("/")[0] for example in batch} & set(self.seen)
            return super().predict(batch)

    monkeypatch.setattr(models, "load", lambda name, labels: Pupil(lambda example: "supports"))
    result = flips(dataset, "scripted", task="stance", out=tmp_path / "out").result
    assert result.pedigree.training == "5-fold"


@pytest.mark.parametrize(("split", "count"), [("all", 6 * 24), ("train", 6 * 24), ("test", 0)])
def test_examples_of_stories_that_a_kept_model_has_learned_are_counted(
    parted: Dataset, tmp_path: Path, split: str, count: int
) -> None:
    train_model(parted, Job("tfidf", "stance", "train"), tmp_path / "kept")
    result = flips(parted, f"tfidf:{tmp_path / 'kept'}", task="stance", split=split, out=tmp_path / "out").result
    assert result.trained_on == count
    fresh = flips(parted, "tfidf", task="stance", split=split, out=tmp_path / "out").result
    assert fresh.trained_on == 0


def test_records_that_name_no_holders_are_an_error(tmp_path: Path) -> None:
    save(tmp_path / "bare", CARD, {"train": Part((), (record(holders=(("", "none", "supports"),)),))})
    with pytest.raises(DataError, match="no checkable claim of split 'all' has evidence whose holders are named"):
        flips(Dataset(tmp_path / "bare"), "majority", out=tmp_path / "out")


def test_a_split_that_is_not_there_is_an_error(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no split 'dev'"):
        flips(dataset, "majority", split="dev", out=tmp_path / "out")


# The command

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command in this process: exit code, stdout, stderr."""

    def call(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fcbench", *map(str, words)])
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capfd.readouterr()

    return call


def test_the_command_prints_rates_and_writes_a_report(dataset: Dataset, tmp_path: Path, command: Command) -> None:
    words = ("flips", "overlap", dataset.folder, "--task", "stance", "-o", tmp_path / "out")
    code, out, err = command(*words)
    place = tmp_path / "out" / "made" / "flips-stance-all" / "overlap" / "report.md"
    assert code == 0
    assert "deny, interested" in out
    assert f"report: {place}" in err
    assert place.is_file()
    assert Flips.model_validate_json(command(*words, "--json")[1]).records == STORIES


def test_the_command_says_that_a_model_was_trained_on_the_stories(
    parted: Dataset, tmp_path: Path, command: Command
) -> None:
    train_model(parted, Job("tfidf", "stance", "train"), tmp_path / "kept")
    words = ("flips", f"tfidf:{tmp_path / 'kept'}", parted.folder, "--task", "stance", "-o", tmp_path / "out")
    told = "144 of 288 examples share their story with the training split"
    assert told in command(*words)[2]
    (report,) = (tmp_path / "out").rglob("report.md")
    assert told in report.read_text("utf-8")


@pytest.mark.parametrize(("option", "value"), [("--task", "stanc"), ("--split", "dev")])
def test_the_command_says_what_is_not_there(dataset: Dataset, command: Command, option: str, value: str) -> None:
    code, _, err = command("flips", "overlap", dataset.folder, option, value)
    assert code == 2
    assert f"no {option[2:]} {value!r}" in err


def test_evaluation_says_on_stderr_that_a_model_is_not_above_claim_only(
    tmp_path: Path, root: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blind.py").write_text("def answer(batch):\n    return ['unrelated'] * len(batch)\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    options = ("--split", "all", "--json", "-o", tmp_path / "out")
    code, _, err = command("eval", "python:blind:answer", root / "data", *options)
    assert code == 0
    assert "is below claim-only, which never sees the evidence" in err


# Our own stories


@pytest.mark.parametrize(("task", "examples"), [("stance", 1416), ("verdict", 1587)])
def test_our_stories_give_pairs_of_nearly_every_checkable_claim(root: Path, task: Task, examples: int) -> None:
    data = Dataset(root / "data")
    records = [record for split in data.splits() for record in data.records(split)]
    made, left_out = cases(records, task)
    assert len(made) == examples
    assert left_out <= 1
    for case in made:
        assert "  " not in "".join(case.example.evidence)
        assert ".." not in "".join(case.example.evidence)
