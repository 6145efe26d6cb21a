"""Parts: a block of a page -> the part that it plays in the article, told from its own words and mark-up.

In: the text of a block. Out: a `SegmentRole`; of a byline the author, of a dateline the date.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fcbench.marks import without_html
from fcbench.schema import SegmentRole

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
_MARKUP = re.compile(
    r"\[\^[^\s\[\]]+\]|!?\[([^\[\]\n]*)\](?:\([^)\s]*\)|\[[^\[\]\n]*\])|[*_`]{1,3}|<(https?://[^>\s]+)>"
)
_IMAGE = re.compile(r"^!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])$")
_LINK = re.compile(r"^(?:[-+*]\s+|\d{1,3}[.)]\s+)?[*_]{0,3}\[[^\]\n]+\](?:\([^)\n]*\)|\[[^\]\n]*\])[*_]{0,3}$")
_ADDRESS = re.compile(r"^<?https?://\S+>?$")
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


def names_author(block: str) -> bool:
    """Whether a block is a first name and a surname, and nothing else."""
    if len(block) > SHORT or block.isupper() or not _ALONE.fullmatch(block):
        return False
    return _NO_AUTHOR.isdisjoint(block.lower().split())


def role_of(block: str, *, decorated: str) -> SegmentRole:
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


def beneath(before: SegmentRole, role: SegmentRole, block: str) -> SegmentRole:
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


def author_of(byline: str) -> str | None:
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


def date_in(block: str) -> str | None:
    """The first date of a block, as YYYY-MM-DD; None where there is none.

    >>> date_in("Orvik, 3 March 2024")
    '2024-03-03'
    """
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
