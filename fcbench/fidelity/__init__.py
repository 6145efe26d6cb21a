"""Fidelity: where an article's headline says more than its body, or a record more than the article.

Rather silent than wrong: a finding needs a sentence of the body that tells the headline's story, in words of the
headline's own. What a headline merely leaves out (a name, a date, a figure) is no finding.
"""

from __future__ import annotations

from collections.abc import Sequence

from fcbench.fidelity.headlines import CHECKS
from fcbench.fidelity.page import Infidelity, page_of
from fcbench.fidelity.records import altered, misquoted, no_evidence
from fcbench.markup import reading
from fcbench.schema import Article, Record

__all__ = ["Infidelity", "problems"]


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
        found += [*altered(article, record), *no_evidence(article, record)]
    found += misquoted(read.article, [read.inward(record) for record in records])
    return list(dict.fromkeys(found))


def _unfaithful(article: Article) -> list[Infidelity]:
    """Where the headline says more than the body, in the order of the text."""
    page = page_of(article)
    found = [one for check in CHECKS for one in check(page)] if page else []
    return sorted(found, key=lambda one: one.headline.start if one.headline else 0)
