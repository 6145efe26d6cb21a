"""Agreement: against scikit-learn, published worked examples, and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from fcbench.agreement import cohen_kappa, krippendorff_alpha

ANSWERS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=30)
# Krippendorff 2011, example C: four observers, twelve units, some answers missing
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@given(ANSWERS)
def test_kappa_is_scikit_learns(answers: list[tuple[str, str]]) -> None:
    one, other = [a for a, _ in answers], [b for _, b in answers]
    if len({*one, *other}) > 1:
        assert cohen_kappa(one, other) == pytest.approx(cohen_kappa_score(one, other))


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_that_of_krippendorffs_own_example(level: str, alpha: float) -> None:
    assert krippendorff_alpha(OBSERVERS, level=level) == pytest.approx(alpha, abs=0.0005)  # type: ignore[arg-type]


def test_full_agreement_is_one() -> None:
    assert krippendorff_alpha([["a", "b"], ["a", "b"]]) == 1.0


def test_where_only_one_value_was_given_agreement_is_undefined() -> None:
    assert str(krippendorff_alpha([["a", "a"], ["a", "a"]])) == "nan"
    assert str(cohen_kappa("aa", "aa")) == "nan"


def test_annotators_of_different_items_are_an_error() -> None:
    with pytest.raises(ValueError, match="2 answers against 1"):
        cohen_kappa("ab", "a")


@given(ANSWERS)
def test_alpha_does_not_depend_on_the_order_of_annotators(answers: list[tuple[str, str]]) -> None:
    one, other = [a for a, _ in answers], [b for _, b in answers]
    assert str(krippendorff_alpha([one, other])) == str(krippendorff_alpha([other, one]))
