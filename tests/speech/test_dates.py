"""Dates: on which day something was said."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.speech.dates import said_at
from fcbench.speech.findings import findings
from fcbench.speech.sentences import sentences


def day(text: str, published: str | None = "2024-10-09") -> str | None:
    (finding,) = findings(sentences(from_text(text, article_id="a")))
    return said_at(finding.sentence, finding.cue, finding.content, published)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("on Monday", "2024-10-07"),
        ("on Wednesday", "2024-10-09"),
        ("last Wednesday", "2024-10-02"),
        ("today", "2024-10-09"),
        ("yesterday", "2024-10-08"),
        ("on October 9", "2024-10-09"),
        ("on 3 October", "2024-10-03"),
        ("on December 24", "2023-12-24"),
        ("on May 3, 2021", "2021-05-03"),
        ("on February 30", None),
        ("in a letter", None),
    ],
)
def test_a_day_is_counted_back_from_when_the_article_came_out(when: str, expected: str | None) -> None:
    assert day(f"The mill said {when} that it had closed.") == expected


def test_a_day_within_what_is_told_is_not_when_it_was_told() -> None:
    assert day("The mill said that it closed on Monday.") is None


@pytest.mark.parametrize("published", [None, "2024", "2024-10", "2024-02-30"])
def test_without_a_whole_date_of_the_article_only_a_whole_date_counts(published: str | None) -> None:
    assert day("The mill said on Monday that it had closed.", published) is None
    assert day("The mill said on May 3, 2021 that it had closed.", published) == "2021-05-03"
