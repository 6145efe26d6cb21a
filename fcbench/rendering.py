"""Templates: Markdown and SVG from the folder `templates`; what they are given is never trusted as mark-up."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2


@cache
def template(name: str) -> jinja2.Template:
    """A template by its file's name; SVG is escaped as XML, and Markdown has the filter `cell` for outside text."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("fcbench", "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=name.endswith(".svg.j2"),
    )
    environment.filters["cell"] = cell
    return environment.get_template(name)


def cell(text: str) -> str:
    """Text that cannot break out of a Markdown table or start mark-up.

    >>> cell("a|b")
    'a&#124;b'
    """
    return "".join(f"&#{ord(mark)};" if mark in "|<>`*[]\\\n&" else mark for mark in text)
