"""Labels are matched by what they mean, and a changed order is seen."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable

import pytest

from fcbench import crosswalk
from fcbench.labels import SILENCE, label_map, matched, meaning, permuted, probes, refuse_permuted, spoken
from fcbench.schema import STANCES, VERDICTS, DataError, Example, Prediction

NLI = ("entailment", "neutral", "contradiction")
TASK = ("SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO")


# Names


def test_names_of_one_meaning_are_matched_whatever_their_order() -> None:
    found = {"entailment": "SUPPORTS", "neutral": "NOT_ENOUGH_INFO", "contradiction": "REFUTES"}
    for order in itertools.permutations(NLI):
        assert matched(order, TASK, where="m") == {name: found[name] for name in order}


@pytest.mark.parametrize("name", ["supports", "Supports", "SUPPORTED", " support "])
def test_case_and_ending_do_not_count(name: str) -> None:
    assert matched([name, "REFUTED"], TASK, where="m") == {name: "SUPPORTS", "REFUTED": "REFUTES"}


def test_underscores_hyphens_and_blanks_are_one() -> None:
    assert matched(["not-enough info"], TASK, where="m") == {"not-enough info": "NOT_ENOUGH_INFO"}


def test_the_same_name_goes_before_the_same_meaning() -> None:
    due = ("neutral", "observing")
    assert matched(["observing", "neutral"], due, where="m") == {"observing": "observing", "neutral": "neutral"}


def test_a_label_that_no_spelling_is_known_of_is_matched_by_its_own_name() -> None:
    assert matched(["Pants_Fire"], ("pants-fire", "true"), where="m") == {"Pants_Fire": "pants-fire"}


@pytest.mark.parametrize("name", ["LABEL_0", "0", "yes", "unrelated"])
def test_what_cannot_be_matched_is_an_error_that_lists_both_sides(name: str) -> None:
    message = (
        f"m: label '{name}' is none of the task's; the model has: entailment, {name}; "
        "the task has: SUPPORTS, REFUTES, NOT_ENOUGH_INFO; say what they mean: --label-map NAME=LABEL"
    )
    with pytest.raises(DataError, match=re.escape(message)):
        matched(["entailment", name], TASK, where="m")


def test_two_labels_that_would_be_one_are_an_error() -> None:
    with pytest.raises(DataError, match="label 'neutral' would stand for 'NOT_ENOUGH_INFO', as another does"):
        matched(["entailment", "neutral", "not_enough_info"], TASK, where="m")


def test_a_label_that_could_be_two_is_an_error() -> None:
    with pytest.raises(DataError, match="label 'neutral' is none of the task's"):
        matched(["neutral"], ("discuss", "observing"), where="m")


def test_a_label_map_goes_first_and_may_send_two_labels_to_one() -> None:
    given = {"unrelated": "NOT_ENOUGH_INFO", "discuss": "NOT_ENOUGH_INFO", "agree": "REFUTES", "disagree": "supports"}
    found = matched(["agree", "disagree", "discuss", "unrelated"], TASK, where="m", given=given)
    assert found == {**given, "disagree": "SUPPORTS"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"LABEL_9": "SUPPORTS"}, "label map: the model has no label 'LABEL_9'; it has: LABEL_0"),
        ({"LABEL_0": "perhaps"}, "label map: the task has no label 'perhaps'; it has: SUPPORTS, REFUTES"),
    ],
)
def test_a_label_map_that_fits_neither_side_is_an_error(given: dict[str, str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        matched(["LABEL_0"], TASK, where="m", given=given)


@pytest.mark.parametrize("text", ["LABEL_0", "=supports", "LABEL_0=", "a=b,,c=d", "a=b,a=c"])
def test_a_label_map_that_is_none_is_an_error(text: str) -> None:
    with pytest.raises(DataError, match=r"label map: saw .*; allowed: NAME=LABEL,NAME=LABEL, each name once"):
        label_map(text)


def test_no_label_map_is_an_empty_one() -> None:
    assert label_map(None) == label_map("") == {}


def test_the_common_scales_are_known_and_no_two_of_their_labels_mean_the_same() -> None:
    for scale in (STANCES, VERDICTS):
        found = [meaning(label) for label in scale]
        assert None not in found
        assert len(set(found)) == len(scale)


def test_the_file_means_what_the_crosswalks_mean() -> None:
    for source in crosswalk.names():
        for label, alternatives in crosswalk.load(source).stance.items():
            if len(alternatives) == 1:
                assert meaning(label) == alternatives[0].stance, f"{source}: {label}"


# The probe


def right(example: Example) -> str:
    """The kind of a probe, read off its id."""
    return {"supports": "SUPPORTS", "refutes": "REFUTES", "neutral": "NOT_ENOUGH_INFO"}[example.id.split("-")[1]]


def test_every_kind_has_eight_pairs_and_half_of_each_deny_something() -> None:
    for pairs in probes().values():
        assert len(pairs) == 8
        assert sum(" not " in f" {pair.claim} " for pair in pairs) == 4
    assert len({pair.id for pairs in probes().values() for pair in pairs}) == 24


@pytest.mark.parametrize("order", list(itertools.permutations(TASK)))
def test_every_order_of_labels_but_the_right_one_is_seen(order: tuple[str, ...]) -> None:
    place = dict(zip(TASK, order, strict=True))
    found = permuted(TASK, lambda pairs: [place[right(pair)] for pair in pairs])
    assert found == {said: meant for meant, said in place.items() if said != meant}


def test_a_changed_order_is_seen_also_of_a_model_that_errs_in_a_quarter_of_the_pairs() -> None:
    place = {"SUPPORTS": "REFUTES", "REFUTES": "SUPPORTS", "NOT_ENOUGH_INFO": "NOT_ENOUGH_INFO"}
    assert permuted(TASK, lambda pairs: [place[right(pair)] for pair in pairs[:6]] + ["SUPPORTS", "REFUTES"]) == {
        "REFUTES": "SUPPORTS",
        "SUPPORTS": "REFUTES",
    }


def test_two_labels_that_have_changed_places_are_seen() -> None:
    swap = {"SUPPORTS": "REFUTES", "REFUTES": "SUPPORTS"}
    assert permuted(TASK[:2], lambda pairs: [swap[right(pair)] for pair in pairs]) == swap


def test_a_changed_order_is_seen_where_one_label_of_the_model_is_no_answer() -> None:
    place = {"SUPPORTS": SILENCE, "REFUTES": "SUPPORTS", "NOT_ENOUGH_INFO": "REFUTES"}
    found = permuted(TASK[:2], lambda pairs: [place[right(pair)] for pair in pairs])
    assert found == {SILENCE: "SUPPORTS", "SUPPORTS": "REFUTES"}


def test_an_answer_without_a_label_is_silence_but_for_an_error() -> None:
    said = [("yes", None), (None, None), (None, "ValueError: too long")]
    assert [spoken(Prediction(id="a", label=label, error=error)) for label, error in said] == ["yes", SILENCE, None]


@pytest.mark.parametrize("order", [("agree", "disagree", "discuss", "unrelated"), ("for", "against", "observing")])
def test_the_labels_of_other_tasks_are_probed_by_what_they_mean(order: tuple[str, ...]) -> None:
    swap = {"SUPPORTS": order[1], "REFUTES": order[0], "NOT_ENOUGH_INFO": order[-1]}
    assert permuted(order, lambda pairs: [swap[right(pair)] for pair in pairs]) == {
        order[1]: order[0],
        order[0]: order[1],
    }


def test_of_many_models_that_guess_none_is_refused() -> None:
    draw = random.Random(0)  # noqa: S311 -- no secret
    assert [
        found for _ in range(300) if (found := permuted(TASK, lambda pairs: draw.choices(TASK, k=len(pairs))))
    ] == []


def shared(pair: Example) -> float:
    claim, evidence = (set(text.lower().split()) for text in (pair.claim, pair.evidence[0]))
    return len(claim & evidence) / len(claim)


BAD: dict[str, Callable[[Example], str | None]] = {
    "always the same": lambda pair: "REFUTES",
    "shared words alone": lambda pair: "REFUTES" if shared(pair) > 0.5 else "SUPPORTS",
    "shared words, turned round": lambda pair: "NOT_ENOUGH_INFO" if shared(pair) > 0.5 else "REFUTES",
    "denials alone": lambda pair: "SUPPORTS" if "not" in pair.evidence[0] else "REFUTES",
    "denials in the claim alone": lambda pair: "SUPPORTS" if "not" in pair.claim else "NOT_ENOUGH_INFO",
    "the unrelated refuted": lambda pair: "REFUTES" if right(pair) == "NOT_ENOUGH_INFO" else right(pair),
    "silent": lambda pair: None,
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_model_is_not_refused(name: str) -> None:
    answer = BAD[name]
    assert permuted(TASK, lambda pairs: [answer(pair) for pair in pairs]) == {}


def test_labels_of_unknown_meaning_are_not_probed() -> None:
    def ask(pairs: list[Example]) -> list[str | None]:
        raise AssertionError

    assert permuted(("true", "false", "half"), ask) == {}


def test_the_refusal_names_the_exchange_and_the_two_ways_on() -> None:
    swap = {"SUPPORTS": "REFUTES", "REFUTES": "SUPPORTS"}
    message = (
        "m: the labels seem to be in another order than the model says: on pairs that leave no doubt it answers "
        "'REFUTES' where it means 'SUPPORTS', 'SUPPORTS' where it means 'REFUTES'; "
        "give the order with --label-map, or go on with --no-probe"
    )
    with pytest.raises(DataError, match=re.escape(message)):
        refuse_permuted(TASK[:2], lambda pairs: [swap[right(pair)] for pair in pairs], where="m")


def test_a_right_order_is_let_pass() -> None:
    refuse_permuted(TASK, lambda pairs: [right(pair) for pair in pairs], where="m")
