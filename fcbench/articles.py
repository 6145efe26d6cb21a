"""Pages of news as Articles: Markdown, plain text, HTML and JSON Lines, with the part each block plays.

For Markdown and plain text the article's text is the file as stored, undecorated; for HTML it is the text that
trafilatura takes from the page, blocks parted by a blank line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fcbench import files
from fcbench.schema import Article, DataError, Segment, SegmentRole, validate
from fcbench.text import paragraphs, trim

MEDIA = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".jsonl": "application/jsonl",
}
MAX_ARTICLE = 32 << 20  # bytes; the longest real article is a hundred times smaller
SHORT = 120  # code points; longer blocks are prose, whatever they begin with

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = f"(?:{_MONTHS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\.?"
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_DATES = (
    re.compile(rf"(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})"),
    re.compile(rf"(?P<day>\d{{1,2}})\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
)
_DATE_ONLY = re.compile(
    rf"(?:(?:first\s+)?(?:published|posted|updated|last updated)(?:\s+on)?:?\s+)?{_DAY}"
    rf"(?:{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
    r"(?:[,\s]+(?:at\s+)?\d{1,2}[:.]\d{2}.{0,20})?",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"^(?:#{1,6}\s+|>\s*|[-+*]\s+|\d{1,3}[.)]\s+)")
_MARKUP = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)|[*_`]{1,3}|<(https?://[^>\s]+)>")
_IMAGE = re.compile(r"^!\[[^\]\n]*\]\([^)\n]*\)$")
_LINK = re.compile(r"^(?:[-*]\s+)?\[[^\]\n]+\]\([^)\n]*\)$")
_ADDRESS = re.compile(r"^<?https?://\S+>?$")
_RULE = re.compile(r"^(?:[-*_=]\s*){3,}$")
_LEAD = re.compile(r"^(?P<lead>[A-Za-z' ]{2,24}?)\s*:(?:\s|$)")
_LEADS: dict[str, SegmentRole] = {
    "related": "related_link",
    "related article": "related_link",
    "related articles": "related_link",
    "related story": "related_link",
    "related stories": "related_link",
    "read more": "related_link",
    "see also": "related_link",
    "also read": "related_link",
    "read also": "related_link",
    "more on this": "related_link",
    "correction": "correction",
    "corrections": "correction",
    "clarification": "correction",
    "retraction": "correction",
    "editor's note": "correction",
    "editors' note": "correction",
    "photo": "photo_credit",
    "picture": "photo_credit",
    "photograph": "photo_credit",
    "image": "photo_credit",
    "photo credit": "photo_credit",
    "credit": "photo_credit",
    "illustration": "photo_credit",
    "caption": "caption",
    "pictured": "caption",
    "original url": "footer",
    "source url": "footer",
    "tags": "footer",
    "topics": "footer",
    "share": "footer",
}
_BYLINE = re.compile(r"^(?:by|story by|reporting by|words by|written by)\s+[^\s.!?][^.!?\n]*$", re.IGNORECASE)
_CREDIT = re.compile(r"^[^.!?:\n]{2,50}\s*/\s*[^.!?:/\n]{2,30}$")
_AMENDED = re.compile(r"^(?:this article was (?:amended|corrected)|an earlier version of this)", re.IGNORECASE)
_SIGN_OFF = re.compile(r"^(?:sign up|subscribe|follow us|all rights reserved|©|copyright)", re.IGNORECASE)


def read_articles(path: Path, **known: str) -> list[Article]:
    """The articles of one file: one, or for JSON Lines one a line.

    `known` gives what the caller knows of them (publisher, published_at, url, language, cluster) and goes before
    what the page says. Raises DataError for a file that is missing, empty, too large, not UTF-8, or of no known kind.
    """
    media = MEDIA.get(path.suffix.lower())
    if media is None:
        raise DataError(
            f"{path}: no reader for {path.suffix or 'a file without an ending'}; it can be: {', '.join(MEDIA)}"
        )
    if path.is_file() and path.stat().st_size > MAX_ARTICLE and media != "application/jsonl":
        raise DataError(f"{path}: {path.stat().st_size:,} bytes; an article may have {MAX_ARTICLE:,}")
    if media == "application/jsonl":
        return [
            _from_row(row, where=f"{path}:{number}", number=number, path=path) for number, row in files.read_jsonl(path)
        ]
    content = files.read_bytes(path)
    if not content.strip():
        raise DataError(f"{path}: the file is empty")
    if media == "text/html":
        return [from_html(content, article_id=path.stem, where=str(path), **known)]
    text = files.decode(content, where=str(path))
    return [from_text(text, article_id=path.stem, media_type=media, where=str(path), **known)]


def from_text(
    text: str, *, article_id: str, media_type: str = "text/markdown", where: str = "", **known: str
) -> Article:
    """An article of Markdown or plain text, as it is."""
    if "\x00" in text:
        raise DataError(f"{where or article_id}: code point {text.index(chr(0)):,} is NUL: not a text")
    if not text.strip("\ufeff \t\r\n"):
        raise DataError(f"{where or article_id}: the text is empty")
    segments = tuple(_segments(text, plain=media_type != "text/markdown"))
    return _article(text, segments, article_id=article_id, media_type=media_type, where=where, known=known)


def from_html(content: bytes, *, article_id: str, where: str = "", **known: str) -> Article:
    """An article of an HTML page: the text that trafilatura finds to be its own, kept with the page's hash."""
    import trafilatura

    page = files.decode(content, where=where or article_id)
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


def _article(
    text: str, segments: tuple[Segment, ...], *, article_id: str, media_type: str, where: str, known: dict[str, Any]
) -> Article:
    by_role = {segment.role: text[segment.start : segment.end] for segment in reversed(segments)}
    found = {"headline": by_role.get("headline"), "byline": by_role.get("byline")}
    if "dateline" in by_role:
        found["published_at"] = _date(by_role["dateline"])
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


def _from_row(row: dict[str, Any], *, where: str, number: int, path: Path) -> Article:
    if not isinstance(row.get("text"), str):
        raise DataError(f"{where}: field 'text' is missing or not text")
    known = {key: value for key, value in row.items() if key not in ("id", "text")}
    allowed = ("headline", "url", "publisher", "byline", "published_at", "language", "cluster", "rights")
    unknown = [key for key in known if key not in allowed]
    if unknown:
        raise DataError(f"{where}: unknown field {unknown[0]!r}; allowed: id, text, {', '.join(allowed)}")
    article_id = str(row.get("id") or f"{path.stem}-{number}")
    article = from_text(row["text"], article_id=article_id, media_type="text/plain", where=where, **known)
    return article.model_copy(update={"media_type": "application/jsonl"})


def _html_blocks(document: Any) -> list[tuple[SegmentRole, str]]:
    blocks: list[tuple[SegmentRole, str]] = []
    for element in document.body.iter("head", "p", "quote", "item", "cell"):
        if any(parent.tag in ("p", "quote", "item", "cell") for parent in element.iterancestors()):
            continue
        content = " ".join("".join(element.itertext()).split())
        if content:
            role = "headline" if element.tag == "head" else _role(content, decorated=content)
            blocks.append((role, content))
    title = " ".join((document.title or "").split())
    if title and not any(role == "headline" for role, _ in blocks[:1]):
        blocks.insert(0, ("headline", title))
    return blocks


def _segments(text: str, *, plain: bool) -> Iterator[Segment]:
    """The blocks of a page with their roles; what follows an 'Original url' belongs to the footer."""
    body_start = 0
    if not plain and (matter := re.match(r"\ufeff?---\r?\n.*?\r?\n---\r?(?:\n|$)", text, re.DOTALL)):
        yield Segment(role="metadata", start=0, end=matter.end())
        body_start = matter.end()
    has_headline = in_footer = False
    for low, high in paragraphs(text[body_start:]):
        start, end = body_start + low, body_start + high
        for first, last, role in _blocks(text, start, end, plain=plain, first=not has_headline):
            has_headline = has_headline or role in ("headline", "body")
            role = "footer" if in_footer else role
            in_footer = in_footer or (role == "footer" and text[first:last].lower().startswith("original url"))
            yield Segment(role=role, start=first, end=last)


def _blocks(text: str, start: int, end: int, *, plain: bool, first: bool) -> Iterator[tuple[int, int, SegmentRole]]:
    """A paragraph as one block, or a Markdown heading and what stands under it without a blank line."""
    line_end = text.find("\n", start, end)
    line_end = end if line_end < 0 else line_end
    if not plain and text[start] == "#":
        match = _DECORATION.match(text, start) or re.compile("").match(text, start)
        low, high = trim(text, match.end() if match else start, line_end, unwanted="#*_")
        if low < high:
            yield low, high, "headline"
        if line_end < end:
            low, high = trim(text, line_end, end)
            yield from _blocks(text, low, high, plain=plain, first=False)
        return
    block = text[start:end]
    underlined = re.fullmatch(r"(?P<title>[^\n]+)\n(?:=+|-+)[^\S\n]*", block)
    if not plain and underlined:
        yield start, start + len(underlined["title"].rstrip()), "headline"
    elif _RULE.match(block):
        return
    elif plain and first and len(block) <= 2 * SHORT and "\n" not in block and block[-1] not in ".!?":
        yield start, end, "headline"
    else:
        low, high = (
            trim(text, start, end, unwanted="*_")
            if not plain and block[0] in "*_" and block[-1] in "*_"
            else (start, end)
        )
        yield low, high, _role(undecorated(block), decorated=block)


def _role(block: str, *, decorated: str) -> SegmentRole:
    """The part that a block plays, from its own words and mark-up."""
    lead = _LEAD.match(block.replace("’", "'"))
    if lead and (role := _LEADS.get(lead["lead"].strip().lower())):
        return role
    if _AMENDED.match(block):
        return "correction"
    for role, holds in _ROLES:
        if len(block) <= SHORT * 2 and holds(block, decorated):
            return role
    return "body"


def _all_links(block: str, decorated: str) -> bool:
    return all(_LINK.match(line.strip()) for line in decorated.splitlines())


_ROLES: tuple[tuple[SegmentRole, Callable[[str, str], bool]], ...] = (
    ("caption", lambda block, decorated: bool(_IMAGE.match(decorated))),
    ("footer", lambda block, decorated: bool(_ADDRESS.match(block) or _SIGN_OFF.match(block))),
    ("related_link", _all_links),
    ("byline", lambda block, decorated: len(block) <= SHORT and bool(_BYLINE.match(block))),
    ("dateline", lambda block, decorated: bool(_DATE_ONLY.fullmatch(block))),
    ("photo_credit", lambda block, decorated: bool(_CREDIT.match(block))),
    ("caption", lambda block, decorated: len(decorated) - len(block) >= 2 and decorated[0] in "*_" and " / " in block),
)


def undecorated(block: str) -> str:
    """A Markdown block without its mark-up, for recognising what it is; offsets do not survive."""
    return " ".join(_MARKUP.sub(lambda match: match[1] or match[2] or "", _DECORATION.sub("", block)).split())


def _date(block: str) -> str | None:
    for pattern in _DATES:
        if match := pattern.search(block):
            month = match["month"]
            number = int(month) if month.isdigit() else 1 + [name[:3] for name in _MONTHS.split("|")].index(month[:3])
            day = int(match["day"])
            return f"{match['year']}-{number:02d}-{day:02d}" if 1 <= number <= 12 and 1 <= day <= 31 else None
    return None
