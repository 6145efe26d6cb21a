"""Quoting: how a finding quotes, and how quotations are met again whose marks, case or mark-up differ."""

from __future__ import annotations

import re

from fcbench.text import words

MARKS = "\"“”„«»‘’'"
LEAST_WORDS = 2  # of a quotation: a single word may be a title, or a word held at arm's length


def loose(text: str) -> str:
    """The words of a text, so that quotations meet whose marks, case or mark-up differ."""
    return " " + " ".join(words(re.sub(r"[-–—]", " ", text.replace("’", "'")))) + " "


def quoted(text: str) -> str:
    """A text in quotation marks, on one line."""
    return f"“{' '.join(text.split())}”"
