"""The maps from native labels to the common scales: whole, and of nothing else."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from pydantic import ValidationError

from fcbench import crosswalk, importers
from fcbench.crosswalk import UNDECIDED, Crosswalk, ToVerdict
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


def test_a_rating_that_merges_several_meanings_is_among_the_choices_in_each_spelling_of_the_card() -> None:
    whole = MERGED.model_copy(update={"verdict": {}})
    found = list(whole.choices("verdict", ["Half right", "Wrong", "HALF RIGHT"]))
    assert [name for name, _ in found] == [
        "Half right / HALF RIGHT = conflicting",
        "Half right / HALF RIGHT = mostly_supported",
    ]
    assert [set(chosen.values()) for _, chosen in found] == [{"conflicting"}, {"mostly_supported"}]
    assert all(set(chosen) == {"Half right", "HALF RIGHT"} for _, chosen in found)


def test_a_rating_that_no_label_of_the_card_spells_is_no_choice() -> None:
    assert list(MERGED.model_copy(update={"verdict": {}}).choices("verdict", ["Wrong"])) == []


def test_the_choices_of_the_brazilian_ratings_are_those_of_what_depends_on_how_one_counts() -> None:
    labels = importers.load("factck-br").CARD.task("verdict").labels
    chosen = [chosen for _, chosen in crosswalk.load("factck-br").choices("verdict", labels)]
    assert chosen == [{"Discutível": "conflicting"}, {"Discutível": "insufficient"}]


def test_a_rating_that_merges_several_meanings_merges_the_same_wherever_it_is_published(source: str) -> None:
    tables = crosswalk.load(source).publishers.values()  # a choice is made for a label, whoever published it
    for text in {text for table in tables for text, meanings in table.items() if len(meanings) > 1}:
        assert len({table[text] for table in tables if text in table}) == 1, text


@pytest.mark.parametrize("axes", [{"state": "sufficient"}, {"truth": 3}, {"state": "insufficient", "truth": 3}])
def test_a_meaning_whose_axes_do_not_go_together_is_refused(axes: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=r"truth is null unless|establishes a truth from 0 to 4"):
        ToVerdict.model_validate({"relation": "close", **axes})


def test_the_map_of_a_card_is_the_one_of_its_version() -> None:
    line = crosswalk.load("averitec").line()
    assert crosswalk.of_card(line) is crosswalk.load("averitec")
    with pytest.raises(DataError, match=rf"imported with map averitec@0, this fcbench has {line}: import it again"):
        crosswalk.of_card("averitec@0")


def ratings(flag: str) -> list[tuple[str, str, tuple[ToVerdict, ...]]]:
    """The ratings and labels of all maps that have a meaning with this flag."""
    found = []
    for source in SOURCES:
        whole = crosswalk.load(source)
        for table in (whole.verdict, *whole.publishers.values()):
            found += [(source, text, table[text]) for text in table if any(flag in one.flags for one in table[text])]
    return found


@pytest.mark.parametrize("flag", ["misleading_selection", "missing_context"])
def test_what_misleads_by_what_it_leaves_out_is_mostly_supported_in_every_map(flag: str) -> None:
    meanings = [one for _, _, several in ratings(flag) for one in several if flag in one.flags]
    assert {(one.state, one.truth) for one in meanings} == {("sufficient", 3)}


def test_what_is_pending_is_insufficient_in_every_map() -> None:
    assert {(one.state, one.truth) for _, _, several in ratings("pending") for one in several} == {
        ("insufficient", None)
    }


def test_misleading_in_general_is_mixed_or_mostly_supported_and_nothing_is_chosen() -> None:
    for publisher, text in (("AFP", "Misleading"), ("Newtral", "engañoso"), ("misbar.com", "مضلل")):
        assert crosswalk.load("claimreview").rating_of(publisher, text) == UNDECIDED
    meanings = crosswalk.load("claimreview").publishers["AFP"]["misleading"]
    assert [(one.truth, one.flags) for one in meanings] == [(2, ()), (3, ("misleading_selection",))]
