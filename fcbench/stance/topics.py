"""Topics: what a training set is about, as connected components of its claims and pieces of evidence; folds of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fcbench.schema import DataError


def topics(pairs: Iterable[tuple[str, str]], tied: Iterable[bool]) -> tuple[dict[str, int], dict[str, int]]:
    """The topic of each claim and of each evidence; a tied pair has one topic, and what nothing ties has its own.

    Topics are numbered in the order in which they first come.

    >>> topics([("a", "x"), ("b", "x"), ("b", "y"), ("a", "z")], [True, True, False, False])
    ({'a': 0, 'b': 0}, {'x': 0, 'y': 1, 'z': 2})
    """
    parent: dict[tuple[int, str], tuple[int, str]] = {}

    def root(node: tuple[int, str]) -> tuple[int, str]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for (claim, evidence), tie in zip(pairs, tied, strict=True):
        one, other = root((0, claim)), root((1, evidence))
        if tie:
            parent[other] = one
    number: dict[tuple[int, str], int] = {}
    found: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for side, text in list(parent):
        found[side][text] = number.setdefault(root((side, text)), len(number))
    return found


def folds(sizes: Sequence[int], count: int) -> list[int]:
    """The fold of each topic of these sizes: the largest first, each into the fold with the least in it.

    Raises DataError for fewer than two folds.

    >>> folds([5, 1, 4, 2], 2)
    [0, 0, 1, 1]
    """
    if count < 2:
        raise DataError(f"{count} folds: at least two are needed")
    held = [0] * count
    chosen = [0] * len(sizes)
    for topic in sorted(range(len(sizes)), key=lambda topic: (-sizes[topic], topic)):
        chosen[topic] = min(range(count), key=lambda fold: (held[fold], fold))
        held[chosen[topic]] += sizes[topic]
    return chosen
