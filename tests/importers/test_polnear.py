"""PolNeAR as published: every attribution of every annotator, spans exact, oddities of the standoff kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fcbench import files
from fcbench.dataset import Part, check, problems, save, spans
from fcbench.files import sha256
from fcbench.importers import polnear
from fcbench.schema import DataError, Record
from fcbench.upstream import checksum

# ../shared/datasets/README.md, as published by networkdynamics/PolNeAR
ATTRIBUTIONS = {"train": 22_501, "validation": 2_320}
ARTICLES = {"train": 840, "validation": 84}
SHEETS = {"train": 919, "validation": 94}
ANNOTATORS = {"train": {6: 15, 5: 1, 1: 824 - 2}, "validation": {6: 2, 1: 82}}  # articles by annotators, less the EMPTY
SECOND_CONTENTS = {"train": 64, "validation": 3}
EMPTY = {"train": 2, "validation": 0}  # sheets without an attribution
ANCHOR_ALONE = {"train": 34, "validation": 1}

# split, row, end of the id, length and hash of the claim and of the speaker
ROWS = [
    ("train", 0, "e/d473/E1", (91, "a0dadcc4d65e"), (2, "dc7c811b9561")),
    ("train", 9, "/d473/E10", (195, "6bf54cf5234c"), (4, "52f957fe645a")),
    ("train", 22500, "/ef2d/E18", (126, "fe757f51f552"), (3, "2cda85e504e1")),
    ("validation", 0, "n/ef2d/E1", (175, "83c55472fa22"), (17, "85bd7851fbf1")),
    ("validation", 9, "r/4e07/E4", (149, "d542471c1ec0"), (7, "53bb91de72ad")),
    ("validation", 2319, "/d473/E14", (157, "568883ad1c86"), (7, "ffc67037a29a")),
]

TEXT = "Orvik Post\n\nThe mayor said on\u00a0Monday that the pool would stay, said Ann.\n\nNobody knows."
META = "\t".join(polnear.COLUMNS) + "\n"
PLACE = "train\tpost_pool\tNone\tab12\tpost\t2016-05-01\tNone\tThe pool\t0\t0\tNone\tNA\n"


@pytest.fixture(scope="module")
def real(upstream: Callable[[str], Path]) -> Callable[[str], Part]:
    """The real articles and records of a split."""

    @cache
    def read(split: str) -> Part:
        folder = upstream("polnear")
        return Part(tuple(polnear.articles(folder, split)), tuple(sound(polnear.records(folder, split))))

    return read


Read = Callable[[str], Part]
each_split = pytest.mark.parametrize("split", polnear.SPLITS)


def sound(items: Any) -> list[Record]:
    found = []
    for item in items:
        assert isinstance(item, Record), item
        found.append(item)
    return found


def sign(text: str | None) -> tuple[int, str]:
    return len(text or ""), sha256((text or "").encode())[:12]


def written(folder: Path, sheet: str, meta: str = META + PLACE) -> Path:
    """A folder with one article of the training split, and one sheet."""
    for name, content in {
        "metadata.tsv": meta,
        "train/text/post_pool.txt": TEXT,
        "train/attributions/post_pool_ab12.ann": sheet,
    }.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
    return folder


def read(folder: Path, sheet: str) -> list[Record | DataError]:
    return list(polnear.records(written(folder, sheet), "train"))


def mark(number: int, kind: str, quote: str) -> str:
    start = TEXT.index(quote)
    return f"T{number}\t{kind} {start} {start + len(quote)}\t{quote}\n"


MARKS = (
    mark(1, "Source", "The mayor")
    + mark(2, "Cue", "said")
    + mark(3, "Content", "that the pool would stay")
    + mark(4, "Attribution", "said")
)


def only(folder: Path, sheet: str) -> Record:
    (record,) = read(folder, sheet)
    assert isinstance(record, Record), record
    return record


@each_split
def test_there_are_as_many_attributions_and_articles_as_published(real: Read, split: str) -> None:
    part = real(split)
    assert (len(part.records), len(part.articles)) == (ATTRIBUTIONS[split], ARTICLES[split])


@each_split
def test_every_annotator_is_kept_under_an_id_of_their_own(real: Read, split: str) -> None:
    sheets = {record.id.rpartition("/")[0] for record in real(split).records}
    assert len(sheets) == SHEETS[split] - EMPTY[split]
    assert len({record.id for record in real(split).records}) == ATTRIBUTIONS[split]
    codes: dict[str, set[str]] = {}
    for record in real(split).records:
        assert record.tags[0] == f"annotator:{record.id.split('/')[-2]}"
        codes.setdefault(record.cluster, set()).add(record.tags[0])
    assert Counter(map(len, codes.values())) == ANNOTATORS[split]


@each_split
def test_every_span_is_what_its_article_says(real: Read, split: str) -> None:
    texts = {article.id: article.text or "" for article in real(split).articles}
    for record in real(split).records:
        assert all(texts[span.article_id][span.start : span.end] == span.exact for _, span in spans(record))


@each_split
def test_the_dataset_would_be_sound(real: Read, split: str) -> None:
    assert list(check(polnear.CARD, real(split))) == []


@each_split
def test_each_role_is_read_as_often_as_it_is_written(real: Read, split: str, upstream: Callable[[str], Path]) -> None:
    place = upstream("polnear") / "data" / polnear.FOLDERS[split] / "attributions"
    lines = [line for path in place.iterdir() for line in files.read_text(path).split("\n") if line.startswith("E")]
    written = Counter(role.partition(":")[0] for line in lines for role in line.partition("\t")[2].split())
    made = [record.attributions[0] for record in real(split).records]
    assert sum(attribution.source is not None for attribution in made) == written["Source"]
    assert sum(attribution.cue is not None for attribution in made) == written["Cue"]
    assert sum(bool(attribution.content) for attribution in made) == sum(" Content" in line for line in lines)
    assert written["Content2"] == SECOND_CONTENTS[split]


@each_split
def test_attributions_of_the_anchor_alone_have_its_words_as_claim(real: Read, split: str) -> None:
    bare = [
        record
        for record in real(split).records
        if "no_content" in record.tags and not record.attributions[0].cue and not record.attributions[0].source
    ]
    assert len(bare) == ANCHOR_ALONE[split]
    assert all(record.claim.text == record.claim.mentions[0].exact for record in bare)


@each_split
def test_articles_are_the_files_as_they_stand(real: Read, split: str, upstream: Callable[[str], Path]) -> None:
    folder = upstream("polnear") / "data" / polnear.FOLDERS[split] / "text"
    for article in real(split).articles[::40]:
        assert article.sha256 == sha256((folder / f"{article.id.partition('/')[2]}.txt").read_bytes())
    assert sum("\u00a0" in (article.text or "") for article in real(split).articles) == {"train": 243}.get(split, 26)
    assert all(article.publisher and article.published_at for article in real(split).articles)


def test_the_splits_share_no_article(real: Read) -> None:
    train, validation = (real(split).articles for split in polnear.SPLITS)
    assert not {article.id for article in train} & {article.id for article in validation}


@pytest.mark.parametrize(("split", "row", "name", "claim", "speaker"), ROWS)
def test_the_first_tenth_and_last_rows_are_those_of_the_files(
    real: Read, split: str, row: int, name: str, claim: tuple[int, str], speaker: tuple[int, str]
) -> None:
    record = real(split).records[row]
    assert (record.id[-9:], sign(record.claim.text), sign(record.claim.speaker)) == (name, claim, speaker)


def test_the_folders_have_the_checksums_of_the_card(upstream: Callable[[str], Path]) -> None:
    for file in polnear.CARD.files:
        assert checksum(upstream("polnear"), file.name) == file.sha256, file.name


def test_an_attribution_reads_role_by_role(tmp_path: Path) -> None:
    record = only(tmp_path, MARKS + "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n")
    (made,) = record.attributions
    assert (record.id, record.cluster) == ("polnear/post_pool/ab12/E1", "polnear/post_pool")
    assert (record.claim.text, record.claim.speaker) == ("that the pool would stay", "The mayor")
    assert made.source is not None
    assert made.cue is not None
    assert (made.source.exact, made.cue.exact, made.content[0].exact) == (
        "The mayor",
        "said",
        "that the pool would stay",
    )
    assert [(link.role, link.entity) for link in made.chain] == [("narrator", "post"), ("origin", "The mayor")]
    assert (made.directness, made.act) == (None, None)
    assert json.loads(record.original or "") == {
        "E": "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",
        "T": [MARKS.split("\n")[number - 1] for number in (4, 3, 2, 1)],
    }
    assert (record.verdict, record.evidence) == (None, ())


def test_an_attribution_without_a_source_has_the_narrator_alone(tmp_path: Path) -> None:
    marks = MARKS.replace("\tAttribution ", "\tAttribution-no-source ")
    record = only(tmp_path, marks + "E1\tAttribution-no-source:T4 Content:T3 Cue:T2\n")
    assert [link.role for link in record.attributions[0].chain] == ["narrator"]
    assert (record.attributions[0].source, record.claim.speaker) == (None, None)


def test_contents_of_several_stretches_and_a_second_content_are_all_kept(tmp_path: Path) -> None:
    start = TEXT.index("that the")
    sheet = MARKS.replace(
        mark(3, "Content", "that the pool would stay"),
        f"T3\tContent {start} {start + 13};{start + 14} {start + 24}\tthat the pool would stay\n"
        + mark(5, "Content", "Nobody knows."),
    )
    record = only(tmp_path, sheet + "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1 Content2:T5\n")
    content = record.attributions[0].content
    assert [span.exact for span in content] == ["that the pool", "would stay", "Nobody knows."]
    assert record.claim.text == "that the pool would stay Nobody knows."
    assert record.claim.mentions == content


def test_a_mark_may_run_over_lines_blank_ones_among_them(tmp_path: Path) -> None:
    sheet = MARKS.replace(
        mark(3, "Content", "that the pool would stay"), mark(3, "Content", "said Ann.\n\nNobody knows.")
    )
    record = only(tmp_path, sheet + "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n")
    assert record.claim.text == "said Ann.\n\nNobody knows."


def test_a_role_whose_mark_is_not_there_is_told_by_a_tag(tmp_path: Path) -> None:
    record = only(tmp_path, MARKS + "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T9\n")
    assert record.tags == ("annotator:ab12", "missing:Source")
    assert record.attributions[0].source is None


def test_an_anchor_alone_stands_for_the_content_blank_at_the_end_or_not(tmp_path: Path) -> None:
    record = only(tmp_path, MARKS + "E1\tAttribution:T4 \n")
    assert (record.claim.text, record.tags) == ("said", ("annotator:ab12", "no_content"))
    assert record.attributions[0].content == ()


def test_a_note_stays_with_the_mark_that_it_is_about(tmp_path: Path) -> None:
    note = "#1\tAnnotatorNotes T3\tReally?"
    record = only(tmp_path, f"{MARKS}E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n{note}\n")
    assert json.loads(record.original or "")["#"] == [note]


def test_an_empty_sheet_gives_no_record(tmp_path: Path) -> None:
    assert read(tmp_path, "") == []


EVENT = "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n"
BROKEN = {
    "another text": (MARKS.replace("The mayor", "The major") + EVENT, r"\.ann:1: the article has 'The mayor' at 12 21"),
    "past the end": (MARKS.replace("12 21", "12 900") + EVENT, r"\.ann:1: offsets '12 900' are not within 0:"),
    "no offsets": (MARKS.replace("12 21", "12") + EVENT, r"\.ann:1: saw 'T1.*due is T<number>"),
    "unknown role": (MARKS + EVENT.replace("Cue", "Clue"), r"\.ann:5: the role 'Clue' is not one of: Attribution, "),
    "no roles": (MARKS + "E1\t\n", r"\.ann:5: saw 'E1.*due is E<number>"),
    "doubled mark": (MARKS + mark(1, "Source", "Ann") + EVENT, r"\.ann:5: the id 'T1' stands twice"),
    "doubled attribution": (MARKS + EVENT + EVENT, r"\.ann:6: the id 'E1' stands twice"),
    "unknown line": (MARKS + EVENT + "R1\tx y\n", r"\.ann:6: saw 'R1.*; a line begins with T, E or #"),
    "nothing attributed": (MARKS + "E1\tAttribution:T8 Source:T1\n", r"\.ann:5: neither a content nor an anchor"),
}


@pytest.mark.parametrize(("sheet", "message"), BROKEN.values(), ids=BROKEN)
def test_a_line_that_cannot_be_read_is_an_error_in_its_place(tmp_path: Path, sheet: str, message: str) -> None:
    first = next(item for item in read(tmp_path, sheet) if isinstance(item, DataError))
    with pytest.raises(DataError, match=message):
        raise first


def test_an_attribution_of_a_mark_that_cannot_be_read_is_an_error_too(tmp_path: Path) -> None:
    found = read(tmp_path, MARKS.replace("12 21", "12 900") + EVENT)
    assert [isinstance(item, DataError) for item in found] == [True, True]
    assert "Source:T1 cannot be read" in str(found[1])


def test_a_sheet_without_its_article_and_an_article_without_metadata_are_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, MARKS + EVENT)
    (folder / "data/train/attributions/other_ab12.ann").write_text(EVENT, "utf-8")
    with pytest.raises(DataError, match=r"other_ab12\.ann: no article other\.txt"):
        list(polnear.records(folder, "train"))
    with pytest.raises(DataError, match=r"post_pool\.txt: no row with the file name 'post_pool'"):
        list(polnear.records(written(tmp_path, MARKS, META), "train"))


def test_a_dataset_of_attributions_is_saved_sound(tmp_path: Path) -> None:
    folder = written(tmp_path / "in", MARKS + EVENT)
    part = Part(tuple(polnear.articles(folder, "train")), tuple(sound(polnear.records(folder, "train"))))
    save(tmp_path / "out", polnear.CARD, {"train": part})
    assert problems(tmp_path / "out") == []
