"""The lexicon: cues.yaml -> cue groups and opposites by stems, checked, and read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from fcbench import files
from fcbench.schema import DataError, Model, validate
from fcbench.stance.stems import stems

FILE = "cues.yaml"


class Group(Model):
    """One way in which a text stands to what it tells, and the words that show it."""

    why: str
    words: str
    near: bool = False


class Opposites(Model):
    """Pairs of words of which only one can be so."""

    why: str
    pairs: str


class Sheet(Model):
    """What cues.yaml holds; it says there what each group is for."""

    groups: dict[str, Group]
    opposites: Opposites


@dataclass(frozen=True)
class Cues:
    """The cue groups, each with its number, and how to find them."""

    sheet: Sheet

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The groups, in the order of the file."""
        return tuple(self.sheet.groups)

    @cached_property
    def near(self) -> tuple[int, ...]:
        """The numbers of the groups that are also counted beside words of the claim."""
        return tuple(number for number, group in enumerate(self.sheet.groups.values()) if group.near)

    @cached_property
    def phrases(self) -> dict[str, tuple[tuple[tuple[str, ...], int], ...]]:
        """By the first stem: the other stems of a phrase, and the number of its group; longer phrases first."""
        found: dict[str, dict[tuple[tuple[str, ...], int], None]] = {}
        for number, group in enumerate(self.sheet.groups.values()):
            for phrase in _listed(group.words):
                first, *others = phrase
                found.setdefault(first, {})[(tuple(others), number)] = None
        return {first: tuple(sorted(ways, key=lambda way: (-len(way[0]), way))) for first, ways in found.items()}

    @cached_property
    def opposites(self) -> dict[str, tuple[str, ...]]:
        """The opposites of a stem."""
        found: dict[str, list[str]] = {}
        for pair in _listed(self.sheet.opposites.pairs):
            if len(pair) != 2:
                raise DataError(f"{FILE}: opposites: saw {' '.join(pair)!r}; two words are due")
            for one, other in (pair, pair[::-1]):
                found.setdefault(one, []).append(other)
        return {stem: tuple(dict.fromkeys(others)) for stem, others in found.items()}

    def find(self, terms: list[str]) -> list[tuple[int, int]]:
        """The place and group of every cue among the stems of a sentence, in order of place; phrases may overlap.

        >>> [(place, CUES.names[group]) for place, group in CUES.find(stems("It is not so, he said."))]
        [(2, 'negate'), (5, 'say')]
        """
        found = []
        for place, term in enumerate(terms):
            seen: list[int] = []
            for others, group in self.phrases.get(term, ()):
                if group not in seen and tuple(terms[place + 1 : place + 1 + len(others)]) == others:
                    found.append((place, group))
                    seen.append(group)
        return found


def _listed(text: str) -> list[list[str]]:
    """The phrases between bars, as stems."""
    return [stems(phrase) if phrase.strip() != "n't" else ["n't"] for phrase in text.split("|") if phrase.strip()]


def _read() -> Cues:
    content = (resources.files("fcbench.stance") / FILE).read_text("utf-8")
    return Cues(validate(Sheet, files.parse_yaml(content, where=FILE), where=FILE))


CUES = _read()
