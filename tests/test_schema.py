from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import get_args

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fcbench import files
from fcbench.schema import (
    NOUNS,
    STANCES,
    VERDICTS,
    Act,
    Article,
    Attribution,
    Claim,
    DataError,
    Evidence,
    EvidenceKind,
    Flag,
    Interest,
    Model,
    Quantity,
    Record,
    Row,
    Segment,
    SegmentRole,
    Source,
    SourceRole,
    Span,
    Stance,
    Verdict,
    VerdictRow,
    arrow_schema,
    built,
    features,
    json_schema,
    validate,
    verdict_label,
)

ROW_NOUNS: tuple[type[Model], ...] = (Article, Record, Row, VerdictRow)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)  # all of Unicode but lone surrogates
names = words.filter(bool)
maybe = st.none() | words
dates = st.none() | st.dates().map(lambda day: day.isoformat())
places = st.integers(0, 1 << 40)
ids = st.none() | names


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start, exact = draw(places), draw(names)
    return Span(article_id=draw(names), start=start, end=start + len(exact), exact=exact, prefix=draw(words))


articles = st.builds(
    Article,
    id=names,
    text=maybe,
    sha256=st.just("0" * 64),
    length=places,
    segments=st.lists(
        st.builds(Segment, role=st.sampled_from(get_args(SegmentRole)), start=places, end=places), max_size=2
    ).map(tuple),
    headline=maybe,
    published_at=dates,
    page_sha256=st.none() | st.just("f" * 64),
)
sources = st.builds(
    Source, entity=names, role=st.sampled_from(get_args(SourceRole)), cue=maybe, work=maybe, span=st.none() | spans()
)
attributions = st.builds(
    Attribution,
    id=names,
    source=st.none() | spans(),
    cue=st.none() | spans(),
    content=st.lists(spans(), min_size=1, max_size=2).map(tuple),
    chain=st.lists(sources, min_size=1, max_size=2).map(tuple),
    act=st.sampled_from(get_args(Act)),
    hedges=st.lists(words, max_size=2).map(tuple),
    said_at=dates,
    prompt=maybe,
    nested_in=ids,
    origin_id=names,
)
quantities = st.builds(Quantity, value=st.floats(allow_nan=False, allow_infinity=False), unit=maybe)
claims = st.builds(
    Claim, id=names, text=names, modality=maybe, quantity=st.none() | quantities, mentions=st.lists(spans()).map(tuple)
)
evidence = st.builds(
    Evidence,
    id=names,
    text=names,
    span=st.none() | spans(),
    stance=st.none() | st.sampled_from(STANCES),
    votes=st.lists(maybe, max_size=2).map(tuple),
    act=st.none() | st.sampled_from(get_args(Act)),
    holder=maybe,
    holder_interest=st.none() | st.builds(Interest, why=maybe),
    first_hand=st.none() | st.booleans(),
    kind=st.none() | st.sampled_from(get_args(EvidenceKind)),
    origin_id=ids,
    published_at=dates,
)
axes = st.sampled_from([(None, None), ("conflicting", None), *(("sufficient", truth) for truth in range(5))])


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    state, truth = draw(axes)
    flags = tuple(draw(st.lists(st.sampled_from(get_args(Flag)), max_size=2)))
    basis = tuple(draw(st.lists(names, max_size=2)))
    return Verdict(id=draw(names), state=state, truth=truth, flags=flags, basis=basis, label=draw(maybe))


records = st.builds(
    Record,
    id=names,
    claim=claims,
    attributions=st.lists(attributions, max_size=2).map(tuple),
    evidence=st.lists(evidence, max_size=2).map(tuple),
    verdict=st.none() | verdicts(),
    cluster=names,
    tags=st.lists(words, max_size=2).map(tuple),
)


def segment(**changes: object) -> dict[str, object]:
    return {"role": "body", "start": 0, "end": 4, **changes}


# Validation


def test_a_field_that_the_model_does_not_know_is_an_error() -> None:
    with pytest.raises(DataError, match=r"^dev\.jsonl:3: colour: unknown field$"):
        validate(Segment, segment(colour="grey"), where="dev.jsonl:3")


def test_a_field_that_is_missing_is_named() -> None:
    with pytest.raises(DataError, match=r"^dev\.jsonl:3: end: missing$"):
        validate(Segment, {"role": "body", "start": 0}, where="dev.jsonl:3")


def test_an_error_says_what_was_seen_and_what_is_allowed() -> None:
    with pytest.raises(DataError, match=r"^dev\.jsonl:812: role: saw 'bodyy'; allowed: 'headline', 'byline', .*'body'"):
        validate(Segment, segment(role="bodyy"), where="dev.jsonl:812")


@pytest.mark.parametrize("date", ["30.11.2026", "2026-13", "2026-11-32", "30 November 2026"])
def test_a_wrong_date_is_told_with_a_right_one(date: str) -> None:
    article = {"id": "a", "text": None, "sha256": "0" * 64, "length": 0, "media_type": "text/plain"}
    with pytest.raises(
        DataError, match=rf"^here: published_at: saw '{re.escape(date)}'; allowed: a date as 2026-11-30, "
    ):
        validate(Article, article | {"published_at": date}, where="here")


def test_a_wrong_hash_is_told_in_words() -> None:
    article = {"id": "a", "text": None, "sha256": "XYZ", "length": 0, "media_type": "text/plain"}
    with pytest.raises(DataError, match=r"^here: sha256: saw 'XYZ'; allowed: a SHA-256 in 64 digits"):
        validate(Article, article, where="here")


def test_an_error_names_the_field_within_the_field() -> None:
    claim = {"id": "a", "text": "The river ran grey.", "quantity": {"value": "many", "relation": "about"}}
    with pytest.raises(DataError, match=r"^here: quantity\.value: saw 'many'"):
        validate(Claim, claim, where="here")


def test_every_problem_of_a_value_is_told_a_line_each() -> None:
    with pytest.raises(DataError) as caught:
        validate(Segment, segment(role="x", start=-1, colour="grey"), where="here")
    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == [" role", " start", " colour"]


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(DataError, match=r"saw 'x{76}\.\.\.;"):
        validate(Segment, segment(role="x" * 5_000), where="here")


def test_a_model_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Segment(role="body", start=0, end=1).start = 5  # type: ignore[misc]


def test_a_span_is_as_long_as_its_text() -> None:
    with pytest.raises(DataError, match="span 0:5 is 5 long, its text 4"):
        validate(Span, {"article_id": "a", "start": 0, "end": 5, "exact": "grey"}, where="here")


@pytest.mark.parametrize("date", ["2024", "2024-10", "2024-10-09"])
def test_a_date_has_the_precision_that_is_known(date: str) -> None:
    assert validate(Evidence, {"id": "e", "text": "x", "published_at": date}, where="here").published_at == date


@pytest.mark.parametrize("date", ["9 October 2024", "2024-13", "2024-10-32", "2024-00", "२०२४", "2024-10-09\n", "24"])
def test_a_date_that_is_none_is_an_error(date: str) -> None:
    with pytest.raises(DataError, match="published_at"):
        validate(Evidence, {"id": "e", "text": "x", "published_at": date}, where="here")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_quantity_is_a_finite_number(value: float) -> None:
    with pytest.raises(DataError, match="finite number"):
        validate(Quantity, {"value": value, "relation": "equal"}, where="here")


# The axes of a verdict


def test_what_is_built_is_what_validation_makes_of_the_same_fields() -> None:
    made = built(Claim, id="c", text="It fell.", checkable=False)
    valid = Claim(id="c", text="It fell.", checkable=False)
    for one, other in ((made, valid), (deepcopy(made), valid), (made.model_copy(), valid)):
        assert one == other
        assert one.model_dump_json() == other.model_dump_json()
        assert one.model_dump(exclude_unset=True) == other.model_dump(exclude_unset=True)
        assert one.model_fields_set == other.model_fields_set


def test_a_changed_copy_of_what_is_built_leaves_others_as_they_are() -> None:
    copied = built(Claim, id="c", text="It fell.").model_copy(update={"checkable": False})
    assert copied.model_fields_set == {"id", "text", "checkable"}
    assert built(Claim, id="d", text="It rose.").model_fields_set == {"id", "text"}


def test_what_is_built_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        built(Segment, role="body", start=0, end=4).start = 1  # type: ignore[misc]


def test_truth_needs_sufficient_evidence() -> None:
    with pytest.raises(DataError, match="truth 3 with state 'conflicting'"):
        validate(Verdict, {"id": "v", "state": "conflicting", "truth": 3}, where="here")


def test_truth_without_a_state_is_an_error() -> None:
    with pytest.raises(DataError, match="truth 0 with state None"):
        validate(Verdict, {"id": "v", "truth": 0}, where="here")


def test_sufficient_evidence_establishes_a_truth() -> None:
    with pytest.raises(DataError, match="'sufficient' with truth null"):
        validate(Verdict, {"id": "v", "state": "sufficient"}, where="here")


@pytest.mark.parametrize("truth", [-1, 5])
def test_truth_lies_between_0_and_4(truth: int) -> None:
    with pytest.raises(DataError, match=rf"truth: saw {truth}"):
        validate(Verdict, {"id": "v", "state": "sufficient", "truth": truth}, where="here")


def test_every_pair_of_axes_has_a_label_of_its_own() -> None:
    pairs = [("sufficient", truth) for truth in (4, 3, 2, 1, 0)]
    pairs += [(state, None) for state in ("conflicting", "insufficient", "not_applicable")]  # type: ignore[misc]
    made = [Verdict.model_validate({"id": "v", "state": state, "truth": truth}) for state, truth in pairs]
    assert tuple(verdict_label(verdict) for verdict in made) == VERDICTS


def test_a_verdict_without_axes_has_no_label() -> None:
    assert verdict_label(Verdict(id="v", label="DISPUTED")) is None


# JSON Schema


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_the_json_schema_names_its_draft_and_closes_every_object(noun: str) -> None:
    schema = json_schema(noun)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    objects = [schema, *schema.get("$defs", {}).values()]
    assert all(part["additionalProperties"] is False for part in objects)


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_the_json_schema_requires_what_the_model_requires(noun: str) -> None:
    required = {name for name, field in NOUNS[noun].model_fields.items() if field.is_required()}
    schema = json_schema(noun)
    assert set(schema.get("required", ())) == required
    assert set(schema["properties"]) == set(NOUNS[noun].model_fields)


def test_the_json_schema_of_a_choice_lists_it() -> None:
    stance = json_schema("Record")["$defs"]["Evidence"]["properties"]["stance"]
    assert stance["anyOf"][0]["enum"] == list(get_args(Stance))


def test_the_json_schema_of_an_unknown_noun_is_an_error() -> None:
    with pytest.raises(DataError, match="no noun 'Recrod'; there is: Article, Record"):
        json_schema("Recrod")


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_the_json_schema_is_valid(noun: str) -> None:
    Draft202012Validator.check_schema(json_schema(noun))


@given(record=records)
def test_the_json_schema_accepts_what_the_model_accepts(record: Record) -> None:
    Draft202012Validator(json_schema("Record")).validate(record.model_dump(mode="json"))


@pytest.mark.parametrize(
    "broken", [{"id": ""}, {"claim": None}, {"colour": "grey"}, {"tags": [1]}, {"verdict": {"id": "v", "truth": 5}}]
)
def test_the_json_schema_refuses_what_the_model_refuses(broken: dict[str, object]) -> None:
    record = {"id": "r", "claim": {"id": "r", "text": "It ran grey."}, "cluster": "c", **broken}
    assert not Draft202012Validator(json_schema("Record")).is_valid(record)
    with pytest.raises(DataError):
        validate(Record, record, where="here")


# Arrow and Hugging Face


def types_of(kind: pa.DataType) -> list[pa.DataType]:
    inner = [kind.field(number).type for number in range(kind.num_fields)]
    return [kind, *(deeper for part in inner for deeper in types_of(part))]


@pytest.mark.parametrize("model", ROW_NOUNS)
def test_no_column_is_of_the_null_type(model: type[Model]) -> None:
    found = [kind for field in arrow_schema(model) for kind in types_of(field.type)]
    assert found
    assert not any(pa.types.is_null(kind) for kind in found)


@pytest.mark.parametrize("model", ROW_NOUNS)
def test_the_columns_are_the_fields(model: type[Model]) -> None:
    assert arrow_schema(model).names == list(model.model_fields)


@pytest.mark.parametrize("model", ROW_NOUNS)
def test_the_features_are_those_of_the_arrow_schema(model: type[Model]) -> None:
    assert features(model).arrow_schema.equals(arrow_schema(model))


def test_a_column_of_labels_becomes_a_class_label_in_their_order() -> None:
    label = features(Row, {"label": ("yes", "no", "maybe")})["label"]
    assert type(label).__name__ == "ClassLabel"
    assert label.names == ["yes", "no", "maybe"]


# Round trips


@given(st.one_of(records, articles))
def test_a_value_survives_json(value: Record | Article) -> None:
    assert type(value).model_validate_json(value.model_dump_json()) == value


@given(record=records)
def test_a_record_survives_a_file_of_json_lines(record: Record, tmp_path_factory: pytest.TempPathFactory) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "records.jsonl"
    files.write_jsonl(path, [record.model_dump(mode="json")])
    ((_, row),) = files.read_jsonl(path)
    assert validate(Record, row, where="here") == record


@given(st.lists(records, max_size=3))
def test_records_survive_an_arrow_table(values: list[Record]) -> None:
    rows = [value.model_dump(mode="json") for value in values]
    table = pa.Table.from_pylist(rows, schema=arrow_schema(Record))
    assert [validate(Record, row, where="here") for row in table.to_pylist()] == values


@given(st.lists(articles, max_size=3))
def test_articles_survive_an_arrow_table(values: list[Article]) -> None:
    rows = [value.model_dump(mode="json") for value in values]
    table = pa.Table.from_pylist(rows, schema=arrow_schema(Article))
    assert [validate(Article, row, where="here") for row in table.to_pylist()] == values


def test_json_with_sorted_keys_is_the_same_record() -> None:
    record = Record(id="r", cluster="c", claim=Claim(id="r", text="The river ran grey."))
    text = json.dumps(record.model_dump(mode="json"), sort_keys=True)
    assert Record.model_validate_json(text) == record
