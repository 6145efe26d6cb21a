"""What a reader of an extractor's report sees: tables by what is measured, and n/a where the gold says nothing."""

from __future__ import annotations

import io

from rich.console import Console

from fcbench.metrics import attribution, chains, claims
from fcbench.report import console, figures, groups, markdown
from fcbench.schema import Pedigree, Result, Score

FAMILIES = (attribution, chains, claims)
EVERY = [name for family in FAMILIES for name in family.BEST]


def result(undefined: tuple[str, ...] = (), *, only: list[str] | None = None, model: str = "extractor:made") -> Result:
    """A result with all scores of extraction; those that begin with a word of `undefined` are None."""
    pedigree = Pedigree(
        dataset="made", version="1.0.0", fingerprint="0" * 16, split="test", task="attribution", model=model,
        revision="1", training="none", metrics="attribution@2", n=20, seed=0, fcbench="0.1.0",
    )  # fmt: skip
    scores = {
        name: Score(value=None) if name.startswith(undefined) else Score(value=0.5, low=0.4, high=0.6)
        for name in (EVERY if only is None else only)
    }
    counts = {f"{family}_count": Score(value=1234.0) for family in ("relaxed", "link_denies", "act_accuracy")}
    return Result(
        pedigree=pedigree, labels=(), n=20, silent=0, errors=0, clusters=12, cluster_by="story", confusion=(),
        scores=scores | counts,
    )  # fmt: skip


OF_CHAINS = ("chain", "matched", "origin", "act_", "directness", "anonymity")
UNTOLD = (*OF_CHAINS, "claim", "evidence", "link", "flag", "stance", "verdict", "annotated")


def test_every_score_that_has_a_best_value_stands_in_a_table() -> None:
    shown = sum(
        len([cell for cell in row[1:] if "(" in cell]) for group in groups.groups(result()) for row in group.rows
    )
    assert shown == len(EVERY)


def test_a_table_has_as_many_cells_a_row_as_its_head() -> None:
    for group in groups.groups(result()):
        assert {len(row) for row in group.rows} == {len(group.header)}


def test_counts_stand_beside_what_they_count() -> None:
    text = markdown.report(result())
    assert "| denies | 1,234 | 0.500 (0.400 to 0.600) |" in text
    assert "| act | 1,234 | 0.500 (0.400 to 0.600) |" in text
    assert "| all of it exact |  | 0.500" in text


def test_what_the_gold_says_nothing_of_is_not_available_and_not_zero() -> None:
    text = markdown.report(result(UNTOLD))
    assert text.count("n/a: the gold does not say.") == 5
    assert "0.000" not in text


def test_an_undefined_row_of_a_table_is_not_available() -> None:
    assert "| denies | 1,234 | n/a | n/a | n/a |" in markdown.report(result(("link_denies",)))


def test_the_terminal_shows_the_leading_scores_that_are_defined() -> None:
    def shown(made: Result) -> str:
        page = io.StringIO()
        Console(file=page, width=120).print(console.summary(made))
        return page.getvalue()

    for title in (
        "relaxed F1",
        "speech recall, relaxed",
        "chain F1, by link",
        "link F1",
        "claim F1",
        "verdicts, of all",
    ):
        assert title in shown(result())
    assert "chain" not in shown(result(UNTOLD))
    assert "0.400 to 0.600" in shown(result(UNTOLD))
    assert "relaxed F1" in shown(result(("relaxed",)))


def test_a_leaderboard_has_the_columns_that_all_its_results_have() -> None:
    older = result(only=["relaxed_f1", "exact_f1"], model="extractor:older")
    assert figures.shared_headline([result(), older]) == ["relaxed_f1", "exact_f1"]
    text = markdown.leaderboard([result(), older])
    assert "| model | relaxed F1 | exact F1 | gain in relaxed F1 |" in text
    assert "20 articles in 12 clusters" in text


def test_a_result_of_before_is_still_shown() -> None:
    older = result(only=["relaxed_precision", "relaxed_recall", "relaxed_f1"])
    (first, *rest) = groups.groups(older)
    assert [row[0] for row in first.rows] == ["relaxed"]
    assert all(not group.rows for group in rest)
    assert "| relaxed | 1,234 |" in markdown.report(older)


def test_a_result_with_labels_has_no_such_tables() -> None:
    assert groups.groups(result().model_copy(update={"labels": ("yes", "no")})) == []
