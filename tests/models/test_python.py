"""Anybody's Python as a model: what it may be, what it may answer, and what goes wrong."""

from __future__ import annotations

import hashlib
import importlib
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench import models
from fcbench.estimators import Options
from fcbench.files import write_text
from fcbench.labels import meaning
from fcbench.models import Model, Trainable
from fcbench.schema import DataError, Example, Prediction

LABELS = ("no", "yes")
EXAMPLES = [
    Example(id="a", claim="It rains", evidence=("It rained.", "All day.")),
    Example(id="b", claim="It snows", evidence=("It rained.",)),
    Example(id="c", claim="It hails", evidence=()),
]
Make = Callable[[str], Model]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """The model `thing` of a module with this source; each module has a name of its own."""
    monkeypatch.syspath_prepend(tmp_path)

    def made(source: str) -> Model:
        name = f"made_{hashlib.sha256(f'{tmp_path}{source}'.encode()).hexdigest()[:16]}"
        (tmp_path / f"{name}.py").write_text(source)
        return models.load(f"python:{name}:thing", LABELS)

    return made


def labels(found: list[Prediction]) -> list[str | None]:
    return [prediction.label for prediction in found]


# What it may be


def test_a_function_is_given_examples_and_gives_labels(make: Make) -> None:
    model = make("def thing(examples): return ['yes' if e.claim == 'It rains' else 'no' for e in examples]")
    assert labels(model.predict(EXAMPLES)) == ["yes", "no", "no"]


def test_a_function_sees_id_claim_and_each_piece_of_evidence(make: Make) -> None:
    model = make(
        "def thing(examples): return ['yes' if (e.id, len(e.evidence)) == ('a', 2) else None for e in examples]"
    )
    assert labels(model.predict(EXAMPLES)) == ["yes", None, None]


def test_a_generator_will_do(make: Make) -> None:
    model = make("def thing(examples):\n    for _ in examples: yield 'yes'")
    assert labels(model.predict(EXAMPLES)) == ["yes"] * 3


def test_an_object_that_can_be_called_will_do(make: Make) -> None:
    model = make(
        "import functools\ndef f(label, examples): return [label] * len(examples)\nthing = functools.partial(f, 'no')"
    )
    assert labels(model.predict(EXAMPLES)) == ["no"] * 3


def test_a_class_is_made_once(make: Make) -> None:
    model = make("""
class thing:
    made = 0
    def __init__(self): thing.made += 1
    def __call__(self, examples): return ['yes' if thing.made == 1 else 'no'] * len(examples)
""")
    assert labels(model.predict(EXAMPLES) + model.predict(EXAMPLES)) == ["yes"] * 6


def test_a_class_that_cannot_be_made_without_arguments_is_an_error(make: Make) -> None:
    with pytest.raises(DataError, match=r"thing: the class fails, called without arguments: TypeError: .*'path'"):
        make("class thing:\n    def __init__(self, path): pass")


def test_an_estimator_without_fit_is_given_a_frame_with_the_pieces_joined(make: Make) -> None:
    model = make(r"""
class Estimator:
    def predict(self, frame):
        assert list(frame.columns) == ['claim', 'evidence']
        return ['yes' if evidence == 'It rained.\nAll day.' else 'no' for evidence in frame['evidence']]
thing = Estimator()
""")
    assert not isinstance(model, Trainable)
    assert labels(model.predict(EXAMPLES)) == ["yes", "no", "no"]


PIPELINE = """
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
thing = make_pipeline(make_column_transformer((CountVectorizer(), 'claim')), LogisticRegression(C=100))
"""


def test_an_estimator_with_fit_learns_and_gives_probabilities(make: Make) -> None:
    model = make(PIPELINE)
    assert isinstance(model, Trainable)
    found = model.fit(EXAMPLES, ["yes", "no", "no"]).predict(EXAMPLES)
    assert labels(found) == ["yes", "no", "no"]
    assert [sum(prediction.probabilities or ()) for prediction in found] == pytest.approx([1, 1, 1])


def test_training_an_estimator_leaves_the_one_of_the_module_untrained(make: Make) -> None:
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    model = make(PIPELINE)
    assert isinstance(model, Trainable)
    model.fit(EXAMPLES, ["yes", "no", "no"])
    with pytest.raises(NotFittedError):
        check_is_fitted(model.estimator)  # type: ignore[attr-defined]


def test_a_label_that_the_estimator_has_not_met_gets_no_probability(make: Make) -> None:
    model = make("""
class Estimator:
    classes_ = ['yes']
    def predict_proba(self, frame): return [[1.0]] * len(frame)
    def predict(self, frame): raise AssertionError
thing = Estimator()
""")
    assert model.predict(EXAMPLES[:1])[0].probabilities == (0.0, 1.0)


# What it may answer


def test_a_mapping_gives_the_most_probable_label(make: Make) -> None:
    model = make("def thing(examples): return [{'yes': 0.6, 'no': 0.4}, {'no': 1}, {'yes': 0.5, 'no': 0.5}]")
    found = model.predict(EXAMPLES)
    assert labels(found) == ["yes", "no", "no"]  # a tie goes to the first label
    assert [prediction.probabilities for prediction in found] == [(0.4, 0.6), (1.0, 0.0), (0.5, 0.5)]


def test_none_and_the_empty_text_are_silence(make: Make) -> None:
    model = make("def thing(examples): return [None, '', 'yes']")
    assert labels(model.predict(EXAMPLES)) == [None, None, "yes"]


@pytest.mark.parametrize("answer", ["{}", "{'yes': 0.2, 'no': 0.2}", "{'yes': 2, 'no': -1}", "{'yes': float('nan')}"])
def test_probabilities_that_are_none_are_an_error_with_the_example(make: Make, answer: str) -> None:
    with pytest.raises(DataError, match=r"example 'a': probabilities .* are not between 0 and 1 with sum 1"):
        make(f"def thing(examples): return [{answer}] * 3").predict(EXAMPLES)


@pytest.mark.parametrize("answer", ["{'yes': 'much'}", "{0: 1.0}"])
def test_a_mapping_to_no_number_or_from_no_name_is_an_error(make: Make, answer: str) -> None:
    with pytest.raises(DataError, match=r"example 'a': probabilities: saw {.*is due"):
        make(f"def thing(examples): return [{answer}] * 3").predict(EXAMPLES)


@pytest.mark.parametrize("count", [0, 2, 4])
def test_a_wrong_count_of_answers_is_an_error(make: Make, count: int) -> None:
    with pytest.raises(DataError, match=f"answers: {count}, examples: 3, the first of them 'a'"):
        make(f"def thing(examples): return ['yes'] * {count}").predict(EXAMPLES)


def test_a_wrong_count_of_an_estimator_is_an_error(make: Make) -> None:
    model = make("class thing:\n    def predict(self, frame): return ['yes']")
    with pytest.raises(DataError, match="answers: 1, examples: 3"):
        model.predict(EXAMPLES)


@pytest.mark.parametrize("answer", ["'yess'", "{'yes': 0.5, 'yess': 0.5}"])
def test_an_unlisted_label_is_an_error_with_the_nearest_and_the_way_out(make: Make, answer: str) -> None:
    message = (
        r"example 'b': label 'yess' is none of the task's; did you mean 'yes'\?; the model has: .*yess; "
        r"the task has: no, yes; say what they mean: --label-map"
    )
    with pytest.raises(DataError, match=message):
        make(f"def thing(examples): return ['yes', {answer}, 'yes']").predict(EXAMPLES)


def test_a_number_for_a_label_is_an_error_with_a_hint(make: Make) -> None:
    with pytest.raises(DataError, match=r"label 3 of 'b' is not one of: no, yes; a number of a ClassLabel .*int2str"):
        make("def thing(examples): return ['yes', 3, 'yes']").predict(EXAMPLES)


CLASSES = """
class thing:
    classes_ = {}
    def predict_proba(self, frame): return [[0.1, 0.9]] * len(frame)
    def predict(self, frame): raise AssertionError
"""


def test_an_estimator_of_other_classes_is_refused_and_not_read_as_the_first_label(make: Make) -> None:
    with pytest.raises(DataError, match=r"'a': label '0' is none .* has: 0, 1; the task has: no, yes; .*int2str"):
        make(CLASSES.format("[0, 1]")).predict(EXAMPLES)


def test_an_estimator_of_the_same_classes_in_other_letters_is_read(make: Make) -> None:
    (found, *_) = make(CLASSES.format("['YES', 'NO']")).predict(EXAMPLES)
    assert (found.label, found.probabilities) == ("no", (0.9, 0.1))


# What goes wrong

RAISING = """
def thing(examples):
    for example in examples:
        if example.id == 'b': raise KeyError('lost')
    return ['yes'] * len(examples)
"""
RAISING_ESTIMATOR = """
class thing:
    def predict(self, frame):
        if 'It snows' in list(frame['claim']): raise KeyError('lost')
        return ['yes'] * len(frame)
"""


@pytest.mark.parametrize("source", [RAISING, RAISING_ESTIMATOR])
def test_an_input_that_it_raises_on_is_silence_with_the_error_beside_it(make: Make, source: str) -> None:
    found = make(source).predict(EXAMPLES)
    assert labels(found) == ["yes", None, "yes"]
    assert [prediction.error for prediction in found] == [None, "KeyError: 'lost'", None]


def test_a_wrong_count_is_an_error_also_where_it_raises_on_the_batch(make: Make) -> None:
    with pytest.raises(DataError, match="answers: 2, examples: 1"):
        make("def thing(examples): return ['yes', 'no'] if len(examples) == 1 else 1 / 0").predict(EXAMPLES)


def test_what_is_no_model_is_an_error(make: Make) -> None:
    with pytest.raises(DataError, match="thing is of type int; a callable, a class or an estimator"):
        make("thing = 3")


@pytest.mark.parametrize("target", ["python", "python:", "python:module", "python::thing"])
def test_a_target_without_module_and_attribute_is_an_error(target: str) -> None:
    with pytest.raises(DataError, match="needs a module and an attribute, python:module:attribute; saw"):
        models.load(target, LABELS)


@pytest.mark.parametrize("name", ["made_nowhere", "made_nowhere.inside"])
def test_a_module_that_is_not_there_is_an_error_that_says_where_it_was_looked_for(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match=f"no module '{name}'; looked in {tmp_path} and the installed packages"):
        models.load(f"python:{name}:thing", LABELS)


def test_a_module_of_the_current_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place != ""])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "made_here.py").write_text("def thing(examples): return ['no'] * len(examples)")
    assert labels(models.load("python:made_here:thing", LABELS).predict(EXAMPLES)) == ["no"] * 3


def test_a_module_that_needs_another_which_is_missing_names_the_other(make: Make) -> None:
    with pytest.raises(DataError, match="needs 'made_elsewhere', which is not installed"):
        make("import made_elsewhere")


@pytest.mark.parametrize(("source", "error"), [("1 / 0", "ZeroDivisionError: division"), ("def", "SyntaxError: ")])
def test_a_module_that_fails_on_import_is_an_error_that_says_how(make: Make, source: str, error: str) -> None:
    with pytest.raises(DataError, match=f"fails on import: {error}"):
        make(source)


def test_an_attribute_that_is_missing_is_an_error_with_the_nearest(make: Make) -> None:
    with pytest.raises(DataError, match=r"has no attribute 'thing'; did you mean 'think'\? there is: think"):
        make("def think(examples): return examples\n_thing = think")


def test_the_revision_is_of_the_modules_content(make: Make) -> None:
    source = "def thing(examples): return ['yes'] * len(examples)"
    first, again, other = make(source), make(source), make(source + "  # changed")
    assert first.revision == again.revision == hashlib.sha256(source.encode()).hexdigest()[:16]
    assert other.revision != first.revision


def revision(name: str) -> str:
    """What a fresh program would call the model `thing` of that module."""
    for loaded in [loaded for loaded in sys.modules if loaded.partition(".")[0].startswith("revised_")]:
        del sys.modules[loaded]
    importlib.invalidate_caches()
    return models.load(f"python:{name}:thing", LABELS).revision


THING = "def thing(examples): return [ANSWER] * len(examples)\n"


@pytest.mark.parametrize(
    ("name", "imports", "helper"),
    [
        ("revised_a", "from revised_words import ANSWER", "revised_words.py"),
        ("revised_b", "from revised_pack.words import ANSWER", "revised_pack/words.py"),
        ("revised_c.model", "from .words import ANSWER", "revised_c/words.py"),
        ("revised_d.inner.model", "from ..words import ANSWER", "revised_d/words.py"),
        ("revised_e", "from revised_between import ANSWER", "revised_words.py"),
        ("revised_f", "ANSWER = 'yes'\ndef later(): import revised_words", "revised_words.py"),
    ],
)
def test_a_changed_module_that_it_imports_is_another_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, imports: str, helper: str
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # the sizes and times of the two helpers are alike
    write_text(tmp_path / "revised_between.py", "from revised_words import ANSWER")
    write_text(tmp_path / f"{name.replace('.', '/')}.py", f"{imports}\n{THING}")
    found = []
    for answer in ("yes", "no!", "yes"):
        write_text(tmp_path / helper, f"ANSWER = {answer!r}")
        found.append(revision(name))
    assert found[0] == found[2] != found[1]


def test_fcbench_beside_a_module_is_no_part_of_its_revision(root: Path) -> None:
    """In a checkout it lies beside, elsewhere it does not; its version stands in the pedigree."""
    content = (root / "baselines" / "denial_cue" / "model.py").read_bytes()
    assert b"from fcbench.text import" in content
    own = models.load("python:baselines.denial_cue.model:stance", LABELS).revision
    assert own == hashlib.sha256(content).hexdigest()[:16]


def test_what_else_lies_in_the_folder_or_was_run_does_not_change_the_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    write_text(tmp_path / "revised_g.py", f"import json\nANSWER = 'yes'\n{THING}")
    first = revision("revised_g")
    write_text(tmp_path / "revised_h.py", "")
    importlib.import_module("revised_h")
    assert models.load("python:revised_g:thing", LABELS).revision == first


@pytest.mark.parametrize(
    "source",
    [
        "def thing(examples): return []\nthing.revision = 'weights-3'\nrevision = 'other'",
        "def thing(examples): return []\nrevision = 'weights-3'",
        "class thing:\n    revision = 'weights-3'\n    def predict(self, frame): return []",
    ],
)
def test_a_revision_that_the_object_or_else_the_module_gives_is_used(make: Make, source: str) -> None:
    assert make(source).revision == "weights-3"


@pytest.mark.parametrize("given", ["3", "''"])
def test_a_given_revision_that_is_no_text_is_an_error(make: Make, given: str) -> None:
    with pytest.raises(DataError, match=f"thing: revision: saw {given}; a text is due"):
        make(f"def thing(examples): return []\nrevision = {given}")


def test_a_module_without_a_file_is_of_unknown_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("revised_nowhere")
    vars(module)["thing"] = len
    monkeypatch.setitem(sys.modules, "revised_nowhere", module)
    assert models.load("python:revised_nowhere:thing", LABELS).revision == "unknown"


def test_a_fit_that_fails_is_an_error_that_says_what_it_was_given(make: Make) -> None:
    model = make(
        "class thing:\n    def fit(self, X, y): raise ValueError('too few\\nlines')\n    def predict(self, X): return X"
    )
    assert isinstance(model, models.Trainable)
    with pytest.raises(DataError, match=r"fit fails: ValueError: too few; it is given a DataFrame with the columns"):
        model.fit(EXAMPLES, ["yes", "no", "yes"])


def test_a_text_pipeline_without_a_column_is_an_error_that_says_what_it_needs(make: Make) -> None:
    model = make(
        "from sklearn.feature_extraction.text import CountVectorizer\nfrom sklearn.naive_bayes import MultinomialNB\n"
        "from sklearn.pipeline import make_pipeline\nthing = make_pipeline(CountVectorizer(), MultinomialNB())"
    )
    assert isinstance(model, models.Trainable)
    with pytest.raises(DataError, match=r"fit fails: ValueError.*a text vectoriser has to be told which"):
        model.fit(EXAMPLES, ["yes", "no", "yes"])


def test_a_fit_that_gives_no_model_is_an_error(make: Make) -> None:
    model = make("class thing:\n    def fit(self, X, y): pass\n    def predict(self, X): return X")
    assert isinstance(model, models.Trainable)
    with pytest.raises(DataError, match="fit gave NoneType; the fitted model, with predict, is due"):
        model.fit(EXAMPLES, ["yes", "no", "yes"])


def test_a_model_that_leaves_the_program_is_silence_for_that_row(make: Make) -> None:
    model = make(
        "def thing(examples):\n    if examples[0].id == 'b': raise SystemExit(3)\n    return ['yes'] * len(examples)"
    )
    found = model.predict(EXAMPLES[1:2])
    assert (found[0].label, found[0].error) == (None, "SystemExit: 3")


# Labels of its own


def test_labels_that_it_declares_are_matched_by_meaning() -> None:
    task = ("REFUTES", "SUPPORTS", "NOT_ENOUGH_INFO")
    found = models.load("python:tests.models.own_labels:names", task).predict(EXAMPLES)
    assert labels(found) == ["SUPPORTS", "NOT_ENOUGH_INFO", "REFUTES"]
    shares = models.load("python:tests.models.own_labels:shares", task).predict(EXAMPLES)
    assert [prediction.probabilities for prediction in shares] == [(0.1, 0.7, 0.2)] * 3


def test_a_declared_label_that_the_task_lacks_is_an_error_that_lists_both_sides() -> None:
    with pytest.raises(DataError, match="label 'neutral' is none of the task's; the model has: entailment, neutral, c"):
        models.load("python:tests.models.own_labels:names", ("supports", "refutes"))


def test_an_answer_that_it_did_not_declare_is_an_error(make: Make) -> None:
    model = make("def thing(examples): return ['no'] * len(examples)\nthing.labels = ['Yes']")
    with pytest.raises(DataError, match="label 'no' of 'a' is not one of: Yes"):
        model.predict(EXAMPLES)


@pytest.mark.parametrize("given", ["'yes'", "[1, 2]", "{'yes': 1}"])
def test_declared_labels_that_are_no_list_of_names_are_an_error(make: Make, given: str) -> None:
    with pytest.raises(DataError, match=r"thing: labels: saw .*; a list of names is due"):
        make(f"def thing(examples): return []\nthing.labels = {given}")


ANSWERS = """
def thing(examples):
    return ['SUPPORTS', {'Refuted': 0.75, 'entailment': 0.25}, 'refutes'][: len(examples)]
"""


@pytest.mark.parametrize(
    "task",
    [
        ("supports", "neutral", "refutes"),
        ("agree", "disagree", "discuss", "unrelated"),
        ("SUPPORT", "CONTRADICT", "NOT_ENOUGH_INFO"),
        ("for", "against", "observing"),
    ],
)
def test_what_it_answers_is_matched_by_meaning_without_being_declared(make: Make, task: tuple[str, ...]) -> None:
    target = make(ANSWERS).name
    found = models.load(target, task).predict(EXAMPLES)
    against = next(label for label in task if meaning(label) == "refutes")
    assert labels(found) == [task[0], against, against]
    shares = dict(zip(task, found[1].probabilities or (), strict=True))
    assert shares == {label: {task[0]: 0.25, against: 0.75}.get(label, 0.0) for label in task}


def test_the_tasks_own_label_goes_before_the_same_meaning(make: Make) -> None:
    target = make("def thing(examples): return ['discuss', 'neutral', 'discuss']").name
    found = models.load(target, ("neutral", "discuss")).predict(EXAMPLES)
    assert labels(found) == ["discuss", "neutral", "discuss"]


def test_an_answer_that_could_be_two_labels_is_an_error(make: Make) -> None:
    target = make("def thing(examples): return ['NEI'] * 3").name
    with pytest.raises(DataError, match="label 'NEI' is none of the task's"):
        models.load(target, ("neutral", "discuss")).predict(EXAMPLES)


def test_two_keys_of_one_mapping_that_would_be_one_label_are_an_error(make: Make) -> None:
    with pytest.raises(DataError, match="example 'a': label 'yes' would stand for 'yes', as another does"):
        make("def thing(examples): return [{'yes': 0.5, 'YES': 0.5}] * 3").predict(EXAMPLES)


def test_probabilities_of_the_tasks_own_labels_stay_as_given(make: Make) -> None:
    (found, *_) = make("def thing(examples): return [{'yes': 2 / 3, 'no': 1 / 3}] * 3").predict(EXAMPLES)
    assert found.probabilities == (1 / 3, 2 / 3)


def test_a_label_map_says_what_undeclared_answers_mean_and_the_others_are_matched(make: Make) -> None:
    target = make("def thing(examples): return ['ja', 'YES', {'nein': 0.25, 'ja': 0.75}]").name
    options = Options(label_map={"ja": "Yes", "nein": "no"})
    model = models.load(target, LABELS, options)
    found = model.predict(EXAMPLES)
    assert labels(found) == ["yes", "yes", "yes"]
    assert found[2].probabilities == (0.25, 0.75)
    assert model.revision.endswith(" ja=Yes nein=no")


def test_a_label_map_may_turn_the_tasks_own_labels_round(make: Make) -> None:
    target = make("def thing(examples): return ['yes', {'yes': 0.75, 'no': 0.25}, 'no']").name
    model = models.load(target, LABELS, Options(label_map={"yes": "no", "no": "yes"}))
    assert labels(model.predict(EXAMPLES)) == ["no", "no", "yes"]


def test_a_label_map_may_say_that_a_label_is_no_answer(make: Make) -> None:
    answers = "['unclear', {'yes': 0.3, 'no': 0.2, 'unclear': 0.5}, {'yes': 0.4, 'no': 0.2, 'unclear': 0.4}]"
    target = make(f"def thing(examples): return {answers}").name
    model = models.load(target, LABELS, Options(label_map={"unclear": "-"}))
    found = model.predict(EXAMPLES)
    assert labels(found) == [None, None, "yes"]
    assert [one.probabilities or one.error for one in found] == [None] * 3
    assert model.revision.endswith(" unclear=-")


def test_what_a_declared_label_means_may_be_no_answer() -> None:
    options = Options(label_map={"entailment": "yes", "neutral": "-", "contradiction": "no"})
    model = models.load("python:tests.models.own_labels:names", LABELS, options)
    assert labels(model.predict(EXAMPLES)) == ["yes", None, "no"]


def test_a_label_map_to_what_the_task_lacks_is_an_error_before_it_answers(make: Make) -> None:
    target = make("def thing(examples): raise AssertionError").name
    with pytest.raises(DataError, match="label map: the task has no label 'perhaps'; it has: no, yes"):
        models.load(target, LABELS, Options(label_map={"ja": "perhaps"}))


def test_a_label_map_says_what_declared_labels_mean() -> None:
    options = Options(label_map={"entailment": "yes", "neutral": "no", "contradiction": "no"})
    model = models.load("python:tests.models.own_labels:names", LABELS, options)
    assert labels(model.predict(EXAMPLES)) == ["yes", "no", "no"]
    assert model.revision.endswith(" entailment=yes neutral=no contradiction=no")
    assert models.load("python:tests.models.own_labels:shares", LABELS, options).predict(EXAMPLES)[
        0
    ].probabilities == pytest.approx((0.3, 0.7))


def test_one_bad_input_among_many_is_found_in_few_calls(make: Make) -> None:
    model = make(
        "calls = []\ndef thing(examples):\n    calls.append(1)\n    assert all(e.id != 'b' for e in examples)\n"
        "    return [('yes', 'no')[len(calls) > 30]] * len(examples)"
    )
    many = [Example(id=f"x{number}", claim="", evidence=()) for number in range(511)]
    found = model.predict([*many[:200], EXAMPLES[1], *many[200:]])
    assert labels(found).count(None) == 1
    assert "no" not in labels(found)
