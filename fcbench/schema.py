"""The nouns of fcbench: frozen models, from which JSON Schema, Arrow schema and Hugging Face features follow.

Positions are half-open, start at 0 and count Unicode code points of the article's text.
Dates are ISO 8601 text cut to the precision that is known: `2024`, `2024-10` or `2024-10-09`.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import cache
from operator import not_
from typing import TYPE_CHECKING, Annotated, Any, Literal, ParamSpec, Self, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa


class DataError(Exception):
    """Outside data that cannot be used; the message says where, what was seen, and what is allowed."""


SegmentRole = Literal[
    "headline",
    "byline",
    "dateline",
    "body",
    "caption",
    "photo_credit",
    "related_link",
    "correction",
    "footer",
    "metadata",
]
SourceRole = Literal["narrator", "relay", "venue", "on_behalf_of", "origin"]
Directness = Literal["direct_quote", "mixed_quote", "indirect", "hearsay_indirect", "own_voice"]
Anonymity = Literal["named", "institutional", "anonymous_with_role", "anonymous", "unknown"]
Factivity = Literal["neutral", "factive", "doubting"]
Act = Literal[
    "assert",
    "confirm",
    "deny",
    "decline",
    "question",
    "commit",
    "characterise",
    "criticise",
    "correct",
    "retract",
    "relay",
    "presuppose",
]
Level = Literal["content", "speech_act", "position", "opinion", "prediction"]
Stance = Literal["supports", "partly_supports", "neutral", "partly_refutes", "refutes", "unrelated"]
EvidenceKind = Literal[
    "document",
    "record",
    "measurement",
    "expert",
    "testimony_named",
    "testimony_anonymous",
    "denial_unsupported",
    "published_assertion",
    "fact_check",
    "background",
]
EvidenceState = Literal["sufficient", "conflicting", "insufficient", "not_applicable"]
Flag = Literal[
    "disputed",
    "denied_by_interested_party",
    "single_anonymous_source",
    "misleading_selection",
    "missing_context",
    "satire",
    "outdated",
    "egregious",
    "pending",
    "searched",
]
LinkKind = Literal[
    "denies",
    "contradicts",
    "confirms",
    "partly_confirms",
    "repeats",
    "corrects",
    "retracts",
    "reaffirms",
    "disputes",
    "criticises",
    "no_position_on",
]
VerdictLabel = Literal[
    "supported",
    "mostly_supported",
    "mixed",
    "mostly_refuted",
    "refuted",
    "conflicting",
    "insufficient",
    "not_applicable",
]
Task = Literal["stance", "verdict"]
Scale = Literal["native", "common"]  # the source's own labels, or fcbench's
Promise = Literal[
    "article",
    "claim",
    "near_claim",
    "evidence",
    "near_evidence",
    "pair",
    "origin",
    "speaker",
    "holder",
    "publisher",
    "time",
]

STANCES: tuple[str, ...] = get_args(Stance)
VERDICTS: tuple[str, ...] = get_args(VerdictLabel)
TASKS: tuple[str, ...] = get_args(Task)
SCALES: dict[str, tuple[str, ...]] = {"stance": STANCES, "verdict": VERDICTS}
TRUTH_LABELS = ("refuted", "mostly_refuted", "mixed", "mostly_supported", "supported")  # by truth, 0 to 4

Name = Annotated[str, StringConstraints(min_length=1)]
_DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_VERSION = r"^\d+\.\d+\.\d+$"  # as datasets takes it
_SHA256 = r"^[0-9a-f]{64}$"
_FORMS = {
    _DATE: "a date as 2026-11-30, 2026-11 or 2026",
    _VERSION: "a version as 1.0.0",
    _SHA256: "a SHA-256 in 64 digits from 0 to f",
}  # in words: nobody reads a pattern
Date = Annotated[str, StringConstraints(pattern=_DATE)]
Version = Annotated[str, StringConstraints(pattern=_VERSION)]
Sha256 = Annotated[str, StringConstraints(pattern=_SHA256)]


class Model(BaseModel):
    """A frozen value; a field that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


T = TypeVar("T", bound=Model)
P = ParamSpec("P")


# Articles


class Segment(Model):
    """A stretch of an article's text and the part it plays on the page."""

    role: SegmentRole
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Rights(Model):
    """What may be done with an article's text."""

    licence: str | None = None
    text_released: bool = False


class Article(Model):
    """One page of news: its text exactly as stored (for HTML: as taken from the page), and its segments."""

    id: Name
    text: str | None
    sha256: Sha256 = Field(description="of the text, encoded as UTF-8")
    length: int = Field(ge=0, description="of the text, in code points")
    media_type: Literal["text/markdown", "text/plain", "text/html", "application/jsonl"]
    segments: tuple[Segment, ...] = ()
    headline: str | None = None
    url: str | None = None
    publisher: str | None = None
    byline: str | None = None
    published_at: Date | None = None
    language: str | None = None
    page_sha256: Sha256 | None = Field(default=None, description="of the bytes of an HTML page")
    extractor: str | None = Field(default=None, description="what took the text from the page, with its version")
    cluster: str | None = Field(default=None, description="the event that the article is about")
    rights: Rights = Rights()
    tags: tuple[str, ...] = ()


class Span(Model):
    """A stretch of an article's text: `text[start:end] == exact`, with a little of what stands around it."""

    article_id: Name
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    exact: Name
    prefix: str = ""
    suffix: str = ""

    @model_validator(mode="after")
    def _length(self) -> Self:
        if self.end - self.start != len(self.exact):
            raise ValueError(
                f"span {self.start}:{self.end} is {self.end - self.start} long, its text {len(self.exact)}"
            )
        return self


# Records


class Source(Model):
    """One link of an attribution chain; the chain runs from the narrator to the origin."""

    entity: Name
    role: SourceRole
    cue: str | None = Field(default=None, description="the words that hand on to this link, such as 'cited'")
    work: str | None = Field(default=None, description="the book, letter or post that the words stand in")
    span: Span | None = None


class Attribution(Model):
    """Who is said to have said what, in one place of one article."""

    id: Name
    source: Span | None = None
    cue: Span | None = None
    content: tuple[Span, ...] = Field(default=(), description="empty only where a source marks none")
    chain: tuple[Source, ...] = Field(min_length=1)
    directness: Directness | None = Field(description="null only where a source does not say")
    anonymity: Anonymity = "unknown"
    act: Act | None = Field(description="null only where a source does not say")
    factivity: Factivity = "neutral"
    hedges: tuple[str, ...] = ()
    said_at: Date | None = None
    prompt: str | None = Field(default=None, description="what the speaker was asked")
    nested_in: str | None = Field(default=None, description="id of the attribution whose content holds this one")
    origin_id: Name = Field(description="one utterance or finding, however often it is told")


class Quantity(Model):
    """A figure in a claim, and whether it is that figure, a bound, or about it."""

    value: float = Field(allow_inf_nan=False)
    relation: Literal["equal", "at_most", "at_least", "about", "more_than", "less_than"]
    unit: str | None = None


class Claim(Model):
    """What is claimed, in our own words, with its hedges, figures and dates kept."""

    id: Name
    text: Name
    level: Level = "content"
    modality: str | None = Field(default=None, description="the hedge that the claim carries, such as 'may'")
    quantity: Quantity | None = None
    time_scope: str | None = None
    mentions: tuple[Span, ...] = ()
    asserted_by_outlet: bool = False
    checkable: bool = True
    speaker: str | None = Field(default=None, description="as the source names who said it, whoever that is")
    said_at: Date | None = None
    medium: str | None = Field(default=None, description="where it was said or published, as the source has it")


class Interest(Model):
    """What the holder of a piece of evidence stands to gain or lose by the claim."""

    level: Literal["none", "some", "high", "unknown"]
    why: str | None = None


class Rationale(Model):
    """Sentences of one piece of evidence that together are enough for its label."""

    sentences: tuple[int, ...] = Field(min_length=1, description="as the source counts them")
    spans: tuple[Span, ...] = ()
    label: str | None = Field(default=None, description="the source's own label")


class Evidence(Model):
    """A passage, what it says of the claim, and who stands behind it."""

    id: Name
    text: Name | None = Field(description="what a model is shown; null where the source has a reference only")
    span: Span | None = None
    question: str | None = Field(default=None, description="the question that the passage answers")
    url: str | None = None
    rationales: tuple[Rationale, ...] = Field(default=(), description="alternatives: any one of them is enough")
    article_id: str | None = None
    attribution_id: str | None = None
    locator: str | None = Field(default=None, description="where the source has it, such as a page and sentence number")
    stance: Stance | None = None
    label: str | None = Field(default=None, description="the source's own label")
    votes: tuple[str | None, ...] = Field(default=(), description="the annotators' labels as the source has them")
    act: Act | None = None
    holder: str | None = None
    holder_interest: Interest | None = None
    first_hand: bool | None = None
    kind: EvidenceKind | None = None
    origin_id: str | None = None
    published_at: Date | None = None


class EvidenceSet(Model):
    """Pieces of evidence that together are enough for a verdict."""

    id: str | None = Field(default=None, description="the source's own id, such as an annotation's number")
    members: tuple[Name, ...] = Field(description="ids of evidence, in the source's order")


class Rating(Model):
    """A fact-checker's rating, as published: the number means nothing without its publisher's scale."""

    text: str | None = None
    value: str | None = None
    best: str | None = None
    worst: str | None = None


def check_axes(state: EvidenceState | None, truth: int | None) -> None:
    """Nothing; raises ValueError, for a validator, where a state and a truth do not go together."""
    if truth is not None and state != "sufficient":
        raise ValueError(f"truth {truth} with state {state!r}: truth is null unless the state is 'sufficient'")
    if state == "sufficient" and truth is None:
        raise ValueError("state 'sufficient' with truth null: sufficient evidence establishes a truth from 0 to 4")


class Verdict(Model):
    """What is established about a claim: the state of the evidence and, apart from it, the truth."""

    id: Name
    state: EvidenceState | None = None
    truth: int | None = Field(default=None, ge=0, le=4)
    flags: tuple[Flag, ...] = ()
    label: str | None = Field(default=None, description="the source's own label")
    rating: Rating | None = None
    sets: tuple[EvidenceSet, ...] = Field(default=(), description="alternatives: any complete one is enough")
    basis: tuple[str, ...] = Field(default=(), description="ids of the evidence that it rests on")
    justification: str | None = None
    issuer: str | None = None
    issuer_kind: Literal["annotator", "fact_checker", "model", "rule"] = "annotator"
    evidence_scope: Literal["these_articles", "fixed_corpus", "open_web"] | None = None
    as_of: Date | None = None

    @model_validator(mode="after")
    def _axes(self) -> Self:
        check_axes(self.state, self.truth)
        return self


class Record(Model):
    """One claim with all that is said of it: the unit of the dataset."""

    id: Name
    claim: Claim
    attributions: tuple[Attribution, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    verdict: Verdict | None = None
    cluster: Name = Field(description="rows of one cluster are not independent: a story, an article, a claim")
    tags: tuple[str, ...] = ()
    language: str | None = None
    original: str | None = Field(default=None, description="the source's own row, as JSON")


# Evaluation


class Example(Model):
    """What a model is shown: never gold."""

    id: Name
    claim: str
    evidence: tuple[str, ...]


class Prediction(Model):
    """A model's answer for one example; no label is silence, and silence is a wrong answer."""

    id: Name
    label: str | None
    probabilities: tuple[float, ...] | None = Field(default=None, description="one a label, in the task's order")
    error: str | None = None


class Score(Model):
    """A metric's value with its 95 % interval by clusters; None where it is undefined."""

    value: float | None
    low: float | None = None
    high: float | None = None
    best: float | None = None


class Slice(Model):
    """How a model does on the rows of one slice."""

    n: int
    clusters: int
    accuracy: Score
    control: str | None = Field(default=None, description="the blind baseline with the best accuracy on these rows")
    gain: Score | None = Field(default=None, description="of accuracy, over that baseline, by paired resampling")


class Bin(Model):
    """The rows of which a model was about so sure, and how often it was right on them."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


class Point(Model):
    """A place on a risk-coverage curve: the share of rows that are kept, and the share of those that are wrong."""

    coverage: float
    risk: float


class Calibration(Model):
    """Whether a model's probabilities say how often it is right, and whether it knows what it does not know."""

    n: int = Field(description="rows with a label and probabilities")
    silent: int = Field(description="rows without a label: not in n; the first to be left out of the curve, and wrong")
    without: int = Field(description="rows with a label and no probabilities: not in n; left out first as well")
    scores: dict[str, Score]
    bins: tuple[Bin, ...] = Field(description="of confidence, those that have rows")
    curve: tuple[Point, ...] = Field(description="the most confident rows first, thinned")


class Pedigree(Model):
    """All that a result depends on."""

    dataset: str
    version: str
    fingerprint: str
    split: str
    task: Task | Literal["attribution"]
    model: str
    revision: str
    training: str
    labels: str = Field(default="native", description="native, or the label map with its version")
    metrics: str
    n: int
    seed: int
    fcbench: str
    limit: int | None = None

    def line(self) -> str:
        """The pedigree on one line, to paste into a paper."""
        line = "|".join(f"{key}:{value}" for key, value in self.model_dump(exclude_none=True).items())
        return " ".join(line.replace("`", "'").split())


class Result(Model):
    """The scores of one model or extractor on one split, and what they were computed from."""

    pedigree: Pedigree
    labels: tuple[str, ...] = Field(description="empty where there are none to choose from")
    n: int
    unlabelled: int = Field(default=0, description="rows without gold on this scale: answered, and left out of n")
    trained_on: int = Field(default=0, description="of n, rows of a cluster that the model may have learned from")
    silent: int = Field(description="rows without a usable answer; they count as wrong")
    errors: int = Field(description="of the silent rows, those on which the model raised")
    clusters: int
    whole_clusters: int = Field(
        default=0,
        exclude_if=not_,
        description="where a sample has too few: how many the whole split has; else not written",
    )
    cluster_by: str
    confusion: tuple[tuple[int, ...], ...] = Field(
        description="rows are gold, columns predicted; the last column is silence"
    )
    scores: dict[str, Score]
    controls: dict[str, dict[str, Score]] = Field(default={}, description="blind baselines on the same rows")
    left_out: dict[str, str] = Field(
        default={}, exclude_if=not_, description="control -> why it could not answer; not written if none"
    )
    gold_by: str = Field(
        default="", exclude_if=not_, description="the extractor that wrote the gold; not written if people did"
    )
    gain: dict[str, Score] = Field(default={}, description="over the best control, by paired cluster resampling")
    gains: dict[str, dict[str, Score]] = Field(default={}, description="over each control, likewise")
    sensitivity: dict[str, dict[str, Score]] = Field(default={}, description="admissible label map -> leading scores")
    slices: dict[str, Slice] = Field(default={}, description="`name=value` -> how the model does on those rows")
    calibration: Calibration | None = Field(default=None, description="of answers that came with probabilities")
    answers: str = Field(default="", description="SHA-256 of ids, gold and labels: which answers were scored")


class Row(Model):
    """A claim–evidence pair: a row of the config `stance`."""

    id: Name
    record_id: str
    cluster: str
    claim: str
    evidence: str
    label: str | None
    stance: Stance | None
    act: Act | None
    holder: str | None
    holder_interest: Literal["none", "some", "high", "unknown"] | None
    first_hand: bool | None
    kind: EvidenceKind | None
    origin_id: str | None
    article_id: str | None
    published_at: str | None
    tags: tuple[str, ...]


class VerdictRow(Model):
    """A claim with its evidence: a row of the config `verdict`."""

    id: Name
    cluster: str
    claim: str
    evidence: tuple[str, ...]
    label: str | None
    state: EvidenceState | None
    truth: int | None
    flags: tuple[str, ...]
    checkable: bool
    tags: tuple[str, ...]


# Datasets


class SourceFile(Model):
    """A file of the original publication, or a folder of many: its name ends in `/`."""

    name: Name
    sha256: Sha256 = Field(description="of the content; of a folder: of the lines `<SHA-256>  <name>` of its files")
    url: str | None = Field(default=None, description="where it can be downloaded, pinned to one version")
    size: int | None = Field(default=None, ge=0, description="of the file as downloaded, in bytes")


class TaskCard(Model):
    """What a dataset asks of a model."""

    name: Task
    labels: tuple[Name, ...] = Field(min_length=2)
    cluster_by: Name = Field(description="what a cluster is, in a word")


class Card(Model):
    """What a dataset is, who made it, and what may be done with it."""

    name: Name
    version: Version
    title: Name
    description: Name
    language: tuple[str, ...]
    licence: str = Field(description="as stated by the source, or 'none stated'")
    may_republish: bool
    citation: Name
    homepage: str
    tasks: tuple[TaskCard, ...]
    obtained: str = Field(description="where the files are had")
    files: tuple[SourceFile, ...] = ()
    provenance: str = ""
    gold_by: str = Field(
        default="", exclude_if=not_, description="the extractor that wrote the gold; not written if people did"
    )
    crosswalk: str | None = Field(default=None, description="the label map used, with its version")
    promises: tuple[Promise, ...] = Field(default=(), description="what its source says that no two splits share")
    rejected: dict[str, int] = Field(default={}, description="rows of each split that could not be read")
    fingerprint: str = ""
    parquet: dict[str, str] = Field(default={}, description="path -> sha256")

    def task(self, name: str) -> TaskCard:
        """The task of that name; raises DataError where the dataset does not have it."""
        for task in self.tasks:
            if task.name == name:
                return task
        raise DataError(f"{self.name} has no task {name!r}; it has: {', '.join(task.name for task in self.tasks)}")


NOUNS: dict[str, type[Model]] = {
    noun.__name__: noun for noun in (Article, Record, Prediction, Result, Card, Row, VerdictRow)
}


def verdict_label(verdict: Verdict) -> str | None:
    """The verdict's two axes as one label of `VERDICTS`; None where neither is given."""
    if verdict.truth is not None:
        return TRUTH_LABELS[verdict.truth]
    return verdict.state


def validate(model: type[T], value: object, *, where: str) -> T:
    """`value` as a `model`; raises DataError naming the place, each field, what was seen and what is allowed."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise DataError("\n".join(f"{where}: {_problem(item)}" for item in error.errors())) from None


def built(model: Callable[P, T], *_: P.args, **fields: P.kwargs) -> T:
    """A `model` of fields that are right by how they were made: to validate them takes most of the time of making it.

    The fields are given in their order, in which they are written out. It is for what fcbench itself puts together
    from valid parts; `validate` is for all that comes from outside.
    """
    made: T = object.__new__(model)  # type: ignore[arg-type]  # its signature is taken from it, so it is a callable
    blank, given = _shape(model, tuple(fields))
    _set_fields(made, blank | fields if len(fields) < len(blank) else fields)
    _set_given(made, given)
    _set_extra(made, None)
    _set_private(made, None)
    return made


# a frozen model's own way to set them refuses, and the general one takes twice as long
_set_fields, _set_given, _set_extra, _set_private = (
    vars(BaseModel)[slot].__set__
    for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


@cache  # as many as there are models, and fields that are given together
def _shape(model: type[Model], given: tuple[str, ...]) -> tuple[dict[str, Any], set[str]]:
    """The fields of a model in order, each with its default; and those given, one set for all that are built so.

    They are frozen, so it is never added to.
    """
    return {name: field.get_default() for name, field in model.model_fields.items()}, set(given)


def _problem(item: Any) -> str:
    field = ".".join(str(part) for part in item["loc"]) or "the whole"
    if item["type"] == "missing":
        return f"{field}: missing"
    if item["type"] == "extra_forbidden":
        return f"{field}: unknown field"
    seen = repr(item["input"])
    shown = seen if len(seen) <= 80 else seen[:77] + "..."
    form = _FORMS.get(item["ctx"]["pattern"]) if item["type"] == "string_pattern_mismatch" else None
    told = item["msg"].removeprefix("Value error, ").replace("Input should be ", "allowed: ")
    rule = f"allowed: {form}" if form else told
    return f"{field}: {rule}" if item["type"] == "value_error" else f"{field}: saw {shown}; {rule}"


def json_schema(noun: str = "Record") -> dict[str, Any]:
    """The JSON Schema of a noun; raises DataError for a noun that is not in `NOUNS`."""
    if noun not in NOUNS:
        raise DataError(f"no noun {noun!r}; there is: {', '.join(NOUNS)}")
    schema = NOUNS[noun].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def arrow_schema(model: type[Model]) -> pa.Schema:
    """The Arrow schema of rows of `model`: structs nested as the models are, choices as strings."""
    import pyarrow as pa

    return pa.schema([pa.field(name, _arrow_type(field.annotation)) for name, field in model.model_fields.items()])


def features(model: type[Model], classes: dict[str, tuple[str, ...]] | None = None) -> datasets.Features:
    """The Hugging Face features of rows of `model`; columns in `classes` become ClassLabel with those names."""
    import datasets

    made = datasets.Features.from_arrow_schema(arrow_schema(model))
    for column, names in (classes or {}).items():
        made[column] = datasets.ClassLabel(names=list(names))
    return made


def _arrow_type(annotation: Any) -> pa.DataType:
    import pyarrow as pa

    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _arrow_type(arguments[0])
    if origin in (Union, types.UnionType):
        return _arrow_type(next(part for part in arguments if part is not type(None)))
    if origin is Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(_arrow_type(arguments[0]))
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return pa.struct(list(arrow_schema(annotation)))
    return {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}[annotation]
