"""SciFact: scientific claims against the abstracts that they cite, with rationales (Wadden, 2020)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fcbench import crosswalk, files, manifest
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Rationale, Record, Rights, Segment, TaskCard
from fcbench.text import span
from fcbench.upstream import Row, attempt, find, jsonl, linked, unique

FILES = {"train": "claims_train.jsonl", "validation": "claims_dev.jsonl", "test": "claims_test.jsonl"}
SPLITS, UNLABELLED = tuple(FILES), "test"
CORPUS = "corpus.jsonl"
GIVEN = ("SUPPORT", "CONTRADICT")
ABSENT = "NOT_ENOUGH_INFO"  # the files have no word for it; the official code (verisci) has this
LABELS = (*GIVEN, ABSENT)
CARD = Card(
    name="scifact",
    version="1.0.0",
    title="SciFact: scientific claims against cited abstracts",
    description=(
        "Claims rewritten from sentences of papers, each with the abstracts that the paper cites there. An abstract "
        "supports the claim or contradicts it, by one of its rationales, each some of its sentences; or it has no "
        "evidence. That is a stance of an abstract; there is no verdict on a claim. Each split has the whole corpus, "
        "for a claim may be checked against all of it; the split test has neither labels nor citations."
    ),
    language=("en",),
    licence="claims CC BY 4.0, abstracts ODC-By 1.0, say its authors; its page on the Hub says CC BY-NC 2.0",
    may_republish=False,  # the two statements disagree
    citation=(
        "D. Wadden, S. Lin, K. Lo, L. L. Wang, M. van Zuylen, A. Cohan and H. Hajishirzi, "
        "Fact or Fiction: Verifying Scientific Claims, 2020."
    ),
    homepage="https://github.com/allenai/scifact",
    tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="abstract"),),
    obtained="https://github.com/allenai/scifact",
    files=manifest.load("scifact"),
    provenance=(
        "Imported unaltered. An article's text is title and sentences, a line end after each but the last; each is a "
        "segment. A cited abstract without evidence has the label NOT_ENOUGH_INFO. Claims whose cited "
        "abstracts are linked by claims of train or validation are of one cluster, named after the first of them."
    ),
    crosswalk=crosswalk.load("scifact").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """The corpus, the same for every split."""
    _refuse(split)
    yield from _corpus(folder).values()


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The claims of a split, in the order of the file, each with its cited abstracts; those of `test` have none."""
    _refuse(split)
    labelled = split != UNLABELLED
    make = partial(
        _record,
        seen=set[str](),
        corpus=_corpus(folder),
        clusters=_clusters(folder) if labelled else {},
        labelled=labelled,
    )
    for row in jsonl(find(folder, FILES[split])):
        yield attempt(row, make)


def _refuse(split: str) -> None:
    if split not in SPLITS:
        raise DataError(f"scifact has no split {split!r}; it has: {', '.join(SPLITS)}")


def _clusters(folder: Path) -> dict[str, str]:
    """For each abstract the first that it is linked to, by claims of either labelled split."""
    rows = (row for split in SPLITS if split != UNLABELLED for row in jsonl(find(folder, FILES[split])))
    return linked(_cited(row) for row in rows if isinstance(row, Row))


def _cited(row: Row) -> list[str]:
    cited = row.fields.get("cited_doc_ids")
    return [_name(number) for number in cited if type(number) is int] if isinstance(cited, list) else []


def _name(number: int) -> str:
    return f"scifact/abstract/{number}"


def _record(
    row: Row, *, seen: set[str], corpus: dict[int, Article], clusters: dict[str, str], labelled: bool
) -> Record:
    row.known(("id", "claim", "evidence", "cited_doc_ids") if labelled else ("id", "claim"))
    name = unique(seen, row, f"scifact/{row.number('id')}")
    evidence = tuple(_pieces(row, name, corpus)) if labelled else ()
    return Record(
        id=name,
        claim=Claim(id=name, text=row.text("claim")),
        evidence=evidence,
        cluster=clusters[str(evidence[0].article_id)] if evidence else name,
        language="en",
        original=row.original(),
    )


def _pieces(row: Row, name: str, corpus: dict[int, Article]) -> Iterator[Evidence]:
    """One piece of evidence for each cited abstract, once, though it be cited twice."""
    cited, found = row.fields["cited_doc_ids"], row.fields["evidence"]
    if not isinstance(cited, list) or not cited or any(type(number) is not int for number in cited):
        raise row.wrong("cited_doc_ids", cited, "a list of numbers of abstracts")
    if not isinstance(found, dict) or not set(found) <= {str(number) for number in cited}:
        raise row.wrong("evidence", found, "a mapping from abstracts of cited_doc_ids to rationales")
    for number in dict.fromkeys(cited):
        if number not in corpus:
            raise row.error(f"cited_doc_ids: {number} is not in {CORPUS}")
        article = corpus[number]
        rationales, label = _rationales(Row(f"{row.where}: evidence", found), str(number), article)
        yield Evidence(
            id=f"{name}/{number}",
            text=article.text,
            article_id=article.id,
            locator=str(number),
            rationales=rationales,
            label=label,
            stance=crosswalk.load("scifact").stance_of(label),
        )


def _rationales(row: Row, number: str, article: Article) -> tuple[tuple[Rationale, ...], str]:
    """The rationales in an abstract, and the label that they share."""
    if number not in row.fields:
        return (), ABSENT
    made = tuple(_rationale(part, article) for part in row.items(number))
    labels = sorted({str(rationale.label) for rationale in made})
    if len(labels) != 1:
        raise row.wrong(number, labels, "one label for all rationales of an abstract")
    return made, labels[0]


def _rationale(row: Row, article: Article) -> Rationale:
    row.known(("sentences", "label"))
    chosen, body = row.fields["sentences"], article.segments[1:]  # the first is the title
    if not isinstance(chosen, list) or not chosen or any(type(part) is not int for part in chosen):
        raise row.wrong("sentences", chosen, "a list of numbers of sentences")
    if not all(0 <= part < len(body) for part in chosen):
        raise row.wrong("sentences", chosen, f"a list of numbers from 0 to {len(body) - 1}")
    return Rationale(
        sentences=tuple(chosen),
        spans=tuple(span(article.id, article.text or "", body[part].start, body[part].end) for part in chosen),
        label=row.one_of("label", GIVEN),
    )


def _corpus(folder: Path) -> dict[int, Article]:
    """The abstracts by number; a broken one is raised, since every claim that cites it would be lost."""
    corpus: dict[int, Article] = {}
    for row in jsonl(find(folder, CORPUS)):
        if isinstance(row, DataError):
            raise row
        number = row.known(("doc_id", "title", "abstract", "structured")).number("doc_id")
        if number in corpus:
            raise row.error(f"doc_id {number} stands twice")
        corpus[number] = _article(row, _name(number))
    return corpus


def _article(row: Row, name: str) -> Article:
    sentences, structured = row.fields["abstract"], row.fields["structured"]
    if not isinstance(sentences, list) or not all(isinstance(part, str) and part for part in sentences):
        raise row.wrong("abstract", sentences, "a list of sentences")
    if not isinstance(structured, bool):
        raise row.wrong("structured", structured, "true or false")
    segments, lines, start = [], (row.text("title"), *sentences), 0
    for number, line in enumerate(lines):
        segments.append(Segment(role="body" if number else "headline", start=start, end=start + len(line)))
        start += len(line) + 1
    text = "\n".join(lines)
    return Article(
        id=name,
        text=text,
        sha256=files.sha256(text.encode()),
        length=len(text),
        media_type="text/plain",
        segments=tuple(segments),
        headline=lines[0],
        language="en",
        cluster=name,
        rights=Rights(licence="ODC-By 1.0"),
        tags=("structured",) if structured else (),
    )
