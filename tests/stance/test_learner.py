"""What is learned: the same whatever the order, weighed by topics held out, and right on what can be told."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fcbench.schema import DataError, Example
from fcbench.stance.decision import Decision, calibration, check, decision
from fcbench.stance.learner import learn
from fcbench.stance.meanings import apart, nearest_verdict
from fcbench.stance.stacking import Held, Rows, Shape, fitted, held_out

PLACES = ["bridge", "harbour", "school", "river", "market", "tower", "garden", "station", "museum", "castle"]
TOLD = {
    "agree": "Officials confirmed that the {} in {} was closed.",
    "disagree": "The report is a hoax: officials denied that the {} in {} was closed.",
    "discuss": "It is reported that the {} in {} may be closed, and nobody could verify it.",
}


def corpus() -> tuple[list[Example], list[str]]:
    """Ten topics, each with a passage a stance, and a passage of another topic."""
    rows, gold = [], []
    for number, place in enumerate(PLACES):
        for label, text in (*TOLD.items(), ("unrelated", "")):
            other = PLACES[(number + 3) % len(PLACES)]
            shown = text.format(place, place.title()) if text else TOLD["agree"].format(other, other.title())
            rows.append(Example(id=f"{place}-{label}", claim=f"The {place} was closed", evidence=(shown,)))
            gold.append(label)
    return rows, gold


ROWS, GOLD = corpus()


def test_the_order_of_training_rows_does_not_matter() -> None:
    order = random.Random(1).sample(range(len(ROWS)), len(ROWS))  # noqa: S311 -- no secret
    one = learn(ROWS, GOLD, "balanced").shares(ROWS)
    other = learn([ROWS[place] for place in order], [GOLD[place] for place in order], "balanced").shares(ROWS)
    assert (one == other).all()


def test_related_is_told_from_unrelated_in_topics_never_met() -> None:
    learned = learn(ROWS, GOLD, "accuracy")
    near = Example(id="a", claim="The library was closed", evidence=("Officials confirmed the library was closed.",))
    far = Example(id="b", claim="The library was closed", evidence=("Officials confirmed that the pier opened.",))
    lone = learned.classes.index("unrelated")
    chances = learned.shares([near, far])[:, lone]
    assert chances[0] < chances[1]


def test_one_label_alone_is_given_with_certainty() -> None:
    learned = learn(ROWS[:6], ["agree"] * 6, "balanced")
    assert learned.shares(ROWS[:2]).tolist() == [[1.0], [1.0]]


def test_related_and_unrelated_alone_are_two_labels() -> None:
    gold = ["unrelated" if label == "unrelated" else "agree" for label in GOLD]
    assert learn(ROWS, gold, "balanced").shares(ROWS).shape == (len(ROWS), 2)


def test_shares_sum_to_one() -> None:
    assert learn(ROWS, GOLD, "fnc").shares(ROWS).sum(axis=1) == pytest.approx(1)


def made(codes: list[int], topics: list[int], seed: int = 0) -> Rows:
    """Rows whose first feature is their code, with noise beside it."""
    noise = np.random.default_rng(seed).normal(size=(len(codes), 3))
    features = np.hstack([np.array(codes, dtype=float).reshape(-1, 1), noise]).astype(np.float32)
    return Rows(features, np.array(codes), np.array(topics), np.array(topics))


def test_permuted_labels_give_chance() -> None:
    rows = made([number % 3 for number in range(300)], [number // 10 for number in range(300)])
    shuffled = Rows(rows.features, np.random.default_rng(1).permutation(rows.codes), rows.claims, rows.passages)
    right, chance = (held_out(each, Shape(3, None, 1)) for each in (rows, shuffled))
    assert right is not None
    assert chance is not None
    assert (right.table.argmax(axis=1) == right.codes).mean() > 0.95
    assert (chance.table.argmax(axis=1) == chance.codes).mean() == pytest.approx(1 / 3, abs=0.1)


def test_no_row_is_answered_by_a_model_that_saw_its_topic() -> None:
    """Each topic has a label of its own, told by a mark: who has not seen the topic cannot give the label."""
    codes = [number // 30 for number in range(120)]
    held = held_out(made(codes, codes), Shape(4, None, 1))
    assert held is not None
    assert held.table[np.arange(len(held.codes)), held.codes].max() == 0


def test_one_topic_holds_nothing_out() -> None:
    assert held_out(made([0, 1] * 10, [0] * 20), Shape(2, None, 1)) is None


def test_rows_of_the_class_apart_are_weighed_up_for_those_between_folds() -> None:
    codes = [number % 2 for number in range(80)]
    rows = made(codes, [number // 4 for number in range(80)])
    crossed = Rows(rows.features, rows.codes, rows.claims, (rows.claims + (np.arange(80) % 4 == 1)) % 20)
    held = held_out(crossed, Shape(2, 1, 1))
    assert held is not None
    assert 0 < (held.codes == 1).sum() < 40
    assert held.weights[held.codes == 1].sum() == pytest.approx(40)


def test_a_class_that_training_lacks_has_no_chance() -> None:
    stack = fitted(made([0, 1] * 40, list(range(80))), Shape(3, None, 1))
    assert (stack.table(np.zeros((2, 4), dtype=np.float32))[:, 2] == 0).all()


def test_the_answer_is_the_mean_of_boosted_and_of_random_trees() -> None:
    rows = made([number % 3 for number in range(300)], [number // 10 for number in range(300)])
    stack = fitted(rows, Shape(3, None, 1))
    assert [type(voice).__name__ for voice in stack.voices] == [
        "HistGradientBoostingClassifier",
        "ExtraTreesClassifier",
    ]
    each = [voice.predict_proba(rows.features) for voice in stack.voices]
    assert np.abs(each[0] - each[1]).max() > 0.01
    assert stack.table(rows.features) == pytest.approx((each[0] + each[1]) / 2)


# Decisions


def held(table: list[list[float]], codes: list[int]) -> Held:
    return Held(np.array(table), np.array(codes), np.ones(len(codes)))


def test_overconfident_answers_are_flattened_and_timid_ones_sharpened() -> None:
    bold = held([[0.99, 0.01]] * 10, [0] * 7 + [1] * 3)
    timid = held([[0.6, 0.4]] * 10, [0] * 10)
    assert calibration(bold) < 1 < calibration(timid)


def test_a_rare_label_is_weighed_up_where_that_serves() -> None:
    table = [[0.7, 0.3]] * 10 + [[0.9, 0.1]] * 90
    codes = [1] * 8 + [0] * 92
    chosen = decision("balanced", ("often", "rare"), held(table, codes), None)
    assert chosen.shares(np.array([[0.7, 0.3], [0.9, 0.1]])).argmax(axis=1).tolist() == [1, 0]


def test_weights_are_chosen_by_the_chances_of_labels_and_not_by_which_rows_had_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fcbench.stance.decision.calibration", lambda held: 1.0)
    table = [[0.6, 0.4]] * 10 + [[0.7, 0.3]] * 10 + [[0.95, 0.05]] * 80
    lucky, unlucky = [1] * 11 + [0] * 89, [0] * 89 + [1] * 11
    one, other = (decision("balanced", ("often", "rare"), held(table, codes), None) for codes in (lucky, unlucky))
    assert (one.worth == other.worth).all()


def test_a_label_that_no_held_out_row_has_is_not_weighed_up() -> None:
    table = [[0.5, 0.3, 0.2]] * 10 + [[0.45, 0.1, 0.45]] * 10 + [[0.8, 0.1, 0.1]] * 80
    chosen = decision("balanced", ("often", "rare", "never"), held(table, [1] * 8 + [0] * 92), None)
    assert chosen.shares(np.array(table)).argmax(axis=1).max() < 2


def test_accuracy_gives_the_probabilities_themselves() -> None:
    assert decision("accuracy", ("a", "b"), None, None).shares(np.array([[0.3, 0.7]])).tolist() == [[0.3, 0.7]]


def test_the_fnc_objective_rather_discusses_than_misses_a_related_pair() -> None:
    classes = ("agree", "disagree", "discuss", "unrelated")
    chosen = decision("fnc", classes, None, 3)
    doubtful = np.array([[0.05, 0.05, 0.3, 0.6], [0.0, 0.0, 0.1, 0.9]])
    assert chosen.shares(doubtful).argmax(axis=1).tolist() == [2, 3]


def test_a_decision_does_not_see_what_a_row_is_beside() -> None:
    chosen = Decision(1.2, np.diag([1.0, 3.0]))
    rows = np.array([[0.8, 0.2], [0.1, 0.9]])
    assert (chosen.shares(rows)[1] == chosen.shares(rows[1:])[0]).all()


@pytest.mark.parametrize(
    ("objective", "labels", "said"),
    [
        ("fcn", ("a", "b"), "objective 'fcn'; did you mean 'fnc'\\? there is: balanced, accuracy, fnc"),
        ("fnc", ("a", "b"), "objective 'fnc' is not for the labels: a, b"),
    ],
)
def test_an_objective_that_does_not_fit_is_refused(objective: str, labels: tuple[str, ...], said: str) -> None:
    with pytest.raises(DataError, match=said):
        check(objective, labels)


# Meanings


@pytest.mark.parametrize(
    ("labels", "expected"),
    [(("unrelated", "agree"), "unrelated"), (("SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO"), None), (("x", "y"), None)],
)
def test_the_label_apart_is_the_one_that_means_unrelated(labels: tuple[str, ...], expected: str | None) -> None:
    assert apart(labels) == expected


def test_a_verdict_takes_the_nearest_label_that_there_is() -> None:
    labels = ("SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO")
    assert nearest_verdict("sufficient", 1, labels) == "REFUTES"
    assert nearest_verdict("conflicting", None, labels) == "NOT_ENOUGH_INFO"
    assert nearest_verdict("sufficient", 4, ("x", "y")) is None


SCRIPT = """
import sys
sys.path.insert(0, "tests/stance")
from test_learner import GOLD, ROWS
from fcbench.models import stance_cpu, verdict_cpu
for kind in (stance_cpu, verdict_cpu):
    model = kind.load("", ("agree", "disagree", "discuss", "unrelated")).fit(ROWS, GOLD)
    print([answer.probabilities for answer in model.predict(ROWS)])
"""


def test_answers_do_not_depend_on_the_seed_of_hashes(root: Path) -> None:
    seen = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert seen[0].count("(") == 2 * len(ROWS)
    assert seen[0] == seen[1]
