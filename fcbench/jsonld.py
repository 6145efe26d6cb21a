"""JSON-LD, as pages carry it: the script elements of a page, and the things of a type in a value, at any depth."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


def blocks(page: str) -> list[str]:
    """The texts of a page's ld+json script elements; nothing is run or fetched.

    >>> blocks('<p>Hi</p><script type="application/ld+json">{"@type": "Person"}</script><script>run()</script>')
    ['{"@type": "Person"}']
    """
    parser = _Scripts()
    parser.feed(page)
    parser.close()
    if parser.inside:  # a page that is cut off: not every version of Python hands the rest over
        parser.handle_data(parser.rawdata)
    return parser.found


def things(value: object, kind: str) -> list[dict[str, Any]]:
    """Every object of type `kind` in a JSON value, in its order: within arrays, graphs and other objects, too."""
    found, due = [], [value]
    while due:
        part = due.pop()
        if isinstance(part, dict):
            kinds = part.get("@type")
            if kind in (kinds if isinstance(kinds, list) else [kinds]):
                found.append(part)
            due += reversed(part.values())
        elif isinstance(part, list):
            due += reversed(part)
    return found


def first(value: object) -> dict[str, Any]:
    """The object that a property holds, or the first of several; an empty one where it holds none."""
    parts = value if isinstance(value, list) else [value]
    return next((part for part in parts if isinstance(part, dict)), {})


def name_of(value: object) -> str | None:
    """The name of a person, an organisation, or of several with commas between; None where there is none.

    >>> name_of([{"name": "Ada Lind"}, "Orvik Post", {"url": "https://example.org"}])
    'Ada Lind, Orvik Post'
    """
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, str):
        return value or None
    parts = value if isinstance(value, list) else []
    names = [part.get("name") if isinstance(part, dict) else part for part in parts]
    return ", ".join(name for name in names if isinstance(name, str) and name) or None


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").partition(";")[0].strip().lower()
        self.inside = tag == "script" and kind == "application/ld+json"
        if self.inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data
