"""Articles to dataset: stories with their annotations, or bare articles by an extractor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from fcbench import dataset, extract, files
from fcbench.annotations import StoryNote, read_notes, resolve
from fcbench.articles import MEDIA, read_articles
from fcbench.dataset import SPLITS, Part
from fcbench.schema import (
    STANCES,
    VERDICTS,
    Article,
    Card,
    DataError,
    Model,
    Name,
    Promise,
    Record,
    Rights,
    TaskCard,
    Version,
    validate,
)

NOTES, ABOUT = "records.yaml", "card.yaml"
TASKS = (
    TaskCard(name="stance", labels=STANCES, cluster_by="story"),
    TaskCard(name="verdict", labels=VERDICTS, cluster_by="story"),
)

MOST_TOLD = 20  # problems of one file: a screen of them
FEW_NAMED = 5  # files passed over that are named; of more their number is told

Talk = Callable[[str], None]
Built = tuple[str, list[Article], list[Record]]  # a split, and what goes into it


class About(Model):
    """`card.yaml` of a folder of stories or articles: what the card of its dataset is to say."""

    name: Name
    title: Name
    description: Name
    version: Version = "0.1.0"
    language: tuple[str, ...] = ("en",)
    licence: str = "none stated"
    may_republish: bool = False
    citation: Name = "none"
    homepage: str = "none"
    provenance: str = ""
    promises: tuple[Promise, ...] = ()


def build(source: Path, folder: Path, *, extractor: str = "rules", progress: Talk = lambda _: None) -> Card:
    """Builds the dataset of the stories or articles under `source` into `folder`, whole or not at all.

    Stories are folders with `records.yaml`, whose annotations are taken. Where there is none, each article is given to
    the extractor and is a story of its own. `card.yaml` in `source` says what the card is to say.
    Raises DataError with every problem of the first story that has one.
    """
    if not source.is_dir():
        raise DataError(f"{source}: no such folder of stories or articles")
    stories = sorted(note.parent for note in source.rglob(NOTES))
    pages = sorted(page for page in source.rglob("*") if page.suffix.lower() in MEDIA and page.is_file())
    if not stories and not pages:
        raise DataError(f"{source}: no {NOTES} and no article ({', '.join(MEDIA)}) found")
    if folder.resolve().is_relative_to(source.resolve()):
        raise DataError(f"{folder} lies in {source}, where it would be read as an article; write to another folder")
    if not stories and (unread := _unread(source)):
        progress(f"passed over, for want of a reader: {', '.join(unread)}")
    card = _card(source, None if stories else extractor)
    rights = Rights(licence=card.licence, text_released=card.may_republish)
    found = (
        _stories(stories, pages, rights, progress)
        if stories
        else _extracted(source, pages, rights, extractor, progress)
    )
    parts: dict[str, tuple[list[Article], list[Record]]] = {}
    for split, articles, records in found:
        part = parts.setdefault(split, ([], []))
        part[0].extend(articles)
        part[1].extend(records)
    ready = {split: Part(tuple(articles), tuple(records)) for split, (articles, records) in parts.items()}
    return dataset.save(folder, card, ready)


def _card(source: Path, extractor: str | None) -> Card:
    name = source.resolve().name
    how = (
        f"with the claims that the extractor {extractor!r} found; nobody has checked them" if extractor else "annotated"
    )
    about = About(name=name, title=name, description=f"Articles, {how}.")
    if (source / ABOUT).is_file():
        about = validate(About, files.read_yaml(source / ABOUT), where=str(source / ABOUT))
    by_rule = f" Found by the extractor {extractor!r}: its verdicts follow by rule and are no findings."
    return Card(
        **{**about.model_dump(), "provenance": (about.provenance + (by_rule if extractor else "")).strip()},
        tasks=TASKS,
        obtained="made by `fcbench build`",
        gold_by=extractor or "",
    )


def _extracted(source: Path, pages: list[Path], rights: Rights, extractor: str, progress: Talk) -> Iterator[Built]:
    chosen = extract.load(extractor)
    _refuse_namesakes(source, pages)
    for page in pages:
        progress(page.name)
        folder_name = page.parent.relative_to(source).as_posix()
        for article in read_articles(page):
            name = f"{folder_name}/{article.id}".removeprefix("./")
            article = article.model_copy(update={"id": name, "rights": rights})
            yield dataset.split_of(article.id), [article], chosen.extract(article)


def _unread(source: Path) -> list[str]:
    """The names of files that are no article and nothing else that is known, the first few of them."""
    known = {*MEDIA, ".yaml", ".yml"}
    others = [
        path.relative_to(source).as_posix()
        for path in sorted(source.rglob("*"))
        if path.is_file() and path.suffix.lower() not in known and not path.name.startswith(".")
    ]
    return others if len(others) <= FEW_NAMED else [*others[:FEW_NAMED], f"{len(others) - FEW_NAMED:,} more"]


def _refuse_namesakes(source: Path, pages: list[Path]) -> None:
    """Raises DataError for two files whose names differ in the ending alone: an article is called by the rest."""
    named: dict[Path, Path] = {}
    for page in pages:
        if page.suffix.lower() == ".jsonl":  # its lines have ids of their own
            continue
        other = named.setdefault(page.with_suffix(""), page)
        if other != page:
            name = page.with_suffix("").relative_to(source).as_posix()
            raise DataError(f"{other} and {page} would both be the article {name!r}; rename one, or take it away")


def _stories(stories: list[Path], pages: list[Path], rights: Rights, progress: Talk) -> Iterator[Built]:
    named: dict[str, Path] = {}
    for story in stories:
        if named.setdefault(story.name, story) != story:
            raise DataError(f"{story}: the story {story.name!r} is also at {named[story.name]}; a name is of one story")
    for page in pages:
        if page.parent not in stories:
            raise DataError(f"{page}: an article outside any story; give its folder a {NOTES}, or build it apart")
    for story in stories:
        progress(story.name)
        yield read_story(story, rights=rights)


def read_story(folder: Path, *, rights: Rights | None = None) -> Built:
    """A story's split, articles and records; raises DataError with every problem that its records have."""
    where = folder / NOTES
    head, notes = read_notes(where)
    if head.split is not None and head.split not in SPLITS:
        raise DataError(f"{where}: split: saw {head.split!r}; allowed: {', '.join(SPLITS)}")
    articles = _articles(folder, head, rights or Rights())
    records, problems = [], list[tuple[int, str]]()
    for number, note in enumerate(notes):
        try:
            records.append(resolve(note, story=folder.name, articles=articles, tags=head.tags, where=str(where)))
        except DataError as error:
            problems += [(number, line) for line in str(error).splitlines()]
    if problems:
        raise DataError(_listed(where, problems))
    return head.split or dataset.split_of(folder.name), list(articles.values()), records


def _listed(where: Path, problems: list[tuple[int, str]]) -> str:
    """The problems of records, by their number in the file, each with the line that its record begins on."""
    lines, prefix = files.item_lines(where, "records"), f"{where}: "
    told = [
        f"{where}:{lines[number]}: {problem.removeprefix(prefix)}" if problem.startswith(prefix) else problem
        for number, problem in problems[:MOST_TOLD]
    ]
    rest = len(problems) - MOST_TOLD
    return "\n".join([*told, *([f"{where}: and {rest:,} more"] if rest > 0 else [])])


def _articles(folder: Path, head: StoryNote, rights: Rights) -> dict[str, Article]:
    where, named = folder / NOTES, {item.file for item in head.articles}
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
        articles[name] = found[0].model_copy(update={"id": f"{folder.name}/{name}", "rights": rights})
    strays = sorted(page.name for page in folder.iterdir() if page.suffix.lower() in MEDIA and page.name not in named)
    if strays:
        raise DataError(f"{where}: articles: {strays[0]} lies in the folder and is not listed")
    return articles
