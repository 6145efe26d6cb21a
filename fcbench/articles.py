"""Pages of news as Articles: Markdown, plain text, HTML and JSON Lines, with the part each block plays.

For Markdown and plain text the article's text is the file as stored, undecorated; for HTML it is the text that
trafilatura takes from the page, blocks parted by a blank line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fcbench import files
from fcbench.blocks import Layout, layout, matter
from fcbench.markup import MARKDOWN, unmarked
from fcbench.parts import author_of, beneath, date_in, role_of
from fcbench.schema import Article, DataError, Segment, SegmentRole, validate
from fcbench.segments import segments_of
from fcbench.text import BLANK, trim

MEDIA = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".jsonl": "application/jsonl",
}
HEAD = 4096  # bytes of a page in which it may say its encoding; browsers look at 1,024
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"'\s]*(windows-125[0-8]|iso-8859-(?:1[0-6]|[1-9])|koi8-r)\b", re.I)
MAX_ARTICLE = 32 << 20  # bytes; the longest real article is a hundred times smaller
_STATES = {"title": "headline", "headline": "headline", "author": "byline", "authors": "byline"}
_STATES |= {"byline": "byline", "date": "published_at", "published": "published_at"}
_STATES |= dict.fromkeys(("publisher", "publication", "outlet", "newspaper", "site", "site_name"), "publisher")


def read_articles(path: Path, **known: str) -> list[Article]:
    """The articles of one file: one, or for JSON Lines one a line; `-` is Markdown from standard input.

    `known` gives what the caller knows of them (publisher, published_at, url, language, cluster) and goes before
    what the page says. Raises DataError for a file that is missing, empty, too large, not UTF-8, or of no known kind.
    """
    media = "text/markdown" if path == files.STDIN else MEDIA.get(path.suffix.lower())
    if media is None and path.is_dir():
        raise DataError(f"{path}: a folder; fcbench build reads the articles of one")
    if media is None:
        raise DataError(
            f"{path}: no reader for {path.suffix or 'a file without an ending'}; it can be: {', '.join(MEDIA)}"
        )
    if path.is_file() and path.stat().st_size > MAX_ARTICLE and media != "application/jsonl":
        raise DataError(f"{path}: {path.stat().st_size:,} bytes; an article may have {MAX_ARTICLE:,}")
    if media == "application/jsonl":
        rows = [
            _from_row(row, where=f"{path}:{number}", number=number, path=path, known=known)
            for number, row in files.read_jsonl(path)
        ]
        if not rows:
            raise DataError(f"{path}: the file is empty")
        return rows
    content = files.read_bytes(path)
    if not content.strip():
        raise DataError(f"{path}: the file is empty")
    if media == "text/html":
        return [from_html(content, article_id=path.stem, where=str(path), **known)]
    text = files.decode(content, where=str(path))
    return [
        from_text(
            text, article_id="stdin" if path == files.STDIN else path.stem, media_type=media, where=str(path), **known
        )
    ]


def from_text(text: str, *, article_id: str, media_type: str = MARKDOWN, where: str = "", **known: str) -> Article:
    """An article of Markdown or plain text, as it is."""
    if "\x00" in text:
        raise DataError(f"{where or article_id}: code point {text.index(chr(0)):,} is NUL: not a text")
    if not text.strip(BLANK):
        raise DataError(f"{where or article_id}: the text is empty")
    plain = media_type != MARKDOWN
    page = Layout(0, text, (), (), frozenset()) if plain else layout(text)
    stated = {} if plain else _front_matter(text)
    segments = segments_of(page, plain=plain, title=stated.get("headline"))
    known = {**_stated(text, stated), **known}
    return _article(text, segments, article_id=article_id, media_type=media_type, where=where, known=known)


def from_html(content: bytes, *, article_id: str, where: str = "", **known: str) -> Article:
    """An article of an HTML page: the text that trafilatura finds to be its own, kept with the page's hash."""
    import trafilatura

    page = _decoded(content, where=where or article_id)
    document: Any = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True)
    blocks = _html_blocks(document) if document is not None and document.body is not None else []
    if not any(role == "body" for role, _ in blocks):
        raise DataError(f"{where or article_id}: no article text found in the page")
    segments, position = [], 0
    for role, block in blocks:
        segments.append(Segment(role=role, start=position, end=position + len(block)))
        position += len(block) + 2
    found = {"byline": document.author, "published_at": document.date, "publisher": document.sitename}
    known = {**{key: value for key, value in found.items() if value}, **known}
    article = _article(
        "\n\n".join(block for _, block in blocks),
        tuple(segments),
        article_id=article_id,
        media_type="text/html",
        where=where,
        known=known,
    )
    extractor = f"trafilatura {trafilatura.__version__}"
    return article.model_copy(update={"page_sha256": files.sha256(content), "extractor": extractor})


def _decoded(content: bytes, *, where: str) -> str:
    """A page as text, by the encoding that its head declares where that is one of an alphabet's; else UTF-8."""
    declared = _CHARSET.search(content[:HEAD])
    if declared is None:
        return files.decode(content, where=where)
    name = declared[1].decode("ascii")
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: byte {error.start:,} is not {name}, which the page says that it is in") from None


def _article(
    text: str, segments: tuple[Segment, ...], *, article_id: str, media_type: str, where: str, known: dict[str, Any]
) -> Article:
    by_role = {segment.role: text[segment.start : segment.end] for segment in reversed(segments)}
    title = by_role.get("headline")
    headline = unmarked(title).strip() if title and media_type == MARKDOWN else title
    found = {"headline": headline, "byline": author_of(by_role.get("byline", ""))}
    if date := date_in(by_role.get("dateline") or by_role.get("byline", "")):
        found["published_at"] = date
    encoded = text.encode("utf-8", errors="surrogatepass")
    base = {
        "id": article_id,
        "text": text,
        "sha256": files.sha256(encoded),
        "length": len(text),
        "media_type": media_type,
        "segments": segments,
    }
    return validate(Article, {**found, **known, **base}, where=where or article_id)


def _from_row(row: dict[str, Any], *, where: str, number: int, path: Path, known: dict[str, str]) -> Article:
    if not isinstance(row.get("text"), str):
        raise DataError(f"{where}: field 'text' is missing or not text")
    stated = {key: value for key, value in row.items() if key not in ("id", "text")}
    allowed = ("headline", "url", "publisher", "byline", "published_at", "language", "cluster", "rights")
    unknown = [key for key in stated if key not in allowed]
    if unknown:
        raise DataError(f"{where}: unknown field {unknown[0]!r}; allowed: id, text, {', '.join(allowed)}")
    article_id = str(row.get("id") or f"{path.stem}-{number}")
    article = from_text(row["text"], article_id=article_id, media_type="text/plain", where=where, **{**stated, **known})
    return article.model_copy(update={"media_type": "application/jsonl"})


def _html_blocks(document: Any) -> list[tuple[SegmentRole, str]]:
    blocks: list[tuple[SegmentRole, str]] = []
    for element in document.body.iter("head", "p", "quote", "item", "cell"):
        if any(parent.tag in ("p", "quote", "item", "cell") for parent in element.iterancestors()):
            continue
        content = " ".join("".join(_strings(element)).split())
        if content:
            role = "headline" if element.tag == "head" else role_of(content, decorated=content)
            blocks.append((role, content))
    title = " ".join((document.title or "").split())
    if title and not any(role == "headline" for role, _ in blocks[:1]):
        blocks.insert(0, ("headline", title))
    above: list[SegmentRole] = ["metadata", *(role for role, _ in blocks)]
    return [(beneath(before, role, block), block) for before, (role, block) in zip(above, blocks, strict=False)]


def _strings(element: Any) -> Iterator[str]:
    """The text of an element in order; line breaks and blocks within it are parted by a space."""
    yield element.text or ""
    for child in element:
        apart = " " if child.tag in ("lb", "head", "p", "quote", "list", "item", "row", "cell") else ""
        yield apart
        yield from _strings(child)
        yield apart + (child.tail or "")


def _front_matter(text: str) -> dict[str, list[tuple[int, int]]]:
    """Where the YAML at the head of a Markdown file states a field of an article: the offsets of its values.

    A field whose value is no text, or whose words are not the file's, is not among them.
    """
    import yaml

    head = matter(text)
    if head is None:
        return {}
    try:
        stated = yaml.compose(head["stated"], Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    found: dict[str, list[tuple[int, int]]] = {}
    for key, value in stated.value if isinstance(stated, yaml.MappingNode) else ():
        field = _STATES.get(str(key.value).lower())
        values = value.value if isinstance(value, yaml.SequenceNode) else [value]
        places = [_scalar(text, one, head.start("stated")) for one in values]
        if field and places and field not in found and all(places):
            found[field] = [place for place in places if place]
    return found


def _scalar(text: str, node: Any, offset: int) -> tuple[int, int] | None:
    """Where the words of a value stand in the text, without their quotation marks; None where they do not."""
    start, end = trim(text, offset + node.start_mark.index, offset + node.end_mark.index)
    if text[start] in "\"'":
        start, end = start + 1, end - 1
    return (start, end) if node.value and text[start:end] == node.value else None


def _stated(text: str, places_of: dict[str, list[tuple[int, int]]]) -> dict[str, str]:
    """The fields of an article that front matter states; a date that cannot be read is none."""
    told = {field: " and ".join([text[low:high] for low, high in places]) for field, places in places_of.items()}
    date = date_in(told.pop("published_at", ""))
    return told | ({"published_at": date} if date else {})
