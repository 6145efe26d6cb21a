from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench import files
from fcbench.build import build, read_story
from fcbench.dataset import ROWS, SPLITS, Dataset, problems, split_of
from fcbench.files import parse_yaml
from fcbench.schema import STANCES, VERDICTS, DataError, Rights

ARTICLE = """# Quarry denies it

By Marit Soll

May 24, 2023

Ulf Brask said the pump did not run. Per Dahl said it ran on three nights.
"""

PAGE = """<html><head><title>Grey water</title></head><body><article><h1>Grey water</h1>
<p>A former foreman says that the pump ran on three nights in May, and that he started it himself each time.</p>
<p>The quarry says that it did not run, and that nobody there has the key to it but the owner and his daughter.</p>
</article></body></html>
"""

HEAD = """title: A quarry denies it
tags: [flat_denial]
articles:
  - {file: sentinel.md, publisher: Sentinel, published_at: 2023-05-24}
  - {file: radio.html, publisher: Radio, published_at: 2023-05-25}
"""

RAN = """  - id: ran
    claim: {text: The pump ran on three nights.}
    mentions: [{article: sentinel, quote: it ran on three nights}]
    evidence:
      - {id: e1, article: sentinel, quote: Per Dahl said it ran on three nights., stance: supports, origin: dahl}
      - {id: e2, article: sentinel, quote: Ulf Brask said the pump did not run., stance: refutes, act: deny}
    verdict: {state: insufficient, truth: null, flags: [disputed], basis: [e1, e2]}
"""

KEY = """  - id: key
    claim: {text: Nobody but the owner and his daughter has the key.}
    evidence:
      - {id: e1, article: radio, quote: nobody there has the key to it but the owner and his daughter, stance: supports}
"""


def story(place: Path, *, head: str = HEAD, records: tuple[str, ...] = (RAN, KEY)) -> Path:
    """A story of two articles, written to `place`."""
    files.write_text(place / "sentinel.md", ARTICLE)
    files.write_text(place / "radio.html", PAGE)
    files.write_text(place / "records.yaml", f"{head}records:\n{''.join(records) or '  []'}")
    return place


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of one story."""
    return story(tmp_path / "stories" / "quarry").parent


@pytest.fixture(scope="module")
def own(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own stories, copied, and built into the folder `data` beside them."""
    base = tmp_path_factory.mktemp("own")
    shutil.copytree(root / "data" / "stories", base / "stories")
    build(base / "stories", base / "data")
    return base


# A small story


def test_a_story_becomes_a_sound_dataset(source: Path, tmp_path: Path) -> None:
    card = build(source, tmp_path / "data")
    assert (card.name, card.fingerprint) == ("stories", Dataset(tmp_path / "data").card.fingerprint)
    assert problems(tmp_path / "data") == []


def test_a_story_is_read_with_its_articles_and_records(source: Path) -> None:
    split, articles, records = read_story(source / "quarry")
    assert split == split_of("quarry")
    assert [article.id for article in articles] == ["quarry/sentinel", "quarry/radio"]
    assert [record.id for record in records] == ["quarry/ran", "quarry/key"]
    assert {record.cluster for record in records} == {article.cluster for article in articles} == {"quarry"}


def test_an_article_of_a_story_has_what_the_notes_know_of_it(source: Path) -> None:
    _, (sentinel, radio), _ = read_story(source / "quarry")
    assert (sentinel.publisher, sentinel.published_at, sentinel.language) == ("Sentinel", "2023-05-24", "en")
    assert (sentinel.byline, radio.media_type) == ("Marit Soll", "text/html")
    assert (sentinel.rights.licence, sentinel.rights.text_released) == (None, False)


def test_the_split_may_be_chosen(tmp_path: Path) -> None:
    place = story(tmp_path / "quarry", head=HEAD + "split: validation\n")
    assert read_story(place)[0] == "validation"


def test_the_stories_of_deeper_folders_are_found(source: Path, tmp_path: Path) -> None:
    story(source / "north" / "east" / "bridge")
    build(source, tmp_path / "data")
    dataset = Dataset(tmp_path / "data")
    assert {record.cluster for split in dataset.splits() for record in dataset.records(split)} == {"quarry", "bridge"}


def test_progress_names_each_story(source: Path, tmp_path: Path) -> None:
    told: list[str] = []
    build(source, tmp_path / "data", progress=told.append)
    assert told == ["quarry"]


# The same again


def test_building_twice_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build(source, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_building_over_a_dataset_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    build(source, tmp_path / "data")
    before = contents(tmp_path / "data")
    build(source, tmp_path / "data")
    assert contents(tmp_path / "data") == before


def test_the_order_of_records_does_not_change_the_fingerprint(source: Path, tmp_path: Path) -> None:
    first = build(source, tmp_path / "one")
    story(source / "quarry", records=(KEY, RAN))
    assert build(source, tmp_path / "two").fingerprint == first.fingerprint


def test_where_the_stories_lie_does_not_change_the_fingerprint(source: Path, tmp_path: Path) -> None:
    story(source / "bridge")
    first = build(source, tmp_path / "one")
    (source / "z").mkdir()
    (source / "bridge").rename(source / "z" / "bridge")
    assert build(source, tmp_path / "two").fingerprint == first.fingerprint


def test_another_story_changes_the_fingerprint_and_moves_none(source: Path, tmp_path: Path) -> None:
    first = build(source, tmp_path / "one")
    story(source / "bridge")
    assert build(source, tmp_path / "two").fingerprint != first.fingerprint
    split = split_of("quarry")
    kept = [record for record in Dataset(tmp_path / "two").records(split) if record.cluster == "quarry"]
    assert kept == Dataset(tmp_path / "one").records(split)


@given(order=st.permutations(range(4)))
def test_the_order_of_notes_does_not_change_the_records(
    order: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    notes = [RAN, KEY, RAN.replace("id: ran", "id: ran2"), KEY.replace("id: key", "id: key2")]
    place = tmp_path_factory.getbasetemp() / "permuted" / "quarry"
    expected = read_story(story(place, records=tuple(notes)))[2]
    found = read_story(story(place, records=tuple(notes[number] for number in order)))[2]
    assert sorted(found, key=lambda record: record.id) == sorted(expected, key=lambda record: record.id)


# What a story may not be


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (HEAD + "split: dev\n", "split: saw 'dev'; allowed: train, validation, test"),
        (HEAD.replace("radio.html", "../radio.html"), "'../radio.html' is not a file name within the story's folder"),
        (HEAD.replace("radio.html", "sentinel.md"), "articles: the name 'sentinel' stands twice"),
        (HEAD.replace("radio.html", "mercury.md"), r"mercury\.md: no such file"),
        (HEAD.replace("radio.html", "radio.pdf"), "no reader for .pdf"),
        (HEAD.replace("2023-05-25", "May 25"), r"radio\.html: published_at: saw 'May 25'"),
        (HEAD.replace("title:", "titel:"), "title: missing"),
    ],
)
def test_a_head_that_cannot_be_used_is_an_error(tmp_path: Path, head: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_story(story(tmp_path / "quarry", head=head))


def test_a_file_of_several_articles_is_no_article_of_a_story(tmp_path: Path) -> None:
    place = story(tmp_path / "quarry", head=HEAD.replace("radio.html", "wire.jsonl"))
    files.write_jsonl(place / "wire.jsonl", [{"text": "One."}, {"text": "Two."}])
    with pytest.raises(DataError, match=r"articles: 2 articles in wire\.jsonl"):
        read_story(place)


def test_every_problem_of_a_storys_records_is_told(tmp_path: Path) -> None:
    records = (RAN.replace("Per Dahl said", "Per Dahl cried"), KEY.replace("supports", "suports"))
    with pytest.raises(DataError) as caught:
        read_story(story(tmp_path / "quarry", records=records))
    quote, stance = str(caught.value).splitlines()
    assert quote.startswith(f"{tmp_path}/quarry/records.yaml:7: record ran: evidence e1: in sentinel: the quote")
    assert stance.startswith(f"{tmp_path}/quarry/records.yaml:14: record key: evidence e1: stance: saw 'suports'")


def test_of_very_many_problems_the_rest_is_counted(tmp_path: Path) -> None:
    records = tuple(KEY.replace("id: key", f"id: k{number}").replace("supports", "s") for number in range(23))
    with pytest.raises(DataError, match=r"and 3 more$") as caught:
        read_story(story(tmp_path / "quarry", records=records))
    assert len(str(caught.value).splitlines()) == 21


def test_a_record_that_stands_twice_is_an_error(source: Path, tmp_path: Path) -> None:
    story(source / "quarry", records=(RAN, RAN))
    with pytest.raises(DataError, match="the record id 'quarry/ran' stands 2 times"):
        build(source, tmp_path / "data")


def test_a_story_whose_name_stands_twice_is_an_error(source: Path, tmp_path: Path) -> None:
    story(source / "north" / "quarry", head=HEAD + "split: test\n", records=())
    with pytest.raises(DataError, match="the story 'quarry' is also at"):
        build(source, tmp_path / "data")


@pytest.mark.parametrize("make", [lambda _: None, lambda place: place.mkdir(), lambda place: place.write_text("x")])
def test_a_source_without_stories_is_an_error(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "stories")
    with pytest.raises(DataError, match=r"no such folder of stories|no records\.yaml and no article"):
        build(tmp_path / "stories", tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_build_that_fails_leaves_the_old_dataset_and_no_debris(source: Path, tmp_path: Path) -> None:
    build(source, tmp_path / "data")
    before = contents(tmp_path / "data")
    story(source / "bridge", records=(RAN.replace("truth: null", "truth: 4"),))
    with pytest.raises(DataError, match="truth 4 with state 'insufficient'"):
        build(source, tmp_path / "data")
    assert contents(tmp_path / "data") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "stories"]


# Bare articles


def test_a_bare_article_is_a_story_of_its_own(tmp_path: Path) -> None:
    files.write_text(tmp_path / "pages" / "may" / "grey.md", ARTICLE)
    card = build(tmp_path / "pages", tmp_path / "data")
    split = split_of("may/grey")
    (article,) = Dataset(tmp_path / "data").articles(split)
    assert (article.id, article.text) == ("may/grey", ARTICLE)
    assert (card.name, card.licence, card.may_republish) == ("pages", "none stated", False)


def test_a_file_that_nothing_reads_is_told(tmp_path: Path) -> None:
    files.write_text(tmp_path / "pages" / "grey.md", ARTICLE)
    files.write_text(tmp_path / "pages" / "may" / "scan.pdf", "%PDF")
    told: list[str] = []
    build(tmp_path / "pages", tmp_path / "data", progress=told.append)
    assert told == ["passed over, for want of a reader: may/scan.pdf", "grey.md"]


def test_two_articles_of_one_name_are_an_error(tmp_path: Path) -> None:
    for name in ("grey.md", "grey.txt", "other.md"):
        files.write_text(tmp_path / "pages" / name, ARTICLE)
    with pytest.raises(DataError, match=r"grey\.md and .*grey\.txt would both be the article 'grey'; rename one"):
        build(tmp_path / "pages", tmp_path / "data")


def test_whose_gold_it_is_stands_in_the_card_where_no_person_wrote_it(source: Path, tmp_path: Path) -> None:
    files.write_text(tmp_path / "pages" / "grey.md", ARTICLE)
    assert build(tmp_path / "pages", tmp_path / "made").gold_by == "rules"
    assert Dataset(tmp_path / "made").card.gold_by == "rules"
    assert build(source, tmp_path / "data").gold_by == ""
    assert "gold_by" not in (tmp_path / "data" / "README.md").read_text("utf-8")


def test_another_dataset_is_not_replaced(source: Path, tmp_path: Path) -> None:
    build(source, tmp_path / "data")
    before = contents(tmp_path / "data")
    files.write_text(tmp_path / "pages" / "grey.md", ARTICLE)
    with pytest.raises(DataError, match="holds the dataset 'stories', and 'pages' would replace it"):
        build(tmp_path / "pages", tmp_path / "data")
    assert contents(tmp_path / "data") == before


def test_what_card_yaml_says_is_in_the_card(source: Path, tmp_path: Path) -> None:
    files.write_text(source / "card.yaml", "name: ours\ntitle: Our stories\ndescription: Told by us.\nlicence: MIT\n")
    card = build(source, tmp_path / "data")
    assert (card.name, card.title, card.licence, card.may_republish) == ("ours", "Our stories", "MIT", False)


def test_an_unknown_field_of_card_yaml_is_an_error(source: Path, tmp_path: Path) -> None:
    files.write_text(source / "card.yaml", "name: ours\ntitle: Our stories\ndescription: Told by us.\nlicense: MIT\n")
    with pytest.raises(DataError, match=r"card\.yaml: license: unknown field"):
        build(source, tmp_path / "data")


def test_an_article_beside_the_stories_is_not_dropped_in_silence(source: Path, tmp_path: Path) -> None:
    files.write_text(source / "stray.md", ARTICLE)
    with pytest.raises(DataError, match=r"stray\.md: an article outside any story"):
        build(source, tmp_path / "data")


def test_an_article_of_a_story_that_is_not_listed_is_an_error(source: Path) -> None:
    files.write_text(source / "quarry" / "third.md", ARTICLE)
    with pytest.raises(DataError, match=r"third\.md lies in the folder and is not listed"):
        read_story(source / "quarry")


def test_bare_articles_have_the_rights_of_card_yaml(tmp_path: Path) -> None:
    about = "name: ours\ntitle: Ours\ndescription: Told by us.\nlicence: MIT\nmay_republish: true\n"
    files.write_text(tmp_path / "pages" / "card.yaml", about)
    files.write_text(tmp_path / "pages" / "grey.md", ARTICLE)
    build(tmp_path / "pages", tmp_path / "data")
    dataset = Dataset(tmp_path / "data")
    rights = [article.rights for split in dataset.splits() for article in dataset.articles(split)]
    assert rights == [Rights(licence="MIT", text_released=True)]


@pytest.mark.parametrize("place", [".", "built", "../stories/built"])
def test_a_dataset_is_not_written_among_its_own_sources(source: Path, place: str) -> None:
    with pytest.raises(DataError, match="where it would be read as an article; write to another folder"):
        build(source, source / place)
    assert {path.name for path in source.rglob("*") if path.is_file()} == {"records.yaml", "sentinel.md", "radio.html"}


def test_an_unknown_extractor_is_an_error(tmp_path: Path) -> None:
    files.write_text(tmp_path / "pages" / "grey.md", ARTICLE)
    with pytest.raises(DataError, match="no extractor 'ruels'"):
        build(tmp_path / "pages", tmp_path / "data", extractor="ruels")


# The project's own stories


def test_the_projects_own_stories_build_into_a_sound_dataset(own: Path) -> None:
    assert problems(own / "data") == []


def test_the_projects_own_dataset_is_the_same_when_built_again(own: Path) -> None:
    build(own / "stories", own / "again")
    assert contents(own / "again") == contents(own / "data")


def test_every_own_story_is_there_and_in_one_split(own: Path) -> None:
    dataset = Dataset(own / "data")
    clusters = {split: {record.cluster for record in dataset.records(split)} for split in dataset.splits()}
    stories = sorted(note.parent.name for note in (own / "stories").rglob("records.yaml"))
    assert sorted(cluster for found in clusters.values() for cluster in found) == stories


def test_every_own_record_comes_from_notes(own: Path) -> None:
    notes = (own / "stories").rglob("records.yaml")
    written = {
        f"{path.parent.name}/{note['id']}"
        for path in notes
        for note in parse_yaml(path.read_text(), where="")["records"]
    }
    dataset = Dataset(own / "data")
    assert {record.id for split in dataset.splits() for record in dataset.records(split)} == written


@pytest.mark.parametrize("config", sorted(ROWS))
@pytest.mark.parametrize("streaming", [False, True])
def test_load_dataset_gives_our_own_rows(own: Path, tmp_path: Path, config: str, streaming: bool) -> None:
    import datasets

    loaded = datasets.load_dataset(str(own / "data"), config, streaming=streaming, cache_dir=str(tmp_path / "cache"))
    assert set(loaded) <= set(SPLITS)
    for split in loaded:
        assert list(loaded[split]) == Dataset(own / "data").table(config, split).to_pylist()


def test_own_labels_are_class_labels(own: Path, tmp_path: Path) -> None:
    import datasets

    for config, labels in (("stance", STANCES), ("verdict", VERDICTS)):
        builder = datasets.load_dataset_builder(str(own / "data"), config, cache_dir=str(tmp_path / "cache"))
        assert builder.info.features["label"].names == list(labels)


def test_the_card_of_the_own_dataset_counts_its_rows(own: Path) -> None:
    card = (own / "data" / "README.md").read_text()
    dataset = Dataset(own / "data")
    counts = [f"{dataset.table('stance', split).num_rows:,}" for split in dataset.splits()]
    assert f"| `stance` | {' | '.join(counts)} |" in card


def test_the_own_card_says_what_it_may_not_hide(own: Path) -> None:
    card = Dataset(own / "data").card
    assert (card.name, card.licence, card.may_republish) == ("fcbench", "CC BY 4.0", True)
    assert "No human has labelled them" in card.provenance


def test_the_rights_of_the_card_travel_with_the_articles(own: Path) -> None:
    dataset = Dataset(own / "data")
    rights = {article.rights for split in dataset.splits() for article in dataset.articles(split)}
    assert rights == {Rights(licence="CC BY 4.0", text_released=True)}
