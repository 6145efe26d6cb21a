"""`records.yaml` of a story: annotations that point at text by exact quote, resolved to Records with offsets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from fcbench import files
from fcbench.meaning import violations
from fcbench.schema import Article, Attribution, Claim, DataError, Evidence, Model, Record, Span, Verdict, validate
from fcbench.text import locate, span

NOBODYS = (
    "caption",
    "photo_credit",
    "related_link",
    "footer",
    "metadata",
    "byline",
    "dateline",
)  # no evidence stands there

FILLED_IN = {  # fields of the models that follow from the pointers and ids, and so are not for notes to give
    "claim": ("id", "mentions"),
    "attributions": ("origin_id",),
    "evidence": ("text", "span", "article_id", "attribution_id", "holder_interest", "origin_id"),
    "verdict": ("id", "label"),  # a label of its own is a source's, whose judgement the rules leave alone
}


class ArticleNote(Model):
    """What a story's editor knows of one of its articles."""

    file: str
    publisher: str
    published_at: str
    language: str = "en"
    url: str | None = None


class StoryNote(Model):
    """The head of `records.yaml`: everything but the records."""

    title: str
    split: str | None = None
    tags: tuple[str, ...] = ()
    articles: tuple[ArticleNote, ...]


def read_notes(path: Path) -> tuple[StoryNote, list[dict[str, Any]]]:
    """A story's head and its records, not yet resolved."""
    content = files.read_yaml(path)
    if not isinstance(content, dict) or not isinstance(content.get("records"), list):
        raise DataError(f"{path}: a story has title, articles and a list of records")
    records = content.pop("records")
    for number, note in enumerate(records, start=1):
        if not isinstance(note, dict) or not isinstance(note.get("id"), str):
            raise DataError(f"{path}: record {number}: a record is a mapping with an id")
    return validate(StoryNote, content, where=str(path)), records


def resolve(
    note: Mapping[str, Any], *, story: str, articles: Mapping[str, Article], tags: tuple[str, ...], where: str
) -> Record:
    """One record with every quote as a span.

    `articles` maps the short names used in the file to the articles. Raises DataError for a quote that is not in its
    article, an unknown field or value, and a broken rule of meaning, naming the record and the field: all there are of
    one kind, a line each.
    """
    place = f"{where}: record {note['id']}"
    resolver = _Resolver(f"{story}/{note['id']}", articles, place)
    _check_form(note, place)
    makers: dict[str, Callable[[], object]] = {
        "claim": lambda: resolver.claim(note.get("claim", {}), note.get("mentions", [])),
        "attributions": lambda: tuple(_each(resolver.attribution, note.get("attributions", []))),
        "evidence": lambda: tuple(_each(resolver.evidence, note.get("evidence", []))),
        "verdict": lambda: resolver.verdict(note["verdict"]) if "verdict" in note else None,
    }
    made = dict(zip(makers, _each(lambda make: make(), makers.values()), strict=True))
    made |= {"id": resolver.record_id, "cluster": story, "tags": tuple(dict.fromkeys([*tags, *note.get("tags", ())]))}
    record = validate(Record, made, where=place)
    problems = [*_doubled(record), *violations(record)]
    if problems:
        raise DataError("\n".join(f"{place}: {problem}" for problem in problems))
    return _unordered(record, [article.id for article in articles.values()])


def _each(make: Callable[[Any], object], items: Iterable[Any]) -> list[object]:
    """What is made of each item; raises DataError with the problems of all of which nothing can be made."""
    made, problems = [], []
    for item in items:
        try:
            made.append(make(item))
        except DataError as error:
            problems.append(str(error))
    if problems:
        raise DataError("\n".join(problems))
    return made


def _unordered(record: Record, articles: list[str]) -> Record:
    """The record with its evidence in the order of the page, under ids that are a hash of the passage.

    Annotators write the supporting evidence first and the unrelated last; neither order nor id may tell a model so.
    """
    ids = {}
    for piece in record.evidence:
        passage = files.sha256(f"{piece.article_id}\n{piece.text}".encode())[:8]
        ids[piece.id] = f"{record.id}/{passage}"
    pieces = sorted(record.evidence, key=lambda piece: _place(piece, articles))
    evidence = tuple(piece.model_copy(update={"id": ids[piece.id]}) for piece in pieces)
    verdict = record.verdict
    if verdict is not None:
        rank = {piece.id: number for number, piece in enumerate(evidence)}
        basis = sorted((ids[name] for name in verdict.basis), key=rank.__getitem__)
        verdict = verdict.model_copy(update={"basis": tuple(basis)})
    return record.model_copy(update={"evidence": evidence, "verdict": verdict})


def _place(piece: Evidence, articles: list[str]) -> tuple[int, int]:
    return articles.index(piece.article_id or ""), piece.span.start if piece.span else 0


def _check_form(note: Mapping[str, Any], place: str) -> None:
    """Raises DataError for a record whose fields are unknown, of the wrong shape, or filled in by us."""
    forms = {"claim": dict, "mentions": list, "attributions": list, "evidence": list, "verdict": dict, "tags": list}
    if extra := set(note) - {"id", *forms}:
        raise DataError(f"{place}: {sorted(map(str, extra))[0]}: unknown field")
    for field, kind in forms.items():
        value = note.get(field, kind())
        if not isinstance(value, kind):
            raise DataError(f"{place}: {field}: a {'list' if kind is list else 'mapping'} is due")
        item_kind = {"attributions": dict, "evidence": dict, "tags": str}.get(field, object)
        for number, item in enumerate(value if kind is list else (), start=1):
            if not isinstance(item, item_kind):
                due = "a word" if item_kind is str else "a mapping"
                raise DataError(f"{place}: {field}: item {number}: {due} is due; saw {item!r}")
        for item in value if kind is list else [value]:
            if ours := [name for name in FILLED_IN.get(field, ()) if name in item]:
                raise DataError(f"{place}: {field}: {ours[0]}: unknown field")


def _doubled(record: Record) -> list[str]:
    ids = Counter([*(item.id for item in record.attributions), *(item.id for item in record.evidence)])
    passages = Counter((piece.article_id, piece.text) for piece in record.evidence)
    return [
        *(f"the id {name!r} stands twice" for name, count in ids.items() if count > 1),
        *(f"the passage {text!r} is evidence twice" for (_, text), count in passages.items() if count > 1),
    ]


class _Resolver:
    """The record and articles that the notes of one record are read against."""

    def __init__(self, record_id: str, articles: Mapping[str, Article], place: str) -> None:
        self.record_id, self.articles, self.place = record_id, articles, place

    def id(self, name: object) -> str:
        return f"{self.record_id}/{name}"

    def span(self, note: object, field: str, article: object = None) -> Span:
        """A span from a quote, or from a mapping with quote, and maybe article, in and occurrence."""
        pointer = note if isinstance(note, dict) else {"quote": note}
        if set(pointer) - {"article", "quote", "in", "occurrence"}:
            raise DataError(
                f"{self.place}: {field}: a pointer has article, quote, in and occurrence; "
                f"saw {', '.join(map(str, pointer))} (a text with a comma stands in quote marks)"
            )
        name, quote, around, occurrence = (pointer.get(key) for key in ("article", "quote", "in", "occurrence"))
        name = article if name is None else name
        texts = isinstance(quote, str) and isinstance(around, str | None) and isinstance(name, str | None)
        if not texts or not (occurrence is None or type(occurrence) is int):
            raise DataError(
                f"{self.place}: {field}: quote, in and article are text, occurrence a whole number; saw {pointer!r}"
            )
        if name not in self.articles:
            raise DataError(
                f"{self.place}: {field}: article {name!r} is not of this story; it has: {', '.join(self.articles)}"
            )
        found = self.articles[str(name)]
        text = found.text or ""
        try:
            low, high = locate(text, str(around)) if around is not None else (0, len(text))
            start, end = locate(text[low:high], str(quote), occurrence)
        except DataError as error:
            raise DataError(f"{self.place}: {field}: in {name}: {error}") from None
        return span(found.id, text, low + start, low + end)

    def claim(self, note: dict[str, Any], mentions: list[Any]) -> Claim:
        spans = tuple(_each(lambda pair: self.span(pair[1], f"mentions.{pair[0]}"), enumerate(mentions)))
        return validate(Claim, {**note, "id": self.record_id, "mentions": spans}, where=f"{self.place}: claim")

    def attribution(self, note: dict[str, Any]) -> Attribution:
        field = f"attribution {note.get('id')}"
        made = {key: value for key, value in note.items() if key not in ("article", "origin")}
        made["id"] = self.id(note.get("id"))
        article = note.get("article")
        for role in ("source", "cue"):
            if note.get(role) is not None:
                made[role] = self.span(note[role], f"{field}: {role}", article)
        content = note.get("content", [])
        content = content if isinstance(content, list) else [content]
        made["content"] = tuple(self.span(item, f"{field}: content", article) for item in content)
        made["origin_id"] = self.id_of_origin(note.get("origin"))
        if note.get("nested_in"):
            made["nested_in"] = self.id(note["nested_in"])
        return validate(Attribution, made, where=f"{self.place}: {field}")

    def evidence(self, note: dict[str, Any]) -> Evidence:
        field = f"evidence {note.get('id')}"
        kept = ("quote", "in", "occurrence", "article", "attribution", "interest", "origin")
        made = {key: value for key, value in note.items() if key not in kept}
        pointer = {key: note[key] for key in ("article", "quote", "in", "occurrence") if key in note}
        found = self.span(pointer, field)
        article = next(item for item in self.articles.values() if item.id == found.article_id)
        for part in article.segments:
            if part.role in NOBODYS and part.start < found.end and found.start < part.end:
                raise DataError(f"{self.place}: {field}: the quote stands in a {part.role}, which is nobody's evidence")
        made |= {
            "id": self.id(note.get("id")),
            "text": found.exact,
            "span": found,
            "article_id": found.article_id,
            "holder_interest": note.get("interest"),
            "origin_id": self.id_of_origin(note.get("origin")),
        }
        made.setdefault("published_at", article.published_at)
        if note.get("attribution"):
            made["attribution_id"] = self.id(note["attribution"])
        return validate(Evidence, made, where=f"{self.place}: {field}")

    def verdict(self, note: dict[str, Any]) -> Verdict:
        if not isinstance(note.get("basis", []), list):
            raise DataError(f"{self.place}: verdict: basis: a list is due; saw {note['basis']!r}")
        basis = tuple(self.id(name) for name in note.get("basis", ()))
        made = {
            "issuer": "fcbench annotators",
            "evidence_scope": "these_articles",
            **note,
            "id": self.id("verdict"),
            "basis": basis,
        }
        return validate(Verdict, made, where=f"{self.place}: verdict")

    def id_of_origin(self, name: object) -> str | None:
        """An origin's id: shared by all records of the story, since one utterance may bear on several claims."""
        return f"{self.record_id.split('/')[0]}#{name}" if name else None
