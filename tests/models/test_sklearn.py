"""A pipeline of one's own, from a file that cannot run code."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from fcbench import models
from fcbench.estimators import Options, frame
from fcbench.models import Trainable
from fcbench.schema import DataError, Example

LABELS = ("SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO")
TEXTS = {"SUPPORTS": "Yes, it opened.", "REFUTES": "No, it stayed closed.", "NOT_ENOUGH_INFO": "Cats sleep."}
EXAMPLES = [
    Example(id=f"{label}-{number}", claim=f"The {place} opened", evidence=(text, "More."))
    for label, text in TEXTS.items()
    for number, place in enumerate(("bridge", "harbour", "mill", "school"))
]
GOLD = [example.id.partition("-")[0] for example in EXAMPLES]
RIGHT = [example.id.partition("-")[0] for example in EXAMPLES]


class Own(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Somebody's own step."""

    def fit(self, X: Any, y: Any = None) -> Own:  # noqa: N803 -- as scikit-learn has it
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        return X


class Hollow(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Somebody's own classifier."""


def pipeline(classifier: Any, *steps: Any, gold: list[Any] | None = None) -> Any:
    columns = make_column_transformer((TfidfVectorizer(), "claim"), (CountVectorizer(), "evidence"))
    return make_pipeline(*steps, columns, classifier).fit(frame(EXAMPLES), gold or GOLD)


def saved(path: Path, value: Any) -> Path:
    skops.io.dump(value, path)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return saved(tmp_path / "model.skops", pipeline(LogisticRegression(C=100)))


def test_a_saved_pipeline_answers_with_labels_and_probabilities(path: Path) -> None:
    found = models.load(f"sklearn:{path}", LABELS).predict(EXAMPLES)
    assert [prediction.label for prediction in found] == RIGHT
    for prediction in found:
        assert sum(prediction.probabilities or ()) == pytest.approx(1, abs=1e-3)


def test_it_has_learned_and_does_not_learn_again(path: Path) -> None:
    assert not isinstance(models.load(f"sklearn:{path}", LABELS), Trainable)


@pytest.mark.parametrize(
    "classifier",
    [
        CalibratedClassifierCV(LogisticRegression(), cv=2),
        MLPClassifier((4,), max_iter=3000, learning_rate_init=0.05, random_state=0),
        LinearSVC(),
    ],
)
def test_classifiers_without_trees_are_loaded(tmp_path: Path, classifier: Any) -> None:
    path = saved(tmp_path / "model.skops", pipeline(classifier))
    assert [found.label for found in models.load(f"sklearn:{path}", LABELS).predict(EXAMPLES)] == RIGHT


def test_a_text_pipeline_without_a_column_is_an_error_that_says_what_it_is_given(tmp_path: Path) -> None:
    texts = [example.claim for example in EXAMPLES]
    path = saved(tmp_path / "model.skops", make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, GOLD))
    said = (
        "answers: 2, examples: 12, .*; it is given a DataFrame with the columns claim and evidence; "
        "a text vectoriser has to be told which: put it into a ColumnTransformer, or choose one column first"
    )
    with pytest.raises(DataError, match=said):
        models.load(f"sklearn:{path}", LABELS).predict(EXAMPLES)


def test_the_name_is_of_the_file_and_the_revision_of_its_content(path: Path) -> None:
    first = models.load(f"sklearn:{path}", LABELS)
    assert first.name == "sklearn:model.skops"
    saved(path, pipeline(LogisticRegression(C=10)))
    assert models.load(f"sklearn:{path}", LABELS).revision != first.revision


def test_classes_are_matched_by_meaning(tmp_path: Path) -> None:
    words = {"SUPPORTS": "agree", "REFUTES": "disagree", "NOT_ENOUGH_INFO": "discuss"}
    path = saved(tmp_path / "model.skops", pipeline(LogisticRegression(C=100), gold=[words[label] for label in GOLD]))
    assert [found.label for found in models.load(f"sklearn:{path}", LABELS).predict(EXAMPLES)] == RIGHT


def test_classes_that_are_numbers_are_refused_unless_a_map_says_what_they_mean(tmp_path: Path) -> None:
    numbers = [LABELS.index(label) for label in GOLD]
    path = saved(tmp_path / "model.skops", pipeline(LogisticRegression(C=100), gold=numbers))
    with pytest.raises(DataError, match=r"label '0' is none .* has: 0, 1, 2; the task has: SUPP.*int2str"):
        models.load(f"sklearn:{path}", LABELS)
    options = Options(label_map={"0": "SUPPORTS", "1": "REFUTES", "2": "NOT_ENOUGH_INFO"})
    model = models.load(f"sklearn:{path}", LABELS, options)
    assert [found.label for found in model.predict(EXAMPLES)] == RIGHT
    assert model.revision.endswith(" 0=SUPPORTS 1=REFUTES 2=NOT_ENOUGH_INFO")


@pytest.mark.parametrize("name", ["model.pkl", "model.PICKLE", "model.joblib"])
def test_a_pickle_is_refused_unopened_with_the_line_that_saves_it_otherwise(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(pickle.dumps({}))
    with pytest.raises(DataError, match=r"runs code when it is opened.*skops\.io\.dump\(pipeline, 'model\.skops'\)"):
        models.load(f"sklearn:{tmp_path / name}", LABELS)


def test_a_pickle_by_another_name_is_no_skops_file(tmp_path: Path) -> None:
    (tmp_path / "model.skops").write_bytes(pickle.dumps({}))
    with pytest.raises(DataError, match=r"model\.skops: not a skops file that can be read here: BadZipFile"):
        models.load(f"sklearn:{tmp_path / 'model.skops'}", LABELS)


@pytest.mark.parametrize(
    ("value", "strange"),
    [
        (pipeline(LogisticRegression(), Own()), r"test_sklearn\.Own"),
        (pipeline(DecisionTreeClassifier()), r"sklearn\.tree\._tree\.Tree"),
        (FunctionTransformer(np.load), r"numpy\.load"),
        (Hollow(), r"test_sklearn\.Hollow"),
    ],
)
def test_types_that_are_not_trusted_are_listed_and_not_loaded(tmp_path: Path, value: Any, strange: str) -> None:
    path = saved(tmp_path / "model.skops", value)
    with pytest.raises(DataError, match=rf"holds types that are not trusted: .*{strange}.*python:module:attribute"):
        models.load(f"sklearn:{path}", LABELS)


@pytest.mark.parametrize("value", [{"a": 1}, TfidfVectorizer()])
def test_what_is_no_classifier_is_an_error(tmp_path: Path, value: Any) -> None:
    path = saved(tmp_path / "model.skops", value)
    with pytest.raises(DataError, match=r"holds a \w+; a fitted classifier, or a pipeline of one, is due"):
        models.load(f"sklearn:{path}", LABELS)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.skops: no such file"):
        models.load(f"sklearn:{tmp_path / 'nowhere.skops'}", LABELS)
