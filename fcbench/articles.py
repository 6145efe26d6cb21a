"""Pages of news as Articles: Markdown, plain text, HTML and JSON Lines, with the part each block plays.

For Markdown and plain text the article's text is the file as stored, undecorated; for HTML it is the text that
trafilatura takes from the page, blocks parted by a blank line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from fcbench import files
from fcbench.blocks import Layout, layout, matter
from fcbench.marks import without_html
from fcbench.markup import MARKDOWN, unmarked
from fcbench.schema import Article, DataError, Segment, SegmentRole, validate
from fcbench.text import BLANK, paragraphs, trim

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
SHORT = 120  # code points; longer blocks are prose, whatever they begin with
OPENING = 1_000  # code points of a block, mark-up and all, that its part is told from

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = f"(?:{_MONTHS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\.?"
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_DATES = (
    re.compile(rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"\b(?P<day>\d{{1,2}})\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
)
_DAY_MONTH_YEAR = (
    rf"{_DAY}(?:{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
_DATE_ONLY = re.compile(
    rf"(?:(?:first\s+)?(?:published|posted|updated|last updated)(?:\s+on)?:?\s+)?{_DAY_MONTH_YEAR}"
    r"(?:[,\s]+(?:at\s+)?\d{1,2}[:.]\d{2}.{0,20})?",
    re.IGNORECASE,
)
_OUTLET_DATE = re.compile(rf"(?P<outlet>[^!?:;\"“”„«»\n]+?)(?:[,.|·]|\s[-–—])\s*{_DAY_MONTH_YEAR}", re.IGNORECASE)
_DATED = re.compile(rf"[\s,;|·–—-]*(?:(?:published|posted|updated)(?:\s+on)?:?\s+)?{_DAY_MONTH_YEAR}", re.IGNORECASE)
# small letters that a name of an outlet or a place may have; any other word in them may be a verb
_OUTLET_WORDS = frozenset({"a", "and", "at", "by", "de", "desk", "edition", "for", "from", "in", "issue", "la", "le"})
_OUTLET_WORDS |= {"news", "no", "nr", "number", "of", "on", "online", "our", "page", "radio", "service", "the", "vol"}
_DECORATION = re.compile(r"^(?:#{1,6}\s+|>\s*|[-+*]\s+|\d{1,3}[.)]\s+)")
_HEADING = re.compile(r"#{1,6}(?:[^\S\n]+|(?=\n|$))")
_UNDERLINED = re.compile(r"(?P<title>[^\n]+)\n(?:=+|-+)[^\S\n]*(?:\n|$)")
_MARKUP = re.compile(
    r"\[\^[^\s\[\]]+\]|!?\[([^\[\]\n]*)\](?:\([^)\s]*\)|\[[^\[\]\n]*\])|[*_`]{1,3}|<(https?://[^>\s]+)>"
)
_STATES = {"title": "headline", "headline": "headline", "author": "byline", "authors": "byline"}
_STATES |= {"byline": "byline", "date": "published_at", "published": "published_at"}
_STATES |= dict.fromkeys(("publisher", "publication", "outlet", "newspaper", "site", "site_name"), "publisher")
_ITEM = re.compile(r"(?:^|\n)(?=[^\S\n]*(?:[-+*]|\d{1,3}[.)])[^\S\n])")
_INNER_HEADING = re.compile(r"\n(?=#{1,6}[^\S\n])")
_IMAGE = re.compile(r"^!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])$")
_LINK = re.compile(r"^(?:[-+*]\s+|\d{1,3}[.)]\s+)?[*_]{0,3}\[[^\]\n]+\](?:\([^)\n]*\)|\[[^\]\n]*\])[*_]{0,3}$")
_ADDRESS = re.compile(r"^<?https?://\S+>?$")
_RULE = re.compile(r"[-*_=\s]+")
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
_BY = re.compile(r"^(?:(?:story|words|written|reporting|reported)\s+)?by\s+", re.IGNORECASE)
_BYLINE = re.compile(r"^(?:by|story by|reporting by|words by|written by)\s+[^\s.!?][^.!?\n]*$", re.IGNORECASE)
_NAMED = r"[^\W\d_a-z][\w'’.-]*(?: (?:(?:de|da|del|van|von|der|den|la|le|al|bin|ten) )*[^\W\d_a-z][\w'’.-]*)"
_SIGNED = re.compile(
    rf"{_NAMED}{{1,3}}(?:(?:,| and| &) {_NAMED}{{1,3}})*"
    r"(?:, | \| | [-–—/] )(?:[Tt]he )?[^\W\d_a-z][\w'’&-]*(?: (?:(?:of|the|and|for|de) )*[^\W\d_a-z][\w'’&-]*){0,4}"
)  # 'Jane Doe, Reuters'
_ALONE = re.compile(rf"{_NAMED}{{1,2}}")  # 'Jane Doe'
# what else stands in capitals beneath a headline: the kind of the piece, or whose it is
_NO_AUTHOR = frozenset({"the", "a", "an", "our", "your", "this", "in", "on", "at", "for", "of", "board", "breaking"})
_NO_AUTHOR |= {"analysis", "column", "comment", "desk", "editorial", "essay", "exclusive", "feature", "guest", "live"}
_NO_AUTHOR |= {"interview", "letter", "letters", "long", "news", "newsroom", "opinion", "politics", "press", "report"}
_NO_AUTHOR |= {"review", "special", "sport", "sports", "staff", "story", "team", "update", "updates", "view", "world"}
_JOBS = "analyst|columnist|contributor|correspondent|critic|editor|journalist|photographer|producer|reporter|writer"
_JOB = re.compile(
    r"(?:,|\s*\n|\s[-–—|])\s*(?:(?!and )[\w'’&/-]+ ){0,4}?"
    rf"(?:[\w'’&]+-)?(?:{_JOBS})s?(?:-in-chief)?(?: (?:at|for|in|of) [^,\n]+?)?(?=$|[,;\n]| and | \||\s[-–—])",
    re.IGNORECASE,
)  # ', Health Editor'
_REPORTING = re.compile(
    r"^\((?:additional\s+)?(?:reporting|writing|editing|compiled|translated) by\s[^()\n]+\)$", re.IGNORECASE
)
_CREDIT = re.compile(r"^[^.!?:\n]{2,50}\s*/\s*[^.!?:/\n]{2,30}$")
_AMENDED = re.compile(
    r"^(?:this (?:article|story|report|post) (?:was|has been) (?:amended|corrected|updated)"
    r"|(?:an|a) (?:earlier|previous) version of this"
    r"|(?:correction|clarification|retraction)s?(?: \([^()\n]{1,30}\)|, [^:\n]{1,30})?(?::| [-–—] ))",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(r"^(?:sign up|subscribe|follow us|all rights reserved|©|copyright)", re.IGNORECASE)


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
    segments = _signed(page.seen, tuple(_segments(page, plain=plain, title=stated.get("headline"))))
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
    found = {"headline": headline, "byline": _author(by_role.get("byline", ""))}
    if date := _date(by_role.get("dateline") or by_role.get("byline", "")):
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
            role = "headline" if element.tag == "head" else _role(content, decorated=content)
            blocks.append((role, content))
    title = " ".join((document.title or "").split())
    if title and not any(role == "headline" for role, _ in blocks[:1]):
        blocks.insert(0, ("headline", title))
    above: list[SegmentRole] = ["metadata", *(role for role, _ in blocks)]
    return [(_beneath(before, role, block), block) for before, (role, block) in zip(above, blocks, strict=False)]


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
    date = _date(told.pop("published_at", ""))
    return told | ({"published_at": date} if date else {})


def _segments(page: Layout, *, plain: bool, title: list[tuple[int, int]] | None = None) -> Iterator[Segment]:
    """The blocks of a page with their roles; what follows an 'Original url' belongs to the footer.

    The title of front matter is the headline of a page that does not begin with one. The article does not speak in
    code and tables.
    """
    text = page.seen
    if page.start:
        bare = not _HEADING.match(text, trim(text, page.start, len(text))[0])
        yield from _of_matter(page.start, title[0] if title and bare else None)
    has_headline = in_footer = False
    before: SegmentRole = "metadata"
    for start, end, silent in _parts(page):
        if silent:
            yield Segment(role="metadata", start=start, end=end)
            continue
        for first, last, role in _blocks(text, start, end, plain=plain, first=not has_headline):
            has_headline = has_headline or role in ("headline", "body")
            role = "footer" if in_footer else _beneath(before, role, undecorated(text[first:last][:OPENING]))
            before = role
            in_footer = in_footer or (role == "footer" and text[first:last].lower().startswith("original url"))
            yield Segment(role=role, start=first, end=last)


def _parts(page: Layout) -> Iterator[tuple[int, int, bool]]:
    """The paragraphs of a page and, told by True, where it is silent."""
    position = page.start
    for start, end in (*page.silent, (len(page.seen), len(page.seen))):
        for low, high in paragraphs(page.seen[position:start]):
            yield position + low, position + high, False
        if start < end:
            yield start, end, True
        position = end


def _signed(text: str, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The segments, where a name alone beneath the headline is the byline if there is no other.

    It is emphasised: bare, a place or a title may stand there.
    """
    roles = [segment.role for segment in segments]
    at = roles.index("headline") + 1 if "headline" in roles else len(roles)
    if "byline" in roles or roles[at : at + 1] != ["body"]:
        return segments
    signed = segments[at]
    emphasised = text[max(0, signed.start - 1) : signed.start] in ("*", "_")
    if not emphasised or not _names_author(text[signed.start : signed.end]):
        return segments
    return (*segments[:at], signed.model_copy(update={"role": "byline"}), *segments[at + 1 :])


def _names_author(block: str) -> bool:
    """Whether a block is a first name and a surname, and nothing else."""
    if len(block) > SHORT or block.isupper() or not _ALONE.fullmatch(block):
        return False
    return _NO_AUTHOR.isdisjoint(block.lower().split())


def _of_matter(end: int, title: tuple[int, int] | None) -> Iterator[Segment]:
    """The segments of front matter: metadata, with the headline in it where there is one."""
    start = 0
    if title:
        yield Segment(role="metadata", start=0, end=title[0])
        yield Segment(role="headline", start=title[0], end=title[1])
        start = title[1]
    yield Segment(role="metadata", start=start, end=end)


def _blocks(text: str, start: int, end: int, *, plain: bool, first: bool) -> Iterator[tuple[int, int, SegmentRole]]:
    """A paragraph as one block, or Markdown headings and the blocks between them, with no blank line at either."""
    while start < end:
        while not plain and (heading := _heading(text, start, end)):
            low, high, rest = heading
            if low < high:
                yield low, high, "headline"
            start, _ = trim(text, rest, end)
        inner = None if plain else _INNER_HEADING.search(text, start, end)
        yield from _block(text, *trim(text, start, inner.start() if inner else end), plain=plain, first=first)
        start, first = inner.end() if inner else end, False


def _block(text: str, start: int, end: int, *, plain: bool, first: bool) -> Iterator[tuple[int, int, SegmentRole]]:
    """A block without headings: one segment, or of a list of what is told one for each item."""
    block = text[start:end]
    if not block or _RULE.fullmatch(block):
        return
    if plain and first and len(block) <= 2 * SHORT and "\n" not in block and block[-1] not in ".!?":
        yield start, end, "headline"
        return
    decorated = not plain and block[0] in "*_" and block[-1] in "*_"
    low, high = trim(text, start, end, unwanted="*_") if decorated else (start, end)
    role = _role(undecorated(block[:OPENING]), decorated=block)
    items = [] if plain or role != "body" else [match.end() for match in _ITEM.finditer(block)]
    if not items or items[0]:
        yield low, high, role
        return
    for item, after in pairwise([*items, len(block)]):
        yield *trim(text, start + item, start + after), role


def _heading(text: str, start: int, end: int) -> tuple[int, int, int] | None:
    """Offsets of the words of a Markdown heading, and where what follows it begins; None where there is none."""
    if marks := _HEADING.match(text, start, end):
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        return *trim(text, marks.end(), line_end, unwanted="#*_"), line_end
    title = _UNDERLINED.match(text, start, end)
    if title and not _RULE.fullmatch(title["title"]):
        return *trim(text, start, title.end("title"), unwanted="*_"), title.end()
    return None


def _role(block: str, *, decorated: str) -> SegmentRole:
    """The part that a block plays, from its own words and mark-up."""
    if role := _lead(block):
        return role
    if _AMENDED.match(block):
        return "correction"
    if _IMAGE.match(decorated):
        return "caption"
    if _all_links(decorated):
        return "related_link"
    for role, holds in _ROLES:
        if len(block) <= SHORT * 2 and holds(block, decorated):
            return role
    return "body"


def _beneath(before: SegmentRole, role: SegmentRole, block: str) -> SegmentRole:
    """The part of a block, given that of the one before: beneath the headline, names and an outlet are the byline."""
    signed = role == "body" and before == "headline" and len(block) <= SHORT and _SIGNED.fullmatch(block)
    return "byline" if signed else role


def _lead(block: str) -> SegmentRole | None:
    """The part that a block announces, as 'Correction: ...' does, or a box's title that stands alone."""
    words = block.replace("’", "'")
    lead = _LEAD.match(words)
    if lead and (role := _LEADS.get(lead["lead"].strip().lower())):
        return role
    return "related_link" if _LEADS.get(words.lower()) == "related_link" else None


def _all_links(decorated: str) -> bool:
    """Whether each line is a link and no more; the first may be the title of the box."""
    lines = [line.strip().removeprefix(">").strip() for line in decorated.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > 1 and _lead(undecorated(lines[0][:OPENING])) == "related_link":
        lines = lines[1:]
    return all(_LINK.match(line) for line in lines)


def _outlet_and_date(block: str) -> bool:
    """Whether a block is a name and a date: no sentence, for a sentence has a verb, and that begins small."""
    found = _OUTLET_DATE.fullmatch(block) if len(block) <= SHORT else None
    return found is not None and all(
        not word[0].islower() or word.strip(",.") in _OUTLET_WORDS for word in found["outlet"].split()
    )


_ROLES: tuple[tuple[SegmentRole, Callable[[str, str], bool]], ...] = (
    ("footer", lambda block, decorated: bool(_ADDRESS.match(block) or _SIGN_OFF.match(block))),
    ("byline", lambda block, decorated: len(block) <= SHORT and bool(_BYLINE.match(block))),
    ("byline", lambda block, decorated: bool(_REPORTING.match(block))),
    ("dateline", lambda block, decorated: bool(_DATE_ONLY.fullmatch(block)) or _outlet_and_date(block)),
    ("photo_credit", lambda block, decorated: bool(_CREDIT.match(block))),
    ("caption", lambda block, decorated: len(decorated) - len(block) >= 2 and decorated[0] in "*_" and " / " in block),
)


def _author(byline: str) -> str | None:
    """Who wrote it, without "By", their job, mark-up and the date that may follow; None where nobody is named."""
    plain = undecorated(_JOB.sub("", _bare(byline))).strip("()")
    dated = _DATED.search(plain)
    return _BY.sub("", plain[: dated.start()] if dated else plain) or None


def undecorated(block: str) -> str:
    """A Markdown block without its mark-up, for recognising what it is; offsets do not survive."""
    return " ".join(_bare(_DECORATION.sub("", block)).split())


def _bare(block: str) -> str:
    """A block without the mark-up within its lines."""
    return _MARKUP.sub(lambda match: match[1] or match[2] or "", without_html(block))


def _date(block: str) -> str | None:
    for pattern in _DATES:
        if match := pattern.search(block):
            month = match["month"]
            number = (
                int(month)
                if month.isdigit()
                else 1 + [name[:3] for name in _MONTHS.split("|")].index(month[:3].title())
            )
            day = int(match["day"])
            return f"{match['year']}-{number:02d}-{day:02d}" if 1 <= number <= 12 and 1 <= day <= 31 else None
    return None
