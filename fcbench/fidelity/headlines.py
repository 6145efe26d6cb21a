"""Headlines: a `Page` -> where the headline says more than the body: a check a kind, each of which yields findings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fcbench.fidelity.figures import MONTH, Figure, bound_start
from fcbench.fidelity.page import SHARED, Infidelity, Page, Passage, Word, cited, parting
from fcbench.fidelity.quoting import LEAST_WORDS, MARKS, loose, quoted
from fcbench.speech.lexicon import LEXICON, Relation
from fcbench.text import quotations, words

ROUNDING = 0.05  # a headline may say 3,000 where the body says 2,983
GAP = 3  # words that may stand between a hedge or a negation and its verb: "may well have since left"
_DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_DATE = re.compile(
    rf"\b(?P<how>in|on|since|until|before|after|by|from)\s+"
    rf"(?:(?P<year>(?:1[89]|20)\d\d)|(?P<weekday>{_DAY})|(?P<month>{MONTH})(?:\s+(?P<day>\d{{1,2}}))?)\b(?!,?\d)",
    re.IGNORECASE,
)
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


def _governed(passage: Passage, place: int) -> Word | None:
    """The word that a hedge or a negation at `place` bears on: the next that is no auxiliary and no adverb."""
    had = False
    for word in passage.words[place + 1 : place + 2 + GAP]:
        if word.text in _BETWEEN or (word.text.endswith("ly") and word.text != "only"):
            had = had or word.text in ("have", "has", "had")
            continue
        return None if had and not _PARTICIPLE.search(word.text) else word
    return None


def _hedged(passage: Passage) -> Iterator[tuple[Word, Word]]:
    """Each hedge with the word that it bears on."""
    for place, word in enumerate(passage.words):
        following = passage.words[place + 1].text if place + 1 < len(passage.words) else ""
        month = word.text == "may" and (passage.article.text or "")[word.start] == "M" and place > 0
        modal = word.text in _MODALS and following not in LEXICON.negations and not month
        if modal or word.text in _ADVERBS or (word.text in _TO and following == "to"):
            governed = _governed(passage, place)
            if governed:
                yield word, governed


def _hedges(page: Page) -> Iterator[Infidelity]:
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
        yield parting(
            "hedge",
            headline.span(flat.start, flat.end),
            words_of,
            f"the headline says {cited(headline, flat)} flatly; the body says {quoted(words_of.exact)}",
        )
        return  # one is enough: the rest are the same loss, told again


def _flatly(page: Page, said: Word) -> bool:
    """Whether the body has the headline's very word without a hedge, or a telling another form of it."""
    for one in page.body:
        hedged = {verb.start for _, verb in _hedged(one)}
        alike = [word for word in one.words if word.stem == said.stem and word.start not in hedged]
        if any(word.text == said.text for word in alike) or (alike and one.start in page.starts):
            return True
    return False


def _negated(passage: Passage) -> Iterator[tuple[Word, Word]]:
    """Each negation with the verb that it bears on: 'did not sell', and neither 'not only' nor 'no money'."""
    for place, word in enumerate(passage.words):
        following = passage.words[place + 1].text if place + 1 < len(passage.words) else ""
        verbal = word.text in ("not", "never", "cannot") or word.text.endswith("n't")
        verbal = verbal and following not in ("only", "just", "even", "all", "every", "the", "a", "an")
        governed = _governed(passage, place) if verbal and word.text in LEXICON.negations else None
        if governed:
            yield word, governed


def _negations(page: Page) -> Iterator[Infidelity]:
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
            yield parting(
                "negation",
                headline.span(plain.start, plain.end),
                words_of,
                f"the headline says {cited(headline, plain)}; the body says {quoted(words_of.exact)}",
            )
            return


def _affirmed(page: Page, stem: str) -> bool:
    """Whether some sentence of the body has the word without a negation."""
    for one in page.body:
        negated = {verb.start for _, verb in _negated(one)}
        if any(word.stem == stem and word.start not in negated for word in one.words):
            return True
    return False


def _bounds(page: Page) -> Iterator[Infidelity]:
    """A bound that a telling of the body sets to the headline's figure, and the headline does not."""
    for figure in page.headline.figures:
        bounded = ((one, other) for one in page.tellings for other in one.figures if _bound_lost(figure, other))
        for one, other in [*bounded][:1]:  # one is enough: the rest are the same loss, told again
            words_of = one.span(bound_start(page.headline.article.text or "", one.start, other), other.end)
            seen = page.headline.span(figure.start, figure.end)
            yield parting(
                "bound",
                seen,
                words_of,
                f"the headline says {quoted(seen.exact)}; the body says {quoted(words_of.exact)}",
            )


def _bound_lost(figure: Figure, other: Figure) -> bool:
    """Whether another figure is the same with a bound that this one has not, or has the other way round."""
    side = _SIDES.get(other.bound)
    same = other.value == figure.value and (not figure.units or bool(figure.units & other.units))
    kept = figure.bound is not None and _SIDES.get(figure.bound, side) == side
    return same and side is not None and not kept


def _numbers(page: Page) -> Iterator[Infidelity]:
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
        yield parting(
            "number",
            seen,
            instead,
            f"the headline says {quoted(seen.exact)}; the body says {quoted(instead.exact)} and never that",
        )


def _somewhere(figure: Figure, figures: list[Figure], page: Page) -> bool:
    """Whether the body has the figure, a figure that it rounds, or two that add up to it."""
    values = sorted({other.value for other in figures})
    if any(abs(value - figure.value) <= ROUNDING * max(abs(figure.value), 1) for value in values):
        return True
    like = {other.value for other in figures if other.units & figure.units}
    if any(figure.value - value in like for value in sorted(like)):
        return True
    return figure.value == int(figure.value) and any(_counts(one, figure) for one in page.body)


def _counts(passage: Passage, figure: Figure) -> bool:
    """Whether the passage has the figure in words or digits in whatever place: 'the 12th', 'twelve-hour'."""
    value = int(figure.value)
    names = {str(value), f"{value:,}", LEXICON.numbers[value] if value < len(LEXICON.numbers) else str(value)}
    return any(re.search(rf"(?<!\d){re.escape(name)}(?!\d)", passage.text, re.IGNORECASE) for name in sorted(names))


def _dates(page: Page) -> Iterator[Infidelity]:
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
            yield parting(
                "date", seen, instead, f"the headline says {quoted(seen.exact)}; the body says {quoted(instead.exact)}"
            )
            break


def _published(page: Page, named: str) -> bool:
    return named in (page.headline.article.published_at or "")


def _quotations(page: Page) -> Iterator[Infidelity]:
    """A quotation of the headline that stands nowhere else on the page."""
    article, headline = page.headline.article, page.headline
    text = article.text or ""
    rest = None
    for low, high in quotations(text, headline.start, headline.end):
        parts = [part for part in re.split(r"\.{3}|…|\[[^\]]*\]", text[low:high]) if words(part)]
        if sum(len(words(part)) for part in parts) < LEAST_WORDS:
            continue
        rest = loose(text[headline.end :]) if rest is None else rest
        if not all(loose(part) in rest for part in parts):
            yield parting(
                "quotation",
                headline.span(low, high),
                None,
                f"the headline quotes {quoted(text[low:high].strip(MARKS))}; the body has no such words",
            )


CHECKS = (_hedges, _bounds, _numbers, _negations, _dates, _quotations)
