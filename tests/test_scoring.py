"""A submission's scores from sums over items, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fcbench.schema import DataError
from fcbench.scoring import place_of, points, tally, with_intervals
from fcbench.stats import Floats, ratio


def share(totals: Floats) -> dict[str, Floats]:
    return {"share": ratio(totals[..., 0], totals[..., 1])}


def test_points_have_no_interval_and_what_is_undefined_is_none() -> None:
    assert points([(1.0, 2.0), (0.0, 2.0)], share, {})["share"].value == 0.25
    assert points([(1.0, 2.0)], share, {})["share"].low is None
    assert points([(0.0, 0.0)], share, {"share": 1.0})["share"].value is None


def test_intervals_are_over_clusters_and_wider_where_rows_of_one_are_alike() -> None:
    rows = [(float(number % 2), 1.0) for number in range(20) for _ in range(10)]
    apart = with_intervals(rows, [str(place) for place in range(200)], share, {})["share"]
    together = with_intervals(rows, [str(place // 10) for place in range(200)], share, {})["share"]
    assert apart.value == together.value == 0.5
    widths = [float(score.high or 0) - float(score.low or 0) for score in (apart, together)]
    assert 2.5 < widths[1] / widths[0] < 4.0  # the root of ten


def test_few_clusters_get_no_interval() -> None:
    nine = with_intervals([(1.0, 1.0)] * 18, [str(place % 9) for place in range(18)], share, {})["share"]
    assert (nine.value, nine.low) == (1.0, None)


def test_the_order_of_rows_does_not_change_a_digit() -> None:
    generator = np.random.default_rng(3)
    rows = [(float(hit), 1.0) for hit in generator.integers(0, 2, 60)]
    clusters = [str(name) for name in generator.integers(0, 15, 60)]
    assert with_intervals(rows, clusters, share, {}) == with_intervals(rows[::-1], clusters[::-1], share, {})


def test_a_note_counts_and_names_the_first_places() -> None:
    assert tally(["a:1", "a:2", "a:3", "a:4", "a:5"], "rows") == ["5 rows: a:1, a:2, a:3 and 2 more"]
    assert tally([], "rows") == []


def test_a_place_is_told_without_its_folder() -> None:
    assert place_of("x/answers.jsonl:3", Path("x/answers.jsonl")) == "answers.jsonl:3"
    assert place_of("answers.jsonl:3", Path("answers.jsonl")) == "answers.jsonl:3"


def test_nothing_to_score_is_an_error() -> None:
    with pytest.raises(DataError, match="there is nothing to score"):
        points([], share, {})
    with pytest.raises(DataError, match="there is nothing to score"):
        with_intervals([], [], share, {})
