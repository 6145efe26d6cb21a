"""Rules: claims by reporting verbs, noun phrases and quotation marks; no model and no parser.

In: `Article`. Out: `Record`s. Sentences -> findings -> records, each a module of fcbench.speech.
"""

from __future__ import annotations

from dataclasses import dataclass

from fcbench import __version__
from fcbench.markup import read_plain
from fcbench.schema import Article, Attribution, DataError, Record
from fcbench.speech import records
from fcbench.speech.findings import findings
from fcbench.speech.sentences import sentences

USAGE = "rules"


@dataclass(frozen=True)
class Rules:
    """The rules of fcbench.speech, as they are in this version."""

    name: str = "rules"
    revision: str = __version__
    training: str = "none"

    @read_plain
    def extract(self, article: Article) -> list[Record]:
        """The records of an article, one a claim that somebody in it makes, denies or confirms; none without text."""
        return records.records(article, findings(sentences(article)), issuer="fcbench extract rules")

    @read_plain
    def attributions(self, article: Article) -> list[Attribution]:
        """Every attribution of an article, those that make no claim among them."""
        return records.attributions(article, findings(sentences(article)))


def load(argument: str) -> Rules:
    """The rules; raises DataError for an argument, since they take none."""
    if argument:
        raise DataError(f"rules takes no argument; saw {argument!r}")
    return Rules()
