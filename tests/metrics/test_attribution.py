"""Scores of attributions: worked by hand, and the laws that hold for any."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench import files, metrics
from fcbench.metrics import attribution as scorer
from fcbench.schema import Attribution, Source
from fcbench.text import span, word_spans, words

TEXT = (
    'Ann Roe said the old bridge fell. "It is safe," the mayor told Ann, "and open." Bo denied that it fell twice. '
    "Cy, according to Bo, wants a ferry."
)
WORDS = word_spans(TEXT)
CHAIN = (Source(entity="paper", role="narrator"), Source(entity="x", role="origin"))
Words = tuple[int, int]  # the first word and the one after the last
Mark = tuple[Words | None, Words | None, tuple[Words, ...]]  # source, cue, content


def made(mark: Mark) -> Attribution:
    """An attribution of whole words of TEXT."""
    source, cue, content = mark

    def place(words: Words) -> tuple[int, int]:
        return WORDS[words[0]][0], WORDS[words[1] - 1][1]

    return Attribution(
        id="i",
        source=span("a", TEXT, *place(source)) if source else None,
        cue=span("a", TEXT, *place(cue)) if cue else None,
        content=tuple(span("a", TEXT, *place(words)) for words in content),
        chain=CHAIN,
        directness="indirect",
        act="assert",
        origin_id="o",
    )


def everything(gold: Sequence[Attribution], predicted: Sequence[Attribution] | None) -> dict[str, float]:
    totals = np.array(scorer.observe(gold, predicted))
    return {name: float(value) for name, value in scorer.summarise(totals).items()}


def scores(gold: Sequence[Attribution], predicted: Sequence[Attribution] | None) -> dict[str, float]:
    """What is scored, without the counts."""
    return {name: value for name, value in everything(gold, predicted).items() if not name.endswith("_count")}


def triple(found: dict[str, float], family: str) -> list[float]:
    return [round(found[f"{family}_{part}"], 4) for part in ("precision", "recall", "f1")]


BRIDGE: Mark = ((0, 2), (2, 3), ((3, 7),))  # Ann Roe | said | the old bridge fell
SAFE: Mark = ((10, 12), (12, 13), ((7, 10), (14, 16)))  # the mayor | told | It is safe ... and open
TWICE: Mark = ((16, 17), (17, 18), ((18, 22),))  # Bo | denied | that it fell twice
FERRY: Mark = ((22, 23), (26, 27), ((27, 29),))  # Cy | wants | a ferry
NEST: Mark = ((25, 26), (23, 25), ((22, 23), (26, 29)))  # Bo | according to | Cy ... wants a ferry


# By hand


def test_a_perfect_answer_has_every_score_1() -> None:
    gold = [made(mark) for mark in (BRIDGE, SAFE, TWICE, FERRY)]
    assert set(scores(gold, gold).values()) == {1.0}
    assert scores(gold, gold).keys() == scorer.BEST.keys()


def test_half_a_content_is_relaxed_right_and_exactly_wrong() -> None:
    gold, half = [made(BRIDGE)], [made(((1, 2), (2, 3), ((3, 5),)))]
    found = scores(gold, half)
    assert triple(found, "relaxed") == [1, 1, 1]
    assert triple(found, "exact") == [0, 0, 0]
    assert triple(found, "content_soft") == [1, 0.5, 0.6667]
    assert triple(found, "content_token") == [1, 0.5, 0.6667]
    assert triple(found, "content_overlap") == [1, 1, 1]
    assert triple(found, "source_exact") == [0, 0, 0]


def test_less_than_half_a_content_is_detected_only() -> None:
    found = scores([made(BRIDGE)], [made(((0, 2), (2, 3), ((3, 4),)))])
    assert [triple(found, family)[2] for family in ("detection", "relaxed", "exact")] == [1, 0, 0]


def test_one_of_three_found_beside_a_false_one() -> None:
    gold = [made(BRIDGE), made(SAFE), made(TWICE)]
    found = scores(gold, [made(BRIDGE), made(((7, 8), (8, 9), ((9, 10),)))])
    assert triple(found, "relaxed") == [0.5, 0.3333, 0.4]
    assert triple(found, "cue_exact") == [0.5, 0.3333, 0.4]


def test_a_missing_source_agrees_with_a_missing_source_only() -> None:
    silent, named = made((None, *BRIDGE[1:])), made(BRIDGE)
    assert scores([silent], [silent])["relaxed_f1"] == 1
    assert scores([silent], [named])["relaxed_f1"] == 0
    assert scores([named], [silent])["relaxed_f1"] == 0


def test_marks_at_the_edge_cost_exact_and_not_strip_or_tokens() -> None:
    low, high = TEXT.index('"It'), TEXT.index(" the mayor")
    quoted = made(SAFE).model_copy(update={"content": (span("a", TEXT, low, high), made(SAFE).content[1])})
    found = scores([made(SAFE)], [quoted])
    assert triple(found, "content_exact") == [0.5, 0.5, 0.5]
    assert triple(found, "content_strip") == [1, 1, 1]
    assert triple(found, "exact") == [1, 1, 1]


def test_a_discontinuous_content_is_two_chunks_and_one_attribution() -> None:
    joined = made((SAFE[0], SAFE[1], ((7, 10),)))
    found = scores([made(SAFE)], [joined])
    assert triple(found, "content_exact") == [1, 0.5, 0.6667]
    assert triple(found, "relaxed") == [1, 1, 1]  # 3 of 5 tokens
    assert triple(found, "exact") == [0, 0, 0]


def test_one_prediction_over_two_gold_matches_one_of_them() -> None:
    both = made(((0, 2), (2, 3), ((3, 7), (18, 22))))
    assert triple(scores([made(BRIDGE), made(TWICE)], [both]), "relaxed") == [1, 0.5, 0.6667]


def test_of_two_with_one_content_the_one_with_the_same_cue_is_matched() -> None:
    other = made(((7, 8), (8, 9), BRIDGE[2]))
    assert triple(scores([made(BRIDGE), other], [made(BRIDGE)]), "exact") == [1, 0.5, 0.6667]
    assert triple(scores([made(BRIDGE), other], [other]), "exact") == [1, 0.5, 0.6667]


def test_nothing_due_and_nothing_answered_is_undefined() -> None:
    assert all(math.isnan(value) for value in scores([], []).values())


def test_silence_has_no_precision_no_recall_and_no_f1() -> None:
    precision, recall, f1 = triple(scores([made(BRIDGE)], None), "relaxed")
    assert math.isnan(precision)
    assert (recall, f1) == (0, 0)


def test_an_answer_where_none_is_due_has_f1_0() -> None:
    assert scores([], [made(BRIDGE)])["relaxed_f1"] == 0


def test_the_family_is_found_by_its_task_and_by_no_labels_of_another() -> None:
    assert list(metrics.for_task("attribution")) == ["attribution", "chains"]
    assert "attribution" not in metrics.for_labels(("yes", "no"))
    assert "classification" in metrics.for_task("verdict")
    assert "fnc" not in metrics.for_task("verdict")


# Speech


def test_speech_and_other_cues_are_scored_apart() -> None:
    gold = [made(BRIDGE), made(TWICE), made(FERRY)]
    found = everything(gold, [made(BRIDGE), made(FERRY), made(SAFE)])
    assert triple(found, "speech") == [0.5, 0.5, 0.5]  # said is found, denied is not, told is not gold
    assert triple(found, "other") == [1, 1, 1]
    assert [found[f"{name}_count"] for name in ("relaxed", "speech", "other")] == [3, 2, 1]


def test_each_side_is_asked_for_its_own_cue() -> None:
    heard = made(((22, 23), (24, 27), ((27, 29),)))  # "to Bo, wants": meets the gold cue, and is no speech
    gold = made((FERRY[0], (23, 27), FERRY[2]))  # "according to Bo, wants" is
    found = scores([gold], [heard])
    assert triple(found, "relaxed") == [1, 1, 1]
    assert (found["speech_recall"], found["other_precision"]) == (1, 1)
    assert math.isnan(found["speech_precision"])
    assert math.isnan(found["other_recall"])


@pytest.mark.parametrize(
    ("cue", "spoken"),
    [
        ("said", True),
        ("has not yet SAID", True),
        ("According to", True),
        ("according", False),
        ("pointed  out", True),
        ("pointed outwards", False),
        ("wants", False),
        ("thinks", False),
        ("claims", False),  # as often a noun
        ("claimed", True),
        ("unsaid", False),
    ],
)
def test_a_cue_is_speech_by_the_words_of_the_list(cue: str, spoken: bool) -> None:
    whole = span("a", cue, 0, len(cue))
    assert scorer.speech(made(BRIDGE).model_copy(update={"cue": whole})) == spoken


def test_without_a_cue_nothing_is_speech() -> None:
    assert not scorer.speech(made((BRIDGE[0], None, BRIDGE[2])))


def test_a_phrase_of_speech_counts_where_its_words_stand_together() -> None:
    assert scorer.speech(made(NEST))


def test_another_list_of_speech_is_another_version() -> None:
    content = (resources.files("fcbench.metrics") / "speech_cues.yaml").read_bytes()
    lists = content.partition(b"\nverbs:")[2]
    assert (scorer.speech_cues().version, scorer.VERSION, files.sha256(lists)[:16]) == (1, "2", "752018c806c99691")


def test_the_list_is_in_lower_case_and_names_nothing_twice() -> None:
    cues = scorer.speech_cues()
    named = [*(form for forms in cues.verbs.values() for form in forms), *cues.phrases]
    assert all(name == " ".join(words(name)) for name in named)
    assert len(named) == len(set(named))


# Laws

ranges = st.tuples(st.integers(0, len(WORDS) - 1), st.integers(1, 5)).map(
    lambda pair: (pair[0], min(len(WORDS), pair[0] + pair[1]))
)
marks = st.tuples(
    st.none() | ranges, st.none() | ranges, st.lists(ranges, min_size=1, max_size=3, unique=True).map(tuple)
)
articles = st.lists(marks.map(made), max_size=6)


@given(gold=articles.filter(bool))
def test_perfect_answers_have_the_best_score(gold: list[Attribution]) -> None:
    found = scores(gold, gold)
    assert all(value == 1 or math.isnan(value) for value in found.values())
    assert [found[f"{family}_f1"] for family in scorer.WHOLE_MEASURES] == [1, 1, 1]


@given(first=st.tuples(articles, articles), second=st.tuples(articles, articles))
def test_the_sums_of_two_halves_equal_the_whole(
    first: tuple[list[Attribution], list[Attribution]], second: tuple[list[Attribution], list[Attribution]]
) -> None:
    rows = np.array([scorer.observe(*first), scorer.observe(*second)])
    together = scorer.summarise(rows.sum(axis=0))
    apart = scorer.summarise(np.stack([rows.sum(axis=0), rows[0]]))
    assert all(np.array_equal(apart[name][0], value, equal_nan=True) for name, value in together.items())


@given(gold=articles, predicted=articles)
def test_precision_and_recall_change_places_with_gold_and_prediction(
    gold: list[Attribution], predicted: list[Attribution]
) -> None:
    there, back = scores(gold, predicted), scores(predicted, gold)
    for family in scorer.FAMILIES:
        assert there[f"{family}_precision"] == pytest.approx(back[f"{family}_recall"], nan_ok=True)
        assert there[f"{family}_f1"] == pytest.approx(back[f"{family}_f1"], nan_ok=True)


@given(gold=articles, predicted=articles, seed=st.integers(0, 9))
def test_the_order_of_attributions_does_not_matter(
    gold: list[Attribution], predicted: list[Attribution], seed: int
) -> None:
    mixed = random.Random(seed)  # noqa: S311 - no secret
    assert scorer.observe(mixed.sample(gold, len(gold)), mixed.sample(predicted, len(predicted))) == pytest.approx(
        scorer.observe(gold, predicted)
    )


@given(gold=articles, predicted=articles)
def test_silence_never_helps(gold: list[Attribution], predicted: list[Attribution]) -> None:
    spoken, silent = scores(gold, predicted), scores(gold, None)
    for family in scorer.FAMILIES:
        for part in ("recall", "f1"):
            if not math.isnan(silent[f"{family}_{part}"]):
                assert silent[f"{family}_{part}"] <= spoken[f"{family}_{part}"]


@given(gold=articles.filter(bool), number=st.integers(0, 5))
def test_an_answer_given_twice_costs_precision(gold: list[Attribution], number: int) -> None:
    doubled = scores(gold, [*gold, gold[number % len(gold)]])
    families = (*scorer.WHOLE_MEASURES, *(f"content_{measure}" for measure in scorer.SPAN_MEASURES))
    for family in families:
        assert doubled[f"{family}_precision"] < 1
        assert doubled[f"{family}_recall"] == 1


@given(gold=articles, predicted=articles)
def test_exact_is_never_above_relaxed_nor_relaxed_above_detection(
    gold: list[Attribution], predicted: list[Attribution]
) -> None:
    found = scores(gold, predicted)
    if gold or predicted:
        assert found["exact_f1"] <= found["relaxed_f1"] <= found["detection_f1"]


@given(gold=articles.filter(bool), number=st.integers(0, 5))
def test_losing_a_right_answer_never_raises_recall(gold: list[Attribution], number: int) -> None:
    fewer = [one for place, one in enumerate(gold) if place != number % len(gold)]
    whole, less = scores(gold, gold), scores(gold, fewer)
    for family in scorer.FAMILIES:
        recall = less[f"{family}_recall"]
        assert math.isnan(recall) or recall <= whole[f"{family}_recall"] + 1e-9


@given(gold=articles, predicted=articles)
def test_speech_and_the_rest_are_all(gold: list[Attribution], predicted: list[Attribution]) -> None:
    totals = scorer.observe(gold, predicted)
    numbers = {family: totals[4 * place : 4 * place + 4] for place, family in enumerate(scorer.FAMILIES)}
    both = [one + other for one, other in zip(numbers["speech"], numbers["other"], strict=True)]
    assert both == list(numbers["relaxed"])


@given(gold=articles, predicted=articles)
def test_scores_lie_between_0_and_1(gold: list[Attribution], predicted: list[Attribution]) -> None:
    assert all(math.isnan(value) or -1e-9 <= value <= 1 + 1e-9 for value in scores(gold, predicted).values())
