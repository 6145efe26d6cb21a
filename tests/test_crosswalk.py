"""The maps from native labels to the common scales: whole, and of nothing else."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from fcbench import crosswalk, importers
from fcbench.crosswalk import UNDECIDED, Crosswalk
from fcbench.schema import Card, DataError, Verdict

FOLDER = Path(crosswalk.__file__).parent
SOURCES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def labels(card: Card, task: str) -> set[str]:
    return {label for asked in card.tasks if asked.name == task for label in asked.labels}


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest) -> str:
    """Each map of the folder."""
    return str(request.param)


def test_there_are_maps() -> None:
    assert {"climate-fever", "fnc-1"} <= set(SOURCES)


def test_a_map_is_of_the_source_that_its_file_is_named_for(source: str) -> None:
    assert crosswalk.load(source).source == source


def test_a_map_is_of_an_importer_which_names_it_with_its_version(source: str) -> None:
    found = crosswalk.load(source)
    assert importers.load(source).CARD.crosswalk == found.line() == f"{source}@{found.version}"


def test_a_map_covers_each_evidence_label_of_the_card_and_no_other(source: str) -> None:
    assert set(crosswalk.load(source).stance) == labels(importers.load(source).CARD, "stance")


def test_a_map_covers_each_claim_label_of_the_card_and_no_other(source: str) -> None:
    found, due = crosswalk.load(source), labels(importers.load(source).CARD, "verdict")
    if due and not found.verdict:  # one card's labels are what all its publishers write, in whatever case
        assert {text for table in found.publishers.values() for text in table} == {label.casefold() for label in due}
    else:
        assert set(found.verdict) == due


def test_ratings_are_written_as_they_are_looked_up_without_outer_blanks_in_lower_case(source: str) -> None:
    for publisher, table in crosswalk.load(source).publishers.items():
        assert [text for text in table if text != text.strip().casefold()] == [], publisher


def test_a_map_gives_verdicts_that_may_be(source: str) -> None:
    whole = crosswalk.load(source)
    for label, meanings in itertools.chain(
        whole.verdict.items(), *(table.items() for table in whole.publishers.values())
    ):
        for found in meanings:
            verdict = Verdict(id="v", state=found.state, truth=found.truth, flags=found.flags, label=label)
            assert (verdict.truth is not None) == (verdict.state == "sufficient")


def test_no_label_has_one_meaning_twice(source: str) -> None:
    found = crosswalk.load(source)
    ratings = itertools.chain(*(table.values() for table in found.publishers.values()))
    for meanings in (*found.stance.values(), *found.verdict.values(), *ratings):
        assert len(set(meanings)) == len(meanings)


def test_a_map_says_what_its_labels_mean(source: str) -> None:
    assert len(crosswalk.load(source).note) > 20


def test_there_is_a_map_for_every_importer_that_names_one_and_no_other() -> None:
    assert {name for name in importers.names() if importers.load(name).CARD.crosswalk} == set(SOURCES)


# source, native label, common stance: the table of ../shared/REFERENCE.md, section 4
STANCES = [
    *(("fnc-1", label, stance) for label, stance in (("agree", "supports"), ("disagree", "refutes"))),
    *(("fnc-1", label, stance) for label, stance in (("discuss", "neutral"), ("unrelated", "unrelated"))),
    *(("climate-fever", label, stance) for label, stance in (("SUPPORTS", "supports"), ("REFUTES", "refutes"))),
    ("climate-fever", "NOT_ENOUGH_INFO", "neutral"),
    *(("fever-symmetric", label, stance) for label, stance in (("SUPPORTS", "supports"), ("REFUTES", "refutes"))),
    *(("vitaminc", label, stance) for label, stance in (("supports", "supports"), ("refutes", "refutes"))),
    ("vitaminc", "not enough info", "neutral"),
    *(("scifact", label, stance) for label, stance in (("SUPPORT", "supports"), ("CONTRADICT", "refutes"))),
    ("scifact", "NOT_ENOUGH_INFO", "neutral"),
]
# source, native label, state and truth: likewise
VERDICTS = [
    ("climate-fever", "SUPPORTS", "sufficient", 4),
    ("climate-fever", "REFUTES", "sufficient", 0),
    ("climate-fever", "DISPUTED", "conflicting", None),
    ("fever", "SUPPORTS", "sufficient", 4),
    ("fever", "REFUTES", "sufficient", 0),
    ("fever", "NOT ENOUGH INFO", "insufficient", None),
]


@pytest.mark.parametrize(("name", "label", "stance"), STANCES)
def test_evidence_labels_mean_what_the_reference_says(name: str, label: str, stance: str) -> None:
    assert crosswalk.load(name).stance_of(label) == stance


@pytest.mark.parametrize(("name", "label", "state", "truth"), VERDICTS)
def test_claim_labels_mean_what_the_reference_says(name: str, label: str, state: str, truth: int | None) -> None:
    found = crosswalk.load(name).verdict_of(label)
    assert (found.state, found.truth) == (state, truth)


TWO = {
    "Half": [
        {"state": "conflicting", "relation": "broader"},
        {"state": "sufficient", "truth": 3, "relation": "broader"},
    ]
}
MERGED = Crosswalk.model_validate(
    {
        "source": "made",
        "version": "3",
        "note": "Made in a test.",
        "stance": {
            "0": [{"stance": "neutral", "relation": "broader"}, {"stance": "refutes", "relation": "broader"}],
            "1": {"stance": "supports", "relation": "exact"},
        },
        "verdict": TWO,
        "publishers": {
            "The Gull": {"half right": TWO["Half"], "wrong": {"state": "sufficient", "truth": 0, "relation": "close"}}
        },
    }
)


def test_a_label_that_merges_several_meanings_gets_none_of_them() -> None:
    assert (MERGED.stance_of("0"), MERGED.stance_of("1")) == (None, "supports")
    assert MERGED.verdict_of("Half") == UNDECIDED
    assert (UNDECIDED.state, UNDECIDED.truth, UNDECIDED.flags) == (None, None, ())


def test_the_meanings_of_a_merged_label_can_be_chosen_one_by_one() -> None:
    assert [chosen for _, chosen in MERGED.choices("stance")] == [{"0": "neutral"}, {"0": "refutes"}]
    assert [chosen for _, chosen in MERGED.choices("verdict")] == [
        {"Half": "conflicting"},
        {"Half": "mostly_supported"},
    ]


def test_a_rating_means_what_its_publisher_says_and_nothing_elsewhere() -> None:
    wrong, half = MERGED.rating_of("The Gull", " Wrong\n"), MERGED.rating_of("The Gull", "half right")
    assert wrong is not None
    assert (wrong.truth, half) == (0, UNDECIDED)
    assert MERGED.rating_of("The Tern", "wrong") is None
    assert MERGED.rating_of("The Gull", "wrongish") is None


def test_a_source_without_a_map_is_named() -> None:
    with pytest.raises(DataError, match="no crosswalk for 'nowhere'"):
        crosswalk.load("nowhere")
