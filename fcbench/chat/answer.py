"""The form of an answer about an article: what is due from a chat model, and what follows from the text is not.

From these models the JSON Schema follows that servers are given. Every field is due and none has a default, since
strict servers know no optional fields; what may be absent is null.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from fcbench.schema import Act, Anonymity, Level, Model, Stance

Standing = Literal["person", "institution", "document", "record", "measurement", "expert"]


class Pointer(Model):
    """A stretch of the article."""

    quote: str = Field(description="copied from the article character for character")
    within: str | None = Field(
        description="a longer stretch around the quote that stands only once; null where the quote itself does"
    )


class Link(Model):
    """Somebody between the outlet and whose word it is."""

    entity: str = Field(description="their name, copied from the article")
    role: Literal["relay", "venue", "on_behalf_of"]
    cue: str | None = Field(description="the words that hand on to this link, copied from the article")
    work: str | None = Field(description="the book, letter or post that the words stand in, copied from the article")


class Statement(Model):
    """Who says what in one place."""

    id: str = Field(description="a short name, such as s1")
    passage: Pointer = Field(description="the whole sentence or sentences in which it is told, of one paragraph")
    source: Pointer | None = Field(description="the words that name the speaker here; null where none do")
    cue: Pointer | None = Field(description="the words that tell that something is said; null where none do")
    content: tuple[Pointer, ...] = Field(description="what is said: one stretch, or several where it is interrupted")
    speaker: str | None = Field(
        description="the fullest name that the article has for whose word it is, copied; null for the outlet itself"
    )
    standing: Standing = Field(description="what the speaker is")
    anonymity: Anonymity
    via: tuple[Link, ...] = Field(description="who stands between the outlet and the speaker, the outermost first")
    act: Act = Field(description="what the speaker does")
    nested_in: str | None = Field(description="id of the statement in whose content this one stands, else null")
    retells: str | None = Field(description="id of the statement whose utterance this tells again, else null")


class Bearing(Model):
    """What one statement says of one claim."""

    statement: str = Field(description="the id of a statement")
    stance: Stance
    interest: Literal["none", "some", "high", "unknown"] = Field(description="the speaker's interest in the claim")
    why: str | None = Field(description="what the speaker stands to gain or lose, in a sentence; null where unknown")


class Told(Model):
    """One claim, and all the statements that bear on it."""

    text: str = Field(description="one plain sentence in words of your own")
    level: Level
    bearings: tuple[Bearing, ...]


class Reading(Model):
    """All that is said in an article."""

    statements: tuple[Statement, ...]
    claims: tuple[Told, ...]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a `Reading`."""
    return Reading.model_json_schema()
