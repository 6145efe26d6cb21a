"""Articles to dataset: stories with their annotations, or bare articles by an extractor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fcbench import dataset, extract, files, importers
from fcbench.annotations import read_notes, resolve
from fcbench.articles import MEDIA, read_articles
from fcbench.dataset import SPLITS, Part
from fcbench.schema import STANCES, VERDICTS, Article, Card, DataError, Record, Rights, SourceFile, TaskCard

NOTES = "records.yaml"
VERSION = "0.1.0"  # of data/; a record that moves between splits makes a new major version
LICENCE = "CC BY 4.0"

OWN_CARD = Card(
    name="fcbench",
    version=VERSION,
    title="fcbench: claims, chains, evidence and verdicts from invented news",
    description=(
        "Short news stories about invented events, each told by two or three outlets, with their claims annotated: who "
        "says it, on whose word, who denies or confirms it, and what is established. Denials are not refutations here, "
        "several tellings of one statement are one piece of evidence, and what the articles do not establish has no "
        "truth value."
    ),
    language=("en",),
    licence=LICENCE,
    may_republish=True,
    citation="fcbench contributors, fcbench: a fact-checking dataset and evaluation harness, 2026.",
    homepage="https://huggingface.co/datasets/fcbench/fcbench",
    tasks=(
        TaskCard(name="stance", labels=STANCES, cluster_by="story"),
        TaskCard(name="verdict", labels=VERDICTS, cluster_by="story"),
    ),
    obtained="made from `stories/` by `fcbench build`",
    provenance=(
        "Every event, place, person, outlet and quotation is invented. The stories were written and annotated by a "
        "language model under the rules in docs/stories.md, each record once; no human has labelled them a second "
        "time, so there is no agreement figure. Each annotation points at its article by exact quote, and the build "
        "fails on a quote that is not there or on a record that breaks a rule of meaning. Counts here were made "
        "by the build."
    ),
)


def build(
    source: Path, folder: Path, *, extractor: str = "rules", progress: Callable[[str], None] = lambda _: None
) -> Card:
    """Builds the dataset of the stories or articles under `source` into `folder`, whole or not at all.

    A folder with `records.yaml` is a story, whose annotations are taken; any other article is given to the extractor,
    and is a story of its own. Raises DataError with every problem of the first story that has one.
    """
    if not source.is_dir():
        raise DataError(f"{source}: no such folder of stories or articles")
    places = sorted(note.parent for note in source.rglob(NOTES))
    pages = sorted(
        page
        for page in source.rglob("*")
        if page.suffix.lower() in MEDIA and page.is_file() and not any(place in page.parents for place in places)
    )
    if not places and not pages:
        raise DataError(f"{source}: no {NOTES} and no article ({', '.join(MEDIA)}) found")
    named: dict[str, Path] = {}
    for place in places:
        if named.setdefault(place.name, place) != place:
            raise DataError(f"{place}: the story {place.name!r} is also at {named[place.name]}; a name is of one story")
    parts: dict[str, tuple[list[Article], list[Record]]] = {}
    for place in places:
        progress(place.name)
        split, articles, records = read_story(place)
        _add(parts, split, articles, records)
    for page in pages:
        progress(page.name)
        folder_name = page.parent.relative_to(source).as_posix()
        for article in read_articles(page):
            article = article.model_copy(update={"id": f"{folder_name}/{article.id}".removeprefix("./")})
            _add(parts, dataset.split_of(article.id), [article], extract.load(extractor).extract(article))
    ready = {split: Part(tuple(articles), tuple(records)) for split, (articles, records) in parts.items()}
    return dataset.save(folder, OWN_CARD if places else _extracted_card(source, extractor), ready)


def _add(
    parts: dict[str, tuple[list[Article], list[Record]]], split: str, articles: list[Article], records: list[Record]
) -> None:
    known_articles, known_records = parts.setdefault(split, ([], []))
    known_articles += articles
    known_records += records


def read_story(folder: Path) -> tuple[str, list[Article], list[Record]]:
    """A story's split, articles and records; raises DataError with every problem that its records have."""
    where = folder / NOTES
    head, notes = read_notes(where)
    if head.split is not None and head.split not in SPLITS:
        raise DataError(f"{where}: split: saw {head.split!r}; allowed: {', '.join(SPLITS)}")
    articles: dict[str, Article] = {}
    for item in head.articles:
        if Path(item.file).name != item.file:
            raise DataError(f"{where}: articles: {item.file!r} is not a file name within the story's folder")
        known = item.model_dump(exclude_none=True, exclude={"file"})
        found = read_articles(folder / item.file, **known, cluster=folder.name)
        name = Path(item.file).stem
        if len(found) != 1 or name in articles:
            wrong = f"the name {name!r} stands twice" if name in articles else f"{len(found)} articles in {item.file}"
            raise DataError(f"{where}: articles: {wrong}; a story names files of one article each, by name")
        (article,) = found
        rights = Rights(licence=LICENCE, text_released=True)
        articles[name] = article.model_copy(update={"id": f"{folder.name}/{name}", "rights": rights})
    records, problems = [], []
    for note in notes:
        try:
            records.append(resolve(note, story=folder.name, articles=articles, tags=head.tags, where=str(where)))
        except DataError as error:
            problems.append(str(error))
    if problems:
        raise DataError("\n".join(problems))
    return head.split or dataset.split_of(folder.name), list(articles.values()), records


def _extracted_card(source: Path, extractor: str) -> Card:
    return OWN_CARD.model_copy(
        update={
            "name": source.resolve().name,
            "title": f"Claims extracted from {source.resolve().name}",
            "description": f"Articles with the claims that the extractor {extractor!r} found; nobody has checked them.",
            "licence": "none stated",
            "may_republish": False,
            "homepage": "none",
            "obtained": "made by `fcbench build`",
            "provenance": f"Found by the extractor {extractor!r}. Its verdicts follow by rule; they are no findings.",
            "citation": "none",
        }
    )


def import_benchmark(
    name: str, source: Path, folder: Path, *, progress: Callable[[str], None] = lambda _: None
) -> Card:
    """Imports a public benchmark from its upstream files in `source` into a dataset folder, whole or not at all.

    The card of the folder names the files as they were read; `provenance` says which differ from the published ones.
    """
    importer = importers.load(name)
    if not source.is_dir():
        raise DataError(f"{source}: no such folder; {name} is had at {importer.CARD.obtained}")
    files_read, differing = _source_files(importer.CARD, source)
    parts = {}
    for split in importer.SPLITS:
        progress(split)
        parts[split] = Part(tuple(importer.articles(source, split)), tuple(importer.records(source, split)))
    card = importer.CARD.model_copy(update={"files": files_read})
    if differing:
        note = f" Not the published content: {', '.join(differing)}."
        card = card.model_copy(update={"provenance": card.provenance + note})
    return dataset.save(folder, card, parts)


def _source_files(card: Card, source: Path) -> tuple[tuple[SourceFile, ...], list[str]]:
    found, differing = [], []
    for published in card.files:
        packed = source / f"{published.name}.gz"
        path = packed if packed.is_file() else source / published.name
        if not path.is_file():
            raise DataError(
                f"{path}: no such file; {card.name} consists of {', '.join(file.name for file in card.files)}"
            )
        found.append(SourceFile(name=published.name, sha256=files.sha256(files.read_bytes(path))))
        if found[-1] != published:
            differing.append(published.name)
    return tuple(found), differing
