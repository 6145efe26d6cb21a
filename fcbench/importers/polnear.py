"""PolNeAR: who said what in political news, as source, cue and content (Newell, Margolin and Ruths, 2018)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from fcbench import files, manifest
from fcbench.schema import Article, Attribution, Card, Claim, DataError, Record, Segment, Source, Span
from fcbench.text import span
from fcbench.upstream import Row, attempt, delimited, find, iso_date, listing

SPLITS = ("train", "validation")  # the test compartment is published apart
FOLDERS = {"train": "train", "validation": "dev"}
METADATA = "data/metadata.tsv"
COLUMNS = (
    "compartment",
    "filename",
    "level",
    "annotators",
    "publisher",
    "publication_date",
    "author",
    "title",
    "trump_count",
    "clinton_count",
    "credit",
    "wire",
)
COMPARTMENTS = ("train", "dev", "test", "parc3-replication", "annotator-training")  # the table covers all of them
MISSING = ("", "None", "NA")  # as the table writes that there is no value
ANCHORS = ("Attribution", "Attribution-no-source")  # the first role, by whether a source was marked
ROLES = (*ANCHORS, "Source", "Cue", "Content", "Content2")
CARD = Card(
    name="polnear",
    version="1.0.0",
    title="PolNeAR: attributions in political news",
    description=(
        "News articles of the United States' campaign of 2016 from seven publishers, with every attribution: who is "
        "the source, which words hand over to it, and what is said. Some articles were annotated by five or six "
        "people, all of whom are kept. There are no verdicts, and neither directness nor act is marked."
    ),
    language=("en",),
    licence="none stated",
    may_republish=False,
    citation="E. Newell, D. Margolin and D. Ruths, An Attribution Relations Corpus for Political News, 2018.",
    homepage="https://github.com/networkdynamics/PolNeAR",
    tasks=(),
    obtained="https://github.com/networkdynamics/PolNeAR",
    files=manifest.load("polnear"),
    provenance=(
        "One record an attribution and annotator, in file order; the tag `annotator:CODE` says whose it is. The claim "
        "is the content's text, or the anchor's where none is marked (tag `no_content`). A source or cue of several "
        "stretches has the first as its span, and its whole text in the chain; `original` has all lines. A role whose "
        "mark is not there has the tag `missing:ROLE`. Marks outside attributions (Discuss, Discard) are left out."
    ),
)


@dataclass(frozen=True)
class Mark:
    """A line `T` of the standoff: a type and its stretches of the article."""

    kind: str
    stretches: tuple[tuple[int, int], ...]
    text: str
    line: str


@dataclass
class Sheet:
    """The lines of one annotator on one article."""

    article: Article
    annotator: str
    marks: dict[str, Mark | DataError] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)  # by the mark that they are about


def articles(folder: Path, split: str) -> Iterator[Article]:
    """The articles of a split."""
    return iter(_articles(folder, split).values())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The attributions of a split, by file name and then in the order of the file."""
    texts = _articles(folder, split)
    place = folder / "data" / FOLDERS[split] / "attributions"
    for name in listing(place):
        path = find(place, name)
        stem, _, annotator = name.removesuffix(".ann").rpartition("_")
        if stem not in texts:
            raise DataError(f"{path}: no article {stem}.txt in {place.parent / 'text'}")
        yield from _sheet(path, Sheet(texts[stem], annotator))


def _articles(folder: Path, split: str) -> dict[str, Article]:
    if split not in SPLITS:
        raise DataError(f"polnear has no split {split!r}; it has: {', '.join(SPLITS)}")
    told: dict[str, Row] = {}
    for row in delimited(find(folder, METADATA), COLUMNS, delimiter="\t", quoted=False):
        if isinstance(row, DataError):
            raise row
        if row.one_of("compartment", COMPARTMENTS) == FOLDERS[split]:
            stem = row.text("filename")
            if stem in told:
                raise row.error(f"the file name {stem!r} stands twice")
            told[stem] = row
    place = folder / "data" / FOLDERS[split] / "text"
    found = {}
    for name in listing(place):
        path, stem = find(place, name), name.removesuffix(".txt")
        if stem not in told:
            raise DataError(f"{path}: no row with the file name {stem!r} in {METADATA}")
        text = files.read_text(path)
        if not text:
            raise DataError(f"{path}: the file is empty")
        found[stem] = _article(stem, text, told[stem])
    return found


def _article(stem: str, text: str, row: Row) -> Article:
    values = {name: None if row.fields[name] in MISSING else str(row.fields[name]) for name in COLUMNS}
    return Article(
        id=f"polnear/{stem}",
        text=text,
        sha256=files.sha256(text.encode()),
        length=len(text),
        media_type="text/plain",
        segments=(Segment(role="body", start=0, end=len(text)),),
        headline=values["title"],
        publisher=row.text("publisher"),
        byline=values["author"],
        published_at=iso_date(values["publication_date"]),
        language="en",
        cluster=f"polnear/{stem}",
    )


# The standoff


_LINE = re.compile(r"(?:[TE][0-9]+|#[0-9]*)\t")
_MARK = re.compile(r"(T[0-9]+)\t(\S+) ([0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)\t(.*)", re.DOTALL)
_EVENT = re.compile(r"(E[0-9]+)\t(\S+:T[0-9]+(?: \S+:T[0-9]+)*) *")
_NOTE = re.compile(r"#[0-9]*\t\S+ (\S+)\t.*", re.DOTALL)


def _sheet(path: Path, sheet: Sheet) -> Iterator[Record | DataError]:
    lines = _lines(path)
    for where, line in lines:
        if line.startswith("T"):
            number = line.partition("\t")[0]
            doubled = number in sheet.marks
            mark = DataError(f"{where}: the id {number!r} stands twice") if doubled else _mark(line, where, sheet)
            sheet.marks[number] = mark
            if isinstance(mark, DataError):
                yield mark
        elif found := _NOTE.fullmatch(line):
            sheet.notes.setdefault(found[1], []).append(line)
    seen: set[str] = set()
    for where, line in lines:
        if line.startswith("E"):
            yield attempt(Row(where, {"line": line}), partial(_record, sheet=sheet, seen=seen))
        elif not line.startswith("T") and not _NOTE.fullmatch(line):
            yield DataError(f"{where}: saw {line[:60]!r}; a line begins with T, E or # and a number")


def _lines(path: Path) -> list[tuple[str, str]]:
    """The records of a file with their places; the text of a mark may run over several lines, blank ones among them."""
    found: list[tuple[str, str]] = []
    blank = 0
    for number, line in enumerate(files.read_text(path).split("\n"), start=1):
        if not line:
            blank += 1
            continue
        if not _LINE.match(line) and found and found[-1][1].startswith("T"):
            (where, mark), gap = found.pop(), "\n" * blank
            found.append((where, f"{mark}\n{gap}{line}"))
        else:
            found.append((f"{path}:{number}", line))
        blank = 0
    return found


def _mark(line: str, where: str, sheet: Sheet) -> Mark | DataError:
    found = _MARK.fullmatch(line)
    if found is None:
        return DataError(f"{where}: saw {line[:60]!r}; due is T<number>, a tab, type and offsets, a tab, text")
    stretches = tuple((int(low), int(high)) for low, high in (part.split() for part in found[3].split(";")))
    text = sheet.article.text or ""
    if not all(low < high <= len(text) for low, high in stretches):
        return DataError(f"{where}: offsets {found[3]!r} are not within 0:{len(text)}")
    seen = " ".join(text[low:high] for low, high in stretches)
    if seen != found[4]:
        return DataError(f"{where}: the article has {seen[:60]!r} at {found[3]}, the mark {found[4][:60]!r}")
    return Mark(found[2], stretches, found[4], line)


def _record(row: Row, *, sheet: Sheet, seen: set[str]) -> Record:
    line = row.text("line")
    found = _EVENT.fullmatch(line)
    if found is None:
        raise row.error(f"saw {line[:60]!r}; due is E<number>, a tab, and roles as ROLE:T<number>")
    if found[1] in seen:
        raise row.error(f"the id {found[1]!r} stands twice")
    seen.add(found[1])
    roles: dict[str, str] = {}
    for role, number in (_role(part, row) for part in found[2].split(" ")):
        if role in roles:
            raise row.error(f"the role {role} stands twice")
        roles[role] = number
    marks: dict[str, Mark] = {}
    for role, number in roles.items():
        mark = sheet.marks.get(number)
        if isinstance(mark, DataError):
            raise row.error(f"{role}:{number} cannot be read: {mark}")
        if mark is not None:
            marks[role] = mark
    return _made(row, sheet, marks, number=found[1], missing=[role for role in roles if role not in marks])


def _role(part: str, row: Row) -> tuple[str, str]:
    role, _, number = part.partition(":")
    if role not in ROLES:
        raise row.error(f"the role {role!r} is not one of: {', '.join(ROLES)}")
    return role, number


def _made(row: Row, sheet: Sheet, marks: dict[str, Mark], *, number: str, missing: list[str]) -> Record:
    name = f"{sheet.article.id}/{sheet.annotator}/{number}"
    contents = [marks[role] for role in ("Content", "Content2") if role in marks]
    told = contents or [marks[role] for role in ANCHORS if role in marks]
    if not told:
        raise row.error("neither a content nor an anchor whose mark is there: nothing is attributed")
    source = marks.get("Source")
    spans = tuple(stretch for mark in contents for stretch in _spans(sheet.article, mark))
    lines = [mark.line for mark in marks.values()]
    notes = [note for mark in lines for note in sheet.notes.get(mark.partition("\t")[0], [])]
    tags = (f"annotator:{sheet.annotator}", *(() if contents else ("no_content",)))
    return Record(
        id=name,
        claim=Claim(
            id=name,
            text=" ".join(mark.text for mark in told),
            mentions=spans or _spans(sheet.article, told[0]),
            speaker=source.text if source else None,
        ),
        attributions=(_attribution(sheet.article, marks, name=name, content=spans),),
        cluster=sheet.article.id,
        tags=(*tags, *(f"missing:{role}" for role in missing)),
        language="en",
        original=json.dumps({"E": row.text("line"), "T": lines, **({"#": notes} if notes else {})}, ensure_ascii=False),
    )


def _attribution(article: Article, marks: dict[str, Mark], *, name: str, content: tuple[Span, ...]) -> Attribution:
    source, cue = marks.get("Source"), marks.get("Cue")
    source_span = _spans(article, source)[0] if source else None
    narrator = Source(entity=str(article.publisher), role="narrator")
    origin = (
        (Source(entity=source.text, role="origin", cue=cue.text if cue else None, span=source_span),) if source else ()
    )
    return Attribution(
        id=name,
        source=source_span,
        cue=_spans(article, cue)[0] if cue else None,
        content=content,
        chain=(narrator, *origin),
        directness=None,
        act=None,
        origin_id=name,
    )


def _spans(article: Article, mark: Mark) -> tuple[Span, ...]:
    return tuple(span(article.id, article.text or "", low, high) for low, high in mark.stretches)
