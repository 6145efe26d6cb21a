"""Fidelity: where an article's headline says more than its body, or a record more than the article.

Rather silent than wrong: a finding needs a sentence of the body that tells the headline's story, in words of the
headline's own. What a headline merely leaves out (a name, a date, a figure) is no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from fcbench.markup import reading
from fcbench.schema import Article, Model, Name, Record, Segment, Span
from fcbench.speech.gists import gist, stem
from fcbench.speech.lexicon import LEXICON, Relation
from fcbench.text import quotations, span, whole_sentences, word_spans, words

Kind = Literal["hedge", "bound", "number", "negation", "date", "quotation", "no_evidence"]

SPOKEN = ("body", "correction")  # the segments that a headline is held against
SILENT = ("byline", "dateline", "caption", "photo_credit", "related_link", "footer", "metadata")  # nobody's evidence
SHARED = 3  # stems that a sentence of the body shares with the headline, as two contents do that tell the same
SHARE = 0.3  # of the headline's stems: three words of a long headline meet by chance
ROUNDING = 0.05  # a headline may say 3,000 where the body says 2,983
LEAST_WORDS = 2  # of a quotation: a single word may be a title, or a word held at arm's length
BEFORE = 40  # code points before a figure that its bound stands in; the longest, "no fewer than the", has 17
GAP = 3  # words that may stand between a hedge or a negation and its verb: "may well have since left"

_FIGURE = re.compile(
    r"(?<![\w.,:/#’'-])(?P<money>(?:US)?[$€£])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<close>[kmb]\b|bn\b)?"
    r"|\b(?P<word>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALES |= {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9}
_SCALE = re.compile(r"[\s-]?(hundred|thousand|million|billion|trillion|bn|m)\b", re.IGNORECASE)
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|percentage\b)", re.IGNORECASE)
_UNIT = re.compile(r"[\s-]+([^\W\d_]+)(?:[\s-]+([^\W\d_]+))?")
_NO_FIGURE = re.compile(r"(?:st|nd|rd|th|s)\b|[:/]\d|[-–]\d|\s?[ap]\.?m\b", re.IGNORECASE)
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTH_BEFORE = re.compile(rf"\b(?:{_MONTH}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)\s$|\bno\.\s?$", re.I)
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_DATE = re.compile(
    rf"\b(?P<how>in|on|since|until|before|after|by|from)\s+"
    rf"(?:(?P<year>(?:1[89]|20)\d\d)|(?P<weekday>{_DAY})|(?P<month>{_MONTH})(?:\s+(?P<day>\d{{1,2}}))?)\b(?!,?\d)",
    re.IGNORECASE,
)
# "over" and "under" are prepositions too: "over three years"
_BOUNDS = {how: [way for way in ways if way not in ("over", "under")] for how, ways in LEXICON.bounds.items()}
_BOUNDED = {
    how: re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, ways))})\s+(?:the\s+)?$", re.IGNORECASE)
    for how, ways in _BOUNDS.items()
}
_ANY_BOUND = re.compile(r"\b(?:over|under|a record|nearly|almost|roughly|some|about|around)\s+$", re.IGNORECASE)
_SIDES: dict[Relation | None, str] = {
    "at_most": "above",
    "less_than": "above",
    "at_least": "below",
    "more_than": "below",
}

_ADVERBS = frozenset({"reportedly", "allegedly", "possibly", "perhaps", "probably", "apparently", "seemingly"})
_MODALS = frozenset({"may", "might", "could"})
_TO = frozenset({"likely", "appears", "appeared", "appear", "seems", "seemed", "seem"})  # hedges before "to" alone
# words by which a headline keeps its distance, whatever word the body has for it
_DISTANT = re.compile(
    r"\b(?:alleg|claim|accus|suspect|purported|suppos|rumou?r|report|possib|potential|fear|expect|suggest|hint|warn|"
    r"believ|think|plan|threat|predict|weigh|mull|consider|pledg|seem|appear)\w*\b|\b(?:said|would|should|can|if|whether|"
    r"why|how|maybe|perhaps|probably|apparently|likely|unlikely|may|might|could|chances?|risks?|odds|poised|set|bid|eyes|"
    r"eyeing|hopes?|aims?|seeks?|wants?|urges?|calls?|asks?|vows?|let)\b|\?",
    re.IGNORECASE,
)
# words with which a headline says no, or may
_DENYING = re.compile(
    rf"\b(?:{'|'.join(sorted(LEXICON.negations))})\b|"
    r"\b(?:den(?:y|ie)|denial|reject|refut|false|fak|disput|refus|fail|stop|block|debunk|lack|avoid|declin|end|drop|"
    r"contradict|prevent|cancel|ignor|rul)\w*\b|\b(?:without|against|untrue|hoax|myth|hardly|barely|few|little|less|"
    r"rather|instead|unlikely|no-one|wrong|anti|yet|lies?|lied)\b|\?",
    re.IGNORECASE,
)
# how a participle may end: what follows "may have" is else a thing that is had, "may have big plans"
_PARTICIPLE = re.compile(r"(?:ed|en|wn|ne|pt|ght|id|ld|ft|st|de|me|un|ut|nt|lt|ck)$")
_BETWEEN = LEXICON.auxiliaries | LEXICON.adverbs | frozenset({"to", "well", "actually", "really", "yet"})


class Infidelity(Model):
    """One place where the headline parts from the body, or a record from its article."""

    article_id: Name
    kind: Kind
    headline: Span | None = None
    body: Span | None = None
    message: str

    def line(self) -> str:
        """The finding on one line, with its offsets."""
        places = [
            f"{name} {at.start}:{at.end}" for name, at in (("headline", self.headline), ("body", self.body)) if at
        ]
        return f"{self.kind.replace('_', ' ')} [{', '.join(places) or 'no place'}]: {self.message}"


def problems(article: Article, records: Sequence[Record] = ()) -> list[Infidelity]:
    """Where the headline says more than the body, in the order of the text, then where records say more than the text.

    The records may be an extractor's or gold; those parts of them that lie in other articles are left alone. Without
    a text, or without a headline in it, only what is left can be checked.
    """
    if article.text is None:
        return []
    read = reading(article)
    found = [read.back(one) for one in _unfaithful(read.article)]
    for record in records:
        found += [*_altered(article, record), *_no_evidence(article, record)]
    found += _misquoted(read.article, [read.inward(record) for record in records])
    return list(dict.fromkeys(found))


def _unfaithful(article: Article) -> list[Infidelity]:
    """Where the headline says more than the body, in the order of the text."""
    title = _headline(article)
    if title is None:
        return []
    body = [_Passage(article, low, high) for low, high in _body(article, title[1])]
    page = _Page(_Passage(article, *title), body)
    checks = (_hedges, _bounds, _numbers, _negations, _dates, _quotations)
    found = [one for check in checks for one in check(page)]
    return sorted(found, key=lambda one: one.headline.start if one.headline else 0)


# Headline and body, sentence by sentence


def _headline(article: Article) -> tuple[int, int] | None:
    """Where the first headline stands; where no segment is one, the title that the text begins with."""
    text = article.text or ""
    for segment in article.segments:
        if segment.role == "headline":
            return segment.start, segment.end
    title = words(article.headline or "")
    begun = word_spans(text[: 4 * len(article.headline or "")])[: len(title)]
    if title and [text[low:high].lower() for low, high in begun] == title:
        return begun[0][0], begun[-1][1] + (text[begun[-1][1] : begun[-1][1] + 1] in ("?", '"', "”", "’"))
    return None


def _body(article: Article, after: int) -> Iterator[tuple[int, int]]:
    text = article.text or ""
    for segment in article.segments:
        if segment.role in SPOKEN and segment.end > after:
            for low, high in whole_sentences(text, max(segment.start, after), segment.end):
                yield from ((low, high),) if any(mark.isalnum() for mark in text[low:high]) else ()


@dataclass(frozen=True)
class _Word:
    """A word with its offsets in the article and its stem."""

    text: str
    start: int
    end: int

    @property
    def stem(self) -> str:
        return stem(self.text)


@dataclass(frozen=True)
class _Figure:
    """A figure with what it counts and how it is bounded."""

    value: float
    units: frozenset[str]
    bound: Relation | None
    start: int
    end: int


@dataclass(frozen=True)
class _Passage:
    """A stretch of the article, taken apart once."""

    article: Article
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        return (self.article.text or "")[self.start : self.end]

    @cached_property
    def words(self) -> tuple[_Word, ...]:
        whole = self.article.text or ""
        spans = word_spans(whole, self.start, self.end)
        return tuple(_Word(whole[low:high].lower().replace("’", "'"), low, high) for low, high in spans)

    @cached_property
    def stems(self) -> frozenset[str]:
        return gist(self.text).stems

    @cached_property
    def figures(self) -> tuple[_Figure, ...]:
        return tuple(_figures(self))

    def span(self, start: int, end: int) -> Span:
        return span(self.article.id, self.article.text or "", start, end)


@dataclass(frozen=True)
class _Page:
    """A headline, and the sentences of the body."""

    headline: _Passage
    body: list[_Passage]

    @cached_property
    def tellings(self) -> list[_Passage]:
        """The sentences of the body that tell the headline's story."""
        least = max(SHARED, SHARE * len(self.headline.stems))
        return [one for one in self.body if len(self._shared(one)) >= least]

    @cached_property
    def starts(self) -> frozenset[int]:
        """Where the tellings begin."""
        return frozenset(one.start for one in self.tellings)

    def _shared(self, passage: _Passage) -> frozenset[str]:
        figures = {str(figure.value) for figure in passage.figures} & {str(one.value) for one in self.headline.figures}
        return (passage.stems & self.headline.stems) | figures


# Hedges and negations: a word before a verb that the headline has, too


def _governed(passage: _Passage, place: int) -> _Word | None:
    """The word that a hedge or a negation at `place` bears on: the next that is no auxiliary and no adverb."""
    had = False
    for word in passage.words[place + 1 : place + 2 + GAP]:
        if word.text in _BETWEEN or (word.text.endswith("ly") and word.text != "only"):
            had = had or word.text in ("have", "has", "had")
            continue
        return None if had and not _PARTICIPLE.search(word.text) else word
    return None


def _hedged(passage: _Passage) -> Iterator[tuple[_Word, _Word]]:
    """Each hedge with the word that it bears on."""
    for place, word in enumerate(passage.words):
        following = passage.words[place + 1].text if place + 1 < len(passage.words) else ""
        month = word.text == "may" and (passage.article.text or "")[word.start] == "M" and place > 0
        modal = word.text in _MODALS and following not in LEXICON.negations and not month
        if modal or word.text in _ADVERBS or (word.text in _TO and following == "to"):
            governed = _governed(passage, place)
            if governed:
                yield word, governed


def _hedges(page: _Page) -> Iterator[Infidelity]:
    """A hedge that every telling of the body has and the headline has not."""
    headline = page.headline
    if _DISTANT.search(headline.text) or any(word.text in LEXICON.negations for word in headline.words):
        return  # with a negation it cannot be said what the hedge is worth
    said_flatly = set[str]()
    for one, hedge, verb in ((telling, *pair) for telling in page.tellings for pair in _hedged(telling)):
        flat = next((word for word in headline.words if word.stem == verb.stem), None)
        if flat is None or flat.stem not in headline.stems or flat.text in said_flatly:
            continue
        if _flatly(page, flat):
            said_flatly.add(flat.text)
            continue
        words_of = one.span(hedge.start, verb.end)
        yield _parting(
            "hedge",
            headline.span(flat.start, flat.end),
            words_of,
            f"the headline says {_cited(headline, flat)} flatly; the body says {_quoted(words_of.exact)}",
        )
        return  # one is enough: the rest are the same loss, told again


def _flatly(page: _Page, said: _Word) -> bool:
    """Whether the body has the headline's very word without a hedge, or a telling another form of it."""
    for one in page.body:
        hedged = {verb.start for _, verb in _hedged(one)}
        alike = [word for word in one.words if word.stem == said.stem and word.start not in hedged]
        if any(word.text == said.text for word in alike) or (alike and one.start in page.starts):
            return True
    return False


def _negated(passage: _Passage) -> Iterator[tuple[_Word, _Word]]:
    """Each negation with the verb that it bears on: 'did not sell', and neither 'not only' nor 'no money'."""
    for place, word in enumerate(passage.words):
        following = passage.words[place + 1].text if place + 1 < len(passage.words) else ""
        verbal = word.text in ("not", "never", "cannot") or word.text.endswith("n't")
        verbal = verbal and following not in ("only", "just", "even", "all", "every", "the", "a", "an")
        governed = _governed(passage, place) if verbal and word.text in LEXICON.negations else None
        if governed:
            yield word, governed


def _negations(page: _Page) -> Iterator[Infidelity]:
    """A verb that each telling of the body denies and the headline affirms."""
    headline = page.headline
    if _DENYING.search(headline.text.replace("’", "'")):
        return
    affirmed = set[str]()
    for one in page.tellings:
        for negation, verb in _negated(one):
            plain = next((word for word in headline.words if word.text == verb.text or word.stem == verb.stem), None)
            rest = (one.stems & headline.stems) - {verb.stem}
            if plain is None or plain.stem not in headline.stems or len(rest) < SHARED or verb.stem in affirmed:
                continue
            if _affirmed(page, verb.stem):
                affirmed.add(verb.stem)
                continue
            words_of = one.span(negation.start, verb.end)
            yield _parting(
                "negation",
                headline.span(plain.start, plain.end),
                words_of,
                f"the headline says {_cited(headline, plain)}; the body says {_quoted(words_of.exact)}",
            )
            return


def _affirmed(page: _Page, stem: str) -> bool:
    """Whether some sentence of the body has the word without a negation."""
    for one in page.body:
        negated = {verb.start for _, verb in _negated(one)}
        if any(word.stem == stem and word.start not in negated for word in one.words):
            return True
    return False


def _parting(kind: Kind, headline: Span, body: Span | None, message: str) -> Infidelity:
    return Infidelity(article_id=headline.article_id, kind=kind, headline=headline, body=body, message=message)


def _cited(passage: _Passage, word: _Word) -> str:
    return _quoted((passage.article.text or "")[word.start : word.end])


def _quoted(text: str) -> str:
    return f"“{' '.join(text.split())}”"


# Figures


def _figures(passage: _Passage) -> Iterator[_Figure]:
    """The figures that count or measure: no year, day, hour, score, ordinal or number of a list."""
    text = passage.text
    for match in _FIGURE.finditer(text):
        end = match.end()
        before = text[max(0, match.start() - BEFORE) : match.start()]
        digits = match["digits"]
        bare = digits and not match["money"] and not match["close"]
        if bare and (_YEAR.fullmatch(digits) or _NO_FIGURE.match(text, end) or _MONTH_BEFORE.search(before)):
            continue
        value = float(digits.replace(",", "")) if digits else float(LEXICON.numbers.index(match["word"].lower()))
        value *= _SCALES.get((match["close"] or "").lower(), 1)
        if scale := _SCALE.match(text, end):
            value, end = value * _SCALES[scale[1].lower()], scale.end()
        units, end = _units(text, end, money=match["money"] is not None)
        bound = next((how for how, pattern in _BOUNDED.items() if pattern.search(before)), None)
        if bound is None and (_ANY_BOUND.search(before) or text[match.end() : match.end() + 1] == "+"):
            bound = "about"
        yield _Figure(value, units, bound, passage.start + match.start(), passage.start + end)


def _units(text: str, end: int, *, money: bool) -> tuple[frozenset[str], int]:
    """What a figure counts, as stems, and where the figure ends, with its sign of percent."""
    if percent := _PERCENT.match(text, end):
        return frozenset({"%"}), percent.end()
    if money:
        return frozenset({"$"}), end
    found = _UNIT.match(text, end)
    after = [word for word in found.groups() if word] if found else []
    return frozenset(stem(word.lower()) for word in after if word.lower() not in LEXICON.empty and len(word) > 2), end


def _bounds(page: _Page) -> Iterator[Infidelity]:
    """A bound that a telling of the body sets to the headline's figure, and the headline does not."""
    for figure in page.headline.figures:
        bounded = ((one, other) for one in page.tellings for other in one.figures if _bound_lost(figure, other))
        for one, other in [*bounded][:1]:  # one is enough: the rest are the same loss, told again
            words_of = one.span(_bound_start(one, other), other.end)
            seen = page.headline.span(figure.start, figure.end)
            yield _parting(
                "bound",
                seen,
                words_of,
                f"the headline says {_quoted(seen.exact)}; the body says {_quoted(words_of.exact)}",
            )


def _bound_lost(figure: _Figure, other: _Figure) -> bool:
    """Whether another figure is the same with a bound that this one has not, or has the other way round."""
    side = _SIDES.get(other.bound)
    same = other.value == figure.value and (not figure.units or bool(figure.units & other.units))
    kept = figure.bound is not None and _SIDES.get(figure.bound, side) == side
    return same and side is not None and not kept


def _bound_start(passage: _Passage, figure: _Figure) -> int:
    low = max(passage.start, figure.start - BEFORE)
    pattern = _BOUNDED[figure.bound] if figure.bound else None
    found = pattern.search((passage.article.text or "")[low : figure.start]) if pattern else None
    return low + found.start() if found else figure.start


def _numbers(page: _Page) -> Iterator[Infidelity]:
    """A figure of the headline that the body has nowhere, where a telling has another figure of the same thing."""
    all_figures = [figure for one in page.body for figure in one.figures]
    for figure in page.headline.figures:
        if not figure.units or _somewhere(figure, all_figures, page):
            continue
        others = [(one, other) for one in page.tellings for other in one.figures if other.units & figure.units]
        if len(others) != 1:  # of several it cannot be said which the headline means
            continue
        one, other = others[0]
        seen, instead = page.headline.span(figure.start, figure.end), one.span(other.start, other.end)
        yield _parting(
            "number",
            seen,
            instead,
            f"the headline says {_quoted(seen.exact)}; the body says {_quoted(instead.exact)} and never that",
        )


def _somewhere(figure: _Figure, figures: list[_Figure], page: _Page) -> bool:
    """Whether the body has the figure, a figure that it rounds, or two that add up to it."""
    values = sorted({other.value for other in figures})
    if any(abs(value - figure.value) <= ROUNDING * max(abs(figure.value), 1) for value in values):
        return True
    like = {other.value for other in figures if other.units & figure.units}
    if any(figure.value - value in like for value in sorted(like)):
        return True
    return figure.value == int(figure.value) and any(_counts(one, figure) for one in page.body)


def _counts(passage: _Passage, figure: _Figure) -> bool:
    """Whether the passage has the figure in words or digits in whatever place: 'the 12th', 'twelve-hour'."""
    value = int(figure.value)
    names = {str(value), f"{value:,}", LEXICON.numbers[value] if value < len(LEXICON.numbers) else str(value)}
    return any(re.search(rf"(?<!\d){re.escape(name)}(?!\d)", passage.text, re.IGNORECASE) for name in sorted(names))


# Dates


def _dates(page: _Page) -> Iterator[Infidelity]:
    """A date of the headline that the body has nowhere, where a telling has another in its place."""
    everything = " ".join(one.text.lower() for one in page.body)
    for match in _DATE.finditer(page.headline.text):
        named = next(part for part in ("year", "weekday", "month") if match[part])
        if match[named].lower() in everything or _published(page, match[named]):
            continue
        for one in page.tellings:
            found = [other for other in _DATE.finditer(one.text) if other[named]]
            if len(found) != 1 or found[0]["how"].lower() != match["how"].lower():
                continue
            seen = page.headline.span(page.headline.start + match.start(), page.headline.start + match.end())
            instead = one.span(one.start + found[0].start(), one.start + found[0].end())
            yield _parting(
                "date",
                seen,
                instead,
                f"the headline says {_quoted(seen.exact)}; the body says {_quoted(instead.exact)}",
            )
            break


def _published(page: _Page, named: str) -> bool:
    return named in (page.headline.article.published_at or "")


# Quotations


def _loose(text: str) -> str:
    """The words of a text, so that quotations meet whose marks, case or mark-up differ."""
    return " " + " ".join(words(re.sub(r"[-–—]", " ", text.replace("’", "'")))) + " "


def _quotations(page: _Page) -> Iterator[Infidelity]:
    """A quotation of the headline that stands nowhere else on the page."""
    article, headline = page.headline.article, page.headline
    text = article.text or ""
    rest = None
    for low, high in quotations(text, headline.start, headline.end):
        parts = [part for part in re.split(r"\.{3}|…|\[[^\]]*\]", text[low:high]) if words(part)]
        if sum(len(words(part)) for part in parts) < LEAST_WORDS:
            continue
        rest = _loose(text[headline.end :]) if rest is None else rest
        if not all(_loose(part) in rest for part in parts):
            yield _parting(
                "quotation",
                headline.span(low, high),
                None,
                f"the headline quotes {_quoted(text[low:high].strip(_MARKS))}; the body has no such words",
            )


_MARKS = "\"“”„«»‘’'"


def _altered(article: Article, record: Record) -> Iterator[Infidelity]:
    """Spans of a record that are not the article's words."""
    text = article.text or ""
    for name, place in _spans(record):
        if place.article_id == article.id and text[place.start : place.end] != place.exact:
            seen = f"{record.id}: {name} {place.start}:{place.end} quotes {_quoted(place.exact)}"
            message = f"{seen}; the article has {_quoted(text[place.start : place.end])} there"
            yield Infidelity(article_id=article.id, kind="quotation", message=message)


def _misquoted(article: Article, records: Sequence[Record]) -> Iterator[Infidelity]:
    """Quotations in the wording of a claim that the article has not."""
    whole = None
    for record in records:
        if any(place.article_id != article.id for _, place in _spans(record)):
            continue  # what is quoted may stand in another article of the story
        said = [" ".join(part.exact for part in one.content) for one in record.attributions]
        for low, high in quotations(record.claim.text):
            quoted = record.claim.text[low:high]
            if len(words(quoted)) < LEAST_WORDS or any(_loose(quoted) in _loose(one) for one in said):
                continue
            whole = _loose(article.text or "") if whole is None else whole
            if _loose(quoted) not in whole:
                seen = f"{record.id}: the claim quotes {_quoted(quoted.strip(_MARKS))}"
                message = f"{seen}; the article has no such words"
                yield Infidelity(article_id=article.id, kind="quotation", message=message)


def _spans(record: Record) -> Iterator[tuple[str, Span]]:
    """The spans of a record that quote, each with what it is."""
    for place in record.claim.mentions:
        yield "mention", place
    for attribution in record.attributions:
        for part in attribution.content:
            yield f"attribution {attribution.id}: content", part
    for piece in record.evidence:
        if piece.span:
            yield f"evidence {piece.id}", piece.span


def _no_evidence(article: Article, record: Record) -> Iterator[Infidelity]:
    """Evidence that lies in a caption, a related link, or another part of the page that states nothing."""
    silent = [segment for segment in article.segments if segment.role in SILENT]
    for piece in record.evidence:
        place = piece.span
        if place is None or place.article_id != article.id:
            continue
        if segment := next((one for one in silent if _within(place, one)), None):
            yield Infidelity(
                article_id=article.id,
                kind="no_evidence",
                body=place,
                message=f"{record.id}: evidence {piece.id} lies in the {segment.role.replace('_', ' ')}; "
                "it states nothing of its own",
            )


def _within(place: Span, segment: Segment) -> bool:
    return segment.start <= place.start and place.end <= segment.end
